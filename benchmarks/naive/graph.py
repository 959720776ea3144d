"""What data reaches which system: one networkx search a category."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Any

import networkx as nx

from benchmarks.naive.models import Workspace
from benchmarks.naive.words import under

START = ""
"""A node before all systems, from which each category sets out."""


class Graph:
    """`parents[category]` are the systems that a category reaches, each with the one before it; `possible[category]`
    those that it may reach because a flow lists something above it."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.categories = list(workspace.data)
        self.below = {word: [other for other in workspace.data if under(other, word)] for word in workspace.data}
        self.passing: dict[frozenset[str], list[tuple[str, str]]] = {}
        self.sources: dict[str, set[str]] = {word: set() for word in workspace.data}
        self.collect()
        self.networks: dict[frozenset[frozenset[str]], Any] = {}
        self.parents = {word: self.search(word, self.sources[word]) for word in self.categories}
        self.possible = {word: self.perhaps(word) for word in self.categories}

    def above(self, word: str) -> list[str]:
        return [other for other in self.categories if under(word, other)]

    def collect(self) -> None:
        """The systems at which listed data arrives, and the edges that pass on what comes, by what they leave out."""
        workspace = self.workspace
        for flow in workspace.flows.values():
            source = workspace.node(flow.source)
            if isinstance(flow.data, str):
                self.passing.setdefault(frozenset(source.strips), []).append((flow.source, flow.target))
                listed = source.produces
            else:
                listed = flow.data
            for word in listed:
                self.sources[word].add(flow.target)
        run: dict[str, list[str]] = {}
        for name in (*workspace.systems, *workspace.vendors):
            vendor = workspace.vendor_of(name)
            if vendor is not None:
                run.setdefault(vendor, []).append(name)
        for name, vendor_declared in workspace.vendors.items():
            for below in vendor_declared.subprocessors:
                for system in run.get(name, ()):
                    self.passing.setdefault(frozenset(), []).append((system, below))
                    for word in workspace.node(system).produces:
                        self.sources[word].add(below)

    def network(self, word: str) -> Any:
        """The graph of the edges that let a category pass; categories that the same systems strip share it."""
        stripped = frozenset(left_out for left_out in self.passing if any(under(word, one) for one in left_out))
        if stripped not in self.networks:
            graph: Any = nx.DiGraph()
            for left_out, edges in self.passing.items():
                if left_out not in stripped:
                    graph.add_edges_from(edges)
            self.networks[stripped] = graph
        return self.networks[stripped]

    def search(self, word: str, sources: set[str]) -> dict[str, str]:
        """The systems that a category reaches, each with the one before it on a shortest chain."""
        graph = self.network(word)
        graph.add_edges_from((START, system) for system in sorted(sources))
        found = dict(nx.bfs_predecessors(graph, START)) if sources else {}
        if sources:
            graph.remove_node(START)
        return found

    def perhaps(self, word: str) -> AbstractSet[str]:
        """The systems that a category may reach, because something above it is listed."""
        sources = set().union(*(self.sources[other] for other in self.above(word)))
        return self.parents[word].keys() if sources == self.sources[word] else self.search(word, sources).keys()

    def chain(self, word: str, system: str) -> list[str]:
        """The systems of a shortest chain by which a category reaches a system."""
        chain, parents = [system], self.parents[word]
        while (before := parents[chain[-1]]) != START:
            chain.append(before)
        return chain[::-1]

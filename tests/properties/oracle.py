"""How data travels, as networkx sees it: a graph a category, made from the declarations alone.

Its edges are the flows and the links of chains that carry the category. What a flow or a link brings
whatever arrives at its source comes from the node START, so a chain of flows is a path from START.
"""

import itertools
from collections.abc import Iterable
from typing import Any, TypeAlias

import networkx as nx

from tests.reference.facts import Facts, fact
from tests.reference.kleene import NO, UNKNOWN, YES
from tests.reference.trees import as_list

START = "(start)"
PARTS = ("declared", "below", "any")
"""What is declared; what may be there because of that; what may be there because of an `unknown`."""
Chain = tuple[str, ...]
Graph: TypeAlias = "nx.MultiDiGraph[Any]"


class Oracle:
    """The graphs of one deployment, with its proposals or of active flows only."""

    def __init__(self, facts: Facts, deployment: str, active: bool = False) -> None:
        self.facts = facts
        self.flows = [
            name
            for name in facts.flows
            if deployment in facts.flow_deployments(name) and (not active or facts.status(name) == "active")
        ]
        self.systems = [name for name in facts.systems if not self._retired(facts.vendor_of(name))]
        self.links = [
            (system, below, f"{vendor}..{below}")
            for vendor in facts.vendors
            for below in facts.chain(vendor)
            for system in facts.runs(vendor)
        ]
        self.begins = {name: self._begins(name) for name in self.flows}
        self.stops = {name: self._stops(name) for name in self.flows}
        self.produced = {name: self._listed(facts.systems[name].get("produces", [])) for name in facts.systems}
        self._graphs: dict[tuple[str, str], Graph] = {}

    def _retired(self, vendor: str) -> bool:
        return vendor in self.facts.vendors and self.facts.retired(vendor)

    def _listed(self, words: Any) -> dict[str, set[str]]:
        """A list of categories: the three sets it brings."""
        declared = self.facts.data.expand(as_list(words))
        return {"declared": declared, "below": self.facts.data.below_any(sorted(declared)), "any": set()}

    def _begins(self, name: str) -> dict[str, set[str]]:
        """What a flow brings whatever arrives at its source."""
        flow = self.facts.flows[name]
        data = fact(flow, "data")
        cut = self.facts.data.below_any(as_list(flow.get("without", [])))
        if data == UNKNOWN or (data == "inherited" and flow["from"] == UNKNOWN):
            brings = {"declared": set(), "below": set(), "any": set(self.facts.data.words)}
        elif data == "inherited":
            brings = self._listed(self.facts.systems[flow["from"]].get("produces", []))
        else:
            brings = self._listed(data)
        return {part: words - cut for part, words in brings.items()}

    def _stops(self, name: str) -> set[str]:
        """What a flow does not let through of what arrives at its source."""
        flow = self.facts.flows[name]
        if fact(flow, "data") != "inherited" or flow["from"] == UNKNOWN:
            return set(self.facts.data.words)
        strips = as_list(self.facts.systems[flow["from"]].get("strips", []))
        return self.facts.data.below_any([*as_list(flow.get("without", [])), *strips])

    def graph(self, category: str, part: str) -> Graph:
        """The edges that carry a category."""
        if (category, part) not in self._graphs:
            graph: Graph = nx.MultiDiGraph()
            graph.add_nodes_from([START, *self.systems])
            for name in self.flows:
                flow = self.facts.flows[name]
                # nothing is followed through an end that is unknown: each has a node of its own
                target = f"(behind {name})" if flow["to"] == UNKNOWN else flow["to"]
                if category in self.begins[name][part]:
                    graph.add_edge(START, target, key=name)
                if category not in self.stops[name]:
                    graph.add_edge(flow["from"], target, key=name)
            for system, below, name in self.links:
                graph.add_edge(system, below, key=name)
                if category in self.produced[system][part]:
                    graph.add_edge(START, below, key=name)
            self._graphs[category, part] = graph
        return self._graphs[category, part]

    def reached(self, part: str) -> dict[str, set[str]]:
        """For each system the categories that reach it."""
        found: dict[str, set[str]] = {system: set() for system in self.systems}
        for category in self.facts.data.words:
            for system in nx.descendants(self.graph(category, part), START) & found.keys():
                found[system].add(category)
        return found

    def carried(self, part: str) -> dict[str, set[str]]:
        """For each flow the categories that it carries."""
        found: dict[str, set[str]] = {name: set() for name in self.flows}
        for category in self.facts.data.words:
            graph = self.graph(category, part)
            there = nx.descendants(graph, START) | {START}
            for source, _, name in graph.edges(keys=True):
                if source in there and name in found:
                    found[name].add(category)
        return found

    # --- chains

    def carries(self, chain: Iterable[str], category: str, part: str) -> bool:
        """Is it a chain, each hop of which carries the category, and the first of which brings it in?"""
        graph = self.graph(category, part)
        here = {START}
        for name in chain:
            here = {end for place in here for _, end, key in graph.out_edges(place, keys=True) if key == name}
        return bool(here)

    def to_systems(self, systems: Iterable[str], category: str, part: str) -> Chain | None:
        """The shortest chain to one of the systems; of equally short ones the smallest by ids."""
        graph = self.graph(category, part)
        chains = [chain for system in systems for chain in self._shortest(graph, START, system)]
        return min(chains, key=lambda chain: (len(chain), chain), default=None)

    def to_flow(self, name: str, category: str, part: str) -> Chain | None:
        """The shortest chain that ends with a flow."""
        if category in self.begins[name][part]:
            return (name,)
        if category in self.stops[name]:
            return None
        before = self.to_systems([self.facts.flows[name]["from"]], category, part)
        return None if before is None else (*before, name)

    def to_rest(self, systems: list[str], category: str, part: str, sure: bool) -> Chain | None:
        """The shortest chain by which a category comes to rest at a system, over links of chains too."""
        only_links: Graph = nx.MultiDiGraph()
        only_links.add_nodes_from(self.systems)
        for system, below, name in self.links:
            only_links.add_edge(system, below, key=name)
        found = []
        for name in self.flows:
            rests, target = self.facts.at_rest(name), self.facts.flows[name]["to"]
            if target == UNKNOWN or rests == NO or (sure and rests != YES):
                continue
            chain = self.to_flow(name, category, part)
            for system in systems if chain is not None else ():
                tails = [()] if system == target else self._shortest(only_links, target, system)
                found += [(*(chain or ()), *tail) for tail in tails]
        return min(found, key=lambda chain: (len(chain), chain), default=None)

    def _shortest(self, graph: Graph, source: str, target: str) -> list[Chain]:
        """Every shortest chain, as ids: brute force."""
        if not nx.has_path(graph, source, target):
            return []
        chains = []
        for path in nx.all_shortest_paths(graph, source, target):
            ids = [list(graph[one][other]) for one, other in itertools.pairwise(path)]
            chains += [tuple(chain) for chain in itertools.product(*ids)]
        return chains

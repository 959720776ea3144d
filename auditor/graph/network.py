"""The deployment graph: the flows that exist in one deployment, and the chains of its vendors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from auditor.declarations.dataflows import INHERITED
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.tree import Tree
from auditor.workspace.model import Flow, Node, Workspace
from auditor.workspace.references import listed

OUTSIDE: Final = -1
"""The number of an end that is `unknown`: nothing is followed through it."""


class Edge(NamedTuple):
    """A flow, or a link of a chain, between two systems by their numbers.

    Each set of categories is one int of three parts (see `Parts`): what is declared, what may be there
    because of that, and what may be there because somebody wrote `unknown`. `carries` is there whatever
    arrives at the source; of what arrives there, `passes` lets through.
    """

    id: str
    source: int
    target: int
    carries: int
    passes: int
    link: bool = False


class Network(NamedTuple):
    """Systems by number (sorted by id) and the edges between them, sorted by id."""

    systems: tuple[str, ...]
    number: Mapping[str, int]
    edges: tuple[Edge, ...]
    parts: Parts


class Parts:
    """How three sets of categories share one int."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.size = len(tree.ids)
        self.full = tree.all
        self.everything = self.join(self.full, self.full, self.full)
        self.anything = self.join(0, 0, self.full)

    def join(self, declared: int, may: int, unknown: int) -> int:
        return declared | may << self.size | unknown << 2 * self.size

    def split(self, joined: int) -> tuple[int, int, int]:
        size, full = self.size, self.full
        return joined & full, joined >> size & full, joined >> 2 * size

    def without(self, words: tuple[str, ...]) -> int:
        """A mask that leaves out the words and all below them, wherever they are."""
        rest = self.full & ~self.tree.under(words)
        return self.join(rest, rest, rest)

    def declared(self, words: tuple[str, ...]) -> int:
        """The words, and what may be there because of them."""
        return self.join(self.tree.bits(words), self.tree.under(words), 0)


def network(workspace: Workspace, flows: tuple[Flow, ...], doubtful: frozenset[str] = frozenset()) -> Network:
    """The graph of some flows. What a doubtful flow carries is only possible: nobody knows whether it is active."""
    parts = Parts(workspace.data)
    systems = tuple(workspace.nodes)
    number = {name: position for position, name in enumerate(systems)}
    edges = _Edges(workspace, parts, number)
    made = [edges.flow(flow, flow.id in doubtful) for flow in flows]
    made += edges.links()
    return Network(systems, number, tuple(made), parts)


class _Edges:
    """Makes edges, each distinct mask once."""

    def __init__(self, workspace: Workspace, parts: Parts, number: Mapping[str, int]) -> None:
        self.workspace = workspace
        self.parts = parts
        self.number = number
        self.lists: dict[tuple[tuple[str, ...], tuple[str, ...]], int] = {}
        self.leaving: dict[str, tuple[int, int]] = {}

    def flow(self, flow: Flow, doubtful: bool) -> Edge:
        parts, number = self.parts, self.number
        source = OUTSIDE if flow.source is UNKNOWN else number[flow.source]
        target = OUTSIDE if flow.target is UNKNOWN else number[flow.target]
        data, passes = flow.data, 0
        if isinstance(data, tuple):
            key = (data, flow.without)
            carries = self.lists.get(key)
            if carries is None:
                carries = self.lists[key] = parts.declared(data) & parts.without(flow.without)
        elif data is INHERITED and flow.source is not UNKNOWN:
            carries, passes = self._leaving(flow.source)
            if flow.without:
                rest = parts.without(flow.without)
                carries, passes = carries & rest, passes & rest
        else:
            carries = parts.anything & parts.without(flow.without)
        if doubtful:
            possible = parts.join(0, parts.full, parts.full)
            carries, passes = carries & possible, passes & possible
        return Edge(flow.id, source, target, carries, passes)

    def _leaving(self, system: str) -> tuple[int, int]:
        """What leaves a system whatever arrives, and what it lets through of what arrives."""
        if system not in self.leaving:
            declared = self.workspace.nodes[system].declared
            produced = produces(self.workspace, system)
            self.leaving[system] = self.parts.declared(produced), self.parts.without(declared.strips)
        return self.leaving[system]

    def links(self) -> list[Edge]:
        """A chain passes on all that reaches the vendor or the systems it runs, and all they produce."""
        run: dict[str, list[Node]] = {}
        for node in self.workspace.nodes.values():
            if isinstance(node.vendor, str):
                run.setdefault(node.vendor, []).append(node)
        made = []
        for name, vendor in self.workspace.vendors.items():
            for below in sorted(set(listed(vendor.subprocessors))):
                for node in run.get(name, ()):
                    if below in self.number:
                        fresh = self.parts.declared(produces(self.workspace, node.id))
                        ends = self.number[node.id], self.number[below]
                        made.append(Edge(f"{name}..{below}", *ends, fresh, self.parts.everything, link=True))
        return made


def produces(workspace: Workspace, system: str) -> tuple[str, ...]:
    """What a system adds, with every `x.*` written out."""
    words: list[str] = []
    for word in workspace.nodes[system].declared.produces:
        words += workspace.data.leaves(word[:-2]) if word.endswith(".*") else (word,)
    return tuple(words)

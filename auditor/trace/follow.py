"""Some categories followed through one deployment: where they set out, and every flow and link that takes them on.

What a flow carries is the propagation's; here its flows are put in order, from where the data comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from auditor.graph.network import OUTSIDE, Edge, produces
from auditor.graph.world import Spread
from auditor.location import Location, Route
from auditor.trace.carried import place_of
from auditor.trace.records import CERTAIN, MAY, UNKNOWN, Hop, Origin
from auditor.vocabulary.answers import NO
from auditor.vocabulary.answers import UNKNOWN as SAID_UNKNOWN
from auditor.workspace.model import Flow


class Carrying(NamedTuple):
    """An edge that carries some of the categories: how certainly, and as which declared words."""

    edge: Edge
    flow: Flow | None
    certainty: str
    data: tuple[str, ...]


class Follow:
    """The way of some categories (`mask`, a set of the tree) in one spread.

    `level` is the distance of each system from the nearest origin, by number; `circle` tells which systems
    lie on a common cycle.
    """

    def __init__(self, spread: Spread, mask: int) -> None:
        self.spread = spread
        self.mask = mask
        self.names = spread.propagation.network.systems
        self.edges = tuple(self._carrying())
        self._leaving: dict[int, list[Carrying]] = {}
        self._into: dict[int, list[Carrying]] = {}
        for one in self.edges:
            self._leaving.setdefault(one.edge.source, []).append(one)
            self._into.setdefault(one.edge.target, []).append(one)
        self.circle = _circles(self.edges)
        self.origins = list(self._origins())
        self.level: dict[int, int] = {}
        self._before: dict[int, Carrying] = {}
        self._enter([OUTSIDE, *sorted(self._firsts())])
        self._enter_the_rest()

    def name(self, number: int) -> str:
        return UNKNOWN if number == OUTSIDE else self.names[number]

    def reached(self) -> Iterator[tuple[str, str, tuple[str, ...]]]:
        """The systems that the categories get to, each with how certainly, and as which words."""
        for number, name in enumerate(self.names):
            certainty, data = self.read(self.spread.propagation.reached[number])
            if certainty:
                yield name, certainty, data

    def into(self, number: int) -> list[Carrying]:
        """The edges that bring some of the categories to a system."""
        return self._into.get(number, [])

    def read(self, joined: int) -> tuple[str, tuple[str, ...]]:
        """How certainly a joined set holds some of the categories, and as which words; empty where it does not."""
        parts, tree = self.spread.parts, self.spread.workspace.data
        declared, may, anything = parts.split(joined)
        if declared & self.mask:
            return CERTAIN, tree.words(declared & self.mask)
        if may & self.mask:
            return MAY, tuple(word for word in tree.words(declared) if tree.below[tree.index[word]] & may & self.mask)
        return (UNKNOWN, ()) if anything & self.mask else ("", ())

    def way_to(self, system: str) -> tuple[Hop, ...]:
        """A shortest way from an origin to a system; nothing for an origin itself."""
        hops: list[Hop] = []
        here = self.spread.number.get(system, OUTSIDE)
        while here in self._before:
            one = self._before[here]
            ends = self.name(one.edge.source), self.name(one.edge.target)
            hops.append(Hop(one.edge.id, *ends, one.edge.link, place_of(self.spread, one.edge)))
            here = one.edge.source
        return tuple(reversed(hops))

    def certainty(self, hop: Hop) -> str:
        """How certainly a hop of a way carries the categories."""
        leaving = self._leaving[self.spread.number.get(hop.source, OUTSIDE)]
        return next(one.certainty for one in leaving if one.edge.id == hop.id)

    def closes(self, edge: Edge) -> bool:
        """Does an edge lead back to where the data has been before?"""
        same = self.circle.get(edge.source, -1) == self.circle.get(edge.target, -2)
        return same and self.level[edge.target] <= self.level[edge.source]

    def _carrying(self) -> Iterator[Carrying]:
        propagation, flows = self.spread.propagation, self.spread.flows
        for position, (edge, joined) in enumerate(zip(propagation.network.edges, propagation.carried, strict=True)):
            certainty, data = self.read(joined)
            if certainty:
                yield Carrying(edge, None if edge.link else flows[position], certainty, data)

    def _origins(self) -> Iterator[Origin]:
        found: dict[tuple[str, str, str], tuple[list[str], list[str], Route]] = {}
        for system, how, certainty, data, by, place in (*self._sent(), *self._produced()):
            words, flows, _ = found.setdefault((system, how, certainty), ([], [], place))
            words += data
            flows += by
        for (system, how, certainty), (words, flows, place) in sorted(found.items()):
            yield Origin(system, how, certainty, _unique(words), _unique(flows), self._at(place))

    def _at(self, place: Route) -> Location:
        return self.spread.workspace.merged.at(place, key=len(place) == 2)

    def _sent(self) -> Iterator[tuple[str, str, str, Iterable[str], Iterable[str], Route]]:
        """What flows bring into the world: listed by who has it first, or by one whom nothing brings it."""
        for edge, flow, certainty, data in self.edges:
            if flow is None:
                continue
            if flow.source is SAID_UNKNOWN:
                yield UNKNOWN, UNKNOWN, certainty, data, (flow.id,), ("flows", flow.id, "from")
            elif flow.data is SAID_UNKNOWN:
                yield flow.source, UNKNOWN, UNKNOWN, (), (flow.id,), ("flows", flow.id, "data")
            elif isinstance(flow.data, tuple):
                node = self.spread.workspace.nodes[flow.source]
                if node.person or edge.source not in self.spread.propagation.entered:
                    yield flow.source, "originates", certainty, data, (flow.id,), (node.section, node.id)
                    continue
                strays = [word for word in data if self.spread.sourced(flow, word) is NO]
                if not self.read(self.spread.leaving(flow.source))[0]:
                    strays = list(data)
                if strays:
                    yield flow.source, "unsourced", certainty, strays, (flow.id,), ("flows", flow.id, "data")

    def _produced(self) -> Iterator[tuple[str, str, str, Iterable[str], Iterable[str], Route]]:
        for name, node in self.spread.workspace.nodes.items():
            words = produces(self.spread.workspace, name)
            certainty, data = self.read(self.spread.parts.declared(words)) if words else ("", ())
            if certainty:
                leaving = self._leaving.get(self.spread.number[name], ())
                by = [one.edge.id for one in leaving if not set(data).isdisjoint(one.data)]
                yield name, "produces", certainty, data, by, (node.section, name, "produces")

    def _firsts(self) -> set[int]:
        """The origins that have the data before all others: people, and systems that nothing enters."""
        numbers = {self.spread.number[origin.system] for origin in self.origins if origin.system != UNKNOWN}
        nodes = self.spread.workspace.nodes
        entered = self.spread.propagation.entered
        return {number for number in numbers if nodes[self.names[number]].person or number not in entered}

    def _enter(self, starts: Iterable[int]) -> None:
        """Give each system that can be got to from the starts its distance, and the edge that leads there."""
        here = [start for start in starts if start not in self.level]
        self.level.update(dict.fromkeys(here, 0))
        for number in here:
            for one in self._leaving.get(number, ()):
                if one.edge.target not in self.level and one.edge.target != OUTSIDE:
                    self.level[one.edge.target] = self.level[number] + 1
                    self._before[one.edge.target] = one
                    here.append(one.edge.target)

    def _enter_the_rest(self) -> None:
        """What sets out where other data arrives too; and what only goes round, listed by each for the next,
        which has no origin at all and is entered at its first system."""
        while left := [one.edge for one in self.edges if one.edge.source not in self.level]:
            entered = {self.circle.get(e.target) for e in left if self.circle[e.source] != self.circle.get(e.target)}
            ways_in = {edge.source for edge in left if self.circle[edge.source] not in entered}
            starts = ways_in & {self.spread.number[one.system] for one in self.origins if one.system != UNKNOWN}
            if not starts:
                starts = {min(ways_in)}
                self.origins.append(self._circle(min(ways_in)))
            self._enter(sorted(starts))

    def _circle(self, system: int) -> Origin:
        leaving = self._leaving[system]
        node = self.spread.workspace.nodes[self.names[system]]
        data = _unique(word for one in leaving for word in one.data)
        by = _unique(one.edge.id for one in leaving)
        return Origin(node.id, "circle", leaving[0].certainty, data, by, self._at((node.section, node.id)))


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


def _circles(edges: Iterable[Carrying]) -> dict[int, int]:
    """Systems by number -> the number of their cycle: the same for those that lie on a common one."""
    import networkx  # 0.1 s that only a trace needs

    graph: networkx.DiGraph[int] = networkx.DiGraph()
    graph.add_nodes_from(one.edge.source for one in edges)
    graph.add_edges_from((one.edge.source, one.edge.target) for one in edges)
    graph.remove_nodes_from([OUTSIDE])
    return {
        number: position
        for position, circle in enumerate(networkx.strongly_connected_components(graph))
        for number in circle
    }

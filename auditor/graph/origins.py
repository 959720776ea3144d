"""Where a category originates: with a person, with a system that nothing enters or that produces it, with a
flow that lists what does not leave its source; and where the trail ends, also in a circle."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from auditor.declarations.dataflows import INHERITED
from auditor.graph.network import OUTSIDE, Edge
from auditor.graph.reach import Reaches
from auditor.vocabulary.answers import NO, UNKNOWN, YES
from auditor.vocabulary.tree import ones

if TYPE_CHECKING:
    from auditor.graph.world import Spread


class Origins:
    """Answers for one spread: with which edges which categories begin."""

    def __init__(self, spread: Spread) -> None:
        self.spread = spread
        self.reaches: Reaches = spread.reaches
        self.tree = spread.workspace.data
        self._known: dict[Edge, tuple[int, int]] = {}
        self._whole: dict[Edge, int] = {}
        self._trails: dict[int, int] = {}

    def first(self, edge: Edge) -> int:
        """What begins with an edge, as joined sets: for certain, and for the others also perhaps."""
        if edge not in self._whole:
            sure, perhaps = self._begins(edge)
            ended = self._trail(edge.source) if self._is_written(edge) else 0
            self._whole[edge] = self.reaches.join(sure | ended, perhaps | ended, perhaps | ended)
        return self._whole[edge]

    def _is_written(self, edge: Edge) -> bool:
        """Does an edge say what it carries, and not only hand on what arrives?"""
        return edge.link or self.spread.flows[self.spread.position[edge.id]].data is not INHERITED

    def _begins(self, edge: Edge) -> tuple[int, int]:
        """What originates at the source of an edge, for certain and perhaps."""
        if edge not in self._known:
            self._known[edge] = self._originates(edge)
        return self._known[edge]

    def _originates(self, edge: Edge) -> tuple[int, int]:
        spread, tree, everything = self.spread, self.tree, self.tree.all
        if edge.source == OUTSIDE:
            return everything, everything
        node = spread.workspace.nodes[spread.propagation.network.systems[edge.source]]
        if node.person or edge.source not in spread.propagation.entered:
            return everything, everything
        sure = spread.produced(node.id)
        perhaps = self.reaches.up(tree.down(sure))
        flow = None if edge.link else spread.flows[spread.position[edge.id]]
        if flow is not None and flow.data is UNKNOWN:
            return sure, everything
        if flow is not None and isinstance(flow.data, tuple):
            declared, may, _ = spread.parts.split(edge.carries)
            for word in tree.words(declared):
                sourced = spread.sourced(flow, word)
                if sourced is not YES:
                    sure |= tree.bit(word) if sourced is NO else 0
                    perhaps |= self.reaches.up(tree.below[tree.index[word]] & may)
        return sure, perhaps

    @cached_property
    def _downstream(self) -> dict[int, int]:
        """What reaches each system, or may, from where it originates."""
        found: dict[int, int] = {}
        fresh: dict[int, int] = {}
        for edge, _, passes, _ in self.reaches.edges:
            near = self.reaches.split(passes)[1]
            fresh[edge.target] = fresh.get(edge.target, 0) | self._begins(edge)[1] & near
        while fresh:
            following: dict[int, int] = {}
            for system, bits in fresh.items():
                new = bits & ~found.get(system, 0)
                found[system] = found.get(system, 0) | new
                for edge, _, passes, _ in self.reaches.out_of.get(system, ()) if new and system != OUTSIDE else ():
                    if on := new & self.reaches.split(passes)[1] & ~found.get(edge.target, 0):
                        following[edge.target] = following.get(edge.target, 0) | on
            fresh = following
        return found

    def _trail(self, system: int) -> int:
        """The categories whose trail, followed back, ends at a system."""
        if system not in self._trails:
            open_ = own = 0
            for edge, _, passes, _ in self.reaches.out_of.get(system, ()):
                sure, perhaps = self._begins(edge)
                open_ |= self.reaches.split(passes)[1] & ~sure
                own |= perhaps
            fed = self._downstream.get(system, 0) & ~own
            self._trails[system] = sum(1 << number for number in ones(open_ & ~fed) if self._ends(system, number))
        return self._trails[system]

    def _ends(self, system: int, number: int) -> bool:
        """Does nobody else bring a category, or only a circle in which nobody else originates it?"""
        behind, waiting = set[int](), [system]
        while waiting:
            for edge, _, passes, _ in self.reaches.into.get(waiting.pop(), ()):
                if edge.source == system or not passes >> number + self.reaches.size & 1:
                    continue
                if edge.source == OUTSIDE or self._begins(edge)[1] >> number & 1:
                    return False
                if edge.source not in behind:
                    behind.add(edge.source)
                    waiting.append(edge.source)
        return not behind or behind <= self._ahead(system, number + self.reaches.size)

    def surely_from(self, system: int, number: int) -> frozenset[int]:
        """The systems that a category certainly gets to from a system, itself included."""
        return frozenset(self._ahead(system, number) | {system})

    def _ahead(self, system: int, position: int) -> set[int]:
        """All that edges which let a bit pass lead to."""
        found, waiting = set[int](), [system]
        while waiting:
            for edge, _, passes, _ in self.reaches.out_of.get(waiting.pop(), ()):
                if passes >> position & 1 and edge.target not in found and edge.target != OUTSIDE:
                    found.add(edge.target)
                    waiting.append(edge.target)
        return found

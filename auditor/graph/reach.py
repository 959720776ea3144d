"""Reach: which category gets from one system to another, over edges that each carry it.

An edge carries a category for certain when it is declared on it; it may carry it when something at, above
or below the category may be on it. What arrives is what the last edge brings; it got there from every
system from which a chain of such edges leads. A chain may come back to where it has been: what is made of
photos in a store and written back there came from where the photos came from. `avoid` leaves out systems
that a chain may not pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from auditor.graph.network import OUTSIDE, Edge, Step
from auditor.graph.propagate import Propagation, flood
from auditor.graph.toward import Toward
from auditor.vocabulary.tree import Tree, ones


class Arrived(NamedTuple):
    """What gets from one system to another, as sets of categories: for certain; for certain or perhaps;
    perhaps, as data that nobody named. `below` is all that the last edge may bring because of what it
    declares; simply everything, where it leaves out nothing below that."""

    sure: int
    declared: int
    unknown: int
    below: int = 0


class Carries(NamedTuple):
    """An edge: what it brings to its end, and what it lets pass of a category that arrives further on;
    joined sets, as `Arrived` begins."""

    edge: Edge
    brings: int
    passes: int
    below: int


SURE, DECLARED, UNKNOWN_DATA = range(3)
"""The sets of `Arrived`, by position."""
NOTHING = Arrived(0, 0, 0)
First = Callable[[Edge], int]
"""Which chains count: the joined sets of what they may begin with, by their first edge."""


class Reaches:
    """Answers for one propagation. Systems are numbers; `OUTSIDE` stands for ends that nobody named."""

    def __init__(self, propagation: Propagation, tree: Tree) -> None:
        self.tree = tree
        self.size = len(tree.ids)
        self.propagation = propagation
        self.count = len(propagation.network.systems)
        self._upward: dict[int, int] = {}
        self._begun: dict[tuple[int, First], list[tuple[int, int]]] = {}
        self._goal: int | None = None
        self._towards: dict[tuple[int, frozenset[int]], Toward] = {}

    @cached_property
    def edges(self) -> list[Carries]:
        split = self.propagation.network.parts.split
        found = []
        for edge, carried in zip(self.propagation.network.edges, self.propagation.carried, strict=True):
            declared, may, unknown = split(carried)
            near = self.up(declared | may | unknown)
            brings, passes = self.join(declared, declared, unknown), self.join(declared, near, near)
            below = may if self.tree.down(declared) & ~may else self.tree.all
            found.append(Carries(edge, brings, passes, below))
        return found

    def join(self, sure: int, declared: int, unknown: int) -> int:
        return sure | declared << self.size | unknown << 2 * self.size

    def split(self, joined: int) -> tuple[int, int, int]:
        full = self.tree.all
        return joined & full, joined >> self.size & full, joined >> 2 * self.size & full

    @cached_property
    def above(self) -> list[int]:
        """For each category, itself and all above it."""
        above = [0] * self.size
        for number, below in enumerate(self.tree.below):
            for one in ones(below):
                above[one] |= 1 << number
        return above

    def up(self, bits: int) -> int:
        """All at or above some categories."""
        found = self._upward.get(bits)
        if found is None:
            found = 0
            for one in ones(bits):
                found |= self.above[one]
            self._upward[bits] = found
        return found

    @cached_property
    def into(self) -> Mapping[int, list[Carries]]:
        into: dict[int, list[Carries]] = {}
        for found in self.edges:
            into.setdefault(found.edge.target, []).append(found)
        return into

    @cached_property
    def out_of(self) -> Mapping[int, list[Carries]]:
        out_of: dict[int, list[Carries]] = {}
        for found in self.edges:
            out_of.setdefault(found.edge.source, []).append(found)
        return out_of

    @cached_property
    def _ahead(self) -> list[list[Step]]:
        """How data goes on from each system, and last from `OUTSIDE`."""
        return self._steps((found.edge.source, found.edge.target, found.passes) for found in self.edges)

    @cached_property
    def _behind(self) -> list[list[Step]]:
        """The same backwards."""
        return self._steps((found.edge.target, found.edge.source, found.passes) for found in self.edges)

    def _steps(self, ends: Iterable[tuple[int, int, int]]) -> list[list[Step]]:
        """Edges between the same two systems count as one."""
        passes: dict[tuple[int, int], int] = {}
        for here, there, lets in ends:
            passes[here, there] = passes.get((here, there), 0) | lets
        onward: list[list[Step]] = [[] for _ in range(self.count + 1)]
        for number, ((here, there), lets) in enumerate(passes.items()):
            onward[here].append((number, there, lets))
        return onward

    def to(
        self, target: int, avoid: frozenset[int] = frozenset(), first: First | None = None
    ) -> dict[int, list[Arrived]]:
        """What gets to a system, from each system that it gets there from; apart by what the last edge may bring.

        With `first`, only over chains that begin with an edge that it allows.
        """
        groups: dict[int, list[Carries]] = {}
        for last in self.into.get(target, ()):
            groups.setdefault(last.below, []).append(last)
        found: dict[int, list[Arrived]] = {}
        for below, group in groups.items():
            reached = self._backwards(group, avoid)
            if first is not None:
                reached = self._beginning(reached, group, avoid, first)
            for system, joined in reached.items():
                if joined and (system != target or system == OUTSIDE):
                    found.setdefault(system, []).append(Arrived(*self.split(joined), below))
        return found

    def _backwards(self, group: Iterable[Carries], avoid: frozenset[int]) -> dict[int, int]:
        """What gets from each system to the end of some last edges."""
        reached = [0] * (self.count + 1)
        for edge, brings, _, _ in group:
            reached[edge.source] |= brings
        stop = avoid | {OUTSIDE}
        flood(reached, self._behind, {edge.source for edge, _, _, _ in group} - stop, stop)
        return self._by_system(reached)

    def _by_system(self, sets: list[int]) -> dict[int, int]:
        found = {system: bits for system, bits in enumerate(sets[:-1]) if bits}
        return {**found, OUTSIDE: sets[OUTSIDE]} if sets[OUTSIDE] else found

    def _beginning(
        self, reached: Mapping[int, int], group: Iterable[Carries], avoid: frozenset[int], first: First
    ) -> dict[int, int]:
        """Of what gets on from each system, what does over a chain that begins as it must."""
        found: dict[int, int] = {}
        for edge, brings, _, _ in group:
            found[edge.source] = found.get(edge.source, 0) | brings & first(edge)
        for system, bits in reached.items():
            if system not in avoid and system != OUTSIDE:
                for source, begins in self._begins(system, first):
                    if bits & begins:
                        found[source] = found.get(source, 0) | bits & begins
        return found

    def _begins(self, system: int, first: First) -> list[tuple[int, int]]:
        """With what chains may begin by an edge to a system, and where."""
        if (system, first) not in self._begun:
            edges = ((edge.source, passes & first(edge)) for edge, _, passes, _ in self.into.get(system, ()))
            self._begun[system, first] = [(source, begins) for source, begins in edges if begins]
        return self._begun[system, first]

    def onward(self, source: int, avoid: frozenset[int] = frozenset()) -> dict[int, list[Arrived]]:
        """What gets from a system, to each system that it gets to; apart by what the last edge may bring."""
        kept = [0] * (self.count + 1)
        kept[source] = (1 << 3 * self.size) - 1
        stop = avoid | {OUTSIDE}
        flood(kept, self._ahead, [source], stop)
        reached: dict[int, dict[int, int]] = {}
        for system, bits in self._by_system(kept).items():
            for edge, brings, _, below in self.out_of.get(system, ()) if system == source or system not in stop else ():
                if (edge.target != source or source == OUTSIDE) and bits & brings:
                    groups = reached.setdefault(edge.target, {})
                    groups[below] = groups.get(below, 0) | bits & brings
        return {
            system: [Arrived(*self.split(joined), below) for below, joined in groups.items()]
            for system, groups in reached.items()
        }

    @cached_property
    def sources(self) -> tuple[int, ...]:
        """The systems that anything gets from."""
        return tuple(sorted({found.edge.source for found in self.edges if found.brings}))

    @cached_property
    def targets(self) -> tuple[int, ...]:
        """The systems that anything gets to."""
        return tuple(sorted({found.edge.target for found in self.edges if found.brings}))

    def chain(
        self, source: int, target: int, category: int, part: int, avoid: Iterable[int] = (), first: First | None = None
    ) -> tuple[Edge, ...]:
        """A shortest chain over which a category gets from one system to another, the smallest by the ids
        of its edges. `part` is the position in `Arrived` of the set that the category is in."""
        bit = 1 << category + part * self.size
        toward = self._toward(target, bit, frozenset(avoid) | {OUTSIDE})
        edges = self.out_of.get(source, [])
        chain: list[Edge] = []
        left, next_ = toward.nearest([one for one in edges if first is None or first(one.edge) & bit])
        while next_ is not None:
            chain.append(next_)
            left, next_ = toward.nearest(self.out_of[next_.target]) if left else (0, None)
        return tuple(chain)

    def _toward(self, target: int, bit: int, stop: frozenset[int]) -> Toward:
        """The distances to a system, which chains from many systems share."""
        if self._goal != target:
            self._goal, self._towards = target, {}
        if (bit, stop) not in self._towards:
            self._towards[bit, stop] = Toward(self.into.get(target, ()), self._behind, target, bit, stop)
        return self._towards[bit, stop]

"""Reach: which category gets from one system to another, over edges that each carry it.

An edge carries a category for certain when it is declared on it; it may carry it when something at, above
or below the category may be on it. What arrives is what the last edge brings; it got there from every
system from which a chain of such edges leads. A chain may come back to where it has been: what is made
of photos in a store and written back there came from where the photos came from. `avoid` leaves out
systems that a chain may not pass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from auditor.graph.network import OUTSIDE, Edge
from auditor.graph.propagate import Propagation
from auditor.vocabulary.tree import Tree, ones


class Arrived(NamedTuple):
    """What gets from one system to another, as sets of categories: for certain; perhaps, of what the last
    edge declares; perhaps, of all that it may bring; and of what was written `unknown`."""

    sure: int
    declared: int
    may: int
    unknown: int


class _Carries(NamedTuple):
    """What an edge brings (as `Arrived` is), and what it lets pass of a category that arrives further on."""

    edge: Edge
    brings: int
    passes: int


Adjacent = Mapping[int, list[_Carries]]


class Reaches:
    """Answers for one propagation. Systems are numbers; `OUTSIDE` stands for ends that nobody named."""

    def __init__(self, propagation: Propagation, tree: Tree) -> None:
        self.tree = tree
        self.size = len(tree.ids)
        self.propagation = propagation

    @cached_property
    def _edges(self) -> list[_Carries]:
        split, size = self.propagation.network.parts.split, self.size
        found = []
        for edge, carried in zip(self.propagation.network.edges, self.propagation.carried, strict=True):
            declared, may, unknown = split(carried)
            near = self.up(declared | may | unknown)
            brings = declared | declared << size | (declared | may) << 2 * size | unknown << 3 * size
            found.append(_Carries(edge, brings, declared | near << size | near << 2 * size | near << 3 * size))
        return found

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
    def _upward(self) -> dict[int, int]:
        return {}

    def near(self, number: int) -> int:
        """A category, all above and all below it."""
        return self.above[number] | self.tree.below[number]

    def to(self, target: int, avoid: frozenset[int] = frozenset()) -> dict[int, Arrived]:
        """What gets to a system, from each system that it gets there from."""
        seeds: dict[int, int] = {}
        for edge, brings, _ in self._into.get(target, ()):
            seeds[edge.source] = seeds.get(edge.source, 0) | brings
        stop = avoid | {OUTSIDE}
        reached = dict(seeds)
        fresh = {system: bits for system, bits in seeds.items() if system not in stop}
        while fresh:
            following: dict[int, int] = {}
            for system, bits in fresh.items():
                for edge, _, passes in self._into.get(system, ()):
                    if new := bits & passes & ~reached.get(edge.source, 0):
                        reached[edge.source] = reached.get(edge.source, 0) | new
                        if edge.source not in stop:
                            following[edge.source] = following.get(edge.source, 0) | new
            fresh = following
        return {system: self._split(bits) for system, bits in reached.items() if bits and system != target}

    def onward(self, source: int, avoid: frozenset[int] = frozenset()) -> dict[int, Arrived]:
        """What gets from a system, to each system that it gets to."""
        stop = avoid | {source, OUTSIDE}
        kept = {source: (1 << 4 * self.size) - 1}
        fresh = dict(kept)
        while fresh:
            following: dict[int, int] = {}
            for system, bits in fresh.items():
                for edge, _, passes in self._out_of.get(system, ()):
                    if edge.target not in stop and (new := bits & passes & ~kept.get(edge.target, 0)):
                        kept[edge.target] = kept.get(edge.target, 0) | new
                        following[edge.target] = following.get(edge.target, 0) | new
            fresh = following
        reached: dict[int, int] = {}
        for system, bits in kept.items():
            for edge, brings, _ in self._out_of.get(system, ()):
                reached[edge.target] = reached.get(edge.target, 0) | bits & brings
        return {system: self._split(bits) for system, bits in reached.items() if bits and system != source}

    @cached_property
    def _into(self) -> Adjacent:
        into: dict[int, list[_Carries]] = {}
        for found in self._edges:
            into.setdefault(found.edge.target, []).append(found)
        return into

    @cached_property
    def _out_of(self) -> Adjacent:
        out_of: dict[int, list[_Carries]] = {}
        for found in self._edges:
            out_of.setdefault(found.edge.source, []).append(found)
        return out_of

    def _split(self, bits: int) -> Arrived:
        size, full = self.size, self.tree.all
        return Arrived(bits & full, bits >> size & full, bits >> 2 * size & full, bits >> 3 * size)

    @cached_property
    def targets(self) -> tuple[int, ...]:
        """The systems that anything gets to."""
        return tuple(sorted({found.edge.target for found in self._edges if found.brings}))

    @cached_property
    def sources(self) -> tuple[int, ...]:
        """The systems that anything gets from."""
        return tuple(sorted({found.edge.source for found in self._edges if found.brings}))

    @cached_property
    def _gives(self) -> dict[int, int]:
        """What each system sends of its own accord, that is not only passed on, with all at or above it."""
        split = self.propagation.network.parts.split
        gives: dict[int, int] = {}
        for edge in self.propagation.network.edges:
            declared, may, unknown = split(edge.carries)
            gives[edge.source] = gives.get(edge.source, 0) | self.up(declared | may | unknown)
        return gives

    def originates(self, system: int, category: int, always: bool, produced: int) -> bool:
        """Does a category set out from a system? `always`: it is a person; `produced` is what it produces.

        What a system sends comes from elsewhere when it, or something above or below it, reached the system.
        """
        near = self.near(category)
        if system == OUTSIDE or always or not self.propagation.entered[system] or produced & near:
            return True
        if not self._gives.get(system, 0) >> category & 1:
            return False
        declared, may, unknown = self.propagation.network.parts.split(self.propagation.reached[system])
        return not (declared | may | unknown) & near

    def sends(self, system: int, category: int) -> bool:
        """Does a system send a category, or may it, whatever reaches it?"""
        return bool(self._gives.get(system, 0) >> category & 1)

    def writes_unknown(self, system: int) -> bool:
        """Is `data: unknown` written on a flow that leaves a system?"""
        return system in self._unknown_from

    @cached_property
    def _unknown_from(self) -> frozenset[int]:
        split = self.propagation.network.parts.split
        return frozenset(edge.source for edge in self.propagation.network.edges if split(edge.carries)[2])

    def chain(self, source: int, target: int, category: int, part: int, avoid: Iterable[int] = ()) -> tuple[Edge, ...]:
        """A shortest chain over which a category gets from one system to another, the smallest by the ids
        of its edges. `part` is the position in `Arrived` of the set that the category is in."""
        bit = 1 << category + part * self.size
        stop = {*avoid, source, OUTSIDE}
        left: list[list[Edge]] = []
        ends = {target}
        seen: set[int] = set()
        while source not in seen:
            layer = [
                edge for system in ends for edge, brings, passes in self._into.get(system, ())
                if edge.source not in seen and (passes if left else brings) & bit
            ]  # fmt: skip
            if not layer:
                return ()
            left.append(layer)
            seen |= {edge.source for edge in layer}
            ends = {edge.source for edge in layer} - stop
        return _smallest(left, source)


def _smallest(layers: list[list[Edge]], source: int) -> tuple[Edge, ...]:
    """Of all shortest chains, found backwards layer by layer, the smallest by ids, walked forwards."""
    chain: list[Edge] = []
    here = {source}
    for layer in reversed(layers):
        possible = [edge for edge in layer if edge.source in here]
        name = min(edge.id for edge in possible)
        same = [edge for edge in possible if edge.id == name]
        chain.append(same[0])
        here = {edge.target for edge in same}
    return tuple(chain)

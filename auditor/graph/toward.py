"""The way to one system for one category: which edges lead there soonest, from wherever one asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from auditor.graph.network import Edge

if TYPE_CHECKING:
    from auditor.graph.reach import Carries


class Toward:
    """How far it is to a system by edges over which one category gets there; found as far as it is asked for.

    `left` are, for each system that lies between, the edges from there on.
    """

    def __init__(self, into: Mapping[int, list[Carries]], target: int, bit: int, stop: frozenset[int]) -> None:
        self.into = into
        self.target = target
        self.bit = bit
        self.stop = stop
        self.left: dict[int, int] = {}
        self._here: list[int] = [target]
        self._length = 0

    def nearest(self, edges: Iterable[Carries]) -> tuple[int, Edge | None]:
        """Of some edges the one with which a shortest chain begins, the smallest by id; and how many come after it."""
        usable = [one for one in edges if one.passes & self.bit or one.edge.target == self.target]
        while True:
            found = [(left, one.edge.id, one.edge) for one in usable if (left := self._after(one)) is not None]
            if found:
                left, _, edge = min(found)
                return left, edge
            if not usable or not self._further():
                return 0, None

    def _after(self, one: Carries) -> int | None:
        """How many edges come after one, as far as that is known."""
        if one.edge.target == self.target and one.brings & self.bit:
            return 0
        return self.left.get(one.edge.target) if one.passes & self.bit else None

    def _further(self) -> bool:
        """Look one edge further back. False when there is nothing more."""
        self._length += 1
        found: dict[int, None] = {}
        for system in self._here:
            for edge, brings, passes, _ in self.into.get(system, ()):
                carries = passes if self._length > 1 else brings
                if carries & self.bit and edge.source not in self.left and edge.source not in self.stop:
                    self.left[edge.source] = self._length
                    found[edge.source] = None
        self._here = list(found)
        return bool(found)

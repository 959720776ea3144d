"""The way to one system for one category: which edges lead there soonest, from wherever one asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from auditor.graph.network import Edge, Step

if TYPE_CHECKING:
    from auditor.graph.reach import Carries


class Toward:
    """How far it is to a system by edges over which one category gets there; found as far as it is asked for.

    `left` are, for each system that lies between, the edges from there on.
    """

    def __init__(
        self, last: Iterable[Carries], behind: Sequence[Sequence[Step]], target: int, bit: int, stop: frozenset[int]
    ) -> None:
        self.behind = behind
        self.target = target
        self.bit = bit
        self.stop = stop
        self.left = {one.edge.source: 1 for one in last if one.brings & bit and one.edge.source not in stop}
        self._here = list(self.left)
        self._length = 1

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
        left, bit = self.left, self.bit
        found = []
        for system in self._here:
            for _, source, passes in self.behind[system]:
                if source not in left and passes & bit and source not in self.stop:
                    left[source] = self._length
                    found.append(source)
        self._here = found
        return bool(found)

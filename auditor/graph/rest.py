"""What comes to rest where: kept by flows, and handed down the chains of vendors; and by which chain it came there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from auditor.graph.network import OUTSIDE
from auditor.graph.propagate import Propagation
from auditor.graph.witness import Ways, Witnesses
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer

Keeping = tuple[int, Answer]
"""A flow by its number as an edge, and whether what it brings comes to rest."""


class Rest:
    """Answers for one propagation, and what each of its flows keeps."""

    def __init__(self, propagation: Propagation, witnesses: Witnesses, keeping: Iterable[Answer]) -> None:
        self.propagation = propagation
        self.witnesses = witnesses
        network = propagation.network
        self._into: dict[int, list[Keeping]] = {}
        for edge, rests in enumerate(keeping):
            if network.targets[edge] != OUTSIDE and rests is not NO:
                self._into.setdefault(network.targets[edge], []).append((edge, rests))
        self._up: dict[int, list[tuple[str, int]]] = {}
        self._down: dict[int, list[int]] = {}
        for edge in range(network.flows, len(network.ids)):
            above, below = network.sources[edge], network.targets[edge]
            self._up.setdefault(below, []).append((network.ids[edge], above))
            self._down.setdefault(above, []).append(below)

    @cached_property
    def held(self) -> tuple[list[int], list[int]]:
        """For each system what is at rest there, and what may be because a retention is unknown."""
        return self._held(YES), self._held(MAYBE)

    def _held(self, wanted: Answer) -> list[int]:
        kept = [0] * len(self.propagation.reached)
        for system, keeping in self._into.items():
            for edge, rests in keeping:
                if rests is wanted:
                    kept[system] |= self.propagation.carried[edge]
        waiting = [system for system in self._down if kept[system]]
        for system in waiting:  # which grows as it is read
            for below in self._down.get(system, ()):
                if kept[system] & ~kept[below]:
                    kept[below] |= kept[system]
                    waiting.append(below)
        return kept

    def by(self, systems: Iterable[int], bit: int, at_least: Answer) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """How a category came to rest at systems, by flows of which that is so or (`at_least` unknown) may be:
        the chain, and the flows whose retention leaves it open."""
        ways = self.witnesses.ways(bit)
        tail: dict[int, tuple[str, ...]] = dict.fromkeys(systems, ())
        waiting = list(tail)
        best: tuple[int, tuple[str, ...]] | None = None
        doubtful: list[str] = []
        # Every link makes the chain longer by one: further up there may still be a shorter way, or a smaller one.
        while waiting and (best is None or len(tail[waiting[0]]) + 1 <= best[0]):
            for system in waiting:
                nearest = self._nearest(system, ways, at_least)
                if nearest is not None:
                    chain = ways.chain(nearest, *tail[system])
                    best = min(best or (len(chain), tuple(chain)), (len(chain), tuple(chain)))
            doubtful += self._doubtful(waiting, bit)
            following = []
            links = [(name, above, system) for system in waiting for name, above in self._up.get(system, ())]
            for name, above, system in sorted(links, key=lambda link: link[0]):
                if above not in tail:
                    tail[above] = (name, *tail[system])
                    following.append(above)
            waiting = following
        return best[1] if best else (), tuple(doubtful)

    def _nearest(self, system: int, ways: Ways, at_least: Answer) -> int | None:
        """The flow that brings a category to rest at a system by the shortest chain, the smallest of those."""
        carried, keeping = self.propagation.carried, self._into.get(system, ())
        edges = (edge for edge, rests in keeping if rests >= at_least and carried[edge] & ways.bit)
        return min(edges, key=ways.order, default=None)

    def _doubtful(self, systems: Iterable[int], bit: int) -> list[str]:
        """The flows that bring a category to systems, and of which nobody knows whether it stays."""
        ids, carried = self.propagation.network.ids, self.propagation.carried
        keeping = (one for system in systems for one in self._into.get(system, ()))
        return sorted(ids[edge] for edge, rests in keeping if rests is MAYBE and carried[edge] & bit)

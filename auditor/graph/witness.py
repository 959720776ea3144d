"""By which chain: a shortest way that a category takes, read back from the arrivals.

Among the shortest chains it is the smallest by the ids of its flows, in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from auditor.graph.network import OUTSIDE, Edge
from auditor.graph.propagate import Propagation
from auditor.vocabulary.answers import Unknown
from auditor.workspace.model import Flow


class Witnesses:
    """Answers for one propagation."""

    def __init__(self, propagation: Propagation) -> None:
        self.propagation = propagation

    @cached_property
    def _into(self) -> dict[int, list[int]]:
        """For each system the edges that lead to it."""
        into: dict[int, list[int]] = {}
        for position, edge in enumerate(self.propagation.network.edges):
            into.setdefault(edge.target, []).append(position)
        return into

    @cached_property
    def _position(self) -> dict[str, int]:
        return {edge.id: number for number, edge in enumerate(self.propagation.network.edges) if not edge.link}

    def flow(self, name: str, bit: int) -> tuple[str, ...]:
        """The chain that ends with a flow, for a category (one bit of a joined set) that it carries."""
        position = self._position.get(name)
        if position is None:
            return ()
        edge = self.propagation.network.edges[position]
        if edge.carries & bit or edge.source == OUTSIDE:
            return (name,)
        return (*self.system((edge.source,), bit), name)

    def system(self, numbers: Iterable[int], bit: int) -> tuple[str, ...]:
        """The chain by which a category reaches a system, or the nearest of several."""
        levels = [(level, number) for number in numbers if (level := self._level(number, bit))]
        if not levels:
            return ()
        shortest = min(levels)[0]
        ends = {number for level, number in levels if level == shortest}
        return self._smallest(ends, shortest, bit)

    def _level(self, system: int, bit: int) -> int:
        return next((level for level, new in self.propagation.arrivals[system] if new & bit), 0)

    def _smallest(self, ends: set[int], length: int, bit: int) -> tuple[str, ...]:
        """Collect all shortest chains backwards, then walk the smallest forwards."""
        edges = self.propagation.network.edges
        layers: list[list[Edge]] = []
        wanted = ends
        for level in range(length, 0, -1):
            layer = [
                edge for system in wanted for position in self._into.get(system, ())
                if self._arrives(edge := edges[position], level, bit)
            ]  # fmt: skip
            layers.append(layer)
            wanted = {edge.source for edge in layer}
        return tuple(edge.id for edge in smallest(layers))

    def _arrives(self, edge: Edge, level: int, bit: int) -> bool:
        if level == 1:
            return bool(edge.carries & bit)
        return edge.source != OUTSIDE and bool(edge.passes & bit) and self._level(edge.source, bit) == level - 1


class Hop(NamedTuple):
    """A step of a chain: from a system to a system by a flow, or (`vendor`) down the chain of a vendor."""

    source: str
    flow: str
    target: str
    vendor: str | None = None


def hops(chain: Iterable[str], flows: Mapping[str, Flow]) -> Iterator[Hop]:
    """The steps of a witness. An end that nobody named is `unknown`."""
    here: str | None = None
    for name in chain:
        vendor, link, below = name.partition("..")
        if link:
            yield Hop(here or vendor, name, below, vendor)
            here = below
        else:
            flow = flows[name]
            yield Hop(_end(flow.source), name, _end(flow.target))
            here = _end(flow.target)


def _end(system: str | Unknown) -> str:
    return system if isinstance(system, str) else "unknown"


def smallest(layers: list[list[Edge]]) -> tuple[Edge, ...]:
    """Of all shortest chains, collected backwards layer by layer, the smallest by ids, walked forwards."""
    chain: list[Edge] = []
    here: set[int] | None = None
    for layer in reversed(layers):
        possible = [edge for edge in layer if here is None or edge.source in here]
        name = min(edge.id for edge in possible)
        same = [edge for edge in possible if edge.id == name]
        chain.append(same[0])
        here = {edge.target for edge in same}
    return tuple(chain)

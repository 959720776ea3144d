"""By which chain: a shortest way that a category takes. Among the shortest chains it is the smallest by the
ids of its flows, in order. One search a category finds those to all systems; nothing is searched before it is asked.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from auditor.graph.network import OUTSIDE, Edge, Network
from auditor.vocabulary.answers import Unknown
from auditor.workspace.model import Flow


class Chain(Sequence[str]):
    """The ids of the edges of a chain, the first one first. They are put together when they are read: each of the
    systems in a row of thousands has a chain of its own, and most of those nobody looks at."""

    __slots__ = ("_last", "_tail", "_ways")

    def __init__(self, ways: Ways, last: Edge, tail: tuple[str, ...] = ()) -> None:
        self._ways = ways
        self._last = last
        self._tail = tail

    def _ids(self) -> tuple[str, ...]:
        return (*[edge.id for edge in reversed(self._ways.back(self._last))], *self._tail)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids())

    def __len__(self) -> int:
        return len(self._ways.back(self._last)) + len(self._tail)

    def __getitem__(self, position: Any) -> Any:
        return self._ids()[position]

    def __eq__(self, other: object) -> bool:
        return self._ids() == tuple(other) if isinstance(other, Chain | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._ids())

    def __repr__(self) -> str:
        return repr(self._ids())


class Ways:
    """How one category gets to every system that it reaches: a search breadth first over the edges, sorted by id,
    finds the smallest of the shortest chains before all others.

    `last` are the edges that end these chains, in the order in which they were found; `rank` is for each system the
    position of its edge there, from 1 (0: the category does not reach it).
    """

    def __init__(self, edges: _Sorted, bit: int) -> None:
        self.bit = bit
        rank = [0] * len(edges.onward)
        last: list[Edge] = []
        found = 0
        for edge in edges.begin:
            if edge.carries & bit and not rank[edge.target]:
                found += 1
                rank[edge.target] = found
                last.append(edge)
        for edge in last:  # which grows as it is read
            for target, passes, following in edges.onward[edge.target]:
                if not rank[target] and passes & bit:
                    found += 1
                    rank[target] = found
                    last.append(following)
        self.last = last
        self.rank = array("l", rank)

    def back(self, edge: Edge) -> list[Edge]:
        """The chain that ends with an edge, from its end."""
        last, rank, bit = self.last, self.rank, self.bit
        found = [edge]
        while edge.source != OUTSIDE and not edge.carries & bit and (number := rank[edge.source]):
            edge = last[number - 1]
            found.append(edge)
        return found

    def order(self, edge: Edge) -> tuple[int, str]:
        """Edges that carry the category in the order of the chains that end with them: length, then ids."""
        begins = edge.source == OUTSIDE or edge.carries & self.bit
        return 0 if begins else self.rank[edge.source], edge.id

    def chain(self, edge: Edge, *more: str) -> Chain:
        """The chain that ends with an edge, and what comes after it."""
        return Chain(self, edge, more)


class _Sorted:
    """The edges by id: those that bring something with them, and those by which what arrived goes on, by source."""

    def __init__(self, network: Network) -> None:
        edges = sorted((edge for edge in network.edges if edge.target != OUTSIDE), key=lambda edge: edge.id)
        self.begin = [edge for edge in edges if edge.carries]
        self.onward: list[list[tuple[int, int, Edge]]] = [[] for _ in network.systems]
        for edge in edges:
            if edge.passes and edge.source != OUTSIDE:
                self.onward[edge.source].append((edge.target, edge.passes, edge))


class Witnesses:
    """Answers for one network. A category is one bit of a joined set."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._ways: dict[int, Ways] = {}

    @cached_property
    def _sorted(self) -> _Sorted:
        return _Sorted(self.network)

    @cached_property
    def _flows(self) -> dict[str, Edge]:
        return {edge.id: edge for edge in self.network.edges if not edge.link}

    def ways(self, bit: int) -> Ways:
        """How a category gets to every system that it reaches."""
        if bit not in self._ways:
            self._ways[bit] = Ways(self._sorted, bit)
        return self._ways[bit]

    def flow(self, name: str, bit: int) -> Sequence[str]:
        """The chain that ends with a flow, for a category that it carries."""
        edge = self._flows.get(name)
        return Chain(self.ways(bit), edge) if edge is not None else ()

    def system(self, numbers: Iterable[int], bit: int) -> Sequence[str]:
        """The chain by which a category reaches a system, or the nearest of several."""
        ways = self.ways(bit)
        first = min((rank for number in numbers if (rank := ways.rank[number])), default=0)
        return Chain(ways, ways.last[first - 1]) if first else ()


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

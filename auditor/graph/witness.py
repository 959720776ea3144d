"""By which chain: a shortest way that a category takes. Among the shortest chains it is the smallest by the
ids of its flows, in order. One search a category finds those to all systems; nothing is searched before it is asked.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from auditor.graph.network import OUTSIDE, Network
from auditor.vocabulary.answers import Unknown
from auditor.workspace.model import Flow


class Chain(Sequence[str]):
    """The ids of the edges of a chain, the first one first. They are put together when they are read: each of the
    systems in a row of thousands has a chain of its own, and most of those nobody looks at."""

    __slots__ = ("_last", "_tail", "_ways")

    def __init__(self, ways: Ways, last: int, tail: tuple[str, ...] = ()) -> None:
        self._ways = ways
        self._last = last
        self._tail = tail

    def _ids(self) -> tuple[str, ...]:
        ids = self._ways.network.ids
        return (*[ids[edge] for edge in reversed(self._ways.back(self._last))], *self._tail)

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids())

    def __len__(self) -> int:
        return self._ways.length(self._last) + len(self._tail)

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

    `last` are the edges that end these chains, by their numbers in the order in which they were found; `rank` is for
    each system the position of its edge there, from 1 (0: the category does not reach it).
    """

    def __init__(self, network: Network, begin: Sequence[int], bit: int) -> None:
        """`begin` are all edges by id."""
        self.network = network
        self.bit = bit
        onward, targets = network.onward, network.targets
        rank = [0] * len(onward)
        rank[OUTSIDE] = OUTSIDE  # what leads there goes no further
        last: list[int] = []
        carries = network.carries
        for edge in [edge for edge in begin if carries[edge] & bit]:
            if not rank[targets[edge]]:
                last.append(edge)
                rank[targets[edge]] = len(last)
        for before in last:  # which grows as it is read
            for edge, target, passes in onward[targets[before]]:
                if not rank[target] and passes & bit:
                    last.append(edge)
                    rank[target] = len(last)
        self.last = array("l", last)
        self.rank = array("l", rank)

    @cached_property
    def ends(self) -> list[int]:
        """The positions in `last` where the chains of a length end, beginning with those of length 0."""
        rank, bit, sources, carries = self.rank, self.bit, self.network.sources, self.network.carries
        ends, end = [0], 0
        for position, edge in enumerate(self.last):
            source = sources[edge]
            if rank[source] > end and source != OUTSIDE and not carries[edge] & bit:
                end = position
                ends.append(end)
        return ends

    def back(self, edge: int) -> list[int]:
        """The chain that ends with an edge, from its end."""
        last, rank, bit = self.last, self.rank, self.bit
        sources, carries = self.network.sources, self.network.carries
        found = [edge]
        while (source := sources[edge]) != OUTSIDE and not carries[edge] & bit and (number := rank[source]):
            edge = last[number - 1]
            found.append(edge)
        return found

    def length(self, edge: int) -> int:
        """How many edges the chain has that ends with an edge."""
        return 1 + bisect_left(self.ends, self.order(edge)[0])

    def order(self, edge: int) -> tuple[int, str]:
        """Edges that carry the category in the order of the chains that end with them: length, then ids."""
        source = self.network.sources[edge]
        begins = source == OUTSIDE or self.network.carries[edge] & self.bit
        return 0 if begins else self.rank[source], self.network.ids[edge]

    def chain(self, edge: int, *more: str) -> Chain:
        """The chain that ends with an edge, and what comes after it."""
        return Chain(self, edge, more)


class Witnesses:
    """Answers for one network. A category is one bit of a joined set."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._ways: dict[int, Ways] = {}

    @cached_property
    def _begin(self) -> Sequence[int]:
        return self.network.by_id(range(len(self.network.ids)))

    def ways(self, bit: int) -> Ways:
        """How a category gets to every system that it reaches."""
        if bit not in self._ways:
            self._ways[bit] = Ways(self.network, self._begin, bit)
        return self._ways[bit]

    def flow(self, edge: int, bit: int) -> Sequence[str]:
        """The chain that ends with an edge, for a category that it carries."""
        return Chain(self.ways(bit), edge)

    def system(self, numbers: Iterable[int], bit: int) -> Sequence[str]:
        """The chain by which a category reaches a system, or the nearest of several."""
        ways = self.ways(bit)
        found = [rank for number in numbers if (rank := ways.rank[number])]
        return Chain(ways, ways.last[min(found) - 1]) if found else ()


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

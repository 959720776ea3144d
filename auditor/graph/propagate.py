"""What reaches what: a least fixpoint of unions over the deployment graph.

Gen/kill data-flow analysis, as compilers do it, with a level-synchronous frontier. Every arrival is
logged with its level, so that a shortest witness for any category can be read back.
"""

from __future__ import annotations

from typing import NamedTuple

from auditor.graph.network import OUTSIDE, Network


class Propagation(NamedTuple):
    """The result. All sets are joined ints (see `network.Parts`).

    `reached[s]` is what arrives at system s; `carried[e]` what edge e carries; `entered[s]` whether any
    edge leads to s; `arrivals[s]` the levels at which new categories came to s: pairs of the level
    (the number of edges of a shortest chain) and the set that was new then.
    """

    network: Network
    reached: list[int]
    carried: list[int]
    entered: list[bool]
    arrivals: list[list[tuple[int, int]]]


def propagate(network: Network) -> Propagation:
    """Follow all data to where it ends."""
    count = len(network.systems)
    reached = [0] * count
    entered = [False] * count
    arrivals: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    onward: list[list[tuple[int, int]]] = [[] for _ in range(count)]
    merged: dict[tuple[int, int], int] = {}
    fresh: dict[int, int] = {}
    for edge in network.edges:
        if edge.target == OUTSIDE:
            continue
        entered[edge.target] = True
        fresh[edge.target] = fresh.get(edge.target, 0) | edge.carries
        if edge.passes and edge.source != OUTSIDE:
            ends = edge.source, edge.target
            merged[ends] = merged.get(ends, 0) | edge.passes
    for (source, target), passes in merged.items():
        onward[source].append((target, passes))
    level = 1
    while fresh:
        following: dict[int, int] = {}
        for system, came in fresh.items():
            new = came & ~reached[system]
            if not new:
                continue
            reached[system] |= new
            arrivals[system].append((level, new))
            for target, passes in onward[system]:
                if through := new & passes & ~reached[target]:
                    following[target] = following.get(target, 0) | through
        fresh = following
        level += 1
    carried = [
        edge.carries | (reached[edge.source] & edge.passes if edge.source != OUTSIDE else 0) for edge in network.edges
    ]
    return Propagation(network, reached, carried, entered, arrivals)

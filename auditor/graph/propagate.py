"""What reaches what: a least fixpoint of unions over the deployment graph.

Gen/kill data-flow analysis, as compilers do it: all categories at once, each flow as often as something new
leaves its source. By which chain a category came is a question of its own (see `witness`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from auditor.graph.network import OUTSIDE, Network


class Propagation(NamedTuple):
    """The result. All sets are joined ints (see `network.Parts`).

    `reached[s]` is what arrives at system s; `carried[e]` what edge e carries; `entered[s]` whether any
    edge leads to s.
    """

    network: Network
    reached: list[int]
    carried: list[int]
    entered: list[bool]


def propagate(network: Network) -> Propagation:
    """Follow all data to where it ends."""
    count = len(network.systems)
    reached = [0] * count
    entered = [False] * count
    onward: list[dict[int, int]] = [{} for _ in range(count)]
    for _, source, target, carries, passes, _ in network.edges:
        if target != OUTSIDE:
            entered[target] = True
            reached[target] |= carries
            if passes and source != OUTSIDE:
                ways = onward[source]
                ways[target] = ways.get(target, 0) | passes
    flood(reached, onward, [system for system, bits in enumerate(reached) if bits])
    carried = [
        carries | reached[source] & passes if passes and source != OUTSIDE else carries
        for _, source, _, carries, passes, _ in network.edges
    ]
    return Propagation(network, reached, carried, entered)


def flood(sets: list[int], ways: Sequence[Mapping[int, int]], start: Iterable[int], stop: Collection[int] = ()) -> None:
    """Let sets of categories run on from the systems in `start`, until nothing new comes to any system.

    `ways` tells for each system where it leads, and what gets there; nothing goes on from those in `stop`.
    """
    waiting = deque(start)
    fresh = [0] * len(sets)
    for system in waiting:
        fresh[system] = sets[system]
    while waiting:
        system = waiting.popleft()
        bits, fresh[system] = fresh[system], 0
        for target, passes in ways[system].items():
            if new := bits & passes & ~sets[target]:
                sets[target] |= new
                if target not in stop:
                    if not fresh[target]:
                        waiting.append(target)
                    fresh[target] |= new

"""What reaches what: a least fixpoint of unions over the deployment graph.

Gen/kill data-flow analysis, as compilers do it: all categories at once, each flow as often as something new
leaves its source. By which chain a category came is a question of its own (see `witness`).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from auditor.graph.network import OUTSIDE, Network, Step


class Propagation(NamedTuple):
    """The result. All sets are joined ints (see `network.Parts`).

    `reached[s]` is what arrives at system s; `carried[e]` what edge e carries; `entered` are the systems that any
    edge leads to.
    """

    network: Network
    reached: list[int]
    carried: list[int]
    entered: frozenset[int]


def propagate(network: Network) -> Propagation:
    """Follow all data to where it ends."""
    sources, targets, passes = network.sources, network.targets, network.passes
    reached = [0] * len(network.onward)
    for target, carries in zip(targets, network.carries, strict=True):
        if carries:
            reached[target] |= carries
    flood(reached, network.onward, [system for system, bits in enumerate(reached) if bits])
    carried = network.carries.copy()
    for edge in network.passing:
        carried[edge] |= reached[sources[edge]] & passes[edge]
    del reached[OUTSIDE]
    return Propagation(network, reached, carried, frozenset(targets) - {OUTSIDE})


def flood(sets: list[int], onward: Sequence[Sequence[Step]], start: Iterable[int], stop: Collection[int] = ()) -> None:
    """Let sets of categories run on from the systems in `start`, until nothing new comes to any system; nothing goes on
    from those in `stop`."""
    waiting = deque(system for system in start if onward[system])
    queued = bytearray(len(sets))
    for system in waiting:
        queued[system] = True
    while waiting:
        system = waiting.popleft()
        queued[system] = False
        bits = sets[system]
        for _, target, passes in onward[system]:
            before = sets[target]
            after = before | bits & passes
            if after != before:
                sets[target] = after
                if not queued[target] and target not in stop:
                    queued[target] = True
                    waiting.append(target)

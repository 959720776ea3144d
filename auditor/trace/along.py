"""For each flow and each link of a chain: which others bring what it carries, and which take that on.

A chain counts as a `reach` does: each of its edges carries the category that arrives at its end, or may carry it.
All is done for one category at a time, with sets of edges as bits, so that a circle of flows is no trouble.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from auditor.graph.network import OUTSIDE
from auditor.graph.reach import Reaches
from auditor.graph.world import Spread, Worlds
from auditor.vocabulary.tree import ones


class End(NamedTuple):
    """An edge by its id and its source: several links of one vendor share an id."""

    id: str
    source: str


class Along(NamedTuple):
    """Of an edge: those before it and those after it for certain, and those that only may be. Sets of positions
    in `Ways.edges`, as bits."""

    before: int = 0
    after: int = 0
    may_before: int = 0
    may_after: int = 0


class Ways(NamedTuple):
    """All edges of some deployments, and what lies along the way of each."""

    edges: tuple[End, ...]
    along: tuple[Along, ...]


def ways(worlds: Worlds, deployments: Iterable[str]) -> Ways:
    """What is so in any of the deployments."""
    spreads = list({id(spread): spread for spread in (worlds.of(name).spread for name in deployments)}.values())
    edges = tuple(dict.fromkeys(end for spread in spreads for end in _ends(spread)))
    position = {end: number for number, end in enumerate(edges)}
    sure, perhaps = ([Along()] * len(edges) for _ in range(2))
    for spread in spreads:
        numbers = [position[end] for end in _ends(spread)]
        for found, certain in ((sure, True), (perhaps, False)):
            for number, one in _one(spread.reaches, numbers, certain):
                found[number] = Along(found[number].before | one.before, found[number].after | one.after)
    return Ways(
        edges,
        tuple(
            Along(one.before, one.after, may.before & ~one.before, may.after & ~one.after)
            for one, may in zip(sure, perhaps, strict=True)
        ),
    )


def _ends(spread: Spread) -> list[End]:
    systems = spread.propagation.network.systems
    return [
        End(edge.id, "" if edge.source == OUTSIDE else systems[edge.source])
        for edge in spread.propagation.network.edges
    ]


class _Step(NamedTuple):
    """An edge that has to do with one category: its bit, and whether the category arrives with it."""

    bit: int
    number: int
    source: int
    target: int
    brings: bool


def _one(reaches: Reaches, numbers: list[int], certain: bool) -> Iterable[tuple[int, Along]]:
    """What lies along each edge in one deployment; `numbers` are the positions of its edges."""
    by_category: dict[int, list[_Step]] = {}
    for (edge, brings, passes, _), number in zip(reaches.edges, numbers, strict=True):
        arriving = reaches.split(brings)[0]
        on_the_way = reaches.split(passes)[0 if certain else 1]
        for category in ones(arriving | on_the_way):
            step = _Step(1 << number, number, edge.source, edge.target, bool(arriving >> category & 1))
            by_category.setdefault(category, []).append(step)
    for steps in by_category.values():
        after = _closure((step.source, step.target, step.bit if step.brings else 0) for step in steps)
        before = _closure((step.target, step.source, step.bit) for step in steps)
        for step in steps:
            behind = before.get(step.source, 0) if step.brings else 0
            yield step.number, Along(behind & ~step.bit, after.get(step.target, 0) & ~step.bit)


def _closure(steps: Iterable[tuple[int, int, int]]) -> dict[int, int]:
    """For each system all bits of the steps (here, there, bit) that can be got to from it. Nothing is followed
    through an end that nobody named."""
    found: dict[int, int] = {}
    behind: dict[int, list[int]] = {}
    for here, there, bit in steps:
        if here != OUTSIDE:
            found[here] = found.get(here, 0) | bit
            behind.setdefault(there, []).append(here)
    waiting = list(found)
    while waiting:
        there = waiting.pop()
        for here in behind.get(there, ()):
            if found[there] & ~found[here]:
                found[here] |= found[there]
                waiting.append(here)
    return found

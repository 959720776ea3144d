"""What data reaches what, with a shortest chain for each violation, against one networkx search a category."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

from auditor.graph.network import network
from auditor.graph.propagate import propagate
from auditor.graph.witness import Witnesses
from auditor.graph.world import Spread
from auditor.opening import open_workspace
from auditor.workspace.model import Workspace
from benchmarks.companies import Size, write, write_chain
from benchmarks.measure import Figure, MeasuringFailed, pairs, same, seconds, timed
from benchmarks.naive.graph import Graph
from benchmarks.naive.load import load

GROUP = "Propagation"
AS_OF = date(2026, 11, 23)
BANNED = ("customer_data.health.record", "secret.token", "secret.password", "billing.card")
"""What may not reach a database or a queue here: each that does is a violation, and gets its chain."""
Chains = dict[tuple[str, str], int]


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """10,000 systems and 50,000 flows; a chain of 100,000 systems."""
    systems, flows, chain, count = (30, 90, 50, 2) if quick else (10_000, 50_000, 100_000, 3)
    for varied in (False, True):
        root = scratch / str(varied)
        write(root, Size(flows, 10, systems, varied=varied))
        yield from _against_networkx(root, f"{systems:,} systems, {flows:,} flows", varied, count)
    root = scratch / "chain"
    write_chain(root, chain)
    yield from _chain(open_workspace(root, AS_OF)[0], chain, count)


def _against_networkx(root: Path, what: str, varied: bool, count: int) -> Iterator[Figure]:
    workspace, rival = open_workspace(root, AS_OF)[0], load(root)
    reached, graph = follow(workspace), Graph(rival)
    same(received(reached), received_by(graph), "what reaches what")
    wanted = [
        (system, word) for word in BANNED for system in sorted(graph.parents[word])
        if rival.node(system).kind in ("database", "queue")
    ]  # fmt: skip
    lengths = chains(reached, wanted)
    same(lengths, {(system, word): len(graph.chain(word, system)) for system, word in wanted}, "the shortest chains")
    taken = pairs(
        timed(lambda: chains(follow(workspace), wanted)),
        timed(lambda: [(one := Graph(rival)), *(one.chain(word, system) for system, word in wanted)]),
        count,
    )
    longest = max(lengths.values(), default=0)
    about = (
        f"{what}{', values seldom repeat' if varied else ''}, {len(wanted):,} violations with chains up to {longest}"
    )
    name = f"{about}, times faster than one networkx search a category"
    yield Figure(GROUP, name, taken.times_faster(), "x faster", 10, True, taken.detail + _parts(workspace, wanted))


def _parts(workspace: Workspace, wanted: list[tuple[str, str]]) -> str:
    """Where our own time goes."""
    made = network(workspace, workspace.flows)
    reached = follow(workspace)
    steps = {
        "making the graph": timed(lambda: network(workspace, workspace.flows)),
        "following": timed(lambda: propagate(made)),
        "all chains": timed(lambda: chains(reached, wanted)),
    }
    return "; " + ", ".join(f"{name} {seconds(median(step().wall for _ in range(3)))}" for name, step in steps.items())


def _chain(workspace: Workspace, systems: int, count: int) -> Iterator[Figure]:
    """From one end to the other, with the way there."""
    made = network(workspace, workspace.flows)
    bit = made.parts.join(workspace.data.bit("order"), 0, 0)
    last = made.number[f"s-{systems - 1}"]

    def follow_chain() -> tuple[str, ...]:
        propagate(made)
        return tuple(Witnesses(made).system((last,), bit))

    if len(follow_chain()) != systems - 1:
        raise MeasuringFailed("the chain was not followed to its end")
    taken = [timed(follow_chain)() for _ in range(count)]
    graph = median(timed(lambda: network(workspace, workspace.flows))().wall for _ in range(count))
    detail = f"{count} runs, {seconds(min(t.wall for t in taken))} to {seconds(max(t.wall for t in taken))}, by CPU "
    detail += f"{seconds(median(t.cpu for t in taken))}; making the graph takes {seconds(graph)} more"
    name = f"a chain of {systems:,} systems, followed to its end, with the chain itself"
    yield Figure(GROUP, name, median(t.wall for t in taken), "s", 0.3, detail=detail)


def follow(workspace: Workspace) -> Spread:
    return Spread(workspace, workspace.flows, frozenset())


def chains(spread: Spread, wanted: list[tuple[str, str]]) -> Chains:
    """How long a shortest chain is that brings a category to a system."""
    tree, join = spread.workspace.data, spread.parts.join
    return {
        (system, word): len(tuple(spread.witnesses.system((spread.number[system],), join(tree.bit(word), 0, 0))))
        for system, word in wanted
    }


def received(spread: Spread) -> dict[str, set[str]]:
    found = ((name, spread.parts.split(spread.reached(name))[0]) for name in spread.number)
    return {name: set(spread.workspace.data.words(bits)) for name, bits in found if bits}


def received_by(graph: Graph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for word, systems in graph.parents.items():
        for system in systems:
            found.setdefault(system, set()).add(word)
    return found

"""Which rules a flow may break: the transposed bit sets, against a loop over the rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from auditor.attributes.rows import Rows
from auditor.facts.register import rows_of
from auditor.graph.world import Worlds
from auditor.opening import open_workspace
from auditor.rules.masks import Masks, bits_of
from auditor.rules.violations import CompiledRule
from benchmarks.companies import Size, write
from benchmarks.measure import Figure, pairs, same, timed
from benchmarks.naive.audit import Audit
from benchmarks.naive.load import load
from benchmarks.naive.rules import Compiled, may_break
from benchmarks.policies import flow_rules

GROUP = "Matching"
AS_OF = date(2026, 11, 23)


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """100,000 flows and 20 or 60 rules; fewer where values seldom repeat, for each is then judged."""
    for varied in (False, True):
        flows, count = (60, 2) if quick else (20_000, 2) if varied else (100_000, 3)
        root = scratch / str(varied)
        write(root, Size(flows, 10, rules=60, varied=varied))
        yield from _figures(root, flows, count, ", values seldom repeat" if varied else "")


def _figures(root: Path, flows: int, count: int, what: str) -> Iterator[Figure]:
    workspace, policy = open_workspace(root, AS_OF)
    worlds = Worlds(workspace)
    worlds.of("default")  # following the data is another figure
    sixty = [rule for rule in policy.rules.values() if rule.subject == "flow"]
    twenty = [rule for rule in sixty if rule.id in flow_rules()]
    naive = Audit(load(root))
    loop_of = {rule.id: rule for rule in naive.rules}
    loop = [loop_of[rule.id] for rule in twenty]

    def ask(rules: Sequence[CompiledRule]) -> list[tuple[Any, int]]:
        """As `check` does: the rows are made anew, and nothing is remembered from the last time."""
        rows = rows_of("flow", Rows(worlds), workspace, "default", False)
        return list(Masks(rules, False).candidates(rows))

    found = {(row.id, rule.id) for row, bits in ask(twenty) for rule in bits_of(bits, twenty)}
    same(found, {(row.name, rule.id) for row, rule in by_loop(naive.flow_rows(), loop)}, "matching")
    about = f"{flows:,} flows x 20 rules{what}"
    fresh = pairs(timed(lambda: ask(twenty)), timed(lambda: by_loop(naive.flow_rows(), loop)), count)
    each = fresh.seconds()[0] / (flows * len(twenty)) * 1e9
    yield Figure(GROUP, f"{about}, each (flow, rule) pair, {len(found)} may break", each, "ns", 20, detail=fresh.detail)
    yield Figure(GROUP, f"{about}, times faster than a loop", fresh.times_faster(), "x faster", 30, True, fresh.detail)
    rows = naive.flow_rows()
    known = pairs(timed(lambda: ask(twenty)), timed(lambda: by_loop(rows, loop)), 2)
    name = f"{about}, times faster than a loop over rows whose every value was looked up before"
    yield Figure(GROUP, name, known.times_faster(), "x faster", detail=known.detail)
    more = pairs(timed(lambda: ask(sixty)), timed(lambda: ask(twenty)), count)
    yield Figure(GROUP, f"60 rules against 20, {flows:,} flows{what}", more.ratio(), "x", 2, detail=more.detail)


def by_loop(rows: Sequence[Any], rules: Sequence[Compiled]) -> list[tuple[Any, Compiled]]:
    """Each rule asked of each row, until a condition says no."""
    return [(row, rule) for row in rows for rule in rules if may_break(rule, row)]

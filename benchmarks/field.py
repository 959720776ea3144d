"""Against the field: other tools, asked the same of the same declarations."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from pathlib import Path

from auditor.attributes.rows import Rows
from auditor.facts.register import rows_of
from auditor.graph.world import Worlds
from auditor.opening import open_workspace
from auditor.rules.masks import Masks, bits_of
from auditor.rules.violations import violations
from benchmarks.companies import Size, write
from benchmarks.measure import Figure, MeasuringFailed, check, command, pairs, python, timed
from benchmarks.peers.facts import RULES, Decide, Facts, Pair, Said, facts, load

GROUP = "The field"
AS_OF = date(2026, 11, 23)
TOOLS = {
    "pytm": ("pytm", "pytm"),
    "cel": ("Rust CEL", "common-expression-language"),
    "cedar": ("Cedar", "cedarpy"),
    "rego": ("Rego in regorus", "gordon-to-regorus"),
}
"""Module in `peers`: what it is called, and its package."""


class Ours:
    """The auditor on the same flows and rules: what is certainly broken, and what it calls undecided."""

    def __init__(self, root: Path, asked: set[str]) -> None:
        self.workspace, policy = open_workspace(root, AS_OF)
        self.rules = [policy.rules[name] for name in RULES]
        self.worlds = Worlds(self.workspace)
        self.worlds.of("default")
        self.asked = asked
        self.undecided: frozenset[Pair] = frozenset()

    def decide(self) -> Said:
        every = rows_of("flow", Rows(self.worlds), self.workspace, "default", False)
        found = [
            violation for row, bits in Masks(self.rules, False).candidates(every) if row.id in self.asked
            for rule in bits_of(bits, self.rules) for violation in violations(rule, row)
        ]  # fmt: skip
        broken = frozenset((one.row.id, one.rule) for one in found if one.violated)
        return Said(broken, frozenset((one.row.id, one.rule) for one in found) - broken)


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """Twelve promises over the flows that list what they carry: deciding alone, and whole processes."""
    flows, count = (80, 2) if quick else (5_000, 3)
    write(scratch, Size(flows, 10))
    asked = facts(load(scratch))
    ours = Ours(scratch, {flow["id"] for flow in asked})
    for tool, (title, package) in TOOLS.items():
        try:
            decide = _prepared(tool, asked)
            name = f"{title} ({package} {version(package)})"
        except ImportError as missing:
            reason = f"not installed: {missing}"
            yield Figure(GROUP, f"{title} ({package})", float("nan"), "x faster", 1.0, True, reason)
            continue
        about = compared(ours.decide(), decide())
        taken = pairs(timed(ours.decide), timed(decide), count)
        each = taken.seconds()[1] / (len(asked) * len(RULES))
        what = f"deciding {len(asked):,} flows x {len(RULES)} rules, times faster than {name}"
        detail = f"{taken.detail}; it takes {each * 1e9:,.0f} ns a pair; {about}"
        yield Figure(GROUP, what, taken.times_faster(), "x faster", 1.0, True, detail)
        whole = pairs(command(check(scratch)), command(python("-m", "benchmarks.peers", tool, str(scratch))), count)
        what = f"`auditor check`, all its rules, times faster than a script with {title}, whole process"
        yield Figure(GROUP, what, whole.times_faster(), "x faster", detail=whole.detail)


def _prepared(tool: str, asked: list[Facts]) -> Decide:
    decide: Decide = importlib.import_module(f"benchmarks.peers.{tool}").prepare(asked)
    return decide


def compared(ours: Said, theirs: Said) -> str:
    """What the other tool says where we are undecided. Raises MeasuringFailed where both are certain and differ."""
    undecided = ours.errors
    differing = (ours.broken ^ theirs.broken) - undecided
    if differing or theirs.errors - undecided:
        some = sorted(differing | theirs.errors - undecided)[:3]
        raise MeasuringFailed(f"the answers differ where both are certain: {some}")
    if not undecided:
        return f"equal answers, {len(ours.broken)} broken"
    passed = len(undecided - theirs.broken - theirs.errors)
    return (
        f"equal answers, {len(ours.broken)} broken; of the {len(undecided)} that we call undecided, it passes "
        f"{passed}, forbids {len(undecided & theirs.broken)}, reports an error for {len(undecided & theirs.errors)}"
    )

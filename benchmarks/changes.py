"""What changed in a company of 10,000 flows: `diff` reads two revisions, `check` one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.companies import Size, write
from benchmarks.measure import Figure, check, command, pairs, python

GROUP = "Changes"
EDITED = 16
"""So many flows are edited, each in another way; with a vendor, its place and two rules that makes twenty changes."""


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """`auditor diff` of twenty changes against `auditor check` of the same workspace, whole processes."""
    size = Size(60 if quick else 10_000, 2 if quick else 10)
    before, after = scratch / "before", scratch / "after"
    write(before, size)
    write(after, size, edited)
    diff = python("-m", "auditor", "diff", str(before), str(after))
    taken = pairs(command(diff), command(check(after)), 2 if quick else 7)
    what = f"`auditor diff` of 20 changes against `auditor check` of the same {size.flows:,} flows, whole process"
    yield Figure(GROUP, what, taken.ratio(), "x", 2.2, detail=taken.detail)


def edited(sections: dict[str, Any]) -> None:
    """Twenty changes to a company: in the first of its flows, in its vendors and in its rules."""
    flows = sections.get("flows", {})
    if "f-000000" in flows:
        for number, name in enumerate([*flows][:EDITED]):
            _edit(flows, name, number)
    vendors = sections.get("vendors", {})
    if vendors:
        first = next(iter(vendors))
        vendors[first] = {**vendors[first], "region": "US"}
        vendors["brand_new"] = {"name": "Brand New", "kind": "support", "status": "active", "region": "DE"}
    for rule in [*sections.get("rules", {}).values()][:2]:
        rule["severity"] = "warning"


def _edit(flows: dict[str, Any], name: str, number: int) -> None:
    """One flow changed, in one of four ways."""
    ways: tuple[dict[str, Any], ...] = (
        {"retention": "5y"}, {"controls": []}, {"purposes": ["advertising"]}, {"data": ["staff.salary"]},
    )  # fmt: skip
    flows[name] = {**flows[name], **ways[number % len(ways)]}

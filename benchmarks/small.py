"""A small check, whole process: most of it is start-up, so this is where late imports count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.answers import naive, same_findings
from benchmarks.companies import Size, write
from benchmarks.measure import ROOT, Figure, check, command, pairs, python

GROUP = "Small"
IMPORTS = "import pydantic, networkx, graphviz"


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """20 flows against the naive program, and LeanOS against three imports."""
    count = 2 if quick else 25
    write(scratch, Size(20))
    found = same_findings(scratch)
    taken = pairs(command(check(scratch)), command(naive(scratch)), count)
    what = f"`auditor check` of 20 flows against the naive program, whole process, the same {found} findings"
    yield Figure(GROUP, what, taken.ratio(), "x", 0.5, detail=taken.detail)
    taken = pairs(command(check(ROOT)), command(python("-c", IMPORTS)), count)
    what = f"`auditor check` of LeanOS against `python -c '{IMPORTS}'`, whole process"
    yield Figure(GROUP, what, taken.ratio(), "x", 1.0, detail=taken.detail)

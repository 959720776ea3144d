"""A large company, cold, whole process: everything together, and its memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.answers import naive, same_findings
from benchmarks.companies import Size, write
from benchmarks.measure import Figure, MeasuringFailed, check, command, own_peak, pairs

GROUP = "Large"
MB = 1_000_000


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """100,000 flows in 1,000 files; 30,000 in 300 where values seldom repeat."""
    for varied in (False, True):
        flows, files = (120, 6) if quick else (30_000, 300) if varied else (100_000, 1_000)
        root = scratch / str(varied)
        write(root, Size(flows, files, varied=varied))
        found = same_findings(root)  # this also warms what a first run would find cold
        taken = pairs(command(check(root)), command(naive(root)), 2 if quick or varied else 3, warm=False)
        what = f"{flows:,} flows in {files:,} files{', values seldom repeat' if varied else ''}, {found:,} findings"
        name = f"`auditor check` of {what}, whole process, times faster than the naive program"
        yield Figure(GROUP, name, taken.times_faster(), "x faster", 4, True, taken.detail)
        peak, other = (max(one.peak for one in runs) for runs in (taken.ours, taken.rival))
        if peak <= own_peak():
            raise MeasuringFailed("the memory of the child cannot be told from that of the measuring process")
        detail = f"maximum RSS; the naive program {other / MB:.0f} MB"
        yield Figure(GROUP, f"its peak memory: {what}", peak / MB, "MB", 400, detail=detail)

"""A scan of a whole repository, against reading and tokenizing its files once; and what must not stall it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measure import Figure, MeasuringFailed, command, own_peak, pairs, python
from benchmarks.repositories import bundle, write

GROUP = "Evidence"
MB = 1_000_000


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """10,000 files of 100 MB, whole process: time against two rivals, and memory; then the same with a bundle and a
    binary of 50 MB each."""
    files, count, large = (60, 2, 100_000) if quick else (10_000, 2, 50 * MB)
    root = scratch / "repository"
    size = write(root, files)
    scan, what = python("-m", "auditor", "scan", str(root)), f"{files:,} files, {size / MB:.0f} MB"
    rival = python("-m", "benchmarks.reading_once", str(root))
    taken = pairs(command(scan), command(rival), count)
    name = f"`auditor scan` of {what}, against reading them and cutting them into tokens by one expression"
    yield Figure(GROUP, f"{name}, whole process", taken.ratio(), "x", 2.0, detail=taken.detail)
    own = pairs(command(scan), command([*rival, "--own"]), 1, warm=False)
    name = f"`auditor scan` of {what}, against the same, Python cut by its own tokenizer"
    yield Figure(GROUP, f"{name}, whole process", own.ratio(), "x", detail=own.detail)
    peak = max(one.peak for one in (*taken.ours, *own.ours))
    if peak <= own_peak():
        raise MeasuringFailed("the memory of the child cannot be told from that of the measuring process")
    other = max(one.peak for one in taken.rival)
    detail = f"maximum RSS; reading them once {other / MB:.0f} MB"
    yield Figure(GROUP, f"its peak memory: {what}", peak / MB, "MB", 300, detail=detail)
    yield from _with_large(root, what, large, count)


def _with_large(root: Path, what: str, large: int, count: int) -> Iterator[Figure]:
    """Beside the same repository, one that holds a bundle and a binary as well."""
    small = python("-m", "auditor", "scan", str(root / "apps" / "account"))
    (root / "apps" / "account").mkdir(parents=True, exist_ok=True)
    before = command(small)()
    (root / "apps" / "account" / "bundle.js").write_text(bundle(large), encoding="utf-8")
    (root / "apps" / "account" / "program.bin").write_bytes(b"\x7fELF\0" + random.Random(3).randbytes(large))
    (root / "apps" / "account" / "picture.js").write_bytes(b"\x89PNG\0" + random.Random(4).randbytes(large))
    after = [command(small)() for _ in range(count)]
    more = min(one.wall for one in after) - before.wall
    size = f"{large / MB:.0f} MB" if large >= MB else f"{large:,} bytes"
    detail = f"one folder of them: {before.wall:.2f} s before; maximum RSS {max(one.peak for one in after) / MB:.0f} MB"
    name = f"a bundle and two binaries of {size} each beside them: seconds more"
    yield Figure(GROUP, name, max(more, 0.001), "s", 3.0, detail=detail)

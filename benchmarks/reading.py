"""Reading YAML with the position of every key and value."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml
from yaml._yaml import CParser

from auditor.reader import read
from auditor.source import Source, decode
from auditor.workspace.disk import Disk
from auditor.workspace.files import sources
from benchmarks.answers import same_findings
from benchmarks.companies import Size, write
from benchmarks.measure import Figure, MeasuringFailed, check, command, pairs, python, same, timed

GROUP = "Reading"
LOADING = (
    "import pathlib, sys, yaml\n"
    "for path in sorted(pathlib.Path(sys.argv[1]).rglob('*.yaml')):\n"
    "    yaml.load(path.read_bytes(), yaml.CSafeLoader)\n"
)


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """10,000 flows in 100 files and in one; with values that repeat, and with values that seldom do."""
    flows, many, count = (60, 6, 2) if quick else (10_000, 100, 5)
    for files, varied in ((many, False), (1, False), (many, True)):
        root = scratch / f"{files}-{varied}"
        write(root, Size(flows, files, varied=varied))
        raw = [path.read_bytes() for path in sorted((root / "dataflows").rglob("flows-*.yaml"))]
        what = f"{flows:,} flows in {files} file{'s' if files > 1 else ''}{VARIED if varied else ''}"
        yield from _in_process(raw, what, count)
        if files > 1:
            yield _as_check_does(root, what, count)
    root = scratch / f"{many}-False"
    found = same_findings(root)
    taken = pairs(command(check(root)), command(python("-c", LOADING, str(root))), count)
    what = f"the whole `auditor check` of {flows:,} flows in {many} files ({found} findings) against loading"
    what += " them with `yaml.CSafeLoader`"
    yield Figure(GROUP, f"{what}, whole process", taken.ratio(), "x", 1.0, detail=taken.detail)


def _as_check_does(root: Path, what: str, count: int) -> Figure:
    """From the files on, by as many processes as `check` takes."""
    folder = root / "dataflows"

    def load_files() -> list[object]:
        return [yaml.load(path.read_bytes(), yaml.CSafeLoader) for path in sorted(folder.rglob("*.yaml"))]

    taken = pairs(timed(lambda: sources(Disk(root), "dataflows")), timed(load_files, collecting=True), count)
    processes = len(os.sched_getaffinity(0))
    name = f"{what}, from the files on as `check` reads them (up to {processes} processes), times faster than"
    name += " `yaml.CSafeLoader` with gc on"
    return Figure(GROUP, name, taken.times_faster(), "x faster", 4.0, True, taken.detail)


VARIED = ", values seldom repeat"


def _in_process(raw: list[bytes], what: str, count: int) -> Iterator[Figure]:
    ours = [source.data for source in read_all(raw)]
    same(as_text(ours), as_text([yaml.load(text, yaml.CBaseLoader) for text in raw]), what)
    scan = pairs(timed(lambda: read_all(raw)), timed(lambda: scan_all(raw)), count)
    yield Figure(GROUP, f"{what}, against a bare PyYAML event scan", scan.ratio(), "x", 3.0, detail=scan.detail)
    loaded = pairs(timed(lambda: read_all(raw)), timed(lambda: load_all(raw), collecting=True), count)
    name = f"{what}, times faster than `yaml.CSafeLoader` with gc on"
    yield Figure(GROUP, name, loaded.times_faster(), "x faster", 4.0, True, loaded.detail)
    loaded = pairs(timed(lambda: read_all(raw)), timed(lambda: load_all(raw)), 2)
    name = f"{what}, times faster than `yaml.CSafeLoader` with gc off"
    yield Figure(GROUP, name, loaded.times_faster(), "x faster", detail=loaded.detail)


def read_all(raw: list[bytes]) -> list[Source]:
    """As the auditor reads: plain data, and the place of every route."""
    sources = []
    for text in raw:
        source, problems = decode("file.yaml", text)
        problems += read(source)
        if problems:
            raise MeasuringFailed(f"the auditor refuses what was generated: {problems[0].message}")
        sources.append(source)
    return sources


def scan_all(raw: list[bytes]) -> int:
    """The least that anything on top of PyYAML's C parser costs: each event, looked at by nobody."""
    events = 0
    for text in raw:
        get: Callable[[], object] = CParser(text.decode("utf-8")).get_event
        while get() is not None:
            events += 1
    return events


def load_all(raw: list[bytes]) -> list[object]:
    return [yaml.load(text.decode("utf-8"), yaml.CSafeLoader) for text in raw]


def as_text(data: list[object]) -> str:
    return repr(data)

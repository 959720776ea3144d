"""A scan: every file of a repository, read once, and shown to each scanner that wants it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from auditor.evidence.files import content, walk
from auditor.evidence.observation import Remark, Sighting, Table
from auditor.evidence.register import scanners
from auditor.evidence.scanner import File, Found, Scanner
from auditor.location import Location, Problem


class Evidence(NamedTuple):
    """What a scan saw, each sorted by place; what it could not read; and how many files it read."""

    sightings: tuple[Sighting, ...]
    tables: tuple[Table, ...]
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]
    files: int


def scan(root: Path, given: Iterable[File] = (), step: Callable[[int, int], None] | None = None) -> Evidence:
    """Scan a folder. `given` are files that were named beside it, wherever they are (a plan, a list of components).
    `step` is told how many files were read, of how many. Nothing is run, and nothing outside the folder is read."""
    every = scanners()
    walked, problems = walk(root)
    found: list[Found] = list(problems)
    seen = 0
    for number, one in enumerate(walked):
        wanting = [scanner for scanner in every if scanner.wants(one.path)]
        if wanting:
            text, troubles = content(one)
            found += troubles
            found += _shown(wanting, File(one.path, text)) if text else []
            seen += 1
        if step is not None:
            step(number + 1, len(walked))
    for file in given:
        found += _shown([scanner for scanner in every if scanner.wants(file.path)], file)
    for scanner in every:
        found += scanner.finish()
    return _evidence(found, seen)


def _shown(wanting: Iterable[Scanner], file: File) -> list[Found]:
    """What the scanners see in a file."""
    return [one for scanner in wanting for one in scanner.see(file)]


def _evidence(found: Iterable[Found], files: int) -> Evidence:
    every = list(dict.fromkeys(found))
    return Evidence(
        sightings=tuple(sorted((one for one in every if isinstance(one, Sighting)), key=_order)),
        tables=tuple(sorted((one for one in every if isinstance(one, Table)), key=lambda one: (one.schema, one.name))),
        remarks=tuple(sorted((one for one in every if isinstance(one, Remark)), key=lambda one: _place(one.location))),
        problems=tuple(one for one in every if isinstance(one, Problem)),
        files=files,
    )


def _order(sighting: Sighting) -> tuple[str, int, int, str, str]:
    return (*_place(sighting.location), sighting.signal, sighting.name)


def _place(location: Location) -> tuple[str, int, int]:
    return location.file, location.line, location.column

"""A scan: every file of a repository, read once, and shown to each scanner that wants it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from auditor.evidence.files import Walked, content, walk
from auditor.evidence.observation import Evidence, Remark, Sighting, Step, Table
from auditor.evidence.recipients import Recipients
from auditor.evidence.register import ALONE, scanners
from auditor.evidence.scanner import LARGEST, Found, Large, Scanner
from auditor.location import Location, Problem
from auditor.vocabulary.catalog import Catalog
from auditor.workspace.shares import shared


def scan(
    root: Path,
    catalog: Catalog,
    own: Iterable[str] = (),
    given: Mapping[str, Iterable[Path]] | None = None,
    step: Step | None = None,
    names: Iterable[str] | None = None,
) -> Evidence:
    """Scan a folder. `own` are our domains, and words that our variables begin with; `given` are files that were named
    beside it, wherever they are, by what they are (see `register`); `names` are the files of the folder, where they are
    known. Nothing is run, and nothing else outside the folder is read. Raises OSError where a file that was named
    cannot be read."""
    named = {what: {path.as_posix(): path for path in paths} for what, paths in (given or {}).items()}
    walked, problems = walk(root, names)
    who = Recipients(catalog, own)
    every = scanners(who, [one.path for one in walked], {what: paths.keys() for what, paths in named.items()})
    large = [scanner for scanner in every if isinstance(scanner, Large)]
    found: dict[Found, None] = dict.fromkeys(problems)
    wanted = [(one, [scanner for scanner in every if scanner.wants(one.path)]) for one in walked]
    wanted = [(one, wanting) for one, wanting in wanted if wanting]
    read = [one.path for one, _ in wanted]
    counted = _counted(step, len(wanted))

    def show(one: Walked, wanting: Sequence[Scanner]) -> list[Found]:
        seen = list(_shown(wanting, large, one))
        counted()
        return seen

    alone = [pair for pair in wanted if all(isinstance(scanner, ALONE) for scanner in pair[1])]
    for seen in shared(lambda pair: show(*pair), alone, [one.size for one, _ in alone]):
        found.update(dict.fromkeys(seen))
    for one, wanting in wanted:
        if not all(isinstance(scanner, ALONE) for scanner in wanting):
            found.update(dict.fromkeys(show(one, wanting)))
    for paths in named.values():
        for name, path in paths.items():
            found.update(dict.fromkeys(_no_text(name, path)))
            given_to = [scanner for scanner in every if scanner.wants(name)]
            found.update(dict.fromkeys(_shown(given_to, large, Walked(name, path))))
            read.append(name)
    for scanner in every:
        found.update(dict.fromkeys(scanner.finish()))
    return _evidence(found, read)


def _counted(step: Step | None, files: int) -> Callable[[], None]:
    """Tells of each file that is done. What other processes do is told when they end: only this one draws a bar."""
    process, done = os.getpid(), count(1)

    def counted() -> None:
        if step is not None and os.getpid() == process:
            step(next(done), files)

    return counted


def _shown(wanting: Sequence[Scanner], large: Sequence[Large], walked: Walked) -> Iterator[Found]:
    """What the scanners see in a file, and what could not be read of it."""
    bounds = {scanner: scanner.largest(walked.path) for scanner in large if scanner in wanting}
    most = max(bounds.values(), default=LARGEST)
    of_large = [scanner for scanner, bound in bounds.items() if bound == most > LARGEST]
    for file, problems in content(walked, most, any(scanner.in_lines for scanner in of_large)):
        yield from problems
        if file.text:
            # What is large by its nature is shown to those alone who want it for that.
            small = file.first == 1 and len(file.text) <= LARGEST
            for scanner in wanting if small or not of_large else of_large:
                yield from scanner.see(file)


def _no_text(name: str, path: Path) -> Iterator[Problem]:
    """What is wrong with a file that was named and has no text: a picture in a repository is nothing, here it is. What
    is not there is an error, and no evidence that is missing."""
    with path.open("rb") as stream:
        begins = stream.read(8_000)
    if not begins.strip():
        yield Problem("is empty", Location(name, 1, 1))
    elif b"\0" in begins and not begins.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield Problem("is no text", Location(name, 1, 1))


def _evidence(found: Iterable[Found], read: list[str]) -> Evidence:
    every = list(found)
    return Evidence(
        sightings=tuple(sorted((one for one in every if isinstance(one, Sighting)), key=_order)),
        tables=tuple(sorted((one for one in every if isinstance(one, Table)), key=lambda one: (one.schema, one.name))),
        remarks=tuple(
            sorted((one for one in every if isinstance(one, Remark)), key=lambda one: (_place(one.location), one.kind))
        ),
        problems=tuple(
            sorted((one for one in every if isinstance(one, Problem)), key=lambda one: (str(one.location), one.message))
        ),
        read=tuple(read),
    )


def _order(sighting: Sighting) -> tuple[str, int, int, str, str, str, str]:
    return (
        *_place(sighting.location), sighting.signal, sighting.name, sighting.region or "", sighting.setting or "",
    )  # fmt: skip


def _place(location: Location) -> tuple[str, int, int]:
    return location.file, location.line, location.column

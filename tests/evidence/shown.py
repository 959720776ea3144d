"""What a scanner shows of some files, a line a sighting: who, signal, grade, line, text, and region and setting."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path

from auditor.evidence.observation import Remark, Sighting
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found, Scanner
from auditor.location import Problem
from auditor.vocabulary.catalog import Catalog
from auditor.vocabulary.products import products

WHO = Recipients(Catalog(products()))


def found(make: Callable[[Recipients], Scanner], files: dict[str, str]) -> list[Found]:
    """All that a scanner, made anew, finds in files: those that it does not want it is not shown."""
    scanner = make(WHO)
    seen: list[Found] = []
    for path, text in files.items():
        if scanner.wants(path):
            seen += scanner.see(File(path, text))
    return [*seen, *scanner.finish()]


def lines(seen: Iterable[Found]) -> list[str]:
    """A line a finding, in the order of places."""
    return [line for _, line in sorted((_place(one), _line(one)) for one in seen)]


def shown(make: Callable[[Recipients], Scanner], files: dict[str, str]) -> list[str]:
    """`found` as lines."""
    return lines(found(make, files))


def repository(folder: Path) -> dict[str, str]:
    """The files of a folder of a test, by their path in it."""
    files = sorted(path for path in (folder / "repo").rglob("*") if path.is_file())
    return {path.relative_to(folder / "repo").as_posix(): path.read_text(encoding="utf-8") for path in files}


def as_expected(folder: Path, seen: list[str]) -> None:
    """Compare with the `expected.txt` of a folder, which was read line by line before it was kept."""
    expected = folder / "expected.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        expected.write_text("\n".join(seen) + "\n", encoding="utf-8")
    assert seen == expected.read_text(encoding="utf-8").splitlines()


def problems(make: Callable[[Recipients], Scanner], files: dict[str, str]) -> list[str]:
    """The problems among what is found."""
    return [str(one.location) + " " + one.message for one in found(make, files) if isinstance(one, Problem)]


def _place(one: Found) -> tuple[str, int, int]:
    place = one.location
    return (place.file, place.line, place.column) if place is not None else ("", 0, 0)


def _line(one: Found) -> str:
    if isinstance(one, Problem):
        return f"{one.location}: problem: {one.message}"
    if isinstance(one, Remark):
        return f"{one.location.file}:{one.location.line}: remark {one.kind}"
    assert isinstance(one, Sighting)
    who = one.product or f"?{one.name}"
    where = f"@{one.region}" if one.region else ""
    setting = f" [{one.setting}]" if one.setting else ""
    return f"{one.location.file}:{one.location.line}: {who}{where} {one.signal} {one.grade} {one.text}{setting}"

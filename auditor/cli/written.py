"""Documents that were made: written into a folder, or held beside what is there; and what is said of them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from auditor.cli.arguments import CLEAN, WRONG, complain, deliver
from auditor.cli.documents import NOTICES, present
from auditor.documents.files import File
from auditor.text.plain import shown
from auditor.typeset.extra import NeedsExtra

_COMPARED: Final = re.compile(rb"^X-Auditor-Base:|^- Compared with ", re.MULTILINE)
"""What a notice carries that is about what changed since a base."""
MOST_OF_A_NAME: Final = 80
MOST_ABSENT: Final = 30
"""So many absent fields are listed for people; a document lists them all."""


class Made(NamedTuple):
    """A file and its bytes; none where the library for it is not installed: `lacks` names the extra."""

    file: File
    content: bytes
    lacks: str = ""


def make(file: File) -> Made:
    """The bytes of a file, or what is not installed that makes them."""
    try:
        return Made(file, file.make())
    except NeedsExtra as error:
        return Made(file, b"", error.extra)


def write(folder: Path, made: Iterable[Made]) -> bool:
    """Write files into a folder; nothing is stale then."""
    for one in made:
        if not one.lacks:
            deliver(one.content, folder / one.file.name)
            complain(f"wrote {folder / one.file.name}\n")
    return False


def check(folder: Path, made: dict[str, list[Made]], *, whole: bool, against: bool) -> bool:
    """Compares what is committed with what would be written, with `whole` also what else is there: of the notices those
    that are about a base, or those that are not, as is asked. Prints what differs; gives whether anything does."""
    stale = False
    for name, found in made.items():
        for one in found:
            path = folder / one.file.name
            stale |= not one.lacks and not (name == NOTICES and _other(path, against)) and _differs(path, one.content)
        names = {one.file.name for one in found}
        endings = {Path(name).suffix for name in names}
        for path in present(folder, name):
            other = name == NOTICES and _other(path, against)
            if whole and not other and path.name not in names and path.suffix in endings:
                complain(f"stale: {path}: this workspace no longer gives such a document\n")
                stale = True
    return stale


def _other(path: Path, against: bool) -> bool:
    """Is a notice there about a base where none is given, or about none where one is?"""
    return path.is_file() and against != bool(_COMPARED.search(path.read_bytes()))


def _differs(path: Path, content: bytes) -> bool:
    if not path.is_file():
        complain(f"stale: {path} is not there\n")
        return True
    committed = path.read_bytes()
    if committed == content:
        return False
    complain(f"stale: {path}\n")
    try:
        before, after = (text.decode("utf-8").splitlines(keepends=True) for text in (committed, content))
    except UnicodeDecodeError:
        return True
    lines = difflib.unified_diff(before, after, f"{path} (committed)", f"{path} (as checked)")
    deliver("".join(line if line.endswith("\n") else f"{line}\n" for line in lines), None)
    return True


def absent(made: Iterable[Made], strict: bool) -> int:
    """Says which fields nobody declared, each once, and where to declare it."""
    absent = list(dict.fromkeys(field for one in made for field in one.file.fields.absent))
    told = absent if strict else absent[:MOST_ABSENT]
    if absent:
        fields = "1 field is" if len(absent) == 1 else f"{len(absent)} fields are"
        complain(f"{'error' if strict else 'note'}: {fields} not stated:\n")
    for field in told:
        complain(
            f"  {field.location or 'dataflows'}: {shown(field.thing, MOST_OF_A_NAME)}: {shown(field.field)}"
            f" ({'/'.join(map(str, field.route))})\n"
        )
    if len(told) < len(absent):
        complain(f"  … and {len(absent) - len(told)} more; the worksheet lists them all\n")
    return len(absent)


def lacking(made: Iterable[Made], formats: list[str]) -> int:
    """Says what could not be written for want of a library. That is wrong usage where just that was asked for."""
    lacking: dict[str, list[str]] = {}
    for one in made:
        if one.lacks:
            lacking.setdefault(one.lacks, []).append(one.file.name)
    for extra, names in lacking.items():
        complain(f"{'error' if formats else 'note'}: {', '.join(names)} not written: pip install 'auditor[{extra}]'\n")
    return WRONG if lacking and formats else CLEAN

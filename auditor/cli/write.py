"""`auditor write`: the documents, made from what was checked."""

from __future__ import annotations

import argparse
import difflib
import importlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from auditor.audit import Audit, audit
from auditor.cli.arguments import CLEAN, CLOSED, WRONG, add_deployments, as_of, complain, day, deliver
from auditor.cli.base import opened
from auditor.comparison import Base, compared
from auditor.declarations.customer import Customer
from auditor.declarations.dataflows import Vendor
from auditor.documents.files import Asked, File
from auditor.inventory.stamp import Absent, Fields
from auditor.location import InvalidInput, Problem, nearest
from auditor.text.plain import shown
from auditor.typeset.extra import NeedsExtra
from auditor.workspace.customer import read_customer
from auditor.workspace.history import NoHistory

DOCUMENTS: Final = {
    "page": ("subprocessors.*",),
    "annex": ("annex-*", "schedule-*"),
    "register": ("register.csv", "register.xlsx"),
    "cyclonedx": ("cyclonedx.json", "cyclonedx-1.7.json"),
    "graph": ("graph.graphml", "graph.json"),
    "notices": ("notice-*",),
    "worksheet": ("worksheet.csv",),
    "changes": ("changes.md", "changes.atom"),
}
"""The register of documents: the module of each in `auditor.documents`, and what its files are called like."""
NOTICES: Final = "notices"
"""The document that is about what changes."""
WORKSHEET: Final = "worksheet"
"""The document that asks for what the others lack."""
HISTORY: Final = "changes"
"""The document that is made from git history. No commit can hold the log of itself, so that a committed one is stale as
soon as the list changes: `--check` looks at it only where there is one, or where it is named."""
FORMATS: Final = ("md", "html", "json", "docx", "pdf", "csv", "xlsx", "eml", "atom", "graphml")
_AS_OF: Final = re.compile(r"as[ _-]of\W{1,12}([0-9]{4}-[0-9]{2}-[0-9]{2})", re.IGNORECASE)
"""The day that a document carries."""
_COMPARED: Final = re.compile(rb"^X-Auditor-Base:|^- Compared with ", re.MULTILINE)
"""What a notice carries that is about what changed since a base."""
MOST_OF_A_NAME: Final = 80
MOST_ABSENT: Final = 30
"""So many absent fields are listed for people; a document lists them all."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "documents", metavar="DOCUMENT", nargs="*", type=_document_name,
        help=f"{', '.join(DOCUMENTS)} (default: all); {HISTORY} is made from git history",
    )  # fmt: skip
    parser.add_argument(
        "--dir", metavar="DIR", dest="directory", type=Path, default=Path(), help="the workspace (default: here)"
    )
    parser.add_argument(
        "--as-of", metavar="DATE", type=day, default=None,
        help="write as on this day (default: today; with --check the day that the document carries)",
    )  # fmt: skip
    parser.add_argument("--to", metavar="DIR", type=Path, help="the folder to write into (default: reports/ in DIR)")
    parser.add_argument(
        "--format", metavar="FORMAT", dest="formats", action="append", choices=FORMATS, default=[],
        help=f"only files of this format, may be repeated: {', '.join(FORMATS)}",
    )  # fmt: skip
    add_deployments(parser)
    parser.add_argument(
        "--customer",
        metavar="FILE",
        type=Path,
        help="the customer's half of the annexes, as YAML (dataflows/README.md)",
    )
    parser.add_argument(
        "--vendor", metavar="ID", dest="vendors", action="append", default=[],
        help="notices about this vendor alone; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--against", metavar="BASE",
        help="notices about what changed since: a revision in git, or a directory (default: about what is proposed)",
    )  # fmt: skip
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 with a diff when a file is stale")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a field of a document is absent")


def _document_name(text: str) -> str:
    if text in DOCUMENTS:
        return text
    near = nearest(text, DOCUMENTS)
    hint = f": did you mean `{near}`?" if near else "."
    raise argparse.ArgumentTypeError(f"`{text}` is not a document{hint} The documents are {', '.join(DOCUMENTS)}")


class Made(NamedTuple):
    """A file and its bytes; none where the library for it is not installed: `lacks` names the extra."""

    file: File
    content: bytes
    lacks: str = ""


def run(arguments: argparse.Namespace) -> int:
    folder: Path = arguments.to if arguments.to is not None else arguments.directory / "reports"
    wanted = _wanted(arguments, folder)
    days = {name: _day(arguments, folder, name) for name in wanted}
    customer, audits, base = _read(arguments, set(days.values()), days.get(NOTICES))
    asked = Asked(arguments.directory, customer, vendors=tuple(arguments.vendors))
    if base is not None:
        found = audits[days[NOTICES]]
        asked = asked._replace(compared=compared(base, found.worlds, found.policy))
        for note in base.notes:
            complain(f"note: {note}\n")
    for found in audits.values():
        _check_vendors(found, asked)
    made = {name: _made(audits[on], name, asked, arguments) for name, on in days.items()}
    every = [one for found in made.values() for one in found]
    if base is not None and not made[NOTICES] and not arguments.formats:
        only = f" about {', '.join(map(shown, asked.vendors))}" if asked.vendors else ""
        said = f"nothing{only} changed since {shown(arguments.against)} that customers must still be told"
        complain(f"note: {said}; `auditor diff` says why\n")
    elif not every:
        of_format = f" as {' or '.join(arguments.formats)}" if arguments.formats else ""
        complain(f"note: there is nothing to write of {', '.join(wanted)}{of_format}\n")
    stale = (
        _check(folder, made, whole=not (arguments.deployment or arguments.vendors), against=base is not None)
        if arguments.check
        else _write(folder, every)
    )
    absent = _absent(every, arguments.strict)
    return _lacking(every, arguments.formats) or (CLOSED if stale or (absent and arguments.strict) else CLEAN)


def _wanted(arguments: argparse.Namespace, folder: Path) -> list[str]:
    """The documents that are asked for; none named: all of them."""
    wanted = [name for name in DOCUMENTS if not arguments.documents or name in arguments.documents]
    if arguments.check and not arguments.documents and not _present(folder, HISTORY):
        wanted.remove(HISTORY)
    return wanted


def _made(found: Audit, name: str, asked: Asked, arguments: argparse.Namespace) -> list[Made]:
    """The files of a document. What cannot be made for want of history is left out where nobody named it."""
    try:
        return [_make(file) for file in _files(found, name, asked, arguments)]
    except NoHistory as lacking:
        if arguments.documents or arguments.check:
            raise
        for problem in lacking.problems:
            complain(f"note: {', '.join(DOCUMENTS[name])} not written: {problem.message}\n")
        return []


def _read(
    arguments: argparse.Namespace, days: set[date], on: date | None
) -> tuple[Customer | None, dict[date, Audit], Base | None]:
    """The customer's file, the workspace audited on each of some days, and the base of the notices, which are of the
    day `on`; the problems of all at once."""
    wrong: list[InvalidInput] = []
    customer, audits, base = None, {}, None
    if arguments.customer is not None:
        try:
            customer = read_customer(arguments.customer)
        except InvalidInput as invalid:
            wrong.append(invalid)
    try:
        audits = {on: audit(arguments.directory, on, arguments.deployment, must_check=False) for on in days}
    except InvalidInput as invalid:
        wrong.append(invalid)
    if arguments.against is not None:
        try:
            base = _base(arguments, on)
        except InvalidInput as invalid:
            wrong.append(invalid)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        problems = [problem._replace(word=None) for invalid in wrong for problem in invalid.problems]
        raise InvalidInput(problems, lambda place: next(filter(None, (one.line_of(place) for one in wrong)), ""))
    return customer, audits, base


def _base(arguments: argparse.Namespace, on: date | None) -> Base:
    """What the notices compare with. Raises InvalidInput, also where no notice is asked for."""
    if on is None:
        hint = f"`auditor write {NOTICES} --against {shown(arguments.against)}`"
        raise InvalidInput([Problem("--against is for the notices, and they are not asked for", None, hint)])
    return opened(arguments.against, arguments.directory, on)


def _check_vendors(found: Audit, asked: Asked) -> None:
    """Raises InvalidInput where a notice is asked for about what is no proposed vendor; with a base, about what is no
    vendor in either revision."""
    vendors = found.workspace.vendors
    proposed = tuple(name for name, vendor in vendors.items() if vendor.status == "proposed")
    before = asked.compared.before.workspace.vendors if asked.compared is not None else {}
    known = tuple(dict.fromkeys((*vendors, *before)))
    problems = []
    for name in dict.fromkeys(asked.vendors):
        if asked.compared is None and name in vendors and name not in proposed:
            tells = f"`auditor write {NOTICES} --vendor {name} --against BASE` tells what changed about it"
            hint = f"it is {_status(vendors[name])}: {tells}"
            problems.append(Problem(f"`{shown(name)}` is not a proposed vendor", None, hint))
        elif name not in known:
            hint = None
            if asked.compared is None:
                hint = f"proposed are {', '.join(proposed)}" if proposed else "no vendor is proposed"
            what = "a proposed vendor" if asked.compared is None else "a vendor, here or in the base"
            problems.append(
                Problem(
                    f"`{shown(name)}` is not {what}", None, hint, name, proposed if asked.compared is None else known
                )
            )
    if problems:
        raise InvalidInput(problems)


def _status(vendor: Vendor) -> str:
    return vendor.status if isinstance(vendor.status, str) else "of a status that is not declared"


def _day(arguments: argparse.Namespace, folder: Path, name: str) -> date:
    """The day to write as of: freshness is judged on the day that the committed document carries."""
    if arguments.as_of is None and arguments.check:
        for path in _present(folder, name):
            found = _AS_OF.search(path.read_bytes().decode("utf-8", "replace"))
            if found:
                return day(found[1])
    return as_of(arguments)


def _present(folder: Path, name: str) -> list[Path]:
    """The files of a document that are in a folder."""
    return sorted({path for pattern in DOCUMENTS[name] for path in folder.glob(pattern) if path.is_file()})


def _files(found: Audit, name: str, asked: Asked, arguments: argparse.Namespace) -> Iterator[File]:
    if name == WORKSHEET:
        asked = asked._replace(others=_others(found, asked))
    for file in _document(name).files(found, asked):
        if not arguments.formats or file.format in arguments.formats:
            yield file


def _others(found: Audit, asked: Asked) -> dict[str, Fields]:
    """The fields of all documents but the worksheet, by document: what is absent in any of its files is absent."""
    others: dict[str, Fields] = {}
    for name in DOCUMENTS:
        if name != WORKSHEET:
            every = list(dict.fromkeys(file.fields for file in _document(name).files(found, asked)))
            absent: dict[Absent, None] = dict.fromkeys(field for fields in every for field in fields.absent)
            counts = sum(one.stated for one in every), sum(one.total for one in every)
            others[name] = Fields(*counts, tuple(absent))
    return others


def _document(name: str) -> Any:
    return importlib.import_module(f"auditor.documents.{name}")


def _make(file: File) -> Made:
    try:
        return Made(file, file.make())
    except NeedsExtra as error:
        return Made(file, b"", error.extra)


def _write(folder: Path, made: Iterable[Made]) -> bool:
    for one in made:
        if not one.lacks:
            deliver(one.content, folder / one.file.name)
            complain(f"wrote {folder / one.file.name}\n")
    return False


def _check(folder: Path, made: dict[str, list[Made]], *, whole: bool, against: bool) -> bool:
    """Compares what is committed with what would be written, with `whole` also what else is there: of the notices those
    that are about a base, or those that are not, as is asked. Prints what differs; gives whether anything does."""
    stale = False
    for name, found in made.items():
        for one in found:
            path = folder / one.file.name
            stale |= not one.lacks and not (name == NOTICES and _other(path, against)) and _differs(path, one.content)
        names = {one.file.name for one in found}
        endings = {Path(name).suffix for name in names}
        for path in _present(folder, name):
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


def _absent(made: Iterable[Made], strict: bool) -> int:
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


def _lacking(made: Iterable[Made], formats: list[str]) -> int:
    """Says what could not be written for want of a library. That is wrong usage where just that was asked for."""
    lacking: dict[str, list[str]] = {}
    for one in made:
        if one.lacks:
            lacking.setdefault(one.lacks, []).append(one.file.name)
    for extra, names in lacking.items():
        complain(f"{'error' if formats else 'note'}: {', '.join(names)} not written: pip install 'auditor[{extra}]'\n")
    return WRONG if lacking and formats else CLEAN

"""`auditor write`: the documents, made from what was checked."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from auditor.audit import Audit, audit
from auditor.cli.arguments import CLEAN, CLOSED, add_deployments, as_of, complain, day
from auditor.cli.base import opened
from auditor.cli.documents import DOCUMENTS, FORMATS, HISTORY, NOTICES, WORKSHEET, document, present
from auditor.cli.written import Made, absent, check, lacking, make, write
from auditor.comparison import Base, compared
from auditor.declarations.customer import Customer
from auditor.declarations.dataflows import Vendor
from auditor.documents.files import Asked, File
from auditor.inventory.stamp import Absent, Fields
from auditor.location import InvalidInput, Problem, nearest
from auditor.text.plain import shown
from auditor.workspace.customer import read_customer
from auditor.workspace.history import NoHistory

_AS_OF: Final = re.compile(r"as[ _-]of\W{1,12}([0-9]{4}-[0-9]{2}-[0-9]{2})", re.IGNORECASE)
"""The day that a document carries."""


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
        check(folder, made, whole=not (arguments.deployment or arguments.vendors), against=base is not None)
        if arguments.check
        else write(folder, every)
    )
    number = absent(every, arguments.strict)
    return lacking(every, arguments.formats) or (CLOSED if stale or (number and arguments.strict) else CLEAN)


def _wanted(arguments: argparse.Namespace, folder: Path) -> list[str]:
    """The documents that are asked for; none named: all of them."""
    wanted = [name for name in DOCUMENTS if not arguments.documents or name in arguments.documents]
    if arguments.check and not arguments.documents and not present(folder, HISTORY):
        wanted.remove(HISTORY)
    return wanted


def _made(found: Audit, name: str, asked: Asked, arguments: argparse.Namespace) -> list[Made]:
    """The files of a document. What cannot be made for want of history is left out where nobody named it."""
    try:
        return [make(file) for file in _files(found, name, asked, arguments)]
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
        for path in present(folder, name):
            found = _AS_OF.search(path.read_bytes().decode("utf-8", "replace"))
            if found:
                return day(found[1])
    return as_of(arguments)


def _files(found: Audit, name: str, asked: Asked, arguments: argparse.Namespace) -> Iterator[File]:
    if name == WORKSHEET:
        asked = asked._replace(others=_others(found, asked))
    for file in document(name).files(found, asked):
        if not arguments.formats or file.format in arguments.formats:
            yield file


def _others(found: Audit, asked: Asked) -> dict[str, Fields]:
    """The fields of all documents but the worksheet, by document: what is absent in any of its files is absent."""
    others: dict[str, Fields] = {}
    for name in DOCUMENTS:
        if name != WORKSHEET:
            every = list(dict.fromkeys(file.fields for file in document(name).files(found, asked)))
            absent: dict[Absent, None] = dict.fromkeys(field for fields in every for field in fields.absent)
            counts = sum(one.stated for one in every), sum(one.total for one in every)
            others[name] = Fields(*counts, tuple(absent))
    return others

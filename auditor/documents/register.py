"""The register of processing that a processor keeps, Article 30(2) GDPR: as CSV, and as a workbook.

A row is an activity: what is done for the same purposes by the same recipient, in one deployment. In the CSV every row
holds all that the register says, also of us and of where the document comes from, so that a row means the same wherever
it is sorted, filtered or copied to; in the workbook, what is the same for all rows is a sheet of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.declarations.customer import Customer
from auditor.declarations.organization import Contact
from auditor.documents.files import Asked, File
from auditor.inventory.activities import OURS, PERSON, UNNAMED, VENDOR, Activity, activities
from auditor.inventory.known import Known
from auditor.inventory.printed import Printer, contact_parts
from auditor.inventory.sentences import say
from auditor.inventory.stamp import Fields, fields, in_a_line, stamp, warnings
from auditor.inventory.treated import fact_of, of_written
from auditor.location import Route
from auditor.text.plain import readable
from auditor.typeset import comma, workbook
from auditor.typeset.extra import NeedsExtra

ACTIVITY: Final = (
    "deployment", "law", "status", "purposes", "systems", "data", "subjects", "sensitive", "recipient", "legal_name",
    "address", "contact", "relation", "dpa", "region", "country", "third_countries", "transfer", "safeguards",
    "retention", "controls", "subprocessors", "flows",
)  # fmt: skip
"""The columns about the activity itself."""
US: Final = ("name", "legal_name", "registration", "role", "country", "address", "contact", "representatives", "dpo")
"""What the register says of the processor: Article 30(2)(a)."""
ASKED_OF: Final[Mapping[str, tuple[str, ...]]] = {
    VENDOR: ACTIVITY,
    OURS: tuple(column for column in ACTIVITY if column not in ("relation", "dpa", "subprocessors")),
    PERSON: ("purposes", "data", "subjects", "sensitive", "transfer", "controls"),
    UNNAMED: ("law", "purposes", "data", "subjects", "sensitive", "recipient", "retention", "transfer", "controls"),
}
"""Which columns are fields of an activity, by who does it. The others have no answer there, and are empty."""


NO_FIELDS: Final = ("deployment", "systems", "flows")
"""Columns that say which activity a row is: they do not count as fields."""


class Register(NamedTuple):
    """The register: headings and rows about activities, and what is the same for all of them, as labels with values."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    about: tuple[tuple[str, str], ...]
    complete: Fields
    controllers: str
    """On whose behalf it is done: the customer whose file was given, else where that is kept."""


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """The register in both formats."""
    found = register(audit, asked.customer)
    yield File("register.csv", "csv", lambda: as_csv(audit, found), found.complete)
    yield File("register.xlsx", "xlsx", lambda: as_workbook(audit, found), found.complete)


def register(audit: Audit, customer: Customer | None = None) -> Register:
    """All that the register says."""
    printer = Printer(audit.workspace)
    every = [(activity, _facts(activity)) for activity in activities(audit)]
    us = {column: _of_us(audit, column) for column in US}
    measures = _measures(audit)
    counted = [(say("register.processor"), _heading(column), fact) for column, fact in us.items()]
    counted.append((say("register.processor"), say("register.measures"), measures))
    for activity, facts in every:
        thing = printer.text(fact_of(activity, "recipient"), "recipient")
        counted += [
            (f"{thing} ({activity.deployment})", _heading(column), fact)
            for column, fact in facts.items()
            if column not in NO_FIELDS
        ]
    about = [(say(f"register.us.{column}"), _printed(printer, fact, column)) for column, fact in us.items()]
    about.append((say("register.measures"), _printed(printer, measures, "measures")))
    rows = [
        tuple(_printed(printer, facts[column], column) if column in facts else "" for column in ACTIVITY)
        for _, facts in every
    ]
    headings = tuple(_heading(column) for column in ACTIVITY)
    return Register(headings, tuple(rows or [_nothing()]), tuple(about), fields(audit, counted), _controllers(customer))


def _heading(column: str) -> str:
    return say(f"register.{column}")


def _nothing() -> tuple[str, ...]:
    """The one row where nothing is done: what it says of us still holds."""
    return tuple(say("register.nothing") if column == "purposes" else "" for column in ACTIVITY)


def _facts(activity: Activity) -> dict[str, Known]:
    asked = ASKED_OF[activity.who.sort]
    kept = {"deployment", "status", "systems", "recipient", "region", "third_countries", "flows", *asked}
    if not activity.flows:
        kept -= {"systems", "retention", "controls"}
    return {column: fact_of(activity, column) for column in ACTIVITY if column in kept}


def _of_us(audit: Audit, column: str) -> Known:
    us = audit.workspace.organization
    route: Route = ("organization", column)
    value = getattr(us, column) if us is not None else None
    if column == "representatives" and isinstance(value, Mapping):
        said = [f"{place.word}: {', '.join(contact_parts(one).values())}" for place, one in value.items()]
        return Known(tuple(sorted(said)))
    return of_written(value, route)


def _measures(audit: Audit) -> Known:
    """The measures in general: Article 30(2)(d)."""
    measures = audit.workspace.measures
    said = [measure.text or measure.title or name for name, measure in sorted(measures.items())]
    return Known(tuple(said), () if said else (("measures",),))


def _controllers(customer: Customer | None) -> str:
    """The name and contact details of the controller: Article 30(2)(a)."""
    if customer is None:
        return say("register.controllers_are")
    contact = contact_parts(customer.contact).values() if isinstance(customer.contact, Contact) else ()
    said = (customer.name, customer.address, *contact)
    return readable("; ".join(part for part in said if isinstance(part, str))) or say("facts.not_stated")


def _printed(printer: Printer, fact: Known, column: str) -> str:
    """A cell: one value a line would be more than a cell of a CSV can bear, so they are joined."""
    return readable("; ".join(printer.items(fact, column)))


def as_csv(audit: Audit, found: Register) -> bytes:
    """The register with all it says in every row."""
    labels, values = zip(*found.about, strict=True)
    source = readable(in_a_line(audit, found.complete))
    headings = (*found.headings, *labels, say("register.controllers"), say("stamp.source"))
    rows = [(*row, *values, found.controllers, source) for row in found.rows]
    return comma.render(headings, rows)


def as_workbook(audit: Audit, found: Register) -> bytes:
    """The register as two sheets: the activities, and what is the same for all of them."""
    about = [*found.about, (say("register.controllers"), found.controllers)]
    about += [(label, readable(value)) for label, value in stamp(audit, found.complete)]
    about += [(say("register.warning"), warning) for warning in warnings(audit)]
    sheets = [
        workbook.Sheet(say("register.sheet_activities"), found.headings, found.rows),
        workbook.Sheet(say("register.sheet_processor"), (say("register.label"), say("register.value")), about),
    ]
    try:
        return workbook.render(sheets, say("register.title"), audit.workspace.as_of, say("register.cut"))
    except workbook.NotInstalled:
        raise NeedsExtra("docs") from None

"""The list of vendors that the page shows: tables of recipients, and passages that print what was promised."""

from __future__ import annotations

from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.declarations.documents import Page
from auditor.inventory.columns import known
from auditor.inventory.known import Known
from auditor.inventory.printed import Printer
from auditor.inventory.recipients import Followed, Recipient, recipients
from auditor.inventory.sentences import say
from auditor.rules.compile import words_of
from auditor.rules.match import Compiler, Match

CANDIDATES: Final = (
    "name", "legal_name", "purposes", "data", "subjects", "region", "country", "address", "website", "transfer",
    "certifications", "relation",
)  # fmt: skip
"""Without `columns`, those of these that hold a fact. The status is what parts the tables."""
FACTS: Final = (*CANDIDATES, "status")
"""What machines are told of a row, whatever is shown."""
STATUSES: Final = ("active", "proposed")
"""Without `tables`, one for each."""


class Row(NamedTuple):
    """A row of a table: a recipient, what is known of it, and what is printed, both by column."""

    recipient: Recipient
    facts: dict[str, Known]
    printed: dict[str, str]


class Listed(NamedTuple):
    """A table of the page: its id, its heading (none: an empty text), and its rows, sorted by name."""

    id: str
    title: str
    rows: tuple[Row, ...]


class Passage(NamedTuple):
    """A passage of the page: the words of promises, by their ids; what it prints of its own has none."""

    id: str
    title: str
    says: tuple[tuple[str, str], ...]


class Listing(NamedTuple):
    """All that the page shows. `columns` are the columns with their headings; `beside` are the vendors that no table
    shows."""

    title: str
    updated: Known
    columns: dict[str, str]
    parts: tuple[Listed | Passage, ...]
    beside: tuple[str, ...]
    printer: Printer

    @property
    def tables(self) -> tuple[Listed, ...]:
        return tuple(part for part in self.parts if isinstance(part, Listed))

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(row for table in self.tables for row in table.rows)


def listing(audit: Audit) -> Listing:
    """What the page shows, of the deployments audited."""
    page = audit.workspace.documents.get("page", Page())
    columns, tables, printer = tables_of(audit)
    shown = {row.recipient.vendor for table in tables for row in table.rows}
    live = [name for name, vendor in audit.workspace.vendors.items() if vendor.status != "retired"]
    return Listing(
        title=page.title or say("page.title"),
        updated=_updated(page),
        columns=columns,
        parts=tuple(sorted([*tables, *_passages(audit, page)], key=lambda part: part.id)),
        beside=tuple(name for name in live if name not in shown),
        printer=printer,
    )


def tables_of(audit: Followed) -> tuple[dict[str, str], list[Listed], Printer]:
    """The tables alone: their columns with the headings, and their rows."""
    page = audit.workspace.documents.get("page", Page())
    printer = Printer(audit.workspace, page.print)
    found = {name: recipients(audit, match) for name, match in _matches(audit).items()}
    columns = _columns(page, [recipient for table in found.values() for recipient in table])
    return columns, [_table(name, table, columns, page, printer) for name, table in found.items()], printer


def _updated(page: Page) -> Known:
    """The day that the page says it was last changed."""
    written = () if page.updated is None or isinstance(page.updated, str) else (page.updated,)
    return Known(written, () if written else (("documents", "page", "updated"),))


def _matches(audit: Followed) -> dict[str, Match]:
    """What each table shows."""
    if audit.policy.tables:
        return dict(sorted(audit.policy.tables.items()))
    compiler = Compiler(words_of(audit.workspace), audit.workspace.merged)
    route = ("documents", "page", "tables")
    return {status: compiler.match("vendor", {"status": status}, route) for status in STATUSES}


def _columns(page: Page, shown: list[Recipient]) -> dict[str, str]:
    """The columns, with their headings."""
    wanted = page.columns
    if wanted is None:
        wanted = tuple(column for column in CANDIDATES if any(_holds(recipient, column) for recipient in shown))
    return {column: page.headings.get(column) or heading(column) for column in wanted or ("name",)}


def _holds(recipient: Recipient, column: str) -> bool:
    found = known(recipient, column)
    return bool(found.values) or found.wording is not None


def heading(column: str) -> str:
    """What a column is called where nobody says it."""
    key, _, label = column.partition(".")
    return label.replace("_", " ").capitalize() if key == "labels" else say(f"columns.{column}")


def _table(name: str, found: list[Recipient], columns: dict[str, str], page: Page, printer: Printer) -> Listed:
    rows = [_row(recipient, columns, printer) for recipient in found]
    rows.sort(key=lambda row: (row.printed["name"].casefold(), row.recipient.vendor, row.recipient.service))
    declared = page.tables.get(name)
    title = say(f"page.table.{name}") if declared is None else declared.title or ""
    return Listed(name, title, tuple(rows))


def _row(recipient: Recipient, columns: dict[str, str], printer: Printer) -> Row:
    facts = {column: known(recipient, column) for column in dict.fromkeys((*columns, *FACTS))}
    return Row(recipient, facts, {column: printer.text(fact, column) for column, fact in facts.items()})


def _passages(audit: Audit, page: Page) -> list[Passage]:
    promises = audit.workspace.promises
    if page.sections:
        return [
            Passage(name, section.title or "", tuple((id_, promises[id_].says) for id_ in section.promises))
            for name, section in sorted(page.sections.items())
        ]
    from auditor.inventory.standing import passages

    return [
        Passage(name, say(f"page.passage.{name}"), tuple(("", text) for text in texts))
        for name, texts in passages(audit)
    ]

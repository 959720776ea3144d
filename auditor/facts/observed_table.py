"""The subject `observed_table`: a row is a database table as the migrations leave it."""

from __future__ import annotations

from auditor.attributes.cell import NOT_KNOWN, Attribute, Cell, Fact
from auditor.attributes.observed import observed, place, shown
from auditor.attributes.rows import TableRow, one, several_or_none
from auditor.attributes.types import Flag, Label
from auditor.evidence.observation import Table

SECTION = "observed_tables"


def _seen(row: TableRow) -> Table:
    return observed(row).seen.tables[row.id]


def _shown(row: TableRow, key: str, cell: Cell) -> Fact:
    where = place(row, SECTION, key)
    return shown(cell, where, [where])


def _flag(row: TableRow, key: str, value: bool | None) -> Fact:
    return _shown(row, key, NOT_KNOWN if value is None else one(value))


def _schema(row: TableRow) -> Fact:
    return _shown(row, "schema", one(_seen(row).schema))


def _name(row: TableRow) -> Fact:
    return _shown(row, "name", one(_seen(row).name))


def _exposed(row: TableRow) -> Fact:
    return _flag(row, "exposed", _seen(row).exposed)


def _secured(row: TableRow) -> Fact:
    return _flag(row, "row_level_security", _seen(row).row_level_security)


def _policies(row: TableRow) -> Fact:
    said = _seen(row).policies
    return _shown(row, "policies", NOT_KNOWN if said is None else several_or_none(said))


def _always_true(row: TableRow) -> Fact:
    said = _seen(row).always_true
    return _flag(row, "always_true", None if said is None else bool(said))


ATTRIBUTES = (
    Attribute("schema", Label(), "the schema it is in", _schema),
    Attribute("name", Label(), "its name", _name),
    Attribute("exposed", Flag(), "whether the API of the database serves its schema", _exposed),
    Attribute("row_level_security", Flag(), "whether row-level security is on", _secured),
    Attribute("policies", Label(many=True), "the names of its policies; `none` where it has none", _policies),
    Attribute("always_true", Flag(), "whether one of them lets every row pass", _always_true),
)

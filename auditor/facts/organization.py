"""The subject `organization`: one row, us."""

from __future__ import annotations

from collections.abc import Callable

from auditor.attributes.cell import Attribute, Cell, Fact
from auditor.attributes.rows import TableRow, contact, mechanism, written
from auditor.attributes.types import Address, Appointee, Contact, Region, Text, Word
from auditor.vocabulary.answers import UNKNOWN, Nothing
from auditor.vocabulary.words import MECHANISMS, ROLES


def _simple(key: str) -> Callable[[TableRow], Fact]:
    def read(row: TableRow) -> Fact:
        us = row.workspace.organization
        return written(getattr(us, key) if us else None, ("organization", key))

    return read


def _contact(key: str) -> Callable[[TableRow], Fact]:
    def read(row: TableRow) -> Fact:
        us = row.workspace.organization
        return contact(getattr(us, key) if us else None, ("organization", key))

    return read


def _representatives(row: TableRow) -> Fact:
    """Where there is one: the countries and groups they are named for."""
    us = row.workspace.organization
    said = us.representatives if us else None
    where = ("organization", "representatives")
    if said is None or said is UNKNOWN or isinstance(said, Nothing):
        return written(said, where)
    return Fact(Cell(tuple(sorted(said, key=lambda place: place.word))), where)


def _transfer(row: TableRow) -> Fact:
    us = row.workspace.organization
    return mechanism(us.transfer if us else None, ("organization", "transfer"))


ATTRIBUTES = (
    Attribute("legal_name", Text(), "our legal name", _simple("legal_name")),
    Attribute("country", Region(), "where we are established: one country or group", _simple("country")),
    Attribute("role", Word(*ROLES), "what we are towards our customers", _simple("role")),
    Attribute("address", Text(), "our postal address", _simple("address")),
    Attribute("contact", Contact(), "whom to write to; declared when a name or e-mail address is", _contact("contact")),
    Attribute("dpo", Appointee(), "the data protection officer; `none` when none is appointed", _contact("dpo")),
    Attribute("representatives", Region(), "where we have a representative; `none` when nowhere", _representatives),
    Attribute("website", Address(), "our website", _simple("website")),
    Attribute("transfer", Word(*MECHANISMS, many=True), "the grounds on which data gets to us", _transfer),
)

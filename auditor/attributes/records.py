"""What the ledgers say of a vendor: the notices that were sent about it, and the evidence for its facts."""

from __future__ import annotations

from datetime import date

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Cell, Fact
from auditor.attributes.rows import TableRow, derived, one, several, written
from auditor.location import Route
from auditor.workspace.notices import first_notice


def _place(row: TableRow, key: str) -> Route:
    return ("vendors", row.id, key)


def _notice(row: TableRow, key: str) -> Fact:
    """Something about the earliest notice that the vendor is added; `none` when there was none."""
    notice = first_notice(row.workspace, row.id)
    if notice is None:
        return derived(one(NONE), ("vendors", row.id))
    return written(getattr(row.workspace.notices[notice], key), ("notices", notice, key))


def notice_days(row: TableRow) -> Fact:
    sent = _notice(row, "sent")
    notice = first_notice(row.workspace, row.id)
    if notice is None or not isinstance(sent.cell, Cell) or not sent.cell.known:
        return sent
    effective = row.workspace.notices[notice].effective
    place: Route = ("notices", notice, "effective")
    if effective is None and row.workspace.vendors[row.id].active_from is not None:
        effective, place = row.workspace.vendors[row.id].active_from, _place(row, "active_from")
    if not isinstance(effective, date):
        return Fact(NOT_KNOWN, sent.place, (place,))
    return Fact(one((effective - sent.cell.known[0]).days), sent.place)


def notice_channel(row: TableRow) -> Fact:
    return _notice(row, "channel")


def notice_bounced(row: TableRow) -> Fact:
    return _notice(row, "bounced")


def evidenced(row: TableRow) -> Fact:
    evidence = row.workspace.vendors[row.id].evidence
    facts = [name for name, seen in evidence.items() if isinstance(seen.url, str) and isinstance(seen.checked, date)]
    return Fact(several(sorted(facts)), ("vendors", row.id), lacking=True)


def evidence_days(row: TableRow) -> Fact:
    """The age of the oldest evidence, in days. Of evidence from after the day of the audit nobody knows its age."""
    place = _place(row, "evidence")
    checked = {name: seen.checked for name, seen in sorted(row.workspace.vendors[row.id].evidence.items())}
    if not checked:
        return Fact(one(NONE), ("vendors", row.id), lacking=True)
    today = row.workspace.as_of
    missing = tuple(
        (*place, name, "checked") for name, day in checked.items() if not isinstance(day, date) or day > today
    )
    if missing:
        return derived(NOT_KNOWN, ("vendors", row.id), missing)
    name, oldest = min(checked.items(), key=lambda item: (str(item[1]), item[0]))
    assert isinstance(oldest, date)
    return Fact(one((today - oldest).days), (*place, name, "checked"))

"""The report for people: what is violated, what is not known, what became of the promises, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from auditor.audit import Audit
from auditor.findings.groups import grouped
from auditor.formats.text.against import against
from auditor.formats.text.ledger import ledger
from auditor.formats.text.sheet import Sheet
from auditor.formats.text.verdict import verdict, waived
from auditor.formats.text.violated import violated
from auditor.formats.text.waiting import waiting
from auditor.text.lines import EMPTY, HEADING, Line, Span, plain

WIDTH: Final = 100
"""The columns of a report that is not written to a terminal."""


def render(audit: Audit) -> str:
    """The whole report as plain text, the same on every machine."""
    return plain(lines(audit, WIDTH))


def lines(audit: Audit, width: int) -> Iterator[Line]:
    """The whole report for a width in columns. The verdict comes last, where a terminal leaves the eye."""
    sheet = Sheet(audit, width)
    groups = grouped(sheet.to_do())
    yield from _head(sheet)
    for part in (
        violated(sheet, groups.blocks),
        waiting(sheet, groups.waiting),
        against(sheet),
        ledger(sheet, groups.beside_ledger),
        waived(sheet, groups.waived),
    ):
        for paragraph in part:
            yield EMPTY
            yield from paragraph
    yield EMPTY
    yield from verdict(sheet)


def _head(sheet: Sheet) -> Iterator[Line]:
    return sheet.text((), [Span(HEADING, sheet.us()), Span("", f" {sheet.as_of()}")], 2)

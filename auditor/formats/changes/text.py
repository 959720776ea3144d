"""The changes as text: first those that customers must be told of, a block a vendor, with both places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from auditor.changes.records import Change
from auditor.formats.changes.records import NOTHING, Block, Report, blocks, head, remarks, said, says, to_send, whom
from auditor.text.lines import EMPTY, GUTTER, HEADING, ID, LABEL, NOTE, PLACE, PLAIN, WARNING, Line, Span, line, plain
from auditor.text.lines import wrapped as wrap
from auditor.text.plain import shown

WIDTH: Final = 100
MUST, NEED_NOT, SEND = "Customers must be told", "Customers need not be told", "Notices to send"


def render(report: Report) -> str:
    """The report as plain text, the same on every machine."""
    return plain(lines(report, WIDTH))


def lines(report: Report, width: int) -> Iterator[Line]:
    if not report.changes:
        yield from wrap((), [Span(PLAIN, NOTHING)], width, 2)
        return
    yield from wrap((), [Span(HEADING, head(report))], width, 2)
    for title, material in ((MUST, True), (NEED_NOT, False)):
        found = blocks(report, material=material)
        if found:
            yield EMPTY
            yield line(Span(HEADING, title))
        for block in found:
            yield EMPTY
            yield from _block(report, block, width)
    yield from _letters(report, width)


def _letters(report: Report, width: int) -> Iterator[Line]:
    """The notices that are not in the ledger, each with the entry to add when it is sent."""
    letters = to_send(report)
    if letters:
        yield EMPTY
        yield line(Span(HEADING, SEND))
    for letter in letters:
        yield from wrap(line("  ", Span(HEADING, whom(letter)), ": "), [Span(PLAIN, says(letter))], width, 4)
        if letter.declares:
            yield line(Span(GUTTER, "    = "), Span(LABEL, "vendors: "), Span(ID, letter.declares))
        yield line(Span(GUTTER, "    = "), Span(LABEL, "ledger: "), Span(ID, letter.ledger))


def _block(report: Report, block: Block, width: int) -> Iterator[Line]:
    yield from wrap(line("  "), [Span(HEADING, block.title)], width, 4)
    for number, change in enumerate(block.changes):
        if number:
            yield EMPTY
        yield from _change(report, change, width)


def _change(report: Report, change: Change, width: int) -> Iterator[Line]:
    role = WARNING if change.material else NOTE
    lead = line("    ", Span(role, change.type), ": ")
    yield from wrap(lead, [Span(PLAIN, said(change))], width, 6)
    for label, text in _marked(report, change):
        lead = line(Span(GUTTER, "      = "), Span(LABEL, f"{label}: "))
        yield from wrap(lead, [Span(_ROLES.get(label, PLAIN), text)], width, 8)


_ROLES: Final = {"before": PLACE, "after": PLACE, "id": ID}


def _marked(report: Report, change: Change) -> Iterable[tuple[str, str]]:
    yield from remarks(report, change)
    for label, place in (("before", change.location_before), ("after", change.location_after)):
        if place is not None:
            yield label, shown(str(place))
    yield "id", change.id

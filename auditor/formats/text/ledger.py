"""The ledger in three columns: the promises that are kept, broken and open; and what promises lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from auditor.findings.finding import Finding
from auditor.findings.ledger import BASIS, OPEN, QUESTION, Kept
from auditor.formats.text.sheet import SEVERITY, Sheet
from auditor.text.lines import (
    ERROR,
    GOOD,
    GUTTER,
    HEADING,
    ID,
    LABEL,
    PLACE,
    PLAIN,
    WARNING,
    Line,
    Span,
    joined,
    line,
    wide,
    wrapped,
)
from auditor.text.plain import cells, counted, shown

MOST_QUESTIONS: Final = 40
BETWEEN: Final = 3
"""Columns that stay empty between two of the three."""
STEP: Final = 4
"""So many columns at a time make a column of the ledger wider."""


class Column(NamedTuple):
    """The promises with one end: how many, and their ids, each kind apart."""

    title: str
    role: str
    kinds: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def number(self) -> int:
        return sum(len(ids) for _, ids in self.kinds)


def ledger(sheet: Sheet, beside: Sequence[Finding]) -> Iterator[list[Line]]:
    """What became of the promises, and below what they lack."""
    promises = sheet.audit.promises
    if promises:
        asked = {finding.thing for finding in beside if finding.rule == "open-question"}
        yield [line(Span(HEADING, "Promises")), *_table(_columns(promises, asked), sheet.width), *_unenforced(sheet)]
    if beside:
        yield [each for finding in beside[:MOST_QUESTIONS] for each in _lacking(sheet, finding)]
    if len(beside) > MOST_QUESTIONS:
        more = counted(len(beside) - MOST_QUESTIONS, "more finding")
        yield list(sheet.text((), f"And {more} about promises; `--format json` lists every one.", 2))


def _columns(promises: Sequence[Kept], asked: set[str]) -> tuple[Column, Column, Column]:
    def ids(status: str, basis: str | None = None, question: bool | None = None) -> tuple[str, ...]:
        return tuple(
            kept.id
            for kept in promises
            if kept.status == status
            and (basis is None or kept.basis == basis)
            and (question is None or (kept.id in asked) == question)
        )

    bases = sorted({kept.basis for kept in promises}, key=lambda basis: [*BASIS, basis].index(basis))
    return (
        Column("Kept", GOOD, tuple((BASIS.get(basis, basis), ids("kept", basis, False)) for basis in bases)),
        Column("Broken", ERROR, (("", ids("broken")),)),
        Column(
            "Open",
            WARNING,
            (*((name, ids(status)) for status, name in OPEN.items()), (QUESTION, ids("kept", None, True))),
        ),
    )


def _unenforced(sheet: Sheet) -> Iterator[Line]:
    """One line: how many cannot be enforced, and as many of their names as it holds."""
    names = [kept.id for kept in sheet.audit.promises if kept.status == "not_enforced"]
    if not names:
        return
    said = f"  {len(names):,} cannot be enforced"
    told = 0
    for number, name in enumerate(names):
        more = f", and {len(names) - number - 1:,} more" if number + 1 < len(names) else ""
        if len(said) + 2 + len(name) + len(more) > sheet.width:
            break
        said, told = f"{said}{', ' if told else ': '}{name}", told + 1
    if 0 < told < len(names):
        said += f", and {len(names) - told:,} more"
    yield line(said)


def _table(columns: Sequence[Column], width: int) -> Iterator[Line]:
    """Side by side where the ids have room, else one below the other."""
    room = width - 2 - BETWEEN * (len(columns) - 1)
    widths = [max(map(cells, _unbroken(column))) for column in columns]
    if sum(widths) > room:
        for column in columns:
            yield from _cell(column, width - 2, "  ", "    ")
        return
    _widen(columns, widths, room)
    sides = [list(_cell(column, each)) for column, each in zip(columns, widths, strict=True)]
    for number in range(max(map(len, sides))):
        row, used, start = [], 0, 2
        for each, side in zip(widths, sides, strict=True):
            if number < len(side):
                row += [Span(PLAIN, " " * (start - used)), *side[number]]
                used = start + wide(side[number])
            start += each + BETWEEN
        yield joined(row)


def _widen(columns: Sequence[Column], widths: list[int], room: int) -> None:
    """Give what room is left to the columns that it makes shorter, the tallest first."""
    heights = [_height(column, width) for column, width in zip(columns, widths, strict=True)]
    least = [_height(column, room) for column in columns]
    left = room - sum(widths)
    while left > 0:
        tallest = max(range(len(columns)), key=lambda each: (heights[each] > least[each], heights[each]))
        if heights[tallest] == least[tallest]:
            return
        step = min(STEP, left)
        widths[tallest] += step
        left -= step
        heights[tallest] = _height(columns[tallest], widths[tallest])


def _unbroken(column: Column) -> Iterator[str]:
    yield f"{column.title}: {column.number:,}"
    for kind, ids in column.kinds:
        if ids:
            yield from f"{kind}:".split()
            yield from (f"{name}," for name in ids)


def _height(column: Column, width: int) -> int:
    return sum(1 for _ in _cell(column, width))


def _cell(column: Column, width: int, before: str = "", hanging: str = "") -> Iterator[Line]:
    """A column's lines: how many, then the ids."""
    yield line(before, Span(column.role, f"{column.title}: {column.number:,}"))
    for kind, ids in column.kinds:
        if ids:
            text = [Span(LABEL, f"{kind}: " if kind else ""), Span(PLAIN, ", ".join(ids))]
            yield from wrapped(line(hanging), text, width + len(before), len(hanging))


def _lacking(sheet: Sheet, finding: Finding) -> Iterator[Line]:
    """An answer, or a rule, that a promise lacks: where to write it."""
    lead = line("  ", Span(SEVERITY[finding.severity], f"{finding.severity}[{finding.rule}]"), ": ")
    yield from sheet.text(lead, f"{finding.thing}: {sheet.what(finding)}", 4)
    margin = "  " + " " * len(str(finding.location.line))
    start = line(Span(GUTTER, f"{margin}--> "), Span(PLACE, shown(str(finding.location))), ": ")
    yield from sheet.text(start, f"write {finding.missing[0]}", len(margin) + 4)
    for reason in finding.because:
        yield from sheet.note(margin, "because", reason)
    yield line(Span(GUTTER, f"{margin} = "), Span(LABEL, "id: "), Span(ID, shown(finding.id)))

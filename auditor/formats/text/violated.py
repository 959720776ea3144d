"""What is violated: a block a thing, worst first, each rule once with all its values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from auditor.findings.finding import Finding
from auditor.findings.groups import Block, Broken, chosen, tally
from auditor.formats.text.sheet import SEVERITY, Sheet
from auditor.formats.text.waiting import needed_for
from auditor.phrases import MOST_IDS, where
from auditor.text.frame import frame, gutter
from auditor.text.lines import EMPTY, GUTTER, HEADING, PLACE, PLAIN, Line, Span, line
from auditor.text.plain import counted, shown

MOST_BLOCKS: Final = 40
MOST_OF_A_RULE: Final = 10
"""So many things are shown, and so many that break the same rule: then other rules are seen, too."""
MOST_RULES: Final = 20


def violated(sheet: Sheet, blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """A paragraph a thing; the last one counts what is not shown."""
    kept, hidden = chosen(blocks, MOST_BLOCKS, MOST_OF_A_RULE)
    for block in kept:
        yield list(_block(sheet, block))
    if hidden:
        yield list(_not_shown(sheet, hidden))


def _not_shown(sheet: Sheet, findings: Sequence[Finding]) -> Iterator[Line]:
    """How many findings are left out, by rule, the worst first."""
    more = counted(len(findings), "more finding")
    yield from sheet.text((), f"And {more} of these rules; `--format json` lists every one:", 2)
    order = tally(findings)
    for severity, rule, number in order[:MOST_RULES]:
        told = [Span(SEVERITY[severity], f"{severity}[{rule}]"), Span(PLAIN, f": {number:,}")]
        yield from sheet.text(line("  "), told, 4)
    if len(order) > MOST_RULES:
        rest = sum(number for _, _, number in order[MOST_RULES:])
        yield line(f"  {counted(len(order) - MOST_RULES, 'other rule')}: {rest:,}")


def _block(sheet: Sheet, block: Block) -> Iterator[Line]:
    ends = sheet.ends(block.thing)
    told = [Span(HEADING, shown(block.thing)), Span(PLAIN, f" ({ends})" if ends else "")]
    yield from sheet.text((), told, 2)
    for number, broken in enumerate(block.broken):
        if number:
            yield EMPTY
        yield from _broken(sheet, broken)


def _broken(sheet: Sheet, broken: Broken) -> Iterator[Line]:
    findings = broken.findings
    first = findings[0]
    places = [finding.location for finding in findings[:MOST_IDS]]
    role = SEVERITY[first.severity]
    margin = "  " + " " * gutter(places)
    lead = line("  ", Span(role, f"{first.severity}[{broken.rule}]"), ": ")
    yield from sheet.text(lead, [Span(PLAIN, f"{sheet.title(first)}: {sheet.what_of(findings)}")], 4)
    yield from frame(places, sheet.workspace.merged.line, sheet.width, role, "  ")
    for related in sheet.related(findings):
        start = line(Span(GUTTER, f"{margin}::: "), Span(PLACE, shown(str(related.location))), ": ")
        yield from sheet.text(start, related.message, len(margin) + 4)
    common = sheet.common(findings)
    yield from sheet.notes(margin, common)
    also = where(findings)
    if also:
        yield from sheet.note(margin, "where", also)
    for reason in first.because:
        yield from sheet.note(margin, "because", sheet.reason(reason))
    if first.resolve:
        yield from sheet.note(margin, "do", first.resolve)
    yield from sheet.ids(margin, findings)
    if broken.waiting:
        yield from needed_for(sheet, margin, broken.waiting, first.severity, "also needed for")

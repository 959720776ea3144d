"""What is known from the base, and what is fixed since: a line a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from auditor.findings.finding import Finding
from auditor.findings.groups import worst_first
from auditor.formats.text.sheet import SEVERITY, Sheet
from auditor.text.lines import GUTTER, HEADING, ID, PLACE, Line, Span, line
from auditor.text.plain import counted, shown

MOST: Final = 40


def against(sheet: Sheet) -> Iterator[list[Line]]:
    """Nothing without a base."""
    compared = sheet.audit.against
    if compared is None:
        return
    base = sheet.base_name()
    if known := sorted(sheet.known(), key=worst_first):
        yield list(_list(sheet, f"Known: {base} has it too, and it does not close the gate", known, gone=False))
    if compared.fixed:
        yield list(_list(sheet, f"Fixed: {base} had it", sorted(compared.fixed, key=worst_first), gone=True))


def _list(sheet: Sheet, heading: str, findings: Sequence[Finding], *, gone: bool) -> Iterator[Line]:
    yield line(Span(HEADING, heading))
    for finding in findings[:MOST]:
        lead = line("  ", Span(SEVERITY[finding.severity], finding.severity), ": ")
        yield line(*lead, Span(ID, shown(finding.id)))
        if not gone:
            yield line(Span(GUTTER, "    --> "), Span(PLACE, shown(str(finding.location))))
        else:
            yield from sheet.text(line("    "), sheet.gone(finding), 4)
    if len(findings) > MOST:
        more = counted(len(findings) - MOST, "more finding")
        yield from sheet.text((), f"  And {more}; `--format json` lists every one.", 2)

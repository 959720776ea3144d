"""The end of the report: what somebody accepted, the counts, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from auditor.findings.finding import Finding
from auditor.formats.text.sheet import SEVERITY, Sheet
from auditor.phrases import EXPLAIN, LONG, MOST_IDS, SHORT
from auditor.text.lines import ERROR, GOOD, GUTTER, HEADING, ID, LABEL, PLACE, WARNING, Line, Span, line
from auditor.text.plain import counted, shown

MOST_WAIVERS: Final = 40


def waived(sheet: Sheet, findings: Sequence[Finding]) -> Iterator[list[Line]]:
    """The waivers with what they cover: the reason, who answers for it, and until when."""
    waivers = sheet.waivers(findings)
    if waivers:
        yield [line(Span(HEADING, "Waived"))]
    for name, covered in waivers[:MOST_WAIVERS]:
        yield list(_waiver(sheet, name, covered))
    left = waivers[MOST_WAIVERS:]
    if left:
        rest = sum(len(covered) for _, covered in left)
        waivers_left, more = counted(len(left), "more waiver"), counted(rest, "more finding")
        yield list(sheet.text((), f"And {more} by {waivers_left}; `--format json` lists every one.", 2))


def _waiver(sheet: Sheet, name: str, findings: Sequence[Finding]) -> Iterator[Line]:
    waiver = sheet.workspace.waivers[name]
    told = [f"until {waiver.expires.isoformat()}", f"owner {shown(waiver.owner, SHORT)}"]
    told += [f"approved by {shown(waiver.approved_by, SHORT)}"] if waiver.approved_by else []
    told += [f"ticket {shown(waiver.ticket, SHORT)}"] if waiver.ticket else []
    lead = line("  ", Span(HEADING, name), ": ")
    yield from sheet.text(lead, f"{', '.join(told)}: {shown(waiver.reason, LONG)}", 4)
    for finding in findings[:MOST_IDS]:
        start = line("    ", Span(SEVERITY[finding.severity], f"{finding.severity}[{finding.rule}]"), ": ")
        yield from sheet.text(start, f"{sheet.title(finding)}: {sheet.what(finding)}", 6)
        margin = "    " + " " * len(str(finding.location.line))
        yield line(Span(GUTTER, f"{margin}--> "), Span(PLACE, shown(str(finding.location))))
        yield from sheet.notes(margin, sheet.common([finding]))
        yield line(Span(GUTTER, f"{margin} = "), Span(LABEL, "id: "), Span(ID, shown(finding.id)))
    if len(findings) > MOST_IDS:
        yield line(f"    and {counted(len(findings) - MOST_IDS, 'more finding')}")


def verdict(sheet: Sheet) -> Iterator[Line]:
    """The counts, what to look at soon, and last whether the gate is closed."""
    yield from sheet.text((), sheet.checked(), 2)
    yield from sheet.text((), sheet.found(), 2)
    if sheet.audit.against is not None:
        yield from sheet.text((), sheet.compared(), 2)
    for remark in sheet.remarks():
        yield from sheet.text((), [Span(WARNING, remark.said)], 2)
        for label, text in remark.notes:
            yield line(Span(GUTTER, "  = "), Span(LABEL, f"{label}: "), Span(ID, text))
    if sheet.audit.findings:
        yield from sheet.text((), EXPLAIN, 2)
    closed = sheet.audit.gate_closed
    said = f"{sheet.gate()} Exit code {1 if closed else 0}."
    yield from sheet.text((), [Span(ERROR if closed else GOOD, said)], 2)

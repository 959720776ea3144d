"""The end of the report: what somebody accepted, the counts, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

from auditor.findings.finding import UNDECIDED, VIOLATED, Finding
from auditor.findings.rate import at_least
from auditor.formats.text.sheet import LONG, MOST_IDS, SEVERITY, SHORT, Sheet
from auditor.text.lines import ERROR, GOOD, GUTTER, HEADING, ID, LABEL, PLACE, WARNING, Line, Span, line
from auditor.text.plain import counted, shown

SOON: Final = timedelta(days=30)
"""A waiver that ends within this time is named at the end."""
MOST_WAIVERS: Final = 40


def waived(sheet: Sheet, findings: Sequence[Finding]) -> Iterator[list[Line]]:
    """The waivers with what they cover: the reason, who answers for it, and until when."""
    by_waiver: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.waiver is not None:
            by_waiver.setdefault(finding.waiver, []).append(finding)
    if by_waiver:
        yield [line(Span(HEADING, "Waived"))]
    order = sorted(by_waiver, key=lambda name: (sheet.workspace.waivers[name].expires, name))
    for name in order[:MOST_WAIVERS]:
        yield list(_waiver(sheet, name, by_waiver[name]))
    if len(order) > MOST_WAIVERS:
        rest = sum(len(by_waiver[name]) for name in order[MOST_WAIVERS:])
        waivers, more = counted(len(order) - MOST_WAIVERS, "more waiver"), counted(rest, "more finding")
        yield list(sheet.text((), f"And {more} by {waivers}; `--format json` lists every one.", 2))


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
    yield from sheet.text((), _checked(sheet), 2)
    yield from sheet.text((), _found(sheet), 2)
    for said in (*_ending(sheet), *_old(sheet)):
        yield from sheet.text((), [Span(WARNING, said)], 2)
    if sheet.audit.findings:
        yield from sheet.text((), "`auditor explain ID` tells why a finding is there, condition by condition.", 2)
    yield from sheet.text((), [Span(ERROR if sheet.audit.gate_closed else GOOD, _gate(sheet))], 2)


def _checked(sheet: Sheet) -> str:
    counts = sheet.audit.summary
    against = [counted(counts.rules, "rule")]
    against += [counted(len(sheet.audit.promises), "promise")] if sheet.audit.promises else []
    flows, systems, vendors = (
        counted(counts.flows, "flow"), counted(counts.systems, "system"), counted(counts.vendors, "vendor")
    )  # fmt: skip
    return f"Checked {flows}, {systems} and {vendors} against {' and '.join(against)}."


def _found(sheet: Sheet) -> str:
    counts = sheet.audit.summary
    said = f"Found {counts.violated:,} violated, {counts.undecided:,} undecided and {counts.waived:,} waived"
    unchecked = sum(kept.status == "not_checked" for kept in sheet.audit.promises)
    if unchecked:
        said += f"; {counted(unchecked, 'promise')} {'was' if unchecked == 1 else 'were'} not checked"
    return f"{said}."


def _ending(sheet: Sheet) -> Iterator[str]:
    """The live waivers that end soon."""
    today = sheet.workspace.as_of
    soon = sorted(
        (waiver.expires, name)
        for name, waiver in sheet.workspace.waivers.items()
        if today <= waiver.expires <= today + SOON
    )
    if soon:
        named = ", ".join(f"{name} on {day.isoformat()}" for day, name in soon[:MOST_IDS])
        more = f", and {len(soon) - MOST_IDS:,} more" if len(soon) > MOST_IDS else ""
        yield f"{counted(len(soon), 'waiver')} {'ends' if len(soon) == 1 else 'end'} within 30 days: {named}{more}."


def _old(sheet: Sheet) -> Iterator[str]:
    for name, day in sheet.audit.old_facts.items():
        yield f"The facts about {name} that ship with the auditor are of {day.isoformat()}: look for a newer version."


def _gate(sheet: Sheet) -> str:
    level = sheet.audit.fail_on
    if not sheet.audit.gate_closed:
        return f"The gate is open: nothing at or above `{level}` is violated or undecided. Exit code 0."
    closing = [finding for finding in sheet.audit.findings if at_least(finding.severity, level)]
    parts: list[str] = []
    for state in (VIOLATED, UNDECIDED):
        count = sum(finding.state == state for finding in closing)
        if count:
            what = counted(count, "finding") if not parts else f"{count:,}"
            parts.append(f"{what} {'is' if count == 1 else 'are'} {state}")
    return f"The gate is closed: at or above `{level}`, {' and '.join(parts)}. Exit code 1."

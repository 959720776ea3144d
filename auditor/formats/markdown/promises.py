"""What promises lack, what became of each, and what somebody accepted for a while."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from auditor.findings.finding import Finding
from auditor.findings.ledger import BASIS, OPEN, QUESTION, Kept
from auditor.formats.markdown.sheet import Item, Sheet, identity, listed, section
from auditor.phrases import LONG, MOST_IDS, SHORT, TITLE
from auditor.text.markdown import code, details, escaped, size, table
from auditor.text.plain import counted

HEADS: Final = ("Promise", "Status", "What it says")
MOST_SAID: Final = 160


def lacking(sheet: Sheet, beside: Sequence[Finding], room: int) -> str:
    """Open questions, and promises that no rule enforces."""
    items = []
    for finding in beside:
        told = f"**{finding.severity}**: {code(finding.thing, SHORT)}: {escaped(sheet.what(finding), LONG)}"
        write = f"write {code(finding.missing[0], SHORT)}, {sheet.at(finding.location)}"
        items.append(Item(listed(told, [write]), (finding,), f"**{escaped(sheet.title(finding), TITLE)}**"))
    return section("### What promises lack", items, room)


def ledger(sheet: Sheet, beside: Sequence[Finding], room: int) -> str:
    """A table of what is not kept; folded away below it what is."""
    promises = sheet.audit.promises
    if not promises:
        return ""
    asked = {finding.thing for finding in beside if finding.rule == "open-question"}
    rows = sorted(((_status(kept, asked), kept) for kept in promises), key=lambda row: _rank(row[0]))
    count = Counter(end for (end, _), _ in rows)
    heading = f"### Promises: {count['broken']:,} broken, {count['open']:,} open, {count['kept']:,} kept"
    open_, fine = (
        [_row(sheet, kept, said) for (end, said), kept in rows if (end in ("broken", "open")) == wrong]
        for wrong in (True, False)
    )
    room -= size(heading) + 500
    first, left = _fitted(open_, room)
    room -= sum(map(_size, first))
    then, left_too = _fitted(fine, room)
    parts = [heading]
    parts += [table(HEADS, first)] if first else []
    told = f"{count['kept']:,} kept, {count['unenforced']:,} that cannot be enforced"
    parts += [details(told, table(HEADS, then))] if then else []
    hidden = left + left_too
    if hidden:
        parts.append(f"And {counted(hidden, 'more promise')}, not shown here; `--format json` lists every one.")
    return "\n\n".join(parts)


def _rank(status: tuple[str, str]) -> tuple[int, int]:
    """What is not kept first."""
    end, said = status
    kinds = (*OPEN.values(), QUESTION)
    return ("broken", "open", "kept", "unenforced").index(end), kinds.index(said) if said in kinds else 0


def _status(kept: Kept, asked: set[str]) -> tuple[str, str]:
    """Which column of the ledger a promise is in, and in what words."""
    if kept.status in OPEN:
        return "open", OPEN[kept.status]
    if kept.status == "kept":
        return ("open", QUESTION) if kept.id in asked else ("kept", f"kept, {BASIS.get(kept.basis, kept.basis)}")
    return ("broken", "broken") if kept.status == "broken" else ("unenforced", "cannot be enforced")


def _row(sheet: Sheet, kept: Kept, status: str) -> tuple[str, ...]:
    at = sheet.workspace.merged.at(("promises", kept.id), key=True)
    said = escaped(sheet.workspace.promises[kept.id].says, MOST_SAID)
    return sheet.link(at, escaped(kept.id, SHORT)), f"**{status}**" if status == "broken" else status, said


def _fitted(rows: Sequence[tuple[str, ...]], room: int) -> tuple[list[tuple[str, ...]], int]:
    """The rows there is room for, and how many are left out."""
    kept: list[tuple[str, ...]] = []
    for row in rows:
        room -= _size(row)
        if room < 0:
            break
        kept.append(row)
    return kept, len(rows) - len(kept)


def _size(row: tuple[str, ...]) -> int:
    return sum(map(size, row)) + len(" | ") * (len(row) + 1)


def waived(sheet: Sheet, findings: Sequence[Finding], room: int) -> str:
    """The waivers, folded away: what each covers, why, who answers for it, and how long it still does."""
    waivers = sheet.waivers(findings)
    if not waivers:
        return ""
    items = [Item(_waiver(sheet, name, covered), covered) for name, covered in waivers]
    verb = "is" if len(findings) == 1 else "are"
    inside = section("", items, room - 200)
    return details(f"{counted(len(findings), 'finding')} {verb} waived, by {counted(len(waivers), 'waiver')}", inside)


def _waiver(sheet: Sheet, name: str, findings: Sequence[Finding]) -> str:
    waiver = sheet.workspace.waivers[name]
    days = (waiver.expires - sheet.workspace.as_of).days
    left = f"{counted(days, 'day')} left" if days else "its last day"
    told = [f"**{left}** (until {waiver.expires.isoformat()})", f"owner {escaped(waiver.owner, SHORT)}"]
    told += [f"approved by {escaped(waiver.approved_by, SHORT)}"] if waiver.approved_by else []
    told += [f"ticket {escaped(waiver.ticket, SHORT)}"] if waiver.ticket else []
    at = sheet.workspace.merged.at(("waivers", name), key=True)
    lines = []
    for finding in findings[:MOST_IDS]:
        what = f"{escaped(sheet.title(finding), TITLE)}: {escaped(sheet.what(finding), LONG)}"
        lines.append(f"**{finding.severity}**: {what}, {sheet.at(finding.location)}, {identity(finding)}")
    lines += [f"and {counted(len(findings) - MOST_IDS, 'more finding')}"] if len(findings) > MOST_IDS else []
    first = f"{sheet.link(at, code(name, SHORT))}: {', '.join(told)}: {escaped(waiver.reason, LONG)}"
    return listed(first, lines)

"""Workflow commands of GitHub: an annotation a thing to do, at the line where it is to be done.

GitHub takes ten annotations of a type from a step and drops the rest without a word. So ten are written, the worst
first, and a last line counts what is left out. What is waived needs nobody's hand: it is counted, and told in the
step summary, which the Markdown format writes. With a base, so is what is known from there. Paths are from the root
of the repository on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.findings.finding import WAIVED, Finding
from auditor.findings.groups import Block, Broken, Waiting, by_rule, grouped, worst_of
from auditor.location import Location
from auditor.phrases import LONG, MOST_ID, MOST_IDS, Note, Phrases, route_of, together, where
from auditor.text.plain import counted, shown
from auditor.vocabulary.words import SEVERITIES

MOST: Final = 10
"""So many annotations of one type GitHub shows of a step."""
MOST_TITLE: Final = 255
MOST_MESSAGE: Final = 4_096
"""The characters of a title and of a message that GitHub shows."""
MOST_LINE: Final = 1_000
MOST_PLACES: Final = 10
TYPES: Final = {"error": "error", "warning": "warning", "note": "notice"}
"""A severity -> the command for it."""


class Annotation(NamedTuple):
    """What is to do at a place, and the findings that are settled by it."""

    severity: str
    location: Location
    title: str
    lines: tuple[str, ...]
    findings: tuple[Finding, ...]


def render(audit: Audit, most: int = MOST) -> str:
    """The commands, a line each and `most` of them, and a last line with the verdict."""
    phrases = Phrases(audit)
    every = sorted(_annotations(phrases), key=lambda each: -SEVERITIES.index(each.severity))
    written = [_command(each, audit.workspace.path(each.location.file)) for each in every[:most]]
    return "\n".join([*written, _last(phrases, every, most), ""])


def _last(phrases: Phrases, every: Sequence[Annotation], most: int) -> str:
    """The verdict; as an annotation of its own where findings are left out, or nobody would learn of them."""
    verdict = phrases.gate()
    waived = sum(finding.state == WAIVED for finding in phrases.audit.findings)
    if waived:
        verdict += f" {counted(waived, 'finding')} {'is' if waived == 1 else 'are'} waived."
    if phrases.audit.against is not None:
        verdict += f" {phrases.compared()}"
    hidden = [finding for each in every[most:] for finding in each.findings]
    if not hidden:
        return verdict
    kinds = Counter((finding.severity, finding.state) for finding in hidden)
    order = sorted(kinds, key=lambda kind: (-SEVERITIES.index(kind[0]), kind[1] == "undecided"))
    told = ", ".join(f"{counted(kinds[severity, state], severity)} {state}" for severity, state in order)
    full = all(each.severity == "note" for each in every[:most])
    title = f"{counted(len(hidden), 'more finding')} not shown here"
    said = f"{told}. The step summary tells of them. {verdict}"
    return f"::{'warning' if full else 'notice'} title={_property(title)}::{_data(said)}"


def _annotations(phrases: Phrases) -> Iterator[Annotation]:
    groups = grouped(phrases.to_do())
    for block in groups.blocks:
        for broken in block.broken:
            yield _broken(phrases, block, broken)
    for fact in groups.waiting:
        if fact.findings:
            yield _waiting(phrases, fact)
    for finding in groups.beside_ledger:
        title = f"{finding.section}/{finding.thing}: {phrases.title(finding)}"
        lines = (phrases.what(finding), f"do: write {finding.missing[0]}", *_ids(phrases, [finding]))
        yield Annotation(finding.severity, finding.location, title, lines, (finding,))


def _broken(phrases: Phrases, block: Block, broken: Broken) -> Annotation:
    findings = broken.findings
    first = findings[0]
    lines = [phrases.what_of(findings), *_notes(phrases.common(findings))]
    also = where(findings)
    lines += [f"where: {also}"] if also else []
    lines += [f"because: {shown(phrases.reason(reason), LONG)}" for reason in first.because]
    lines += [f"do: {shown(first.resolve, LONG)}"] if first.resolve else []
    lines += _ids(phrases, findings)
    lines += _needed(phrases, broken.waiting, "also needed for")
    title = f"{block.thing}: {phrases.title(first)}"
    return Annotation(worst_of(broken.all), first.location, title, tuple(lines), broken.all)


def _waiting(phrases: Phrases, fact: Waiting) -> Annotation:
    values = {finding.value for finding in (*fact.findings, *fact.also)}
    one = len(fact.places) == 1
    named = f"{shown(fact.places[0])}{phrases.written(fact.places[0], values)}" if one else together(fact.places)
    lines = []
    for name in () if one else fact.places[:MOST_PLACES]:
        place = phrases.place(route_of(name)) or fact.location
        lines.append(f"{shown(f'{place.file}:{place.line}')}: {shown(name)}{phrases.written(name, values)}")
    if len(fact.places) > MOST_PLACES:
        lines.append(f"and {len(fact.places) - MOST_PLACES:,} more")
    location = phrases.place(route_of(fact.places[0])) or fact.location
    lines += _needed(phrases, fact.findings, "needed for")
    return Annotation(fact.severity, location, f"Not known: {named}", tuple(lines), fact.findings)


def _needed(phrases: Phrases, findings: Sequence[Finding], label: str) -> Iterator[str]:
    for same in by_rule(findings):
        promises = ", ".join(phrases.promises(same[0]))
        yield f"{label}: {phrases.title(same[0])}{f' ({promises})' if promises else ''}"
        yield from _notes(phrases.common(same))
        yield from _ids(phrases, same)


def _notes(notes: Iterable[Note]) -> Iterator[str]:
    for label, spans in notes:
        yield f"{label}: {''.join(span.text for span in spans)}"


def _ids(phrases: Phrases, findings: Sequence[Finding]) -> Iterator[str]:
    alone = phrases.alone(findings)
    for finding in findings[:MOST_IDS]:
        yield f"id: {shown(finding.id, MOST_ID)}"
        yield from (f"    {note}" for note in _notes(alone[finding.id]))
    if len(findings) > MOST_IDS:
        yield f"and {counted(len(findings) - MOST_IDS, 'more finding')}"


def _command(annotation: Annotation, file: str) -> str:
    place = annotation.location
    title = shown(annotation.title.strip(), MOST_TITLE)
    properties = {
        "file": file, "line": place.line, "col": place.column, "endColumn": place.column + place.length,
        "title": title,
    }  # fmt: skip
    told = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{TYPES[annotation.severity]} {told}::{_data(_cut(annotation.lines))}"


def _cut(lines: Sequence[str]) -> str:
    """The lines that GitHub does not cut off, and how many are left out."""
    lines = [shown(line, MOST_LINE) for line in lines]
    text = "\n".join(lines)
    if len(text) <= MOST_MESSAGE:
        return text
    room = MOST_MESSAGE - len("\n... and 9,999 more lines")
    kept = 0
    while kept < len(lines) and len("\n".join(lines[: kept + 1])) <= room:
        kept += 1
    return "\n".join([*lines[:kept], f"... and {counted(len(lines) - kept, 'more line')}"])


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

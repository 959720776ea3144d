"""What nobody declared: each missing fact once, where to write it, and the findings that wait for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from auditor.findings.finding import Finding
from auditor.findings.groups import Waiting, by_rule
from auditor.formats.text.sheet import SEVERITY, Sheet
from auditor.phrases import NOT_KNOWN, route_of, together
from auditor.text.lines import GUTTER, HEADING, PLACE, Line, Span, line
from auditor.text.plain import counted, shown

MOST_FACTS: Final = 40
MOST_PLACES: Final = 10


def waiting(sheet: Sheet, facts: Sequence[Waiting]) -> Iterator[list[Line]]:
    """A paragraph a fact; the last one counts what is not shown."""
    if not facts:
        return
    yield list(sheet.text((), [Span(HEADING, NOT_KNOWN)], 0))
    for fact in facts[:MOST_FACTS]:
        yield list(_fact(sheet, fact))
    hidden = facts[MOST_FACTS:]
    if hidden:
        facts_left = counted(sum(len(fact.places) for fact in hidden), "more fact")
        number = sum(len(fact.findings) for fact in hidden)
        waits = "waits" if number == 1 else "wait"
        said = f"And {counted(number, 'more finding')} {waits} for {facts_left}; `--format json` lists every one."
        yield list(sheet.text((), said, 2))


def _fact(sheet: Sheet, fact: Waiting) -> Iterator[Line]:
    places = [sheet.place(route_of(place)) or fact.location for place in fact.places[:MOST_PLACES]]
    margin = "  " + " " * max(len(str(place.line)) for place in places)
    values = {finding.value for finding in (*fact.findings, *fact.also)}
    lead = line("  ", Span(SEVERITY[fact.severity], fact.severity), ": ")
    if len(places) == 1:
        name = fact.places[0]
        yield from sheet.text(lead, shown(name) + sheet.written(name, values), 4)
        yield line(Span(GUTTER, f"{margin}--> "), Span(PLACE, shown(str(places[0]))))
    else:
        yield from sheet.text(lead, together(fact.places), 4)
        for name, place in zip(fact.places, places, strict=False):
            start = line(Span(GUTTER, f"{margin}--> "), Span(PLACE, shown(str(place))), ": ")
            yield from sheet.text(start, shown(name) + sheet.written(name, values), len(margin) + 4)
        if len(fact.places) > MOST_PLACES:
            yield line(Span(GUTTER, f"{margin}--> "), f"and {len(fact.places) - MOST_PLACES:,} more")
    yield from needed_for(sheet, margin, fact.findings, fact.severity, "needed for")
    for same in by_rule(fact.also):
        verb = "waits" if len(same) == 1 else "wait"
        told = f"{counted(len(same), 'finding')} of {same[0].rule} that also {verb} for another fact"
        yield from sheet.note(margin, "needed for", told)


def needed_for(sheet: Sheet, margin: str, findings: Sequence[Finding], severity: str, label: str) -> Iterator[Line]:
    """The rules that wait for a fact, each with its findings; how severe, where that differs from `severity`."""
    for same in by_rule(findings):
        told = sheet.title(same[0])
        promises = sheet.promises(same[0])
        if promises:
            told = f"{told} ({', '.join(promises)})"
        other = f" ({same[0].severity})" if same[0].severity != severity else ""
        yield from sheet.note(margin, f"{label}{other}", told)
        yield from sheet.notes(margin, sheet.common(same))
        yield from sheet.ids(margin, same)

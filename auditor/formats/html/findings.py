"""What is violated, a block a thing; and what nobody declared, each missing fact once with the rules that wait."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from auditor.findings.finding import Finding
from auditor.findings.groups import Block, Broken, Waiting, by_rule
from auditor.formats.html.words import anchor, framed, linked
from auditor.location import Location
from auditor.phrases import MOST_IDS, Note, Phrases, route_of, together, where
from auditor.text.lines import ERROR, NOTE, WARNING, Line
from auditor.text.plain import counted, shown

ROLES = {"error": ERROR, "warning": WARNING, "note": NOTE}


class Item(NamedTuple):
    """A finding by its id, with what is true of it alone."""

    id: str
    anchor: str
    notes: tuple[Note, ...]


class Reason(NamedTuple):
    """A promise by its id, or a clause in words."""

    promise: str
    text: str


class Wanted(NamedTuple):
    """A rule that waits for a fact, with its findings. `severity` is empty where the fact's says it already."""

    rule: str
    title: str
    severity: str
    promises: tuple[str, ...]
    notes: tuple[Note, ...]
    items: tuple[Item, ...]


class Violated(NamedTuple):
    """A rule that a thing breaks."""

    severity: str
    rule: str
    title: str
    what: str
    frame: tuple[Line, ...]
    related: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    where: str
    reasons: tuple[Reason, ...]
    resolve: str
    items: tuple[Item, ...]
    also: tuple[Wanted, ...]


class About(NamedTuple):
    """All that is violated about one thing."""

    anchor: str
    thing: str
    link: str
    ends: str
    severity: str
    rules: tuple[Violated, ...]


class Place(NamedTuple):
    """Where a fact would be written, and what stands there now."""

    name: str
    written: str
    location: Location


class Fact(NamedTuple):
    """What nobody declared."""

    severity: str
    title: str
    places: tuple[Place, ...]
    frame: tuple[Line, ...]
    wanted: tuple[Wanted, ...]
    also: tuple[str, ...]


def about(phrases: Phrases, block: Block) -> About:
    """A block of the page."""
    return About(
        anchor("thing", block.thing),
        shown(block.thing),
        linked(phrases, block.thing),
        phrases.ends(block.thing),
        block.severity,
        tuple(_violated(phrases, broken) for broken in block.broken),
    )


def _violated(phrases: Phrases, broken: Broken) -> Violated:
    findings, first = broken.findings, broken.findings[0]
    return Violated(
        first.severity,
        broken.rule,
        phrases.title(first),
        phrases.what_of(findings),
        framed(phrases, (finding.location for finding in findings), ROLES[first.severity]),
        tuple((shown(str(other.location)), shown(other.message)) for other in phrases.related(findings)),
        phrases.common(findings),
        where(findings),
        reasons(phrases, first),
        shown(first.resolve or ""),
        items(phrases, findings),
        tuple(_wanted(phrases, broken.waiting, first.severity)),
    )


def reasons(phrases: Phrases, finding: Finding) -> tuple[Reason, ...]:
    """Why its rule is there."""
    promises = phrases.workspace.promises
    return tuple(
        Reason(word, shown(promises[word].says)) if word in promises else Reason("", shown(word))
        for word in finding.because
    )


def items(phrases: Phrases, findings: Sequence[Finding]) -> tuple[Item, ...]:
    """Every finding of a rule, also those beyond the first few, of which no more than the id is told."""
    alone = phrases.alone(findings)
    return tuple(Item(shown(one.id), anchor("finding", one.id), alone.get(one.id, ())) for one in findings)


def _wanted(phrases: Phrases, findings: Sequence[Finding], severity: str) -> list[Wanted]:
    return [
        Wanted(
            same[0].rule,
            phrases.title(same[0]),
            same[0].severity if same[0].severity != severity else "",
            tuple(phrases.promises(same[0])),
            phrases.common(same),
            items(phrases, same),
        )
        for same in by_rule(findings)
    ]


def fact(phrases: Phrases, waiting: Waiting) -> Fact:
    """A missing fact of the page, or several that belong together."""
    values = {finding.value for finding in (*waiting.findings, *waiting.also)}
    places = tuple(
        Place(
            shown(name), phrases.written(name, values).strip(" ()"), phrases.place(route_of(name)) or waiting.location
        )
        for name in waiting.places
    )
    single = len(places) == 1
    return Fact(
        waiting.severity,
        places[0].name if single else shown(together(waiting.places)),
        places,
        framed(phrases, [places[0].location], ROLES[waiting.severity]) if single else (),
        tuple(_wanted(phrases, waiting.findings, waiting.severity)),
        tuple(_further(same) for same in by_rule(waiting.also)),
    )


def _further(same: Sequence[Finding]) -> str:
    verb = "waits" if len(same) == 1 else "wait"
    return f"{counted(len(same), 'finding')} of {same[0].rule} that also {verb} for another fact"


FEW = MOST_IDS
"""So many ids are told at once; more are folded away."""

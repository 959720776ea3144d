"""Findings as people read them: a block a thing, a rule once with all its values, a missing fact once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding
from auditor.location import Location
from auditor.vocabulary.words import SEVERITIES

BESIDE_LEDGER = ("open-question", "unenforced-promise")
"""Findings about promises: they stand beside the ledger."""
MANY_ROWS = 3
"""From so many rows of one rule on, a fact that they all lack is one line."""


class Broken(NamedTuple):
    """A rule that a thing breaks, with a finding for each value."""

    rule: str
    findings: tuple[Finding, ...]


class Block(NamedTuple):
    """What is violated about one thing."""

    thing: str
    location: Location
    severity: str
    broken: tuple[Broken, ...]


class Waiting(NamedTuple):
    """A fact that nobody declared: where it would be written, and the findings that wait for it."""

    places: tuple[str, ...]
    location: Location
    severity: str
    findings: tuple[Finding, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        return tuple(sorted({finding.rule for finding in self.findings}))


def thing_of(finding: Finding) -> str:
    return f"{finding.section}/{finding.thing}" if finding.thing else finding.section


def worst_first(finding: Finding) -> tuple[int, Location, str]:
    return -SEVERITIES.index(finding.severity), finding.location, finding.id


def blocks(findings: Iterable[Finding]) -> list[Block]:
    """What is violated, one block a thing, the worst and first-written first."""
    by_thing: dict[str, list[Finding]] = {}
    for finding in sorted((f for f in findings if f.state == VIOLATED), key=worst_first):
        by_thing.setdefault(thing_of(finding), []).append(finding)
    found = []
    for thing, same in by_thing.items():
        rules: dict[str, list[Finding]] = {}
        for finding in same:
            rules.setdefault(finding.rule, []).append(finding)
        broken = tuple(Broken(rule, tuple(of_rule)) for rule, of_rule in rules.items())
        found.append(Block(thing, same[0].location, same[0].severity, broken))
    return found


def waited_for(findings: Iterable[Finding]) -> list[Waiting]:
    """Each missing fact once. What promises lack stands beside the ledger."""
    by_place: dict[str, list[Finding]] = {}
    for finding in sorted(
        (f for f in findings if f.state == UNDECIDED and f.rule not in BESIDE_LEDGER), key=worst_first
    ):
        for place in finding.missing or (thing_of(finding),):
            by_place.setdefault(place, []).append(finding)
    found = []
    for group in _lines(by_place):
        all_of = {finding.id: finding for place in group for finding in by_place[place]}
        first = min(all_of.values(), key=worst_first)
        found.append(Waiting(tuple(group), first.location, first.severity, tuple(all_of.values())))
    return sorted(found, key=lambda fact: (-SEVERITIES.index(fact.severity), fact.location, fact.places))


def _lines(by_place: Mapping[str, list[Finding]]) -> Iterator[list[str]]:
    """The places of missing facts, those together that are one line: one fact that several things lack,
    when three or more rows of a rule do."""
    by_fact: dict[tuple[str, str], list[str]] = {}
    for place in by_place:
        section, _, rest = place.partition("/")
        by_fact.setdefault((section, rest.partition("/")[2]), []).append(place)
    for places in by_fact.values():
        rows = Counter(rule for place in places for rule in {finding.rule for finding in by_place[place]})
        if max(rows.values()) >= MANY_ROWS:
            yield places
        else:
            yield from ([place] for place in places)


def beside_ledger(findings: Iterable[Finding]) -> list[Finding]:
    """What promises lack: an answer, or a rule."""
    return [finding for finding in findings if finding.rule in BESIDE_LEDGER and finding.state == UNDECIDED]


def waived(findings: Iterable[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.state == WAIVED]

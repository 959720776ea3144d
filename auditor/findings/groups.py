"""Findings as people read them: a block a thing, a rule once with all its values, a missing fact once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding
from auditor.location import Location
from auditor.vocabulary.words import SEVERITIES

BESIDE_LEDGER = ("open-question", "unenforced-promise")
"""Findings about promises: they stand beside the ledger."""
MANY_ROWS = 3
"""From so many rows of one rule on, a fact that they all lack is one line."""


class Broken(NamedTuple):
    """A rule that a thing breaks, with a finding for each value. `waiting` are undecided findings of other
    rules that wait for the very fact whose absence breaks this one: all of them are one thing to do."""

    rule: str
    findings: tuple[Finding, ...]
    waiting: tuple[Finding, ...] = ()

    @property
    def all(self) -> tuple[Finding, ...]:
        return (*self.findings, *self.waiting)


class Block(NamedTuple):
    """What is violated about one thing. `severity` is the worst of all that is in it."""

    thing: str
    location: Location
    severity: str
    broken: tuple[Broken, ...]


class Waiting(NamedTuple):
    """What nobody declared: where it would be written, and the findings that wait for it. Several places are
    one fact that several things lack, or facts that the same findings wait for.

    Each finding is in one `findings` only; where it waits for something else too, it is in `also` there.
    """

    places: tuple[str, ...]
    location: Location
    severity: str
    findings: tuple[Finding, ...]
    also: tuple[Finding, ...] = ()


class Groups(NamedTuple):
    """All findings of a report, each once: worst first, then by place."""

    blocks: tuple[Block, ...]
    waiting: tuple[Waiting, ...]
    beside_ledger: tuple[Finding, ...]
    waived: tuple[Finding, ...]


def thing_of(finding: Finding) -> str:
    return f"{finding.section}/{finding.thing}" if finding.thing else finding.section


def worst_first(finding: Finding) -> tuple[int, Location, str]:
    return -SEVERITIES.index(finding.severity), finding.location, finding.id


def worst_of(findings: Iterable[Finding]) -> str:
    """The highest severity among them."""
    return max((finding.severity for finding in findings), key=SEVERITIES.index)


def by_rule(findings: Sequence[Finding]) -> list[list[Finding]]:
    """The findings of each rule."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.rule, []).append(finding)
    return list(found.values())


def tally(findings: Sequence[Finding]) -> list[tuple[str, str, int]]:
    """How severe, which rule, and how many findings of it: the worst first, then the most."""
    rules = Counter((finding.severity, finding.rule) for finding in findings)
    order = sorted(rules, key=lambda key: (-SEVERITIES.index(key[0]), -rules[key], key[1]))
    return [(severity, rule, rules[severity, rule]) for severity, rule in order]


def chosen(blocks: Sequence[Block], most: int, most_of_a_rule: int) -> tuple[list[Block], list[Finding]]:
    """So many blocks, of each rule so many that other rules are seen, too; and the findings that are left out."""
    kept_blocks: list[Block] = []
    hidden: list[Finding] = []
    of_rule: Counter[str] = Counter()
    for block in blocks:
        kept = []
        for broken in block.broken:
            of_rule[broken.rule] += 1
            if len(kept_blocks) < most and of_rule[broken.rule] <= most_of_a_rule:
                kept.append(broken)
            else:
                hidden += broken.all
        if kept:
            kept_blocks.append(block._replace(broken=tuple(kept)))
    return kept_blocks, hidden


def grouped(findings: Iterable[Finding]) -> Groups:
    """Part the findings of an audit."""
    every = sorted(findings, key=worst_first)
    violated = [finding for finding in every if finding.state == VIOLATED]
    undecided = [finding for finding in every if finding.state == UNDECIDED and finding.rule not in BESIDE_LEDGER]
    breaker: dict[str, Finding] = {}
    for finding in violated:
        for place in finding.undeclared:
            breaker.setdefault(place, finding)
    joined: dict[str, list[Finding]] = {}
    by_place: dict[str, list[Finding]] = {}
    told: set[str] = set()
    for finding in undecided:
        places = finding.missing or (thing_of(finding),)
        home = next((place for place in places if place in breaker), None)
        if home is not None:
            joined.setdefault(breaker[home].id, []).append(finding)
            told.add(finding.id)
        for place in places:
            if place not in breaker:
                by_place.setdefault(place, []).append(finding)
    return Groups(
        tuple(_blocks(violated, joined)),
        tuple(_waiting(by_place, told)),
        tuple(finding for finding in every if finding.state == UNDECIDED and finding.rule in BESIDE_LEDGER),
        tuple(finding for finding in every if finding.state == WAIVED),
    )


def _blocks(violated: Iterable[Finding], joined: Mapping[str, Sequence[Finding]]) -> list[Block]:
    by_thing: dict[str, dict[str, list[Finding]]] = {}
    for finding in violated:
        by_thing.setdefault(thing_of(finding), {}).setdefault(finding.rule, []).append(finding)
    found = []
    for thing, rules in by_thing.items():
        broken = [
            Broken(rule, tuple(same), tuple(other for finding in same for other in joined.get(finding.id, ())))
            for rule, same in rules.items()
        ]
        broken.sort(key=_worst)
        found.append(Block(thing, broken[0].findings[0].location, worst_of(broken[0].all), tuple(broken)))
    return sorted(found, key=lambda block: (*_worst(block.broken[0]), block.location, block.thing))


def _worst(broken: Broken) -> tuple[int, int]:
    """The worst of all that it is about first, then what is itself worse."""
    return -SEVERITIES.index(worst_of(broken.all)), -SEVERITIES.index(broken.findings[0].severity)


def _waiting(by_place: Mapping[str, list[Finding]], told: set[str]) -> Iterator[Waiting]:
    """Each missing fact once, and each finding in the first that it waits for."""
    facts = []
    for places in _same_findings(by_place, _lines(by_place)):
        every = sorted(
            {finding.id: finding for place in places for finding in by_place[place]}.values(), key=worst_first
        )
        facts.append((-SEVERITIES.index(every[0].severity), every[0].location, places, every))
    for _, location, places, every in sorted(facts, key=lambda fact: fact[:3]):
        new = tuple(finding for finding in every if finding.id not in told)
        also = tuple(finding for finding in every if finding.id in told)
        told.update(finding.id for finding in new)
        yield Waiting(places, location, every[0].severity, new, also)


def _lines(by_place: Mapping[str, list[Finding]]) -> Iterator[tuple[str, ...]]:
    """The places of missing facts, those together that are one line: one fact that several things lack,
    when three or more rows of a rule do."""
    by_fact: dict[tuple[str, str], list[str]] = {}
    for place in by_place:
        section, _, rest = place.partition("/")
        by_fact.setdefault((section, rest.partition("/")[2]), []).append(place)
    for places in by_fact.values():
        rows = Counter(rule for place in places for rule in {finding.rule for finding in by_place[place]})
        if max(rows.values()) >= MANY_ROWS:
            yield tuple(places)
        else:
            yield from ((place,) for place in places)


def _same_findings(
    by_place: Mapping[str, list[Finding]], lines: Iterable[tuple[str, ...]]
) -> Iterator[tuple[str, ...]]:
    """The lines, those joined for which exactly the same findings wait."""
    together: dict[frozenset[str], tuple[str, ...]] = {}
    for places in lines:
        names = frozenset(finding.id for place in places for finding in by_place[place])
        together[names] = (*together.get(names, ()), *places)
    yield from together.values()

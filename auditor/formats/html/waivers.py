"""What somebody accepted: by whom, why, and for how many days still."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from auditor.findings.finding import Finding
from auditor.findings.groups import by_rule, thing_of
from auditor.formats.html.findings import Item, items
from auditor.formats.html.words import Said, anchor, linked
from auditor.phrases import SOON, Phrases
from auditor.text.plain import counted, shown


class Covered(NamedTuple):
    """What a waiver covers about one rule and one thing."""

    severity: str
    rule: str
    title: str
    what: str
    thing: str
    link: str
    items: tuple[Item, ...]


class Open(NamedTuple):
    """A finding that a waiver names, and that counts all the same: somewhere, or since it ended."""

    id: str
    link: str
    told: str


class Accepted(NamedTuple):
    """A waiver. `soon` is so where few days are left, or none."""

    id: str
    anchor: str
    days: int
    left: str
    soon: bool
    facts: tuple[Said, ...]
    covered: tuple[Covered, ...]
    open: tuple[Open, ...]
    location: str


def accepted(phrases: Phrases, waived: Sequence[Finding]) -> tuple[Accepted, ...]:
    """All waivers, those that end first before the others."""
    covers = dict(phrases.waivers(waived))
    waivers = phrases.workspace.waivers
    order = sorted(waivers, key=lambda name: (waivers[name].expires, name))
    named = {part.id: set[str]() for part in phrases.audit.parts}
    for part in phrases.audit.parts:
        named[part.id].update([part.waiver] if part.waiver else ())
    return tuple(
        _accepted(phrases, name, covers.get(name, ()), tuple(_open(phrases, name, covers.get(name, ()), named)))
        for name in order
    )


def _open(
    phrases: Phrases, name: str, covered: Sequence[Finding], named: Mapping[str, Collection[str]]
) -> Iterator[Open]:
    """What it covers in some deployments alone, and what it covered until it ended. `named` has the waivers of
    each finding in any deployment."""
    waiver = phrases.workspace.waivers[name]
    whole = {finding.id for finding in covered}
    for finding in phrases.audit.findings:
        if finding.id not in waiver.finding or finding.id in whole:
            continue
        if name in named.get(finding.id, ()):
            told = ", ".join(f"{deployment} {state}" for deployment, state in finding.states)
        elif waiver.expires < phrases.workspace.as_of:
            told = f"{finding.state} again"
        else:
            continue
        yield Open(shown(finding.id), f"#{anchor('finding', finding.id)}", told)


def _accepted(phrases: Phrases, name: str, covered: Sequence[Finding], open_: tuple[Open, ...]) -> Accepted:
    waiver = phrases.workspace.waivers[name]
    days = (waiver.expires - phrases.workspace.as_of).days
    told = [
        ("until", waiver.expires.isoformat()),
        ("owner", waiver.owner),
        ("approved by", waiver.approved_by),
        ("granted", waiver.granted.isoformat() if waiver.granted else None),
        ("ticket", waiver.ticket),
        ("only in", ", ".join(waiver.deployments) if waiver.deployments else None),
        ("reason", waiver.reason),
    ]
    return Accepted(
        name,
        anchor("waiver", name),
        days,
        _left(days),
        days <= SOON.days,
        tuple(Said(label, shown(text)) for label, text in told if text),
        tuple(_covered(phrases, same) for same in _by_thing(covered)),
        open_,
        shown(str(phrases.workspace.merged.at(("waivers", name), key=True))),
    )


def _left(days: int) -> str:
    """How long it holds still: its last day counts."""
    if days < 0:
        return f"ended {counted(-days, 'day')} ago"
    return f"{counted(days, 'day')} left" if days else "ends today"


def _by_thing(findings: Sequence[Finding]) -> list[list[Finding]]:
    found: list[list[Finding]] = []
    for same in by_rule(findings):
        things: dict[str, list[Finding]] = {}
        for finding in same:
            things.setdefault(thing_of(finding), []).append(finding)
        found += things.values()
    return found


def _covered(phrases: Phrases, same: Sequence[Finding]) -> Covered:
    first = same[0]
    thing = thing_of(first)
    return Covered(
        first.severity,
        first.rule,
        phrases.title(first),
        phrases.what_of(same),
        shown(thing),
        linked(phrases, thing),
        items(phrases, same),
    )

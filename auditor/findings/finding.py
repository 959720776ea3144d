"""A finding: a violation with its id, its place and its rank, over all deployments that have it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final, NamedTuple
from urllib.parse import quote

from auditor.location import Location, Related

VIOLATED: Final = "violated"
UNDECIDED: Final = "undecided"
WAIVED: Final = "waived"
WORST_FIRST: Final = (VIOLATED, UNDECIDED, WAIVED)


class Condition(NamedTuple):
    """One thing that was asked: what was wanted, what was found, where, and the answer (yes, no, unknown)."""

    attribute: str
    wanted: str
    found: str
    answer: str
    where: Location | None = None


class Finding(NamedTuple):
    """What is wrong, or not known.

    `section` and `thing` name the row (`flows`, `edge-logs`), `states` gives the state in each
    deployment, `missing` the places where a fact that it waits for would be written, `undeclared` those
    where one would whose absence is what is violated, `witness` the shortest chain of flows (and chain
    links, `vendor..subprocessor`) that brings the data, `waiver` the id of what waives it (in some
    deployments; in all, when the state is waived).
    """

    rule: str
    section: str
    thing: str
    attribute: str
    value: str
    state: str
    severity: str
    message: str
    location: Location
    because: tuple[str, ...] = ()
    resolve: str | None = None
    related: tuple[Related, ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    witness: Sequence[str] = ()
    conditions: tuple[Condition, ...] = ()
    missing: tuple[str, ...] = ()
    undeclared: tuple[str, ...] = ()
    waiver: str | None = None

    @property
    def id(self) -> str:
        """`RULE@SECTION/ID/ATTRIBUTE=VALUE`: without line, file or deployment, so that it survives any reordering."""
        where = f"{self.section}/{self.thing}" if self.thing else self.section
        what = f"/{_encoded(self.attribute)}={_encoded(self.value)}" if self.attribute else ""
        return f"{self.rule}@{where}{what}"

    @property
    def fingerprint(self) -> str:
        import hashlib  # most reports print none

        return hashlib.sha256(self.id.encode()).hexdigest()[:32]

    @property
    def deployments(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.states)


SAFE: Final = "-_./:,"
"""Beside letters and digits, what stays as it is in the VALUE of an id, and in the key of a label."""


@cache
def _encoded(value: str) -> str:
    return quote(value, safe=SAFE).replace("~", "%7E")


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """One finding an id: the worst state, with place, conditions and witness of the first deployment (by id)
    that has it, and all that is missing in any that has it. Sorted by id."""
    by_id: dict[str, list[Finding]] = {}
    for finding in findings:
        by_id.setdefault(finding.id, []).append(finding)
    merged = []
    for name in sorted(by_id):
        same = sorted(by_id[name], key=lambda finding: (WORST_FIRST.index(finding.state), finding.states))
        states: dict[str, str] = {}
        for finding in same:
            for deployment, state in finding.states:
                states.setdefault(deployment, state)
        worst = [finding for finding in same if finding.state == same[0].state]
        missing = dict.fromkeys(place for finding in worst for place in finding.missing)
        undeclared = dict.fromkeys(place for finding in worst for place in finding.undeclared)
        merged.append(
            same[0]._replace(
                states=tuple(sorted(states.items())),
                missing=tuple(missing),
                undeclared=tuple(undeclared),
                waiver=next((finding.waiver for finding in same if finding.waiver), None),
            )
        )
    return merged

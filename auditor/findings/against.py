"""What a change introduces: the findings that its base does not have, and those that only its base has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from auditor.findings.finding import WAIVED, WORST_FIRST, Finding, merge
from auditor.findings.rate import at_least


class Against(NamedTuple):
    """How an audit compares with that of its base.

    `introduced` are the ids of the findings that the base does not have so; of those that are waived nowhere or in
    part, only where they are open. `fixed` are the findings that were open in the base and are not there any more,
    in the deployments where that is so. `notes` tell what the base is.
    """

    revision: str
    notes: tuple[str, ...]
    introduced: frozenset[str]
    fixed: tuple[Finding, ...]


class New(NamedTuple):
    """A finding in a deployment, as its base does not have it."""

    finding: Finding
    deployment: str
    state: str


def introduced(parts: Iterable[Finding], base: Iterable[Finding]) -> list[New]:
    """What is not known. Known is what the base has with the same id, the same found in its conditions, and the same
    or a worse state, in the same deployment."""
    there: dict[tuple[str, str], list[tuple[int, frozenset[tuple[str, str]]]]] = {}
    for part in base:
        for deployment, state in part.states:
            there.setdefault((part.id, deployment), []).append((WORST_FIRST.index(state), _found(part)))
    return [
        New(part, deployment, state)
        for part in parts
        for deployment, state in part.states
        if not any(
            rank <= WORST_FIRST.index(state) and found == _found(part)
            for rank, found in there.get((part.id, deployment), ())
        )
    ]


def _found(part: Finding) -> frozenset[tuple[str, str]]:
    return frozenset((asked.attribute, asked.found) for asked in part.conditions)


def closes(new: Iterable[New], fail_on: str) -> bool:
    """Does what is introduced close the gate?"""
    return any(each.state != WAIVED and at_least(each.finding.severity, fail_on) for each in new)


def named(new: Iterable[New], findings: Iterable[Finding]) -> frozenset[str]:
    """The ids of what is introduced. A finding that is open somewhere is so where it is open: a waiver that comes
    with it in another deployment makes it no newer."""
    states = {finding.id: finding.state for finding in findings}
    return frozenset(each.finding.id for each in new if each.state != WAIVED or states.get(each.finding.id) == WAIVED)


def fixed(parts: Iterable[Finding], base: Iterable[Finding]) -> tuple[Finding, ...]:
    """What was open in the base, in the deployments where nothing of that id is there any more."""
    here = {(part.id, deployment) for part in parts for deployment in part.deployments}
    gone = []
    for part in base:
        states = tuple((name, state) for name, state in part.states if state != WAIVED and (part.id, name) not in here)
        if states:
            worst = min((state for _, state in states), key=WORST_FIRST.index)
            gone.append(part._replace(states=states, state=worst, waiver=None))
    return tuple(merge(gone))

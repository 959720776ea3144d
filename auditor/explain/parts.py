"""The parts of explanations, as frozen records. `deployments` are those in which a line holds.

A `state` is that of a finding (violated, undecided, waived), or `holds`, or `not_asked` where the `for` of a
rule does not apply. An `answer` is yes, no or unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from auditor.location import Location
from auditor.trace.records import Carried

HOLDS: Final = "holds"
NOT_ASKED: Final = "not_asked"
STATES: Final = ("violated", "undecided", "waived", HOLDS, NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why there is a rule: a clause in words, or the words of a promise."""

    promise: str | None
    says: str
    source: str | None
    location: Location | None


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a rule asks: in which part of it, and as a sentence (`retention is at most 30d`)."""

    part: str
    attribute: str
    wanted: str
    says: str
    location: Location


@dataclass(frozen=True, slots=True)
class Answered:
    """A condition asked of a row. `missing` are the places where one would write what is unknown."""

    part: str
    attribute: str
    wanted: str
    found: str
    answer: str
    location: Location | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A condition that decides alone: what `would` be so if it were answered otherwise. Where it was asked of
    one of the categories of a flow, that is `category`."""

    part: str
    attribute: str
    would: str
    found: str
    category: str | None
    location: Location | None


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in short, with the places where one would write what it waits for."""

    id: str
    state: str
    severity: str
    message: str
    location: Location
    deployments: tuple[str, ...]
    missing: tuple[str, ...]
    waiver: str | None


@dataclass(frozen=True, slots=True)
class Missing:
    """Where a fact would be written, and what stands there now (nothing: None)."""

    place: str
    written: str | None
    location: Location


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What a rule says of one thing. `near` are the conditions of which each alone keeps it from being violated."""

    thing: str
    state: str
    findings: tuple[str, ...]
    near: tuple[Otherwise, ...]
    location: Location
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things are in which state; a thing that differs by deployment counts as its worst."""

    rows: int
    violated: int
    undecided: int
    waived: int
    holds: int
    not_asked: int


@dataclass(frozen=True, slots=True)
class Known:
    """An attribute of a row: the values that are there, and those that may be. With `unknown`, something is
    missing that nobody declared."""

    attribute: str
    about: str
    values: tuple[str, ...]
    may: tuple[str, ...]
    unknown: bool
    location: Location
    missing: tuple[Missing, ...]
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Data:
    """An attribute about data categories, and what is in it."""

    attribute: str
    about: str
    carried: tuple[Carried, ...]


@dataclass(frozen=True, slots=True)
class RuleAnswer:
    """What a rule says of the row that is explained, condition by condition."""

    rule: str
    title: str
    severity: str
    state: str
    conditions: tuple[Answered, ...]
    near: tuple[Otherwise, ...]
    findings: tuple[str, ...]
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class In:
    """A state in one deployment."""

    deployment: str
    state: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """The waiver of a finding."""

    id: str
    reason: str
    owner: str
    approved_by: str | None
    ticket: str | None
    granted: date | None
    expires: date
    location: Location


@dataclass(frozen=True, slots=True)
class Enforcing:
    """A rule that enforces a promise, and the worst state of its findings (`holds` where it has none)."""

    rule: str
    title: str
    severity: str
    state: str

"""What is explained: a rule, a thing, a finding or a promise, each a frozen record.

`deployments` are those that were audited, `workspace` is the digest of the sources.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from auditor.explain.parts import (
    Accepted,
    Answered,
    Ask,
    Counts,
    Data,
    Enforcing,
    In,
    Known,
    Line,
    Missing,
    Otherwise,
    Reason,
    RuleAnswer,
    RuleRow,
)
from auditor.location import Location, Related
from auditor.trace.records import Hop


@dataclass(frozen=True, slots=True)
class RuleExplanation:
    """A rule: what it promises, what it asks, and what it says of every row. `subject` is empty for a built-in
    finding, which has no match. `never` is what no row fulfils: while that is so, the rule can say nothing."""

    as_of: date
    workspace: str
    deployments: tuple[str, ...]
    id: str
    title: str
    severity: str
    on_unknown: str
    waivable: bool
    built_in: bool
    subject: str
    location: Location | None
    because: tuple[Reason, ...]
    resolve: str | None
    asks: tuple[Ask, ...]
    counts: Counts
    findings: tuple[Line, ...]
    rows: tuple[RuleRow, ...]
    never: tuple[Ask, ...]


@dataclass(frozen=True, slots=True)
class Thing:
    """A row of a subject, in the deployments that have it. `absent` says why none has: it is `retired`, or `elsewhere`,
    in none of the deployments that were asked for. `ways` are the findings about `reach` whose witness a flow is in."""

    subject: str
    section: str
    id: str
    title: str | None
    location: Location
    deployments: tuple[str, ...]
    absent: str | None
    data: tuple[Data, ...]
    facts: tuple[Known, ...]
    rules: tuple[RuleAnswer, ...]
    findings: tuple[Line, ...]
    ways: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ThingExplanation:
    """What is known of a thing: its data, its facts, and every rule about it. A vendor that is itself a system
    is two."""

    as_of: date
    workspace: str
    deployments: tuple[str, ...]
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class FindingExplanation:
    """A finding, with all that decided it. Conditions and witness are those of its worst deployment, the first
    by id; `ends` are the conditions of which each alone, answered otherwise, would end it."""

    as_of: date
    workspace: str
    deployments: tuple[str, ...]
    id: str
    rule: str
    section: str
    thing: str
    attribute: str
    value: str
    state: str
    severity: str
    message: str
    location: Location
    code: str
    states: tuple[In, ...]
    asked_in: str | None
    conditions: tuple[Answered, ...]
    category: str | None
    witness: tuple[Hop, ...]
    because: tuple[Reason, ...]
    resolve: str | None
    missing: tuple[Missing, ...]
    related: tuple[Related, ...]
    waiver: Accepted | None
    ends: tuple[Otherwise, ...]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class PromiseExplanation:
    """A promise: its words, what became of it, and the rules that enforce it."""

    as_of: date
    workspace: str
    deployments: tuple[str, ...]
    id: str
    says: str
    source: str
    status: str
    basis: str
    location: Location
    question: str | None
    answer: str | None
    not_enforced: str | None
    conflicts_with: tuple[str, ...]
    rules: tuple[Enforcing, ...]
    findings: tuple[Line, ...]


Explanation = RuleExplanation | ThingExplanation | FindingExplanation | PromiseExplanation

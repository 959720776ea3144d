"""What stands in `policy/`: what we promise, and how each promise is checked."""

from collections.abc import Mapping
from typing import Annotated

from auditor.declarations.shape import EMPTY, Declared
from auditor.declarations.values import AT_LEAST_ONE, Day, Fact, Flag, IdOrIds, Ids, Text, one_of
from auditor.vocabulary.words import SEVERITIES

Written = dict[str, object]
"""A match, or a row of an example, as it was written: its words are read with the attributes it names."""


class Promise(Declared):
    """A sentence we told customers."""

    says: Text
    """The sentence, as customers read it."""
    source: Text
    """Where they read it."""
    not_enforced: Text | None = None
    """Why no rule can check it."""
    enforced_by: Ids = ()
    """Rules that check it, beside those that name it in `because`. So a rule of a pack can."""
    question: Text | None = None
    """What the sentence leaves open. A finding, until there is an answer."""
    answer: Fact[Text] | None = None
    """The answer."""
    conflicts_with: Ids = ()
    """Promises that it does not go together with."""
    note: Text | None = None
    """A remark. Nothing reads it."""


class Examples(Declared):
    """Rows that break the rule, and rows that keep it."""

    violates: tuple[Written, ...] = ()
    """Rows that break the rule."""
    complies: tuple[Written, ...] = ()
    """Rows that keep it, or that it is not about."""


class Rule(Declared):
    """`forbid`, or `for` with `require`: a promise made checkable."""

    title: Text
    """What the rule says, for the report."""
    because: Annotated[IdOrIds, AT_LEAST_ONE]
    """Why: ids of promises, or clauses of more than one word."""
    severity: Annotated[str, one_of(*SEVERITIES)] = "error"
    """How bad a finding is."""
    resolve: Text | None = None
    """What to do about a finding."""
    forbid: dict[str, Written] | None = None
    """`{SUBJECT: MATCH}`: no row may match."""
    for_: dict[str, Written] | None = None
    """`{SUBJECT: MATCH}`: the rows that `require` is about."""
    require: Written | None = None
    """What each of those rows must match."""
    on_unknown: Annotated[str, one_of("violation", "warning", "ignore")] = "violation"
    """What an undecided answer counts: as much as a violation, at most a warning, or nothing but in the ledger."""
    waivable: Flag = True
    """`false`: no waiver covers its findings."""
    examples: Examples = Examples()
    """Rows that `auditor test` judges."""


class BuiltIn(Declared):
    """A rule named like a built-in finding: why it matters here, and how much."""

    because: Annotated[IdOrIds, AT_LEAST_ONE]
    """Why: ids of promises, or clauses of more than one word."""
    severity: Annotated[str, one_of(*SEVERITIES)] | None = None
    """How bad the finding is here. Not written: as it is."""


class Waiver(Declared):
    """A finding that somebody accepted, until a day."""

    finding: Annotated[IdOrIds, AT_LEAST_ONE]
    """The ids of the findings, as the report prints them."""
    reason: Text
    """Why they are accepted."""
    owner: Text
    """Who answers for that."""
    expires: Day
    """The last day on which it holds: at most a year after `granted`, or after the day of the audit where that is not
    written or later."""
    state: Annotated[str, one_of("violated", "undecided")] | None = None
    """It covers only findings in this state. Not written: both."""
    deployments: Ids | None = None
    """It covers only these. Not written: all."""
    found: Mapping[str, Text] = EMPTY
    """It covers the findings only while these attributes are found to be so, by attribute. Not written: whatever was
    found."""
    approved_by: Text | None = None
    """Who approved it."""
    ticket: Text | None = None
    """Where that was discussed."""
    granted: Day | None = None
    """The day it was approved."""

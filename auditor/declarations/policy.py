"""What stands in `policy/`: what we promise, and how each promise is checked."""

from typing import Annotated

from pydantic import Field

from auditor.declarations.values import AT_LEAST_ONE, Day, Declared, Fact, Flag, IdOrIds, Ids, Text, one_of
from auditor.vocabulary.words import SEVERITIES

Written = dict[str, object]
"""A match, or a row of an example, as it was written: its words are read with the attributes it names."""


class Promise(Declared):
    """A sentence we told customers."""

    says: Text
    source: Text
    not_enforced: Text | None = None
    enforced_by: Ids = ()
    question: Text | None = None
    answer: Fact[Text] | None = None
    conflicts_with: Ids = ()
    note: Text | None = None


class Examples(Declared):
    """Rows that break the rule, and rows that keep it."""

    violates: tuple[Written, ...] = ()
    complies: tuple[Written, ...] = ()


class Rule(Declared):
    """`forbid`, or `for` with `require`: a promise made checkable."""

    title: Text
    because: Annotated[IdOrIds, AT_LEAST_ONE]
    severity: Annotated[str, one_of(*SEVERITIES)] = "error"
    resolve: Text | None = None
    forbid: dict[str, Written] | None = None
    for_: dict[str, Written] | None = Field(None, alias="for")
    require: Written | None = None
    on_unknown: Annotated[str, one_of("violation", "warning", "ignore")] = "violation"
    waivable: Flag = True
    examples: Examples = Field(default_factory=Examples)


class BuiltIn(Declared):
    """A rule named like a built-in finding: why it matters here, and how much."""

    because: Annotated[IdOrIds, AT_LEAST_ONE]
    severity: Annotated[str, one_of(*SEVERITIES)] | None = None


class Waiver(Declared):
    """A finding that somebody accepted, until a day."""

    finding: Annotated[IdOrIds, AT_LEAST_ONE]
    reason: Text
    owner: Text
    expires: Day
    state: Annotated[str, one_of("violated", "undecided")] | None = None
    deployments: Ids | None = None
    found: dict[str, Text] = Field(default_factory=dict)
    approved_by: Text | None = None
    ticket: Text | None = None
    granted: Day | None = None

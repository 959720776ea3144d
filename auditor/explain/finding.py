"""`auditor explain FINDING`: what was asked and found, how the data got there, and what would end it."""

from __future__ import annotations

from typing import NamedTuple

from auditor.attributes.rows import TableRow
from auditor.audit import Audit
from auditor.explain.names import Tables
from auditor.explain.parts import Accepted, Answered, In, Otherwise
from auditor.explain.records import FindingExplanation
from auditor.explain.told import answered, missing, otherwise, reasons
from auditor.findings.finding import WORST_FIRST, Finding
from auditor.rules.explain import REQUIRE, asked_in, ends
from auditor.rules.violations import Violation, carried_values
from auditor.trace.carried import hops_of
from auditor.trace.records import Hop


class _Seen(NamedTuple):
    """The violation behind a finding, in its first and worst deployment, and the row it is of."""

    deployment: str
    row: TableRow
    violation: Violation


def explain_finding(audit: Audit, finding: Finding) -> FindingExplanation:
    """Explain a finding of an audit."""
    workspace = audit.workspace
    seen = _seen(audit, finding)
    return FindingExplanation(
        as_of=workspace.as_of,
        workspace=workspace.digest,
        deployments=audit.deployments,
        id=finding.id,
        rule=finding.rule,
        section=finding.section,
        thing=finding.thing,
        attribute=finding.attribute,
        value=finding.value,
        state=finding.state,
        severity=finding.severity,
        message=finding.message,
        location=finding.location,
        code=workspace.merged.line(finding.location),
        states=tuple(In(deployment, state) for deployment, state in finding.states),
        asked_in=seen.deployment if seen else None,
        conditions=_conditions(audit, seen),
        category=_category(seen),
        witness=_witness(audit, finding, seen),
        because=reasons(workspace, finding.because),
        resolve=finding.resolve,
        missing=missing(workspace, finding.missing),
        related=finding.related,
        waiver=_accepted(audit, finding),
        ends=_ends(audit, seen),
        fingerprint=finding.fingerprint,
    )


def _seen(audit: Audit, finding: Finding) -> _Seen | None:
    """None for a built-in finding, which no rule asks for."""
    rule = audit.policy.rules.get(finding.rule)
    if rule is None:
        return None
    tables = Tables(audit)
    for deployment, _ in sorted(finding.states, key=lambda state: (WORST_FIRST.index(state[1]), state[0])):
        for row, found in tables.violations(rule, finding, deployment):
            for violation in found:
                if violation.name == (finding.attribute, finding.value):
                    return _Seen(deployment, row, violation)
    raise AssertionError(f"nothing asked for {finding.id}")


def _conditions(audit: Audit, seen: _Seen | None) -> tuple[Answered, ...]:
    if seen is None:
        return ()
    rule = audit.policy.rules[seen.violation.rule]
    return tuple(answered(audit.workspace, asked) for asked in asked_in(rule, seen.violation))


def _ends(audit: Audit, seen: _Seen | None) -> tuple[Otherwise, ...]:
    """Of a requirement: that it held. Of all else: that it were not so; of the value that names the finding,
    that just this one were not there."""
    if seen is None:
        return ()
    violation = seen.violation
    found = []
    for asked in ends(audit.policy.rules[violation.rule], seen.row, violation):
        value = violation.value if asked.leaf is violation.leaf else None
        found.append(otherwise(audit.workspace, asked, so=asked.part == REQUIRE, value=value))
    return tuple(found)


def _category(seen: _Seen | None) -> str | None:
    carried = carried_values(seen.violation) if seen else None
    return carried[1] if carried else None


def _witness(audit: Audit, finding: Finding, seen: _Seen | None) -> tuple[Hop, ...]:
    if seen is None or not finding.witness:
        return ()
    spread = seen.row.world.spread
    category = _category(seen)
    known = category is not None and category in spread.workspace.data
    bit = spread.parts.join(spread.workspace.data.bit(str(category)), 0, 0) if known else spread.parts.everything
    return hops_of(spread, finding.witness, bit)


def _accepted(audit: Audit, finding: Finding) -> Accepted | None:
    """The waiver that covers a finding, at least in some deployments."""
    if finding.waiver is None:
        return None
    waiver = audit.workspace.waivers[finding.waiver]
    return Accepted(
        id=finding.waiver,
        reason=waiver.reason,
        owner=waiver.owner,
        approved_by=waiver.approved_by,
        ticket=waiver.ticket,
        granted=waiver.granted,
        expires=waiver.expires,
        location=audit.workspace.merged.at(("waivers", finding.waiver), key=True),
    )

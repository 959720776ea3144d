"""`auditor explain PROMISE`: its words, what became of it, and which rules enforce it."""

from __future__ import annotations

from auditor.audit import Audit
from auditor.explain.names import TITLES
from auditor.explain.parts import HOLDS, Enforcing
from auditor.explain.records import PromiseExplanation
from auditor.explain.told import line
from auditor.findings.finding import WORST_FIRST
from auditor.findings.ledger import enforcing


def explain_promise(audit: Audit, name: str) -> PromiseExplanation:
    """Explain a promise."""
    workspace = audit.workspace
    promise = workspace.promises[name]
    kept = next(kept for kept in audit.promises if kept.id == name)
    rules = enforcing(workspace, name)
    about = [f for f in audit.findings if f.rule in rules or (f.section, f.thing) == ("promises", name)]
    return PromiseExplanation(
        as_of=workspace.as_of,
        workspace=workspace.digest,
        deployments=audit.deployments,
        id=name,
        says=promise.says,
        source=promise.source,
        status=kept.status,
        basis=kept.basis,
        location=workspace.merged.at(("promises", name), key=True),
        question=promise.question,
        answer=promise.answer if isinstance(promise.answer, str) else None,
        not_enforced=promise.not_enforced,
        conflicts_with=promise.conflicts_with,
        rules=tuple(_enforcing(audit, rule) for rule in rules),
        findings=tuple(line(finding) for finding in about),
    )


def _enforcing(audit: Audit, name: str) -> Enforcing:
    states = [finding.state for finding in audit.findings if finding.rule == name]
    state = min(states, key=WORST_FIRST.index) if states else HOLDS
    rule = audit.workspace.rules.get(name)
    if rule is None:
        return Enforcing(name, TITLES.get(name, name), audit.workspace.built_ins[name].severity or "warning", state)
    return Enforcing(name, rule.title, rule.severity, state)

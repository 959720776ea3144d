"""What the policy takes for material: the default, as its rules narrow it, and all else of which they want a notice."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.attributes.rows import Rows
from auditor.changes.records import Change, Compared
from auditor.facts.register import rows_of
from auditor.graph.world import Worlds
from auditor.rules.compile import Policy
from auditor.rules.judge import judge
from auditor.rules.violations import CompiledRule
from auditor.vocabulary.answers import NO


def defining(policy: Policy) -> list[CompiledRule]:
    """The rules that require a notice of changes: what they are `for` is material."""
    return [
        rule for rule in policy.rules.values()
        if rule.subject == "change" and rule.require is not None and rule.require.names("notice_days")
    ]  # fmt: skip


def by_policy(changes: Iterable[Change], policy: Policy, worlds: Worlds, compared: Compared) -> list[Change]:
    """The changes as the policy rates them: material by default, or because a rule requires a notice of it. A rule that
    asks for `material` itself asks for the default, and says how much of it counts; no other takes anything from it."""
    rules = defining(policy)
    if not rules:
        return list(changes)
    why: dict[str, list[str]] = {}
    for deployment in worlds.workspace.deployments:
        table = rows_of("change", Rows(worlds), worlds.workspace, deployment, False, compared)
        for row in table:
            for rule in rules:
                if rule.id not in why.get(row.id, ()) and judge(rule.scope, row, every=False)[0] is not NO:
                    why.setdefault(row.id, []).append(rule.id)
    narrowing = [rule.id for rule in rules if rule.scope.names("material")]
    return [_rated(change, why.get(change.id, []), narrowing) for change in changes]


def _rated(change: Change, by: list[str], narrowing: list[str]) -> Change:
    """A change with the rules that require a notice of it, and those that say how much of the default counts."""
    if by:
        names = ", ".join(by)
        said = f"{change.why}; by {names}" if change.material else f"{names} requires a notice of it"
        return change._replace(material=True, why=said)
    if change.material and narrowing:
        names = ", ".join(narrowing)
        return change._replace(material=False, why=f"{change.why}, but {names} requires no notice of it")
    return change

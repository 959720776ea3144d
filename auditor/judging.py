"""Every rule asked of every row: what is violated or undecided, and what that rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.attributes.rows import Rows
from auditor.changes.records import Compared
from auditor.facts.register import OBSERVED, SUBJECTS, rows_of
from auditor.findings.basis import has_evidence, rests_on_evidence
from auditor.graph.world import Worlds
from auditor.rules.compile import Policy
from auditor.rules.masks import Masks, bits_of
from auditor.rules.reaches import reach_violations
from auditor.rules.violations import CompiledRule, Violation, violations
from auditor.workspace.model import Workspace


def judge(
    workspace: Workspace, policy: Policy, rows: Rows, deployments: Iterable[str], changes: Compared | None
) -> tuple[list[Violation], set[str]]:
    """Ask every rule of every row. Gives the violations, and the rules that had a row."""
    worlds = rows.worlds
    found: list[Violation] = []
    asked: set[str] = set()
    for (subject, active), rules in _by_table(policy):
        masks = Masks(rules, active)
        for deployment in deployments:
            table = rows_of(subject, rows, workspace, deployment, active, changes)
            for row, bits in masks.candidates(table):
                for rule in bits_of(bits, rules):
                    found += violations(rule, row)
        asked |= {rule.id for rule in bits_of(masks.asked, rules)}
    for rule in (rule for rule in policy.rules.values() if not SUBJECTS[rule.subject].listed):
        for deployment in deployments:
            answered = reach_violations(rule, rows, worlds.of(deployment))
            found += answered.violations
            asked |= {rule.id} if answered.asked else set()
    return found, asked


def proven(workspace: Workspace, policy: Policy, worlds: Worlds, deployments: Sequence[str]) -> frozenset[str]:
    """The rules that rest on evidence."""
    if not workspace.promises or not has_evidence(workspace):
        return frozenset()
    rows = Rows(worlds)
    return frozenset(
        rule.id
        for rule in policy.rules.values()
        if SUBJECTS[rule.subject].listed
        and rule.subject not in OBSERVED
        and rests_on_evidence(
            rule,
            (
                row
                for deployment in deployments
                for row in rows_of(rule.subject, rows, workspace, deployment, rule.scope.active)
            ),
        )
    )


def _by_table(policy: Policy) -> Iterator[tuple[tuple[str, bool], list[CompiledRule]]]:
    """The rules of each subject that lists its rows, apart for those that count only what active flows bring."""
    for subject in (name for name, subject in SUBJECTS.items() if subject.listed):
        for active in (False, True):
            rules = [
                rule for rule in policy.rules.values() if rule.subject == subject and rule.scope.active == active
            ]  # fmt: skip
            if rules:
                yield (subject, active), rules

"""The ledger: what became of each promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding
from auditor.workspace.model import Workspace


class Kept(NamedTuple):
    """A promise and its status: kept, broken, undecided, waived, not_checked (no rule of it had a row)
    or not_enforced. `basis` is what the status rests on: `declared`, or `evidence` where every fact that
    decided it has some."""

    id: str
    status: str
    basis: str
    rules: tuple[str, ...]


NOT_LOOKED_FOR = frozenset(("stale-wording",))
"""Built-in findings that this version never makes: a promise that rests on one was not checked."""
STATUS = {VIOLATED: "broken", UNDECIDED: "undecided", WAIVED: "waived"}
WORST_FIRST = ("broken", "undecided", "waived")
BASIS = {"declared": "as declared", "evidence": "by evidence", "observed": "as observed"}
OPEN = {"undecided": "undecided", "not_checked": "not checked", "waived": "waived"}
QUESTION = "kept, a question open"
"""The words for what a kept promise rests on, and for what keeps one open."""


def ledger(
    workspace: Workspace, findings: Iterable[Finding], asked: Iterable[str], proven: frozenset[str]
) -> tuple[Kept, ...]:
    """The status of every promise. `findings` are all, also those that a rule's `on_unknown` does not
    list; `asked` are the rules that had a row, `proven` those that rest on evidence."""
    worst: dict[str, str] = {}
    for finding in findings:
        status = STATUS[finding.state]
        known = worst.get(finding.rule)
        if known is None or WORST_FIRST.index(status) < WORST_FIRST.index(known):
            worst[finding.rule] = status
    had_row = {*asked, *workspace.built_ins.keys() - NOT_LOOKED_FOR}
    return tuple(
        _kept(name, rules, promise.not_enforced is not None, worst, had_row, proven)
        for name, promise in workspace.promises.items()
        for rules in [enforcing(workspace, name)]
    )


def enforcing(workspace: Workspace, promise: str) -> tuple[str, ...]:
    """The rules that enforce a promise: those that say so, and those that it names."""
    named = set(workspace.promises[promise].enforced_by)
    for rules in (workspace.rules, workspace.built_ins):
        named.update(name for name, rule in rules.items() if promise in rule.because)
    return tuple(sorted(named))


def _kept(
    name: str,
    rules: tuple[str, ...],
    excused: bool,
    worst: Mapping[str, str],
    had_row: set[str],
    proven: frozenset[str],
) -> Kept:
    if not rules:
        return Kept(name, "not_enforced" if excused else "not_checked", "declared", ())
    judged = had_row & set(rules)
    basis = "evidence" if judged and judged <= proven else "declared"
    statuses = [worst[rule] for rule in rules if rule in worst]
    if statuses:
        return Kept(name, min(statuses, key=WORST_FIRST.index), basis, rules)
    return Kept(name, "kept" if judged else "not_checked", basis, rules)

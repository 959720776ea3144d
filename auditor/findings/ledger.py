"""The ledger: what became of each promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding
from auditor.workspace.model import Workspace


class Kept(NamedTuple):
    """A promise and its status: kept, broken, undecided, waived, not_checked (no rule of it had a row)
    or not_enforced. `basis` is what the status rests on: `declared`, `evidence` where every fact that
    decided it has some, or `observed` where a scan alone decided it."""

    id: str
    status: str
    basis: str
    rules: tuple[str, ...]


NOT_LOOKED_FOR = frozenset(("stale-wording",))
"""Built-in findings that this version never makes: a promise that rests on one was not checked."""
OF_SCAN = frozenset(("never-seen", "not-scanned", "noticed", "region-never-seen"))
"""Built-in findings that only a scan makes."""
STATUS = {VIOLATED: "broken", UNDECIDED: "undecided", WAIVED: "waived"}
WORST_FIRST = ("broken", "undecided", "waived")
BASIS = {"declared": "as declared", "evidence": "by evidence", "observed": "as observed"}
OPEN = {"undecided": "undecided", "not_checked": "not checked", "waived": "waived"}
QUESTION = "kept, a question open"
"""The words for what a kept promise rests on, and for what keeps one open."""


def ledger(
    workspace: Workspace,
    findings: Iterable[Finding],
    asked: Iterable[str],
    proven: frozenset[str],
    observed: frozenset[str] | None = None,
) -> tuple[Kept, ...]:
    """The status of every promise. `findings` are all, also those that a rule's `on_unknown` does not
    list; `asked` are the rules that had a row, `proven` those that rest on evidence, `observed` those that a scan
    answered (None: there was none)."""
    worst: dict[str, str] = {}
    for finding in findings:
        status = STATUS[finding.state]
        known = worst.get(finding.rule)
        if known is None or WORST_FIRST.index(status) < WORST_FIRST.index(known):
            worst[finding.rule] = status
    unseen = NOT_LOOKED_FOR if observed is not None else NOT_LOOKED_FOR | OF_SCAN
    had_row = {*asked, *workspace.built_ins.keys() - unseen}
    by_scan = (observed or frozenset()) | OF_SCAN
    return tuple(
        _kept(name, rules, promise.not_enforced is not None, worst, had_row, proven, by_scan)
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
    by_scan: frozenset[str],
) -> Kept:
    if not rules:
        return Kept(name, "not_enforced" if excused else "not_checked", "declared", ())
    judged = had_row & set(rules)
    basis = "evidence" if judged and judged <= proven | by_scan else "declared"
    basis = "observed" if judged and judged <= by_scan else basis
    statuses = [worst[rule] for rule in rules if rule in worst]
    if statuses:
        return Kept(name, min(statuses, key=WORST_FIRST.index), basis, rules)
    return Kept(name, "kept" if judged else "not_checked", basis, rules)

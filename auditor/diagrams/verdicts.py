"""What the findings say about each thing that can be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.diagrams.picture import BAD, FINE, OPEN, WARNED, WORST_FIRST, Verdict
from auditor.findings.finding import VIOLATED, WAIVED, Finding

NOTHING = Verdict()
WAIVED_WORD = "waived"


def verdicts(findings: Iterable[Finding]) -> Mapping[str, Verdict]:
    """Thing (`flows/edge-logs`) -> its verdict, for all that something was found about."""
    by_thing: dict[str, dict[str, set[str]]] = {}
    for finding in findings:
        state = _state(finding)
        for thing in drawn_at(finding) if state else ():
            by_thing.setdefault(thing, {}).setdefault(str(state), set()).add(finding.rule)
    return {thing: _verdict(states) for thing, states in by_thing.items()}


def drawn_at(finding: Finding) -> list[str]:
    """What a finding is drawn at: its thing; of a `reach` the whole way, and the system where it ends."""
    if finding.section != "reach":
        return [f"{finding.section}/{finding.thing}"]
    return [*(f"flows/{name}" for name in finding.witness), f"systems/{finding.thing.partition('..')[2]}"]


def joined(found: Iterable[Verdict]) -> Verdict:
    """One verdict for several things."""
    several = list(found)
    state = min((one.state for one in several), key=WORST_FIRST.index, default=FINE)
    rules = dict.fromkeys(rule for one in several if one.state == state for rule in one.rules)
    words = dict.fromkeys(one.words for one in several if one.words)
    return Verdict(state, tuple(sorted(rules)), " ".join(words))


def _state(finding: Finding) -> str | None:
    if finding.state == WAIVED:
        return WAIVED_WORD
    if finding.severity == "note":
        return None
    if finding.state == VIOLATED:
        return BAD if finding.severity == "error" else WARNED
    return OPEN


def _verdict(states: Mapping[str, set[str]]) -> Verdict:
    ordered = [state for state in (BAD, OPEN, WARNED, WAIVED_WORD) if state in states]
    words = " ".join(f"{_SAID[state]}: {', '.join(sorted(states[state]))}." for state in ordered)
    if ordered[0] == WAIVED_WORD:
        return Verdict(FINE, (), words)
    return Verdict(ordered[0], tuple(sorted(states[ordered[0]])), words)


_SAID = {BAD: "Violated", OPEN: "Undecided", WARNED: "Warned of", WAIVED_WORD: "Waived"}

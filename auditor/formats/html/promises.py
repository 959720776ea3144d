"""The ledger of promises, the worst first, and the questions that they leave open."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from auditor.findings.finding import Finding
from auditor.findings.groups import Groups, thing_of
from auditor.findings.ledger import BASIS, Kept
from auditor.formats.html.words import anchor
from auditor.phrases import Phrases
from auditor.text.plain import shown

STATUSES = {
    "broken": ("×", "Broken"),
    "undecided": ("?", "Undecided"),
    "not_checked": ("–", "Not checked"),
    "waived": ("~", "Waived"),
    "kept": ("✓", "Kept"),
    "not_enforced": ("§", "Cannot be enforced"),
}
"""In the order of the page: a sign and a word for each status."""
MEANS = {
    "broken": "A rule behind it is violated.",
    "undecided": "A fact that decides it is not known.",
    "not_checked": "No rule of it had anything to check.",
    "waived": "Broken or undecided, and somebody has accepted that until a day.",
    "kept": "Every rule behind it holds.",
    "not_enforced": "Nothing that is declared could show it; the reason is given.",
}


class Promise(NamedTuple):
    """A promise with its words, and the findings that decide its status."""

    id: str
    anchor: str
    says: str
    source: str
    basis: str
    excuse: str
    rules: tuple[str, ...]
    findings: tuple[tuple[str, str], ...]
    """The address of each, and what it is about."""
    conflicts: tuple[str, ...]


class Status(NamedTuple):
    """All promises with one status."""

    status: str
    sign: str
    word: str
    means: str
    promises: tuple[Promise, ...]


class Question(NamedTuple):
    """What a promise lacks: an answer, or a rule."""

    id: str
    anchor: str
    severity: str
    promise: str
    what: str
    write: str
    location: str
    reasons: tuple[str, ...]


def statuses(phrases: Phrases, groups: Groups) -> tuple[Status, ...]:
    """The ledger, by status. No status stands there empty."""
    by_status: dict[str, list[Promise]] = {}
    about = _by_rule(groups)
    for kept in phrases.audit.promises:
        by_status.setdefault(kept.status, []).append(_promise(phrases, kept, about))
    return tuple(
        Status(status, sign, word, MEANS[status], tuple(by_status[status]))
        for status, (sign, word) in STATUSES.items()
        if status in by_status
    )


def _by_rule(groups: Groups) -> dict[str, list[Finding]]:
    """The findings of the page by rule, one for each thing that a rule is about."""
    found: dict[str, dict[str, Finding]] = {}
    violated = [one for block in groups.blocks for broken in block.broken for one in broken.all]
    undecided = [one for fact in groups.waiting for one in fact.findings]
    for finding in (*violated, *undecided, *groups.waived):
        found.setdefault(finding.rule, {}).setdefault(thing_of(finding), finding)
    return {rule: list(things.values()) for rule, things in found.items()}


def _promise(phrases: Phrases, kept: Kept, about: dict[str, list[Finding]]) -> Promise:
    promise = phrases.workspace.promises[kept.id]
    return Promise(
        kept.id,
        anchor("promise", kept.id),
        shown(promise.says),
        shown(promise.source),
        BASIS.get(kept.basis, kept.basis) if kept.status == "kept" else "",
        shown(promise.not_enforced or ""),
        kept.rules,
        tuple((f"#{anchor('finding', name)}", shown(thing)) for thing, name in _things(kept, about).items()),
        promise.conflicts_with,
    )


def _things(kept: Kept, about: dict[str, list[Finding]]) -> dict[str, str]:
    """What the findings of its rules are about, each with one of them."""
    found: dict[str, str] = {}
    for rule in kept.rules:
        for finding in about.get(rule, ()):
            found.setdefault(thing_of(finding), finding.id)
    return found


def questions(phrases: Phrases, beside: Sequence[Finding]) -> tuple[Question, ...]:
    """What stands beside the ledger."""
    return tuple(
        Question(
            shown(finding.id),
            anchor("finding", finding.id),
            finding.severity,
            finding.thing,
            phrases.what(finding),
            finding.missing[0],
            shown(str(finding.location)),
            tuple(shown(phrases.reason(reason)) for reason in finding.because),
        )
        for finding in beside
    )

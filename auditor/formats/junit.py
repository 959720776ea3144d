"""The audit as JUnit XML: a suite a policy file, a case a promise and a case a rule, so that what holds is seen too.

What is violated is a failure, what is undecided an error; what is waived, not checked or not enforced is skipped,
with the reason. What is known from a base fails nothing. It is told in the `system-out` of its case, and so is the
place, for the schema gives a case no file and no line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from auditor.audit import Audit
from auditor.explain.names import RESOLVE, TITLES
from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding
from auditor.findings.groups import worst_first, worst_of
from auditor.findings.ledger import NOT_LOOKED_FOR, Kept
from auditor.phrases import Phrases
from auditor.text.plain import counted

BUILT_IN: Final = "built-in findings"
FAILURE, ERROR, SKIPPED = "failure", "error", "skipped"
_ILLEGAL: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Verdict(NamedTuple):
    """How a case ended, if it did not pass: the element, its type, its message and its text."""

    element: str
    type: str
    message: str
    text: str = ""


class Case(NamedTuple):
    """A promise or a rule. `about` is what it says and where it stands."""

    kind: str
    name: str
    about: str
    verdict: Verdict | None


def render(audit: Audit) -> str:
    """One XML document: suites by the names of their files, cases by their ids; the built-in findings are last."""
    return render_all([audit])


def render_all(audits: Sequence[Audit]) -> str:
    """The suites of several workspaces, each suite below the folder of its own."""
    suites = [(audit, *suite) for audit in audits for suite in _Cases(audit).by_suite().items()]
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    every = [case for _, _, cases in suites for case in cases]
    counts = {name: value for name, value in _counts(every).items() if name != "skipped"}
    lines = [head, f"<testsuites{_attributes(name='auditor', **counts)}>"]
    for audit, name, cases in suites:
        lines += _suite(audit, audit.workspace.folder if len(audits) > 1 else "", name, cases)
    return "\n".join([*lines, "</testsuites>", ""])


class _Cases:
    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.workspace = audit.workspace
        known = set(Phrases(audit).known())
        self.by_rule: dict[str, list[Finding]] = {}
        self.known: dict[str, list[Finding]] = {}
        for finding in sorted(audit.findings, key=worst_first):
            told = self.known if finding in known else self.by_rule
            told.setdefault(finding.rule, []).append(finding)
        self.ignored = {part.rule for part in audit.parts} - {finding.rule for finding in audit.findings}

    def by_suite(self) -> dict[str, list[Case]]:
        suites: dict[str, list[Case]] = {}
        for kept in self.audit.promises:
            place = self.workspace.merged.at(("promises", kept.id), key=True)
            suites.setdefault(place.file, []).append(self._promise(kept, str(place)))
        for name in self.workspace.rules:
            place = self.workspace.merged.at(("rules", name), key=True)
            suites.setdefault(place.file, []).append(self._rule(name, str(place)))
        sorted_ = {name: sorted(suites[name], key=lambda case: (case.kind, case.name)) for name in sorted(suites)}
        return {**sorted_, BUILT_IN: [self._built_in(name) for name in sorted({*TITLES, *self.workspace.built_ins})]}

    def _promise(self, kept: Kept, place: str) -> Case:
        promise = self.workspace.promises[kept.id]
        about = [f'"{promise.says}" ({promise.source})', place, f"Rules: {', '.join(kept.rules) or 'none'}"]
        found = [finding for rule in kept.rules for finding in self.by_rule.get(rule, ())]
        reason = "no rule of it had anything to judge" if kept.rules else "no rule enforces it"
        skipped = {"not_checked": f"not checked: {reason}", "not_enforced": f"not enforced: {promise.not_enforced}"}
        if kept.status in skipped:
            verdict: Verdict | None = Verdict(SKIPPED, kept.status, skipped[kept.status])
        elif kept.status == "kept":
            verdict = None
            about.append(f"Kept, basis: {kept.basis}.")
        else:
            verdict = self._verdict(found)
            known = [finding for rule in kept.rules for finding in self.known.get(rule, ())]
            about += map(_known, known)
            if kept.status == UNDECIDED and not known and (verdict is None or verdict.element == SKIPPED):
                verdict = Verdict(ERROR, UNDECIDED, "undecided, which its rules ignore")
        return Case("promises", kept.id, "\n".join(about), verdict)

    def _rule(self, name: str, place: str) -> Case:
        rule = self.workspace.rules[name]
        about = [rule.title, place, *(f"Because: {reason}" for reason in rule.because)]
        about += [f"To do: {rule.resolve}"] if rule.resolve else []
        about += map(_known, self.known.get(name, ()))
        verdict = self._verdict(self.by_rule.get(name, ()))
        if verdict is None and name not in self.audit.asked:
            verdict = Verdict(SKIPPED, "not_checked", "not checked: nothing is what the rule is about")
        if verdict is None and name in self.ignored:
            verdict = Verdict(SKIPPED, UNDECIDED, "undecided, which the rule ignores")
        return Case("rules", name, "\n".join(about), verdict)

    def _built_in(self, name: str) -> Case:
        given = self.workspace.built_ins.get(name)
        about = [TITLES.get(name, name), *(f"Because: {reason}" for reason in (given.because if given else ()))]
        about += [f"To do: {RESOLVE[name]}"] if name in RESOLVE else []
        about += map(_known, self.known.get(name, ()))
        verdict = self._verdict(self.by_rule.get(name, ()))
        if name in NOT_LOOKED_FOR:
            verdict = Verdict(SKIPPED, "not_checked", "not checked: this version does not look for it")
        return Case(BUILT_IN, name, "\n".join(about), verdict)

    def _verdict(self, found: Sequence[Finding]) -> Verdict | None:
        """The worst state of some findings, with all of that state; the others are named below."""
        for state, element in ((VIOLATED, FAILURE), (UNDECIDED, ERROR), (WAIVED, SKIPPED)):
            worst = [finding for finding in found if finding.state == state]
            if worst:
                more = f" (and {counted(len(worst) - 1, 'more finding')})" if len(worst) > 1 else ""
                others = [finding for finding in found if finding.state != state]
                text = "\n\n".join("\n".join(self._told(finding)) for finding in [*worst, *others])
                return Verdict(
                    element, state if state == WAIVED else worst_of(worst), f"{worst[0].message}{more}", text
                )
        return None

    def _told(self, finding: Finding) -> Iterator[str]:
        yield f"{finding.severity}, {finding.state}: {finding.message}"
        yield f"  at: {finding.location}"
        yield f"  id: {finding.id}"
        yield f"  in: {', '.join(f'{name} {state}' for name, state in finding.states)}"
        if finding.witness:
            yield f"  way: {', '.join(finding.witness)}"
        if finding.missing:
            yield f"  waits for: {', '.join(finding.missing)}"
        if finding.waiver is not None:
            waiver = self.workspace.waivers[finding.waiver]
            yield f"  waiver: {finding.waiver}, until {waiver.expires.isoformat()}, owner {waiver.owner}"
            yield f"  reason: {waiver.reason}"


def _known(finding: Finding) -> str:
    return f"Known from the base, {finding.state}: {finding.id}"


def _suite(audit: Audit, folder: str, name: str, cases: Sequence[Case]) -> Iterator[str]:
    file = {} if name == BUILT_IN or name in audit.workspace.merged.shipped else {"file": folder + name}
    properties = {
        "as_of": audit.workspace.as_of.isoformat(),
        "workspace": audit.workspace.digest,
        "deployments": ",".join(audit.deployments),
        "gate": "closed" if audit.gate_closed else "open",
    }
    yield f"  <testsuite{_attributes(name=folder + name, **_counts(cases), **file)}>"
    yield "    <properties>"
    for key, value in properties.items():
        yield f"      <property{_attributes(name=key, value=value)}/>"
    yield "    </properties>"
    for case in cases:
        yield f"    <testcase{_attributes(name=case.name, classname=case.kind)}>"
        if case.verdict is not None:
            element, kind, message, text = case.verdict
            yield f"      <{element}{_attributes(type=kind, message=message)}>{_text(text)}</{element}>"
        yield f"      <system-out>{_text(case.about)}</system-out>"
        yield "    </testcase>"
    yield "  </testsuite>"


def _counts(cases: Iterable[Case]) -> dict[str, str]:
    ends = [case.verdict.element if case.verdict else "" for case in cases]
    return {
        "tests": str(len(ends)),
        "failures": str(ends.count(FAILURE)),
        "errors": str(ends.count(ERROR)),
        "skipped": str(ends.count(SKIPPED)),
    }


def _attributes(**values: str) -> str:
    return "".join(f" {name}={quoteattr(_legal(value))}" for name, value in values.items())


def _text(text: str) -> str:
    return escape(_legal(text), {"\r": "&#13;"})


def _legal(text: str) -> str:
    """A text in which every character that XML cannot hold is written as an escape."""
    return _ILLEGAL.sub(lambda found: f"\\u{{{ord(found[0]):x}}}", text)

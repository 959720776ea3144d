"""What `auditor explain WORD` is about: a finding, a rule, a promise, or a thing that rules are asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from auditor.attributes.rows import Rows, TableRow
from auditor.audit import Audit
from auditor.facts.register import SUBJECTS, Subject, rows_of
from auditor.findings import built_in, observed, waive
from auditor.findings.finding import Finding
from auditor.findings.places import section_of
from auditor.location import InvalidInput, Problem
from auditor.rules.explain import Judged, judged, judged_reach
from auditor.rules.reaches import Asking, reach_violations
from auditor.rules.violations import CompiledRule, Violation, violations
from auditor.workspace.merge import FOLDERS
from auditor.workspace.named import Named, named

TITLES = built_in.TITLES | waive.TITLES | observed.TITLES
RESOLVE = built_in.RESOLVE | waive.RESOLVE | observed.RESOLVE
"""What built-in findings are called, and what to do about them."""


def finding_called(audit: Audit, word: str) -> Finding | None:
    """The finding with this id; None when the word is no id of a finding. Raises InvalidInput when there is none."""
    if "@" not in word:
        return None
    found = next((finding for finding in audit.findings if finding.id == word), None)
    if found is None:
        hint = "`auditor check` lists the findings there are; of what holds, explain the rule or the thing"
        candidates = tuple(finding.id for finding in audit.findings)
        raise InvalidInput([Problem(f"there is no finding `{word}`", None, hint, word, candidates)])
    return found


def called(audit: Audit, word: str) -> tuple[Named, ...]:
    """The rule, the promise or the thing of this name. Raises InvalidInput."""
    workspace = audit.workspace
    rules = {*workspace.rules, *workspace.built_ins, *TITLES}
    among: dict[str, Collection[str]] = {"rules": rules, "promises": workspace.promises}
    for subject in SUBJECTS.values():
        if subject.section in FOLDERS["dataflows"]:
            among[subject.section] = _declared(audit, subject)
    elsewhere = {name: f"it is a data category: `auditor trace {name}` follows it" for name in workspace.categories}
    return tuple((home, "" if home == US else name) for home, name in named(word, among, elsewhere))


US = "organization"
"""The section of one row, which has no id."""


def _declared(audit: Audit, subject: Subject) -> Collection[str]:
    """All ids of a section, also those of what is retired and has no row."""
    if subject.section == US:
        return {US}
    ids = set(audit.workspace.merged.sections.get(subject.section, ()))
    if subject.section == "systems":
        ids |= audit.workspace.nodes.keys()
    if subject.section == "deployments":
        ids |= audit.workspace.deployments.keys()
    return ids


def subject_of(section: str) -> Subject:
    """The subject whose rows are named by a section."""
    return next(subject for subject in SUBJECTS.values() if subject.section == section)


class Tables:
    """The rows of an audit by subject, deployment and world, each made once."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.rows = Rows(audit.worlds, audit.observed)
        self._made: dict[tuple[str, str, bool], dict[str, list[TableRow]]] = {}

    def names(self, subject: str, deployment: str, active: bool = False) -> dict[str, list[TableRow]]:
        """The rows of a subject by the name that findings have for them."""
        key = subject, deployment, active
        if key not in self._made:
            named = self._made[key] = {}
            for row in rows_of(subject, self.rows, self.audit.workspace, deployment, active, self.audit.compared):
                named.setdefault(section_of(row)[1], []).append(row)
        return self._made[key]

    def of(self, subject: str, deployment: str, active: bool = False) -> Iterator[TableRow]:
        return (row for rows in self.names(subject, deployment, active).values() for row in rows)

    def named(self, section: str, name: str, deployment: str, active: bool = False) -> list[TableRow]:
        """The rows of one thing."""
        return self.names(subject_of(section).name, deployment, active).get(name, [])

    def violations(
        self, rule: CompiledRule, finding: Finding, deployment: str
    ) -> Iterator[tuple[TableRow, Sequence[Violation]]]:
        """What a rule says of the thing of a finding."""
        if not SUBJECTS[rule.subject].listed:
            found = reach_violations(rule, self.rows, self.audit.worlds.of(deployment)).violations
            yield from ((violation.row, (violation,)) for violation in found if violation.row.id == finding.thing)
            return
        for row in self.named(finding.section, finding.thing, deployment, rule.scope.active):
            yield row, violations(rule, row)

    def judged(self, rule: CompiledRule, deployment: str) -> Iterator[tuple[TableRow, Judged]]:
        """What a rule says of every row; where they are not listed, of those that it asks for."""
        if not SUBJECTS[rule.subject].listed:
            yield from judged_reach(Asking(rule, self.rows, self.audit.worlds.of(deployment)))
            return
        for row in self.of(rule.subject, deployment, rule.scope.active):
            yield row, judged(rule, row)

    def possible(self, rule: CompiledRule, deployment: str) -> frozenset[str]:
        """Of a rule about `reach`: the attributes of its `forbid` or `for` that anything fulfils, or may."""
        if SUBJECTS[rule.subject].listed:
            return frozenset()
        return Asking(rule, self.rows, self.audit.worlds.of(deployment)).rows.possible()

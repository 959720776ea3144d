"""The findings as SARIF 2.1.0, for scanners' dashboards; within the limits of GitHub code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from auditor import __version__
from auditor.audit import Audit
from auditor.findings.finding import UNDECIDED, WAIVED, WORST_FIRST, Finding
from auditor.formats.sarif.rules import described
from auditor.formats.sarif.texts import cut, escaped, sentence
from auditor.location import Location
from auditor.text.plain import counted, some
from auditor.vocabulary.words import SEVERITIES
from auditor.workspace.catalog import replaced

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HOME: Final = f"pkg:pypi/dataflow-auditor@{__version__}"
"""Where to read about this version: the package, by its package URL."""
MOST_RESULTS: Final = 25_000
"""A run with more is refused by GitHub."""
MOST_WAITS: Final = 5


def render(audit: Audit) -> str:
    """One run: a result a finding, sorted by id. What does not fit is counted in a notification. With a base, the
    findings that are fixed follow as `absent`."""
    return render_all([audit])


def render_all(audits: Sequence[Audit]) -> str:
    """A run a workspace."""
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_Run(audit).said() for audit in audits]}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


class _Run:
    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.workspace = audit.workspace
        self.flows = {flow.id: flow for flow in audit.workspace.flows}
        self.fixed = audit.against.fixed if audit.against else ()
        found = {finding.rule for finding in (*audit.findings, *self.fixed)}
        self.rules = sorted({*self.workspace.rules, *self.workspace.built_ins, *found})
        self.number = {name: number for number, name in enumerate(self.rules)}

    def said(self) -> dict[str, Any]:
        shown = self.audit.findings
        if len(shown) > MOST_RESULTS:
            shown = tuple(sorted(sorted(shown, key=_worst_first)[:MOST_RESULTS], key=lambda finding: finding.id))
        all_deployments = set(self.audit.deployments) == set(self.workspace.deployments)
        part = "" if all_deployments else f"{'+'.join(self.audit.deployments)}/"
        root = "root of the repository" if self.workspace.folder else "folder of the workspace"
        return {
            "tool": {"driver": self._driver()},
            "automationDetails": {"id": f"auditor/{self.workspace.folder}{part}"},
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": f"The {root}."}}},
            "invocations": [self._invocation(len(self.audit.findings) - len(shown))],
            "results": [
                *(self._result(finding) | self._baseline(finding) for finding in shown),
                *(self._absent(finding) for finding in self.fixed[: MOST_RESULTS - len(shown)]),
            ],
            "properties": {
                "asOf": self.workspace.as_of.isoformat(),
                "workspace": self.workspace.digest,
                "gate": "closed" if self.audit.gate_closed else "open",
                "summary": self.audit.summary._asdict(),
                "promises": {kept.id: kept.status for kept in self.audit.promises},
            },
        }

    def _driver(self) -> dict[str, Any]:
        return {
            "name": "auditor",
            "fullName": f"dataflow-auditor {__version__}",
            "version": __version__,
            "semanticVersion": __version__,
            "informationUri": HOME,
            "rules": [described(self.audit, name) for name in self.rules],
        }

    def _invocation(self, left_out: int) -> dict[str, Any]:
        closed = self.audit.gate_closed
        said: dict[str, Any] = {
            "executionSuccessful": True,
            "exitCode": 1 if closed else 0,
            "exitCodeDescription": f"The gate is {'closed' if closed else 'open'}.",
        }
        told = [
            f"The facts about {name} that ship with the auditor are of {day.isoformat()}: look for a newer version."
            for name, day in self.audit.old_facts.items()
        ]
        told += [
            f"The catalog that ships knows `{name}` too: the workspace's entry is used."
            for name in replaced(self.workspace)
        ]
        if left_out:
            told.append(f"{counted(left_out, 'finding')} left out, the last in rank: a run holds {MOST_RESULTS:,}.")
        if told:
            said["toolExecutionNotifications"] = [{"level": "warning", "message": {"text": text}} for text in told]
        return said

    def _result(self, finding: Finding) -> dict[str, Any]:
        is_open = finding.state == UNDECIDED or (finding.state == WAIVED and bool(finding.missing))
        related = list(self._related(finding))
        links = ", ".join(f"[{escaped(name)}]({number})" for number, (name, _) in enumerate(related, 1))
        said: dict[str, Any] = {
            "ruleId": finding.rule,
            "ruleIndex": self.number[finding.rule],
            # Of what is open there is no level; GitHub then takes that of the rule.
            **({"kind": "open"} if is_open else {"kind": "fail", "level": finding.severity}),
            "message": {"text": escaped(self._message(finding)) + (f" See {links}." if links else "")},
            "locations": [self._location(finding.location)],
            "relatedLocations": [
                {"id": number, **self._location(place, name)} for number, (name, place) in enumerate(related, 1)
            ],
            "partialFingerprints": {
                # The one that GitHub reads; made of the id, so that a finding stays itself on another line.
                "primaryLocationLineHash": finding.fingerprint,
                "findingId/v1": finding.fingerprint,
            },
            "suppressions": self._suppressions(finding),
            "properties": self._properties(finding),
        }
        if finding.witness:
            steps = [{"location": self._step(name)} for name in finding.witness]
            said["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
        return said

    def _baseline(self, finding: Finding) -> dict[str, str]:
        against = self.audit.against
        if against is None:
            return {}
        return {"baselineState": "new" if finding.id in against.introduced else "unchanged"}

    def _absent(self, finding: Finding) -> dict[str, Any]:
        """A finding of the base, at its place there; what it was about may be gone with it."""
        return self._result(finding._replace(related=(), witness=())) | {"baselineState": "absent"}

    def _message(self, finding: Finding) -> str:
        said = sentence(finding.message)
        if finding.missing:
            said += f" It waits for {some(finding.missing, MOST_WAITS)}."
        if finding.waiver is not None and finding.state != WAIVED:
            waived = ", ".join(name for name, state in finding.states if state == WAIVED)
            said += f" Waived in {waived} alone."
        return said

    def _related(self, finding: Finding) -> Iterator[tuple[str, Location]]:
        for related in finding.related:
            yield related.message, related.location
        if finding.waiver is not None:
            yield "the waiver", self.workspace.merged.at(("waivers", finding.waiver), key=True)

    def _step(self, name: str) -> dict[str, Any]:
        """A flow of a witness, or a link of a chain."""
        merged = self.workspace.merged
        flow = self.flows.get(name)
        if flow is not None:
            ends = f"{_end(flow.source)} to {_end(flow.target)}"
            return self._location(merged.at(("flows", name), key=True), f"{name}: {ends}")
        vendor, _, subprocessor = name.partition("..")
        return self._location(
            merged.at(("vendors", vendor, "subprocessors"), key=True), f"{subprocessor}, a subprocessor of {vendor}"
        )

    def _suppressions(self, finding: Finding) -> list[dict[str, Any]]:
        if finding.state != WAIVED or finding.waiver is None:
            return []
        waiver = self.workspace.waivers[finding.waiver]
        said = [waiver.reason, f"owner: {waiver.owner}"]
        said += [f"approved by: {waiver.approved_by}"] if waiver.approved_by else []
        said += [f"ticket: {waiver.ticket}"] if waiver.ticket else []
        place = self.workspace.merged.at(("waivers", finding.waiver), key=True)
        return [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "; ".join([*said, f"until {waiver.expires.isoformat()}"]),
                "location": self._location(place),
                "properties": {"waiver": finding.waiver, "expires": waiver.expires.isoformat()},
            }
        ]

    def _properties(self, finding: Finding) -> dict[str, Any]:
        said: dict[str, Any] = {
            "id": finding.id,
            "state": finding.state,
            "severity": finding.severity,
            "deployments": dict(finding.states),
            "missing": list(finding.missing),
        }
        if cut(finding.message) != finding.message:
            said["message"] = finding.message
        return said

    def _location(self, location: Location, message: str | None = None) -> dict[str, Any]:
        place = self._written(location)
        said: dict[str, Any] = {
            "physicalLocation": {
                "artifactLocation": {"uri": quote(self.workspace.path(place.file), safe="/"), "uriBaseId": "%SRCROOT%"},
                "region": {
                    "startLine": place.line,
                    "startColumn": place.column,
                    "endLine": place.line,
                    "endColumn": place.column + place.length,
                },
            }
        }
        if message is not None:
            said["message"] = {"text": escaped(message)}
        return said

    def _written(self, location: Location) -> Location:
        """A pack that ships is no file of the workspace: the line that extends it stands for it."""
        if location.file not in self.workspace.merged.shipped:
            return location
        return self.workspace.merged.at(("extends", location.file.removeprefix("pack ")), key=True)


def _worst_first(finding: Finding) -> tuple[bool, int, int, str]:
    """What is waived last; else by severity, then what is violated before what is undecided."""
    severity, state = SEVERITIES.index(finding.severity), WORST_FIRST.index(finding.state)
    return finding.state == WAIVED, -severity, state, finding.id


def _end(name: object) -> str:
    return name if isinstance(name, str) else "unknown"

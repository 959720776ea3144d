"""The findings as JSON, schema `auditor/findings/1`: a record of its own, copied field by field."""

from __future__ import annotations

import json
from typing import Any

from auditor.audit import Audit
from auditor.findings.finding import WAIVED, Finding
from auditor.location import Location


def render(audit: Audit) -> str:
    """One JSON document; findings sorted by id."""
    document = {
        "schema": "auditor/findings/1",
        "as_of": audit.workspace.as_of.isoformat(),
        "workspace": audit.workspace.digest,
        "gate": "closed" if audit.gate_closed else "open",
        "summary": audit.summary._asdict(),
        "findings": [_finding(audit, finding) for finding in audit.findings],
        "fixed": [_finding(audit, finding) for finding in audit.against.fixed] if audit.against else [],
        "promises": [
            {"id": kept.id, "status": kept.status, "basis": kept.basis, "rules": list(kept.rules)}
            for kept in audit.promises
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _finding(audit: Audit, finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        "state": finding.state,
        "message": finding.message,
        "because": list(finding.because),
        "resolve": finding.resolve,
        "location": _location(finding.location),
        "related": [{**_location(related.location), "message": related.message} for related in finding.related],
        "deployments": list(finding.deployments),
        "witness": list(finding.witness),
        "conditions": [
            {
                "attribute": asked.attribute,
                "wanted": asked.wanted,
                "found": asked.found,
                "answer": asked.answer,
            }
            for asked in finding.conditions
        ],
        "missing": list(finding.missing),
        "introduced": None if audit.against is None else finding.id in audit.against.introduced,
        "waiver": _waiver(audit, finding),
        "fingerprint": finding.fingerprint,
    }


def _waiver(audit: Audit, finding: Finding) -> dict[str, Any] | None:
    """Who accepted a waived finding, why, and until when."""
    if finding.waiver is None or finding.state != WAIVED:
        return None
    waiver = audit.workspace.waivers[finding.waiver]
    return {
        "id": finding.waiver,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "approved_by": waiver.approved_by,
        "ticket": waiver.ticket,
        "granted": waiver.granted.isoformat() if waiver.granted else None,
        "expires": waiver.expires.isoformat(),
    }


def _location(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}

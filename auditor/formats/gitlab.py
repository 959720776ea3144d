"""A GitLab Code Quality report, for `artifacts: reports: codequality:` of a job.

An array of objects with the fields that GitLab documents: `description`, `check_name`, `fingerprint`, `severity` and
`location` with `path` and `lines.begin`. Waived findings are left out: somebody accepted them. GitLab has five
severities: what is violated is `critical` where it is an error, what is undecided there `major`, a warning is `minor`
and a note `info`; nothing is a `blocker`, for GitLab blocks nothing by them: the exit code does.
"""

from __future__ import annotations

import json
from typing import Any

from auditor.audit import Audit
from auditor.findings.finding import VIOLATED, WAIVED, Finding
from auditor.text.plain import shown


def render(audit: Audit) -> str:
    """One JSON document; findings sorted by id."""
    found = [_entry(finding) for finding in audit.findings if finding.state != WAIVED]
    return json.dumps(found, indent=2, ensure_ascii=True) + "\n"


def _entry(finding: Finding) -> dict[str, Any]:
    return {
        "description": shown(finding.message),
        "check_name": finding.rule,
        "fingerprint": finding.fingerprint,
        "severity": _severity(finding),
        "location": {"path": finding.location.file, "lines": {"begin": finding.location.line}},
    }


def _severity(finding: Finding) -> str:
    if finding.severity == "error":
        return "critical" if finding.state == VIOLATED else "major"
    return {"warning": "minor", "note": "info"}[finding.severity]

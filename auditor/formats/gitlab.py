"""A GitLab Code Quality report, for `artifacts: reports: codequality:` of a job.

An array of objects with the fields that GitLab documents: `description`, `check_name`, `fingerprint`, `severity` and
`location` with `path` and `lines.begin`. Waived findings are left out: somebody accepted them. What is known from a
base is not, for GitLab compares the report of a merge request with that of its target itself. GitLab has five
severities: what is violated is `critical` where it is an error, what is undecided there `major`, a warning is `minor`
and a note `info`; nothing is a `blocker`, for GitLab blocks nothing by them: the exit code does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from auditor.audit import Audit
from auditor.findings.finding import VIOLATED, WAIVED, Finding
from auditor.text.plain import shown
from auditor.workspace.model import Workspace


def render(audit: Audit) -> str:
    """One JSON document; findings sorted by id."""
    return render_all([audit])


def render_all(audits: Sequence[Audit]) -> str:
    """The same of several workspaces, one after the other."""
    found = [
        _entry(audit.workspace, finding) for audit in audits for finding in audit.findings if finding.state != WAIVED
    ]
    return json.dumps(found, indent=2, ensure_ascii=True) + "\n"


def _entry(workspace: Workspace, finding: Finding) -> dict[str, Any]:
    return {
        "description": shown(finding.message),
        "check_name": finding.rule,
        "fingerprint": _fingerprint(workspace.folder, finding),
        "severity": _severity(finding),
        "location": {"path": workspace.path(finding.location.file), "lines": {"begin": finding.location.line}},
    }


def _fingerprint(folder: str, finding: Finding) -> str:
    """GitLab puts the reports of all jobs together: two workspaces of a repository may have findings of one id."""
    if not folder:
        return finding.fingerprint
    return hashlib.sha256(f"{folder}{finding.id}".encode()).hexdigest()[:32]


def _severity(finding: Finding) -> str:
    if finding.severity == "error":
        return "critical" if finding.state == VIOLATED else "major"
    return {"warning": "minor", "note": "info"}[finding.severity]

"""A job on GitHub: what its variables say, and the summary of its step."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from auditor.audit import Audit
from auditor.workspace.model import Workspace


def commit() -> str:
    """The address below which GitHub shows the files that a job checks; nothing anywhere else. No relative link in
    a comment or a summary leads to a file there."""
    named = [os.environ.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")]
    return f"{named[0]}/{named[1]}/blob/{named[2]}/" if all(named) else ""


def base_of(workspace: Workspace) -> str:
    """The same for the files of a workspace."""
    address = commit()
    return f"{address}{quote(workspace.folder)}" if address else ""


def summarize(found: Audit) -> None:
    """Add the report to the summary of the step, where there is one."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        from auditor.formats.markdown import report

        with Path(summary).open("a", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(report.render(found, base_of(found.workspace)))

"""The ledger of notices: which one counts for a vendor."""

from __future__ import annotations

from datetime import date

from auditor.workspace.model import Workspace


def first_notice(workspace: Workspace, vendor: str) -> str | None:
    """The earliest notice that a vendor is added, since the last one that it is removed."""
    about = {
        name: notice for name, notice in sorted(workspace.notices.items()) if vendor in notice.vendors
    }  # fmt: skip
    removed = [n.sent for n in about.values() if n.about == "removed" and isinstance(n.sent, date)]
    added = [
        (n.sent if isinstance(n.sent, date) else date.min, name)
        for name, n in about.items()
        if n.about == "added" and not (removed and isinstance(n.sent, date) and n.sent <= max(removed))
    ]
    return min(added)[1] if added else None

"""Which notice is about a change, and from when the change may take effect."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from auditor.changes.notice import counting, prospect
from auditor.changes.records import Change
from auditor.workspace.model import Workspace

ABOUT: Final = {"vendor_added": ("added",), "vendor_removed": ("removed",), "subprocessor_added": ("changed", "added")}
"""What a notice about a change says of its vendor, where that is not `changed`."""


def told(change: Change, workspace: Workspace, since: date | None) -> Change:
    """A material change with the day from which it may take effect."""
    if not change.material:
        return change._replace(prospect=None)
    vendor = change.vendor if change.vendor in workspace.vendors else None
    return change._replace(prospect=prospect(workspace, notice_of(change, workspace, since), vendor))


def notice_of(change: Change, workspace: Workspace, since: date | None) -> str | None:
    """The notice about a change: one that takes effect after the base revision, which is of the day `since`; a
    revision without a day is older than the day of the audit."""
    yesterday = workspace.as_of - timedelta(days=1)
    after = yesterday if since is None else min(since, yesterday)
    found = counting(workspace, change.vendor, about(change), after)
    if found is None and change.type == "subprocessor_added":
        for link in change.after if isinstance(change.after, tuple) else ():
            found = found or counting(workspace, link, ("added",), after)
    return found


def about(change: Change) -> Sequence[str]:
    """What a notice about a change may say of its vendor, what fits best first."""
    if change.type == "status_changed":  # a flow goes live with its vendor, or by itself
        return ("added",) if change.section == "vendors" else ("changed", "added")
    if change.first:
        return ("added", "changed")
    return ABOUT.get(change.type, ("changed",))

"""The notices that customers still have to get: about what, from when, and the entry of each in the ledger.

This is the one place that says which notices there are to send; `check`, `diff` and the documents ask here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from auditor.changes.notice import prospect_of_vendor
from auditor.changes.records import Change
from auditor.changes.telling import about
from auditor.declarations.organization import Notice
from auditor.workspace.model import Workspace
from auditor.writing.style import Data, in_line

ADDED, CHANGED, REMOVED = "added", "changed", "removed"


class Letter(NamedTuple):
    """A notice that nobody sent: whom it is about (None: no vendor), what happens to them, the changes that it tells
    (none, for a vendor that is proposed and was so in every revision), and the first day that it may name; None: that
    is not known.

    `name` and `entry` are its entry in the ledger, as of when it is sent on the day of the audit; `declare` are entries
    of `vendors` that the ledger needs: who is gone is declared as retired.
    """

    vendor: str | None
    about: str
    changes: tuple[Change, ...]
    effective: date | None
    name: str
    entry: Mapping[str, Data]
    declare: Mapping[str, Data]

    @property
    def ledger(self) -> str:
        """The entry in one line."""
        return f"{self.name}: {in_line(self.entry)}"

    @property
    def declares(self) -> str:
        """What it needs declared, in one line; an empty text where that is nothing."""
        return ", ".join(f"{name}: {in_line(entry)}" for name, entry in self.declare.items())


def letters(changes: Iterable[Change], workspace: Workspace) -> list[Letter]:
    """The notices of the material changes of which nobody was told, one a vendor and what happens to it."""
    untold = [change for change in changes if change.prospect is not None and change.prospect.notice is None]
    added = {change.vendor for change in untold if change.vendor is not None and about(change)[0] == ADDED}
    found: dict[tuple[str, str], list[Change]] = {}
    for change in untold:
        found.setdefault(_belongs(change, added), []).append(change)
    taken = set(workspace.notices)
    return [
        _letter(workspace, vendor or None, what, tuple(together), taken)
        for (vendor, what), together in sorted(found.items())
    ]


def letter_of_vendor(workspace: Workspace, vendor: str) -> Letter | None:
    """The notice that a proposed vendor is to be added; None where one is in the ledger."""
    prospect = prospect_of_vendor(workspace, vendor)
    if prospect.notice is not None:
        return None
    return _made(workspace, vendor, ADDED, (), prospect.earliest, set(workspace.notices))


def _belongs(change: Change, added: set[str]) -> tuple[str, str]:
    """The vendor and the words of the notice that tells a change: that of a new vendor tells what comes with it, and
    that it stands in a chain now."""
    what = about(change)
    if ADDED in what:
        if change.vendor in added:
            return change.vendor, ADDED
        links = new_links(change)
        if links and added.issuperset(links):
            return links[0], ADDED
    return change.vendor or "", what[0]


def new_links(change: Change) -> list[str]:
    """The vendors that a chain leads to and did not."""
    if change.type != "subprocessor_added" or not isinstance(change.after, tuple):
        return []
    before = change.before if isinstance(change.before, tuple) else ()
    return [name for name in change.after if name not in before]


def _letter(
    workspace: Workspace, vendor: str | None, what: str, changes: tuple[Change, ...], taken: set[str]
) -> Letter:
    days = [change.prospect.earliest for change in changes if change.prospect is not None]
    earliest = max((day for day in days if day is not None), default=None)
    return _made(workspace, vendor, what, changes, earliest, taken)


def _made(
    workspace: Workspace, vendor: str | None, what: str, changes: tuple[Change, ...], earliest: date | None,
    taken: set[str],
) -> Letter:  # fmt: skip
    effective = named_day(workspace, vendor, earliest) if what == ADDED else earliest
    name = _name(f"{workspace.as_of:%Y-%m}", vendor, what, taken)
    entry: dict[str, Data] = {"sent": workspace.as_of, "about": what, "effective": effective or "unknown"}
    entry["vendors"] = [vendor] if vendor is not None else []
    channel = _channel(workspace)
    if channel is not None:
        entry["channel"] = channel
    declare: dict[str, Data] = {}
    if vendor is not None and vendor not in workspace.vendors:
        declared = next((one.before for one in changes if one.type == "vendor_removed"), None)
        declare[vendor] = {"name": declared if isinstance(declared, str) else "unknown", "status": "retired"}
    return Letter(vendor, what, changes, effective, name, entry, declare)


def named_day(workspace: Workspace, vendor: str | None, earliest: date | None) -> date | None:
    """The day that a notice about a new vendor names: its own first day, never before the earliest one."""
    entry = workspace.vendors.get(vendor) if vendor is not None else None
    declared = entry.active_from if entry is not None else None
    return max(earliest, declared) if earliest is not None and isinstance(declared, date) else earliest


def _name(month: str, vendor: str | None, what: str, taken: set[str]) -> str:
    """The id of its entry; `taken` are those that are there, and gets it."""
    words = [month, *([vendor] if vendor is not None else []), *([what] if what != ADDED else [])]
    base = name = "-".join(words)
    number = 2
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    taken.add(name)
    return name


def _channel(workspace: Workspace) -> str | None:
    """How customers were promised to be told."""
    us = workspace.organization
    notice = us.notice if us is not None else None
    channel = notice.channel if isinstance(notice, Notice) else None
    return channel if isinstance(channel, str) else None

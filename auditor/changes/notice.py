"""From when a change may take effect: what customers were promised, what they were told, and what is left to do.

A change goes from proposed (nobody was told) to notified (a notice is out, its day has not come) to active (it may be
in effect). This is the one place that computes the day; reports and documents ask here.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from auditor.declarations.organization import Notice, Told
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.model import Workspace
from auditor.workspace.notices import first_notice

PROPOSED, NOTIFIED, ACTIVE = "proposed", "notified", "active"


class Prospect(NamedTuple):
    """What comes of a change. `earliest` is the first day on which it may take effect; None: that is not known.

    `days` is how much notice was promised, `given` how much the notice gives (None: not known, or no notice), `notice`
    the id of the notice that counts.
    """

    state: str
    earliest: date | None
    days: int | None
    notice: str | None
    given: int | None
    sent: date | None
    says: str


def promised_days(workspace: Workspace) -> int | None:
    """How many days ahead customers were promised to be told; None where nobody says."""
    us = workspace.organization
    notice = us.notice if us is not None else None
    days = notice.days if isinstance(notice, Notice) else None
    return days if isinstance(days, int) else None


def effective_day(workspace: Workspace, notice: Told) -> date | None:
    """The day a notice takes effect; None where that is not known. Not written: its vendor's `active_from`."""
    if isinstance(notice.effective, date):
        return notice.effective
    if notice.effective is UNKNOWN:
        return None
    days = {
        vendor.active_from for name, vendor in workspace.vendors.items()
        if name in notice.vendors and isinstance(vendor.active_from, date)
    }  # fmt: skip
    return max(days) if days else None


def counting(workspace: Workspace, vendor: str | None, about: Iterable[str], since: date) -> str | None:
    """The notice about a change: it names the vendor (none, for what is about no vendor), says what happens, and takes
    effect after `since`, the day of the base revision. Of several the one sent first."""
    found = []
    for name, notice in sorted(workspace.notices.items()):
        named = vendor in notice.vendors if vendor is not None else not notice.vendors
        if named and notice.about in about:
            effective = effective_day(workspace, notice)
            if effective is None or effective > since:
                found.append((notice.sent if isinstance(notice.sent, date) else date.min, name))
    return min(found)[1] if found else None


def prospect(workspace: Workspace, notice: str | None, vendor: str | None = None) -> Prospect:
    """What comes of a change that has this notice, or none, as of the day of the audit."""
    days = promised_days(workspace)
    if notice is None:
        return _nobody_told(workspace, days)
    entry = workspace.notices[notice]
    sent = entry.sent if isinstance(entry.sent, date) else None
    effective = _effective(workspace, entry, vendor)
    given = (effective - sent).days if sent is not None and effective is not None else None
    if days is None or sent is None or effective is None:
        lacks = "how much notice was promised" if days is None else f"when {notice} was sent or takes effect"
        said = f"nobody says from when: {lacks} is not declared"
        return Prospect(NOTIFIED, None, days, notice, given, sent, said)
    earliest = max(effective, sent + timedelta(days=days))
    state = ACTIVE if earliest <= workspace.as_of else NOTIFIED
    if given is not None and given < days:
        said = (
            f"not before {earliest.isoformat()}: the notice of {sent.isoformat()} gives {given} of the {days} days, "
            f"for {effective.isoformat()}"
        )
    else:
        said = f"may go live on {earliest.isoformat()}, {given} days after the notice of {sent.isoformat()}"
    return Prospect(state, earliest, days, notice, given, sent, said)


def prospect_of_vendor(workspace: Workspace, vendor: str) -> Prospect:
    """What comes of a proposed vendor, by the first notice that it is added."""
    return prospect(workspace, first_notice(workspace, vendor), vendor)


def _effective(workspace: Workspace, entry: Told, vendor: str | None) -> date | None:
    """The day a notice takes effect for a vendor."""
    if vendor is not None and entry.effective is None:
        declared = workspace.vendors[vendor].active_from if vendor in workspace.vendors else None
        return declared if isinstance(declared, date) else None
    return effective_day(workspace, entry)


def _nobody_told(workspace: Workspace, days: int | None) -> Prospect:
    if days is None:
        said = "nobody says from when: organization.notice.days is not declared, and no notice is in the ledger"
        return Prospect(PROPOSED, None, None, None, None, None, said)
    earliest = workspace.as_of + timedelta(days=days)
    said = f"not before {earliest.isoformat()}: no notice of it is in the ledger; send it today"
    return Prospect(PROPOSED, earliest, days, None, None, None, said)

"""What a waiver must say so that it can be applied at all."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from auditor.declarations.policy import Waiver
from auditor.location import Problem
from auditor.workspace.merge import Merged

_FINDING = re.compile(r"(?P<rule>[a-z0-9_-]+)@(?P<thing>[a-z_]+(?:/\S+)?)")
SECTIONS = (
    "flows",
    "systems",
    "vendors",
    "deployments",
    "organization",
    "promises",
    "reach",
    "observed_files",
    "observed_vendors",
    "observed_regions",
    "observed_tables",
    "observed_flows",
    "changes",
)
"""What stands after the `@` of a finding."""


def last_day(granted: date) -> date:
    """The latest day on which a waiver may end: a year after it was granted."""
    if granted.year == date.max.year:
        return date.max
    leap_day = (granted.month, granted.day) == (2, 29)
    return date(granted.year + 1, 2, 28) if leap_day else granted.replace(year=granted.year + 1)


def check_waivers(
    merged: Merged, waivers: Mapping[str, Waiver], rules: Collection[str], as_of: date
) -> Iterable[Problem]:
    """A waiver names findings of rules that exist, and ends within a year."""
    for name, waiver in waivers.items():
        for number, finding in enumerate(waiver.finding):
            where = merged.at(("waivers", name, "finding", number))
            found = _FINDING.fullmatch(finding)
            if not found:
                hint = "RULE@SECTION/ID/ATTRIBUTE=VALUE, as the report prints it"
                yield Problem(f"`{finding}` is not the id of a finding", where, hint)
            elif found["rule"] not in rules and not merged.mentions(found["rule"]):
                rule = found["rule"]
                yield Problem(f"`{finding}` is of an unknown rule `{rule}`", where, None, rule, tuple(sorted(rules)))
            elif found["thing"].partition("/")[0] not in SECTIONS:
                section = found["thing"].partition("/")[0]
                yield Problem(f"`{finding}` is of an unknown section `{section}`", where, None, section, SECTIONS)
        granted = waiver.granted is not None and waiver.granted <= as_of
        latest = last_day(waiver.granted if waiver.granted and granted else as_of)
        if waiver.granted and waiver.expires < waiver.granted:
            where = merged.at(("waivers", name, "granted"))
            yield Problem("the waiver was granted after it ends", where, f"it ends on {waiver.expires.isoformat()}")
        if waiver.expires > latest:
            since = "it was granted" if granted else "the audit's date"
            hint = f"the latest day is {latest.isoformat()}"
            yield Problem(f"a waiver lasts at most a year after {since}", merged.at(("waivers", name, "expires")), hint)

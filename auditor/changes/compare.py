"""Two revisions of a workspace -> what changed in meaning, sorted; one change for all that comes with a vendor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from auditor.changes.flows import flows
from auditor.changes.making import Making
from auditor.changes.pairs import renamed, renamed_flows, replaced
from auditor.changes.recipients import recipients
from auditor.changes.records import Change
from auditor.changes.sections import sections
from auditor.changes.side import Side
from auditor.changes.things import things
from auditor.graph.world import Worlds
from auditor.vocabulary.words import CHANGES

COMES: Final = ("flow_added", "system_added", "data_added")
GOES: Final = ("flow_removed", "system_removed", "data_removed")
MOVES: Final = ("from", "to")
"""What comes and what goes with a vendor, and the facts by which a flow changes over to it."""


def compare(before: Worlds, after: Worlds) -> list[Change]:
    """All differences in meaning but those of rules and waivers, of which others know more."""
    return in_order(_folded(differences(before, after)))


def differences(before: Worlds, after: Worlds) -> Making:
    """Every one of them apart, also what comes or goes with a vendor."""
    making = Making(*_sides(before, after))
    flows(making)
    things(making, replaced(making.before, making.after))
    recipients(making)
    sections(making)
    return making


def _sides(before: Worlds, after: Worlds) -> tuple[Side, Side]:
    """Both revisions, with what has another id in them."""
    old, new = before.workspace, after.workspace
    names = renamed(old, new)
    newer = Side(new, after)
    return Side(old, before, names, renamed_flows(Side(old, before, names), newer)), newer


def replacements(before: Worlds, after: Worlds) -> dict[str, str]:
    """The vendors that take the place of others: from the one that comes to the one that goes."""
    return replaced(*_sides(before, after)).replaces


def in_order(found: Iterable[Change]) -> list[Change]:
    """By type, then by what they are about."""
    order = {name: number for number, name in enumerate(CHANGES)}
    return sorted(found, key=lambda change: (order[change.type], change.id))


def _folded(making: Making) -> list[Change]:
    """What comes or goes with a vendor, and with a system of ours, is one change; those it stands for go."""
    found = making.found
    inside: dict[str, str] = {}
    kept = []
    for change in found:
        if change.type in ("vendor_added", "vendor_removed"):
            for other in found:
                if _comes_with(other, change):
                    inside.setdefault(other.id, change.id)
    for change in found:
        if change.type in ("system_added", "system_removed") and change.id not in inside:
            for other in found:
                if other.section == "systems" and other.thing == change.thing and other is not change:
                    inside.setdefault(other.id, change.id)
    for change in found:
        if change.id not in inside:
            includes = tuple(sorted(name for name, whole in _all_inside(inside, change.id)))
            kept.append(change._replace(includes=includes))
    return kept


def _all_inside(inside: dict[str, str], whole: str) -> list[tuple[str, str]]:
    return [(name, other) for name, other in inside.items() if other == whole]


def _comes_with(change: Change, vendor: Change) -> bool:
    came = vendor.type == "vendor_added"
    if change.type == "flow_changed" and change.attribute in MOVES:
        return came and vendor.thing in change.about
    if change.type not in (COMES if came else GOES):
        return False
    if change.section == "vendors":
        return change.thing == vendor.thing
    return vendor.thing in change.about

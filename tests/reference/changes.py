"""What a small edit of a workspace changes, straight from the words of the format: rows of `change`.

It knows the facts of a flow that stays (controls, purposes, retention, trigger), and titles of deployments. What comes
and goes, and what that brings along, is compared elsewhere (`tests/properties/test_changes.py`).
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from tests.reference.facts import NOBODY, Facts, fact
from tests.reference.flows import Load, Travel
from tests.reference.kleene import UNKNOWN
from tests.reference.scales import seconds
from tests.reference.trees import as_list

TABLE = ["type", "data", "vendor", "region", "purposes", "system", "flow", "notice_days", "material"]
MATERIAL = ["at_rest_added"]
"""What customers must be told of among these types, wherever it happens; and new purposes."""


@dataclass
class Change:
    """One difference; `none` where it is about no vendor, system or flow."""

    type: str
    id: str
    deployments: list[str]
    vendor: str = NOBODY
    system: str = NOBODY
    flow: str = NOBODY
    data: Load = field(default_factory=Load)
    region: list[str] = field(default_factory=list)
    purposes: list[str] = field(default_factory=list)
    material: bool = False


def changes(before: Facts, after: Facts) -> list[Change]:
    """Every difference of the kinds that this knows."""
    found: list[Change] = []
    for name in after.flows:
        found += _of_flow(before, after, name)
    for name, entry in after.dataflows.get("deployments", {}).items():
        if entry["title"] != before.deployments[name]["title"]:
            found.append(Change("title_changed", f"title_changed.deployments.{name}.title", [name]))
    return found


def _of_flow(before: Facts, after: Facts, name: str) -> list[Change]:
    old, new = before.flows[name], after.flows[name]
    rows: list[tuple[str, str, dict[str, Any]]] = [(kind, "", {}) for kind in _controls(old, new)]
    rows += [("flow_changed", ".trigger", {})] if fact(old, "trigger") != fact(new, "trigger") else []
    was, now = before.retention(name), after.retention(name)
    if _length(was) != _length(now):
        # "at rest where it was in transit", also where "nobody says any more that it is not"
        rows.append(("at_rest_added" if was == "none" else "retention_changed", "", {}))
    used, uses = set(before.purposes(name)), set(after.purposes(name))
    rows += [("purposes_added", "", {"purposes": sorted(uses - used)})] if uses - used else []
    rows += [("purposes_removed", "", {"purposes": sorted(used - uses)})] if used - uses else []
    return [_about(before, after, name, *row) for row in rows]


def _length(retention: str) -> str:
    """ "1y = 12mo = 365d" """
    return str(seconds(retention)) if retention[0].isdigit() else retention


def _controls(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """A control that is gone, or that nobody says any more; and one that came."""
    was, now = fact(old, "controls"), fact(new, "controls")
    if was == now or (was != UNKNOWN and now != UNKNOWN and set(was) == set(now)):
        return []
    had, has = (set() if one == UNKNOWN else set(one) for one in (was, now))
    return ["control_removed"] * bool(had - has) + ["control_added"] * bool(has - had)


def _about(before: Facts, after: Facts, name: str, kind: str, key: str, more: dict[str, Any]) -> Change:
    flow, where = after.flows[name], after.flow_deployments(name)
    load = Load()
    for deployment in where:
        load = load.plus(Travel(after, deployment, False).carries[name])
    # the words of a list: what else a flow leaves out does not show in them
    words = after.data.words if load.any else set()
    named = Load(load.declared, after.data.below_any(sorted(load.declared)), set(words))
    vendor = after.vendor_of(flow["to"])
    if vendor == NOBODY:  # it goes to us or to a person: then it is about who sends it
        source = after.vendor_of(flow["from"])
        vendor = source if source in after.vendors else NOBODY
    change = Change(
        kind,
        f"{kind}.flows.{name}" if not kind.startswith("flow_") else f"{kind}.{name}{key}",
        where,
        vendor=vendor,
        system=NOBODY if flow["to"] == UNKNOWN else flow["to"],
        flow=name,
        data=named,
        region=sorted({place for one in where for place in after.flow_region(name, one)}),
        purposes=sorted(set(after.purposes(name))),
    )
    if kind == "purposes_added":
        change.purposes = more["purposes"]
        known = [one for one in before.purposes(name) if one != UNKNOWN]
        new = [one for one in change.purposes if not set(known) & after.trees["purposes"].above(one)]
        change.material = bool(new)
    elif kind == "purposes_removed":
        change.purposes = more["purposes"]
    else:
        change.material = kind in MATERIAL
    return change


def notice_days(facts: Facts, change: Change) -> str:
    """ "days from the notice about it that takes effect after the base revision"; of several the first one sent."""
    found = []
    for entry in facts.notices.values():
        about = entry["vendors"] == [] if change.vendor in (NOBODY, UNKNOWN) else change.vendor in entry["vendors"]
        if not about or entry.get("about", "added") != "changed":
            continue
        starts = [str(fact(facts.vendors[one], "active_from")) for one in entry["vendors"]]
        default = max((day for day in starts if day != UNKNOWN), default=UNKNOWN)
        effective = str(entry.get("effective", default))
        if effective == UNKNOWN or datetime.date.fromisoformat(effective) >= facts.as_of:
            own = str(fact(facts.vendors.get(change.vendor, {}), "active_from"))
            found.append((str(entry["sent"]), str(entry.get("effective", own))))
    if not found:
        return "none"
    sent, effective = min(found)
    if effective == UNKNOWN:
        return UNKNOWN
    return str((datetime.date.fromisoformat(effective) - datetime.date.fromisoformat(sent)).days)


def values(facts: Facts, change: Change, attribute: str) -> tuple[str, list[str]]:
    """The type of an attribute that is no thing and not `data`, and its values."""
    if attribute == "notice_days":
        return "number", [notice_days(facts, change)]
    if attribute in ("region", "purposes"):
        return attribute, [*as_list(getattr(change, attribute))]
    return "word", [change.type if attribute == "type" else str(change.material).lower()]

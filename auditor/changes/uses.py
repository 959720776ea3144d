"""What recipients get data for and where, as flows that come or go say it of a vendor that was there."""

from __future__ import annotations

from typing import Any

from auditor.changes import material
from auditor.changes.making import Making
from auditor.changes.material import Judged, immaterial
from auditor.changes.side import UNKNOWN_WORD, Side, Words, union


def uses(making: Making) -> None:
    """Purposes and places that come with a flow to a vendor that was there, and purposes that go with one."""
    before, after = making.before, making.after
    for name in sorted(after.flows.keys() - before.flows.keys()):
        flow = after.flows[name]
        vendor = after.vendor_of(after.end(flow.target))
        if not isinstance(vendor, str) or vendor not in before.vendors:
            continue
        known = _purposes_of(before, vendor)
        said_of_it = after.purposes(flow)
        new = (frozenset((UNKNOWN_WORD,)) if said_of_it is None else said_of_it) - known
        if new:
            said = material.for_purposes(known, new, after.workspace.purposes)
            _use(making, "purposes_added", name, said, {"purposes": tuple(sorted(new))})
        moved: dict[str, list[str]] = {}
        for one in flow.deployments:
            there = _places_there(before, vendor, one) | after.places_of_vendor(vendor, one)
            for word in after.places(flow, one) - there:
                moved.setdefault(word, []).append(one)
        if moved:
            where = sorted({one for deployments in moved.values() for one in deployments})
            there = union(_places_there(before, vendor, one) for one in where)
            said = material.in_places(there, moved)
            _use(making, "region_changed", name, said, {"region": tuple(sorted(moved))}, tuple(sorted(there)))
    for name in sorted(before.flows.keys() - after.flows.keys()):
        flow = before.flows[name]
        vendor = before.vendor_of(before.end(flow.target))
        if isinstance(vendor, str) and vendor in after.vendors:
            gone = (before.purposes(flow) or frozenset()) - _purposes_of(after, vendor)
            if gone:
                _use(
                    making,
                    "purposes_removed",
                    name,
                    immaterial(material.LESS),
                    {"purposes": tuple(sorted(gone))},
                    old=True,
                )


def _use(
    making: Making, type_: str, flow: str, said: Judged, words: dict[str, Any], before: tuple[str, ...] | None = None,
    *, old: bool = False,
) -> None:  # fmt: skip
    (found,) = words.values()
    making.add(
        type_, "flows", flow, said, key=type_.partition("_")[0], old=old, more=words,
        before=found if old else before, after=None if old else found,
    )  # fmt: skip


def _purposes_of(side: Side, vendor: str) -> Words:
    flows = (flow for system in side.run_by.get(vendor, ()) for flow in side.arriving.get(system, ()))
    declared = side.vendors[vendor].purposes
    return union(
        [
            *(side.purposes(flow) or frozenset() for flow in flows),
            frozenset(declared if isinstance(declared, tuple) else ()),
        ]
    )


def _places_there(side: Side, vendor: str, deployment: str) -> Words:
    where = [deployment] if deployment in side.workspace.deployments else list(side.workspace.deployments)
    flows = [flow for system in side.run_by.get(vendor, ()) for flow in side.arriving.get(system, ())]
    return union(
        [
            *(side.places_of_vendor(vendor, one) for one in where),
            *(side.places(flow, one) for flow in flows for one in where if one in flow.deployments),
        ]
    )

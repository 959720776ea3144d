"""Making changes: what every record says beside what it is about is looked up here, once for all types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.changes.material import Judged
from auditor.changes.records import Change, Value
from auditor.changes.side import UNKNOWN_WORD, Side
from auditor.location import Location, Route
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.model import Flow


class Making:
    """Two revisions, and the changes that were found between them so far."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before = before
        self.after = after
        self.found: list[Change] = []

    def add(
        self,
        type_: str,
        section: str,
        thing: str,
        judged: Judged,
        *,
        key: str | None = None,
        attribute: str | None = None,
        old: bool = False,
        deployments: Iterable[str] | None = None,
        routes: tuple[Route, Route] | None = None,
        before: Value = None,
        after: Value = None,
        note: str = "",
        everywhere: bool = True,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a change of an entry: `key` holds what changed, and is the `attribute` where the type does not say it;
        `routes` are where it stands in each revision, where that is elsewhere; `more` is what it says of its thing in
        place of what that says of itself."""
        route: Route = (section, thing) if thing else (section,)
        route = (*route, *key.split(".")) if key else route
        first, second = routes or (route, route)
        about = self._about(section, thing, old, deployments)
        self.found.append(
            Change(
                type_,
                section,
                thing,
                second if not old else first,
                attribute,
                material=judged.material,
                why=judged.why,
                old=old,
                location_before=_place(self.before, first),
                location_after=_place(self.after, second),
                before=before,
                after=after,
                note=note,
                everywhere=everywhere,
                **{**about, **(more or {})},
            )
        )

    def _about(self, section: str, thing: str, old: bool, deployments: Iterable[str] | None) -> dict[str, Any]:
        side = self.before if old else self.after
        every = tuple(side.workspace.deployments)
        where = tuple(sorted(deployments)) if deployments is not None else None
        if section == "flows":
            return about_flow(side, thing, where)
        if section == "vendors":
            return about_vendor(side, thing, where or every, given=where is not None)
        if section == "systems":
            return about_system(side, thing, where or every)
        if section == "deployments":
            return {"deployments": where or (thing,)}
        return {"deployments": where or every}


def about_flow(side: Side, name: str, where: tuple[str, ...] | None) -> dict[str, Any]:
    flow = side.flows[name]
    vendors = side.vendors_at(flow)
    deployments = where or flow.deployments
    there = [name for name in flow.deployments if name in deployments] or flow.deployments
    target = side.end(flow.target)
    at_end = side.vendor_of(target)
    return {
        "flow": name,
        "system": target if target in side.nodes else None,
        "vendor": at_end if isinstance(at_end, str) else None if at_end is UNKNOWN else next(iter(vendors), None),
        "data": side.carried(flow, there),
        "purposes": _purposes(side, [flow]),
        "region": tuple(sorted({word for one in there for word in side.places(flow, one)})),
        "deployments": deployments,
        "about": vendors,
    }


def about_vendor(side: Side, name: str, where: tuple[str, ...], *, given: bool = True) -> dict[str, Any]:
    if name not in side.vendors:
        return {"vendor": name, "deployments": where}
    run = side.run_by.get(name, [])
    there = [one for one in where if one in side.workspace.deployments] or list(side.workspace.deployments)
    served = [one for one in there if side.received(run, one)] if not given else there
    there = served or there
    arriving = [flow for system in run for flow in side.arriving.get(system, ()) if set(flow.deployments) & set(there)]
    declared = side.vendors[name].purposes
    said = set(declared) if isinstance(declared, tuple) else set() if arriving else {UNKNOWN_WORD}
    return {
        "vendor": name,
        "data": tuple(sorted({word for one in there for word in side.received(run, one)})),
        "purposes": tuple(sorted(said.union(_purposes(side, arriving)))),
        "region": tuple(sorted({word for one in there for word in side.places_of_vendor(name, one)})),
        "deployments": where if given else tuple(there),
        "about": (name,),
    }


def about_system(side: Side, name: str, where: tuple[str, ...]) -> dict[str, Any]:
    vendor = side.vendor_of(name)
    there = [one for one in where if one in side.workspace.deployments] or list(side.workspace.deployments)
    arriving = [flow for flow in side.arriving.get(name, ()) if set(flow.deployments) & set(there)]
    return {
        "system": name,
        "vendor": vendor if isinstance(vendor, str) else None,
        "data": tuple(sorted({word for one in there for word in side.received([name], one)})),
        "purposes": _purposes(side, arriving),
        "region": tuple(sorted({word for one in there for word in side.places_of(name, one)})),
        "deployments": where,
        "about": (vendor,) if isinstance(vendor, str) else (),
    }


def _purposes(side: Side, flows: Iterable[Flow]) -> tuple[str, ...]:
    """What flows are for; `unknown` where one does not say."""
    found = [side.purposes(flow) for flow in flows]
    return tuple(sorted({word for words in found for word in ((UNKNOWN_WORD,) if words is None else words)}))


def _place(side: Side, route: Route) -> Location | None:
    """Where a route stands in a revision: the value, the key of a thing that lacks it; nothing where it has no such
    thing."""
    thing = route[:1] if route[0] == "organization" else route[:2]
    if side.written(thing) is None:
        return None
    return side.at(route, key=len(route) == len(thing) or side.written(route) is None)


def plain(value: object) -> Value:
    """What is written, as a change says it: a word, several words, or nothing."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return tuple(value)
    return _said(value)


def _said(value: object) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{key}: {_said(value[key])}" for key in sorted(value))
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(_said(each) for each in value)}]"
    return str(value)

"""What reaches whom: the table of recipients and what they get, compared, whatever flows and chains bring it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from auditor.changes import material
from auditor.changes.making import Making
from auditor.changes.material import Judged, immaterial, judged
from auditor.changes.side import UNKNOWN_WORD, Side, Words, deployments_of
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN

GAINED, LOST, RESTED = "data_added", "data_removed", "at_rest_added"
LESS: Final = "less than before"
WITHIN_PURPOSE: Final = "at or below a purpose that was there"
WITHIN_PLACE: Final = "inside a region that was there"
FOR_US: Final = "it is our own, or a person: nobody new gets data"

Groups = dict[tuple[str, str, str], dict[str, set[str]]]
"""Of a type and a recipient: each word, and the deployments in which it is new or gone."""


def recipients(making: Making) -> None:
    """Add the changes of what each recipient gets, and of what for and where the flows take it that are new."""
    groups: Groups = {}
    for label, olds, news in deployments_of(making.before, making.after):
        for name in sorted(making.before.vendors.keys() | making.after.vendors.keys()):
            _vendor(making, groups, name, label, olds, news)
        for name in sorted(making.before.nodes.keys() | making.after.nodes.keys()):
            _system(making, groups, name, label, olds, news)
    resting = _said_to_rest(making)
    for (type_, section, name), words in sorted(groups.items()):
        by_where: dict[tuple[str, ...], list[str]] = {}
        for word in sorted(words.keys() - (resting.get((section, name), set()) if type_ == RESTED else set())):
            by_where.setdefault(tuple(sorted(words[word])), []).append(word)
        for where, together in by_where.items():
            _add(making, type_, section, name, where, tuple(together))
    _uses(making)


def _said_to_rest(making: Making) -> dict[tuple[str, str], set[str]]:
    """What a flow or a system says itself that it keeps now: that is its own change."""
    found: dict[tuple[str, str], set[str]] = {}
    for change in making.found:
        if change.type == RESTED:
            for section, name in (("systems", change.system), ("vendors", change.vendor)):
                if name is not None:
                    found.setdefault((section, name), set()).update(change.data)
    return found


def _vendor(making: Making, groups: Groups, name: str, label: str, olds: Iterable[str], news: Iterable[str]) -> None:
    run = making.before.run_by.get(name, []), making.after.run_by.get(name, [])
    _compare(making, groups, ("vendors", name), run, label, (olds, news), frozenset(), frozenset())


def _system(making: Making, groups: Groups, name: str, label: str, olds: Iterable[str], news: Iterable[str]) -> None:
    """Of a system of a vendor only what that vendor did not get or lose itself."""
    sides = making.before, making.after
    run = tuple([name] if name in side.nodes else [] for side in sides)
    vendor = next((side.vendor_of(name) for side in reversed(sides) if name in side.nodes), None)
    gained = lost = frozenset[str]()
    if isinstance(vendor, str):
        gained = frozenset(_words(groups, (GAINED, "vendors", vendor), label))
        lost = frozenset(_words(groups, (LOST, "vendors", vendor), label))
    _compare(making, groups, ("systems", name), (run[0], run[1]), label, (olds, news), gained, lost)


def _words(groups: Groups, key: tuple[str, str, str], label: str) -> list[str]:
    return [word for word, where in groups.get(key, {}).items() if label in where]


def _compare(
    making: Making,
    groups: Groups,
    thing: tuple[str, str],
    run: tuple[list[str], list[str]],
    label: str,
    where: tuple[Iterable[str], Iterable[str]],
    gained: Words,
    lost: Words,
) -> None:
    """What a recipient gets and keeps in one deployment, in both revisions."""
    before, after = making.before, making.after
    got = _union(before.received(run[0], one) for one in where[0])
    gets = _union(after.received(run[1], one) for one in where[1])
    new_there = label not in before.workspace.deployments
    gone_there = label not in after.workspace.deployments
    if not gone_there:
        _note(groups, (GAINED, *thing), gets - got - gained, label)
    if not new_there:
        _note(groups, (LOST, *thing), got - gets - lost, label)
    if thing[0] == "systems" and isinstance(making.after.vendor_of(thing[1]), str):
        return
    both = got & gets
    if both and not gone_there:
        kept = _union(before.maybe_resting(run[0], one) for one in where[0])
        keeps = _union(after.maybe_resting(run[1], one) for one in where[1])
        _note(groups, (RESTED, *thing), (keeps - kept) & both, label)


def _union(sets: Iterable[Words]) -> Words:
    found: set[str] = set()
    for each in sets:
        found |= each
    return frozenset(found)


def _note(groups: Groups, key: tuple[str, str, str], words: Iterable[str], label: str) -> None:
    for word in words:
        groups.setdefault(key, {}).setdefault(word, set()).add(label)


def _uses(making: Making) -> None:
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
            broader = material.new_purposes(known, new, after.workspace.purposes)
            said = judged(material.PURPOSE, broader) if broader else immaterial(WITHIN_PURPOSE)
            _use(making, "purposes_added", name, said, {"purposes": tuple(sorted(new))})
        moved: dict[str, list[str]] = {}
        for one in flow.deployments:
            there = _places_there(before, vendor, one) | after.places_of_vendor(vendor, one)
            for word in after.places(flow, one) - there:
                moved.setdefault(word, []).append(one)
        if moved:
            where = sorted({one for deployments in moved.values() for one in deployments})
            there = _union(_places_there(before, vendor, one) for one in where)
            places = material.new_places(there, moved)
            said = judged(material.PLACE, places) if places else immaterial(WITHIN_PLACE)
            _use(making, "region_changed", name, said, {"region": tuple(sorted(moved))}, tuple(sorted(there)))
    for name in sorted(before.flows.keys() - after.flows.keys()):
        flow = before.flows[name]
        vendor = before.vendor_of(before.end(flow.target))
        if isinstance(vendor, str) and vendor in after.vendors:
            gone = (before.purposes(flow) or frozenset()) - _purposes_of(after, vendor)
            if gone:
                _use(making, "purposes_removed", name, immaterial(LESS), {"purposes": tuple(sorted(gone))}, old=True)


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
    return _union(
        [
            *(side.purposes(flow) or frozenset() for flow in flows),
            frozenset(declared if isinstance(declared, tuple) else ()),
        ]
    )


def _places_there(side: Side, vendor: str, deployment: str) -> Words:
    where = [deployment] if deployment in side.workspace.deployments else list(side.workspace.deployments)
    flows = [flow for system in side.run_by.get(vendor, ()) for flow in side.arriving.get(system, ())]
    return _union(
        [
            *(side.places_of_vendor(vendor, one) for one in where),
            *(side.places(flow, one) for flow in flows for one in where if one in flow.deployments),
        ]
    )


def _add(making: Making, type_: str, section: str, name: str, where: tuple[str, ...], words: tuple[str, ...]) -> None:
    old = type_ == LOST
    side = making.before if old else making.after
    flows = _bringing(side, section, name, type_, words, where)
    more: dict[str, Any] = {"data": words}
    if len(flows) == 1:
        more["flow"] = flows[0]
    if section == "vendors":
        there = [one for one in where if one in side.workspace.deployments]
        getting = [one for one in side.run_by.get(name, ()) if any(set(words) & side.received([one], d) for d in there)]
        more["system"] = getting[0] if len(getting) == 1 else None
    making.add(
        type_,
        section,
        name,
        _judged(making, type_, section, name, words),
        old=old,
        deployments=where,
        routes=_routes(making, section, name, flows, type_),
        before=words if old else None,
        after=None if old else words,
        everywhere=set(where) >= set(side.workspace.deployments),
        note=f"by {', '.join(flows)}" if flows else "",
        more=more,
    )


def _bringing(
    side: Side, section: str, name: str, type_: str, words: tuple[str, ...], where: tuple[str, ...]
) -> list[str]:
    """The flows that end there and bring it."""
    systems = side.run_by.get(name, []) if section == "vendors" else [name]
    found = []
    for flow in (flow for system in systems for flow in side.arriving.get(system, ())):
        there = set(flow.deployments) & set(where)
        if not there:
            continue
        kept = side.kept(flow)
        if type_ == RESTED and kept is not None and not kept.at_rest:
            continue
        brings = side.carried(flow, there)
        if set(brings) & set(words):
            found.append(side.flow_name(flow))
    return sorted(found)


def _routes(making: Making, section: str, name: str, flows: list[str], type_: str) -> tuple[Route, Route]:
    """The flow that brings it where it is one, else the recipient itself."""
    thing: Route = (section, name)
    if section == "systems":
        thing = (next(side.nodes[name].section for side in (making.after, making.before) if name in side.nodes), name)
    if len(flows) != 1:
        return thing, thing
    route: Route = ("flows", flows[0], "retention" if type_ == RESTED else "data")
    return (
        route if making.before.has(route) else thing,
        route if making.after.has(route) else thing,
    )


def _judged(making: Making, type_: str, section: str, name: str, words: tuple[str, ...]) -> Judged:
    if type_ == LOST:
        return immaterial(LESS)
    third = section == "vendors" or making.after.vendor_of(name) is UNKNOWN
    if not third:
        if isinstance(making.after.vendor_of(name), str):
            return immaterial(f"{making.after.vendor_of(name)}, who runs it, got it already")
        return immaterial(FOR_US)
    if type_ == RESTED:
        return judged(material.REST, words)
    run = making.before.run_by.get(name, []) if section == "vendors" else [name] * (name in making.before.nodes)
    anything = any(making.before.received(run, one) for one in making.before.workspace.deployments)
    return judged(material.CATEGORY if anything else material.RECIPIENT, words)

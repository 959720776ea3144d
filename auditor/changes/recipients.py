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

GAINED, LOST, RESTED, USED, UNUSED, MOVED = "data_added", "data_removed", "at_rest_added", "purposes_added", \
    "purposes_removed", "region_changed"  # fmt: skip
FOR_US: Final = "it is our own, or a person: nobody new gets data"

Groups = dict[tuple[str, str, str], dict[str, set[str]]]
"""Of a type and a recipient: each word, and the deployments in which it is new or gone."""


def recipients(making: Making, flowing: set[str]) -> None:
    """Add the changes of what each recipient gets. `flowing` are the flows that say something else than before: a
    purpose or a region that one of those brings is its own change already."""
    groups: Groups = {}
    for label, olds, news in deployments_of(making.before, making.after):
        for name in sorted(making.before.vendors.keys() | making.after.vendors.keys()):
            _vendor(making, groups, name, label, olds, news)
        for name in sorted(making.before.nodes.keys() | making.after.nodes.keys()):
            _system(making, groups, name, label, olds, news)
    _uses(making, groups, flowing)
    for (type_, section, name), words in sorted(groups.items()):
        by_where: dict[tuple[str, ...], list[str]] = {}
        for word in sorted(words):
            by_where.setdefault(tuple(sorted(words[word])), []).append(word)
        for where, together in by_where.items():
            _add(making, type_, section, name, where, tuple(together))


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


def _uses(making: Making, groups: Groups, flowing: set[str]) -> None:
    """Purposes and places that come or go with flows that one revision alone has."""
    both = making.before.flows.keys() & making.after.flows.keys()
    for side, other, use in ((making.after, making.before, USED), (making.before, making.after, UNUSED)):
        for name, flow in side.flows.items():
            vendor = side.vendor_of(side.end(flow.target))
            if name in both or name in flowing or not isinstance(vendor, str) or vendor not in other.vendors:
                continue
            known = _purposes_of(other, vendor)
            for word in (side.purposes(flow) or frozenset((UNKNOWN_WORD,))) - known:
                for deployment in flow.deployments:
                    _note(groups, (use, "vendors", vendor), [word], deployment)
            if use == USED:
                for deployment in flow.deployments:
                    there = _places_there(other, vendor, deployment)
                    new = side.places(flow, deployment) - there - side.places_of_vendor(vendor, deployment)
                    _note(groups, (MOVED, "vendors", vendor), new, deployment)


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


FIELD: Final = {GAINED: "data", LOST: "data", RESTED: "data", USED: "purposes", UNUSED: "purposes", MOVED: "region"}
"""What the words of a group are."""


def _add(making: Making, type_: str, section: str, name: str, where: tuple[str, ...], words: tuple[str, ...]) -> None:
    old = type_ in (LOST, UNUSED)
    side = making.before if old else making.after
    flows = _bringing(side, section, name, type_, words, where)
    more: dict[str, Any] = {FIELD[type_]: words}
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
        _judged(making, type_, section, name, words, where),
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
        if type_ in (USED, UNUSED):
            brings: Iterable[str] = side.purposes(flow) or (UNKNOWN_WORD,)
        elif type_ == MOVED:
            brings = _union(side.places(flow, one) for one in there)
        else:
            brings = side.carried(flow, there)
            kept = side.kept(flow)
            if type_ == RESTED and kept is not None and not kept.at_rest:
                brings = ()
        if set(brings) & set(words):
            found.append(flow.id)
    return sorted(found)


def _routes(making: Making, section: str, name: str, flows: list[str], type_: str) -> tuple[Route, Route]:
    """The flow that brings it where it is one, else the recipient itself."""
    thing: Route = (section, name)
    if section == "systems":
        thing = (next(side.nodes[name].section for side in (making.after, making.before) if name in side.nodes), name)
    if len(flows) != 1:
        return thing, thing
    key = {USED: "purposes", UNUSED: "purposes", MOVED: "region", RESTED: "retention"}.get(type_, "data")
    route: Route = ("flows", flows[0], key)
    return (
        route if making.before.has(route) else thing,
        route if making.after.has(route) else thing,
    )


def _judged(
    making: Making, type_: str, section: str, name: str, words: tuple[str, ...], where: tuple[str, ...]
) -> Judged:
    if type_ in (LOST, UNUSED):
        return immaterial("less than before")
    third = section == "vendors" or (section == "systems" and making.after.vendor_of(name) is UNKNOWN)
    if type_ == USED:
        known = _purposes_of(making.before, name)
        new = material.new_purposes(known, words, making.after.workspace.purposes)
        return judged(material.PURPOSE, new) if new else immaterial("at or below a purpose that was there")
    if type_ == MOVED:
        there = _union(_places_there(making.before, name, one) for one in where)
        new = material.new_places(there, words)
        return judged(material.PLACE, new) if new else immaterial("inside a region that was there")
    if not third:
        if section == "systems" and isinstance(making.after.vendor_of(name), str):
            return immaterial(f"{making.after.vendor_of(name)}, who runs it, got it already")
        return immaterial(FOR_US)
    if type_ == RESTED:
        return judged(material.REST, words)
    run = making.before.run_by.get(name, []) if section == "vendors" else [name] * (name in making.before.nodes)
    anything = any(making.before.received(run, one) for one in making.before.workspace.deployments)
    return judged(material.CATEGORY if anything else material.RECIPIENT, words)

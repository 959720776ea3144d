"""What reaches whom: the table of recipients and what they get, compared, whatever flows and chains bring it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from auditor.changes import material
from auditor.changes.making import Making
from auditor.changes.material import Judged, immaterial, judged
from auditor.changes.side import Side, Words, deployments_of, union
from auditor.changes.uses import uses
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN

GAINED, LOST, RESTED = "data_added", "data_removed", "at_rest_added"
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
    uses(making)


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
    got = union(before.received(run[0], one) for one in where[0])
    gets = union(after.received(run[1], one) for one in where[1])
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
        kept = union(before.maybe_resting(run[0], one) for one in where[0])
        keeps = union(after.maybe_resting(run[1], one) for one in where[1])
        _note(groups, (RESTED, *thing), (keeps - kept) & both, label)


def _note(groups: Groups, key: tuple[str, str, str], words: Iterable[str], label: str) -> None:
    for word in words:
        groups.setdefault(key, {}).setdefault(word, set()).add(label)


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
        more["first"] = type_ == GAINED and not _got_anything(making, section, name)
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
        return immaterial(material.LESS)
    third = section == "vendors" or making.after.vendor_of(name) is UNKNOWN
    if not third:
        if isinstance(making.after.vendor_of(name), str):
            return immaterial(f"{making.after.vendor_of(name)}, who runs it, got it already")
        return immaterial(FOR_US)
    if type_ == RESTED:
        return judged(material.REST, words)
    return judged(material.CATEGORY if _got_anything(making, section, name) else material.RECIPIENT, words)


def _got_anything(making: Making, section: str, name: str) -> bool:
    """Was it a recipient in any deployment?"""
    run = making.before.run_by.get(name, []) if section == "vendors" else [name] * (name in making.before.nodes)
    return any(making.before.received(run, one) for one in making.before.workspace.deployments)

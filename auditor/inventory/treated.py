"""What is known of an activity, column by column, as a register of processing asks for it.

Here the facts themselves are told, also where a `wording` says for the page how to print them: a register that hides a
country behind a sentence is none. Of names the wording stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from auditor.attributes.cell import Carried, Fact
from auditor.attributes.rows import TableRow, laws, region_of
from auditor.attributes.transfer import transfer
from auditor.declarations.organization import Transfer
from auditor.inventory.activities import OURS, PERSON, VENDOR, Activity
from auditor.inventory.columns import FLOW, data_of, from_fact, known, purposes_of, subjects_of
from auditor.inventory.columns import VENDOR as OF_VENDOR
from auditor.inventory.known import Known, joined
from auditor.inventory.properties import title_of
from auditor.inventory.sentences import say
from auditor.location import Route
from auditor.vocabulary.adequacy import territory
from auditor.vocabulary.answers import NOTHING, UNKNOWN
from auditor.vocabulary.places import Place, place
from auditor.vocabulary.words import RESTRICTING_LAWS


def fact_of(activity: Activity, column: str) -> Known:
    """A column of the register: those of `COLUMNS`, and attributes of flows."""
    own = COLUMNS.get(column)
    if own is not None:
        return own(activity)
    if activity.flows:
        return joined(from_fact(flow, flow.fact(FLOW[column])) for flow in activity.flows)
    return Known()


def of_organization(activity: Activity, column: str) -> Known:
    us = activity.row.workspace.organization
    return of_written(getattr(us, column) if us else None, ("organization", column))


def of_written(value: Any, at: Route) -> Known:
    """What is written at a place, as a whole: not there, `unknown`, `none`, or with a value."""
    if value is None or value is UNKNOWN:
        return Known((), (at,))
    return Known(() if value is NOTHING else value if isinstance(value, tuple) else (value,))


def _deployment(activity: Activity) -> Known:
    return Known((activity.deployment,))


def _status(activity: Activity) -> Known:
    if activity.flows:
        return joined(from_fact(flow, flow.fact(FLOW["status"])) for flow in activity.flows)
    return _of_vendor("status")(activity)


def _law(activity: Activity) -> Known:
    return from_fact(activity.row, laws(activity.row))


def _purposes(activity: Activity) -> Known:
    if activity.flows:
        return joined(purposes_of(flow) for flow in activity.flows)
    return Known((say("register.behind", vendor=_name_of(activity, activity.via)),))


def _name_of(activity: Activity, vendor: str) -> str:
    name = activity.row.workspace.vendors[vendor].name
    return name if isinstance(name, str) else vendor


def _data(activity: Activity) -> Known:
    if activity.flows:
        return joined(data_of(flow) for flow in activity.flows)
    fact = Fact(Carried(activity.carried), ("vendors", activity.via, "subprocessors"))
    return from_fact(activity.row, fact)


def _subjects(activity: Activity) -> Known:
    if activity.flows:
        return joined(subjects_of(flow) for flow in activity.flows)
    return _of_categories(activity, "subjects")


def _of_categories(activity: Activity, key: str) -> Known:
    """What the categories that a chain brings say of themselves."""
    data = _data(activity)
    passed = activity.row.workspace.passed_down[key]
    found = [Known(passed[word].values, passed[word].missing) for word in data.values]
    return joined([*found, Known((), data.missing)])


def _sensitive(activity: Activity) -> Known:
    """Is any of it of a special category?"""
    if activity.flows:
        found = joined(from_fact(flow, flow.fact(FLOW["sensitive"])) for flow in activity.flows)
    else:
        found = _of_categories(activity, "sensitive")
    return Known((True,)) if True in found.values else found


def _recipient(activity: Activity) -> Known:
    who = activity.who
    if activity.recipient is not None:
        return known(activity.recipient, "name")
    if who.sort == OURS:
        return of_organization(activity, "name")
    if who.sort == PERSON:
        title = getattr(activity.row.workspace.nodes[who.name].declared, "title", None)
        return Known((title or who.name,))
    if who.name:
        return Known((), ((activity.row.workspace.nodes[who.name].section, who.name, "vendor"),))
    return Known((), tuple(("flows", flow.id, "to") for flow in activity.flows))


def _of_vendor(column: str) -> Callable[[Activity], Known]:
    """A fact of who does it; our own where we do. Nobody asks it of a person, or of who is not named."""

    def read(activity: Activity) -> Known:
        if activity.recipient is not None:
            return known(activity.recipient, column)._replace(wording=None)
        ours = activity.who.sort == OURS and column in ("legal_name", "address", "contact", "country")
        return of_organization(activity, column) if ours else Known()

    return read


def _region(activity: Activity) -> Known:
    """Where it is done: where its flows end; of those that are handed to people, where they set out."""
    if activity.who.sort == PERSON:
        return Known()
    if activity.recipient is not None and not activity.flows:
        return known(activity.recipient, "region")._replace(wording=None)
    return joined(_region_of(flow) for flow in activity.flows)


def _region_of(flow: TableRow) -> Known:
    declared, workspace = flow.world.flows[flow.id], flow.workspace
    target = workspace.nodes.get(str(declared.target))
    if target is not None and target.person and isinstance(declared.source, str):
        source = workspace.nodes[declared.source]
        return from_fact(flow, region_of(source, flow.world.deployment))
    return from_fact(flow, flow.fact(FLOW["region"]))


def third_countries(activity: Activity) -> Known:
    """The countries that the laws of the customers take for third ones: of where it is done, and of who does it."""
    law = _law(activity)
    if law.missing:
        return Known((), law.missing)
    grounds = [territory(name, activity.row.workspace.as_of) for name in law.values if name in RESTRICTING_LAWS]
    if not grounds or activity.who.sort == PERSON:
        return Known()
    found = joined([_region(activity), _of_vendor("country")(activity)])
    inside = frozenset.intersection(*(ground.inside for ground in grounds))
    return Known(tuple(dict.fromkeys(_outside(found.values, inside))), found.missing)


def _outside(places: Iterable[Any], inside: frozenset[str]) -> Iterator[Any]:
    """The country of a region's code; a country, a group or the world as it is written."""
    for found in places:
        if not isinstance(found, Place) or found.countries is None:
            yield found
        elif not found.countries <= inside:
            yield from map(place, sorted(found.countries - inside)) if found.code else (found,)


def _transfer(activity: Activity) -> Known:
    """By what right it gets there."""
    if activity.flows:
        return joined(from_fact(flow, flow.fact(FLOW["transfer"])) for flow in activity.flows)
    row = activity.row.thing("vendor", activity.who.name)
    node = activity.row.workspace.nodes.get(activity.who.name)
    return from_fact(row, transfer(row, node, row.fact(OF_VENDOR["region"])))


def _safeguards(activity: Activity) -> Known:
    """What is declared of the ground for a transfer: the mechanisms, the document, the day it was assessed."""
    workspace = activity.row.workspace
    if activity.who.sort == VENDOR:
        at: Route = ("vendors", activity.who.name, "transfer")
        said = workspace.vendors[activity.who.name].transfer
    elif activity.who.sort == OURS:
        us = workspace.organization
        said, at = us.transfer if us else None, ("organization", "transfer")
    else:
        return Known()
    if not isinstance(said, Transfer):
        return of_written(said, at)
    grounds = of_written(said.mechanism, (*at, "mechanism"))
    words = [say(f"facts.mechanism.{word}") for word in grounds.values]
    words += [said.reference] if isinstance(said.reference, str) else []
    if said.assessed is not None and said.assessed is not UNKNOWN:
        words.append(say("register.assessed", day=said.assessed.isoformat()))
    return Known(tuple(words), grounds.missing)


def _systems(activity: Activity) -> Known:
    """From where to where, system by system."""
    workspace = activity.row.workspace
    ends = []
    for flow in activity.flows:
        declared = flow.world.flows[flow.id]
        from_, to = (_title(workspace, end) for end in (declared.source, declared.target))
        ends.append(say("register.from_to", source=from_, target=to))
    return Known(tuple(dict.fromkeys(ends)))


def _title(workspace: Any, end: Any) -> str:
    if end is UNKNOWN:
        return say("facts.not_stated")
    return title_of(workspace.nodes[end])


def _ids(activity: Activity) -> Known:
    return Known(tuple(flow.id for flow in activity.flows) or (f"{activity.via}..{activity.who.name}",))


COLUMNS: Final[Mapping[str, Callable[[Activity], Known]]] = {
    "deployment": _deployment,
    "law": _law,
    "status": _status,
    "purposes": _purposes,
    "recipient": _recipient,
    "legal_name": _of_vendor("legal_name"),
    "address": _of_vendor("address"),
    "contact": _of_vendor("contact"),
    "relation": _of_vendor("relation"),
    "country": _of_vendor("country"),
    "dpa": _of_vendor("dpa"),
    "subprocessors": _of_vendor("subprocessors"),
    "data": _data,
    "subjects": _subjects,
    "sensitive": _sensitive,
    "region": _region,
    "third_countries": third_countries,
    "transfer": _transfer,
    "safeguards": _safeguards,
    "systems": _systems,
    "flows": _ids,
}
"""Columns that are more than one attribute of flows."""

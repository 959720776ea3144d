"""The subject `flow`: a row is a flow in a deployment, with all it carries."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from operator import itemgetter

from auditor.attributes.cell import NOT_KNOWN, Attribute, Carried, Cell, Fact, known_values
from auditor.attributes.rows import TableRow, labels, one, region_in, several, written
from auditor.attributes.scales import Retention
from auditor.attributes.transfer import in_residency, region_at, transfer, whether
from auditor.attributes.types import Data, Flag, Has, InTree, Labels, Region, Thing, Word
from auditor.graph.world import retention
from auditor.location import Route
from auditor.vocabulary.answers import MAYBE, NO, UNKNOWN, YES
from auditor.vocabulary.words import TRANSFERS, TRIGGERS
from auditor.workspace.categories import Inherits
from auditor.workspace.model import Flow, Node, Workspace


def _flow(row: TableRow) -> Flow:
    return row.world.flows[row.id]


def _target(row: TableRow) -> Node | None:
    target = _flow(row).target
    return None if target is UNKNOWN else row.workspace.nodes[target]


def _data(row: TableRow) -> Fact:
    return Fact(Carried(_carried(row)), ("flows", row.id, "data"))


def _end(row: TableRow, key: str, end: object) -> Fact:
    place: Route = ("flows", row.id, key)
    if not isinstance(end, str):
        return Fact(NOT_KNOWN, place, (place,))
    return Fact(one(row.thing("system", end)), place)


def _carried(row: TableRow) -> int:
    return row.world.spread.carried(row.id)


def _to(row: TableRow) -> Fact:
    return _end(row, "to", _flow(row).target)


def _from(row: TableRow) -> Fact:
    return _end(row, "from", _flow(row).source)


def _purposes(row: TableRow) -> Fact:
    flow, target = _flow(row), _target(row)
    if flow.purposes is None and target is not None and target.section == "systems":
        default = target.declared.purposes
        if default is not None:
            return written(default, ("systems", target.id, "purposes"), several)
    return written(flow.purposes, ("flows", row.id, "purposes"), several)


def _retention(row: TableRow) -> Fact:
    kept, (section, name) = retention(row.workspace, _flow(row))
    place: Route = (section, name, "retention")
    if kept is not None:
        return Fact(one(kept), place)
    said = section != "flows" or _flow(row).retention is UNKNOWN
    return Fact(NOT_KNOWN, place, (place,), lacking=not said)


def _at_rest(row: TableRow) -> Fact:
    kept = _retention(row)
    known = known_values(kept.cell)
    return Fact(one(known[0].at_rest), kept.place, kept.missing, kept.lacking) if known else kept


def _region(row: TableRow) -> Fact:
    own = region_in(_flow(row).region, ("flows", row.id, "region"), row.world.deployment)
    return own or region_at(row, _target(row))


def _in_residency(row: TableRow) -> Fact:
    return in_residency(row, _region(row))


def _transfer(row: TableRow) -> Fact:
    return transfer(row, _target(row), _region(row))


def _trigger(row: TableRow) -> Fact:
    return written(_flow(row).trigger, ("flows", row.id, "trigger"))


def _controls(row: TableRow) -> Fact:
    return written(_flow(row).controls, ("flows", row.id, "controls"), several)


def _subjects(row: TableRow) -> Fact:
    return _of_categories(row, "subjects")


def _sensitive(row: TableRow) -> Fact:
    return _of_categories(row, "sensitive")


def _of_categories(row: TableRow, key: str) -> Fact:
    """The subjects or the sensitivity of what a flow carries, or of the one category the row is narrowed to."""
    place: Route = ("flows", row.id)
    workspace, parts = row.workspace, row.world.spread.parts
    declared, may, anything = parts.split(_carried(row))
    if row.category == "unknown":
        return Fact(NOT_KNOWN, place, ((*place, "data"),), lacking=True)
    if row.category is not None:
        declared = workspace.data.bit(row.category)
        may &= workspace.data.below[workspace.data.index[row.category]]
        anything = 0
    sure = _facts_of(workspace, declared, key)
    possible = _facts_of(workspace, may & ~declared, key)
    doubtful = tuple(value for value in possible.values if value not in sure.values)
    missing = [*sure.missing, *possible.missing]
    if anything or doubtful:  # what may come along is a question of what the flow lists
        missing.append((*place, "data"))
    cell = Cell(sure.values, doubtful, bool(sure.missing or possible.missing or anything))
    return Fact(cell, place, tuple(dict.fromkeys(missing or sure.written)), lacking=True)


def _facts_of(workspace: Workspace, categories: int, key: str) -> Inherits:
    """The same of several categories together."""
    found = [workspace.passed_down[key][word] for word in workspace.data.words(categories)]
    return Inherits(
        tuple(dict.fromkeys(value for one_ in found for value in one_.values)),
        tuple(dict.fromkeys(route for one_ in found for route in one_.missing)),
        tuple(dict.fromkeys(route for one_ in found for route in one_.written)),
    )


def _sourced(row: TableRow) -> Fact:
    flow, spread = _flow(row), row.world.spread
    place: Route = ("flows", row.id, "data")
    if row.category is not None:
        categories: tuple[str, ...] = () if row.category == "unknown" else (row.category,)
    else:
        categories = row.workspace.data.words(spread.parts.split(spread.carried(row.id))[0])
    found = [spread.sourced(flow, category) for category in categories]
    values = tuple(dict.fromkeys(answer is YES for answer in found if answer is not MAYBE))
    if not found:
        anything = spread.parts.split(spread.carried(row.id))[2] and row.category is None
        return whether(YES, place) if anything or row.category else Fact(Cell(), place)
    missing: tuple[Route, ...] = ()
    if MAYBE in found:
        far = None if flow.source is UNKNOWN else spread.possible_source(flow.source)
        missing = (far or ("flows", row.id, "from" if flow.source is UNKNOWN else "data"),)
    return Fact(Cell(values, (), MAYBE in found), place, missing, lacking=NO not in found)


def _status(row: TableRow) -> Fact:
    flow = _flow(row)
    place: Route = ("flows", row.id, "status")
    return Fact(NOT_KNOWN, place, (place,)) if flow.status is UNKNOWN else Fact(one(flow.status), place)


def _deployment(row: TableRow) -> Fact:
    name = row.world.deployment
    return Fact(one(row.thing("deployment", name)), ("flows", row.id, "deployments"))


def _labels(row: TableRow) -> Fact:
    return labels(_flow(row).labels, ("flows", row.id, "labels"))


def _says(field: str) -> Callable[[TableRow], Hashable]:
    """What a flow says in a field that alone decides a fact, or leaves it to the destination."""
    value: Callable[[Flow], Hashable] = itemgetter(Flow._fields.index(field))
    return lambda row: value(row.world.flows[row.id])


TERMS, ENDING, LOAD, SOURCE, TARGET = (("terms",), ("ending",), ("load",), ("source",), ("target",))
"""What decides a cell: what a flow says; what it takes from its end; what it carries; where it begins and ends."""
EITHER = ("terms", "ending")

ATTRIBUTES = (
    Attribute(
        "data", Data("data", "data category"), "each category it carries, listed or passed on", _data, LOAD, _carried
    ),
    Attribute("to", Thing("system", "nodes"), "the system it goes to", _to, TARGET, said_by=ENDING),
    Attribute("from", Thing("system", "nodes"), "the system it comes from", _from, SOURCE),
    Attribute(
        "purposes",
        InTree("purposes", "purpose"),
        "what it is for; where it does not say, the `purposes` of a destination under `systems`",
        _purposes,
        EITHER,
        _says("purposes"),
    ),
    Attribute(
        "retention",
        Retention(),
        "how long the destination keeps it; where it does not say, the destination's `retention`",
        _retention,
        EITHER,
        _says("retention"),
    ),
    Attribute(
        "at_rest",
        Flag(),
        "whether it is kept at all: any `retention` but `none`",
        _at_rest,
        EITHER,
        _says("retention"),
    ),
    Attribute("region", Region(), "where the destination is, or the flow's own `region`", _region, ENDING),
    Attribute("in_residency", Flag(), "whether all of it is inside the deployment's residency", _in_residency, ENDING),
    Attribute("transfer", Word(*TRANSFERS, many=True), "by what right it crosses a border", _transfer, ENDING),
    Attribute("trigger", Word(*TRIGGERS), "what sets it off", _trigger, TERMS, _says("trigger")),
    Attribute("controls", Has("control"), "the controls on the way", _controls, TERMS, _says("controls")),
    Attribute("subjects", InTree("subjects", "subject"), "the people that its data is about", _subjects, LOAD),
    Attribute("sensitive", Flag(), "whether any of its data is of a special category", _sensitive, LOAD),
    Attribute("sourced", Flag(), "whether what it lists leaves its source, or something above or below it", _sourced),
    Attribute(
        "status", Word("proposed", "active"), "proposed or active; retired is no row", _status, TERMS, _says("status")
    ),
    Attribute(
        "deployment", Thing("deployment", "deployments"), "the deployment that the row is of", _deployment, TERMS
    ),
    Attribute("labels", Labels(), "its labels, key by key", _labels, TERMS),
)

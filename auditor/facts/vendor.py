"""The subject `vendor`: a row is a vendor in a deployment, with what holds of the systems it runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.attributes import records
from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Attribute, Carried, Cell, Fact
from auditor.attributes.rows import (
    TableRow,
    contact,
    derived,
    labels,
    mechanism,
    one,
    region_in,
    region_of,
    several,
    written,
)
from auditor.attributes.scales import SIGNED, Agreement, Day, Number
from auditor.attributes.transfer import whether
from auditor.attributes.types import (
    Contact,
    Data,
    Facts,
    Flag,
    Free,
    Has,
    Id,
    InTree,
    Kind,
    Labels,
    Region,
    Text,
    Thing,
    Word,
)
from auditor.declarations.dataflows import Vendor
from auditor.declarations.organization import Dpa
from auditor.graph.world import Spread
from auditor.location import Route
from auditor.vocabulary.answers import MAYBE, NO, UNKNOWN, truth
from auditor.vocabulary.words import MECHANISMS, RELATIONS, TRAINING
from auditor.workspace.catalog import catalog_id
from auditor.workspace.model import Node, Workspace
from auditor.workspace.validate import keys_of


def _vendor(row: TableRow) -> Vendor:
    return row.workspace.vendors[row.id]


def _place(row: TableRow, key: str) -> Route:
    return ("vendors", row.id, key)


def _run(row: TableRow) -> list[Node]:
    return row.world.run_by.get(row.id, [])


def _simple(key: str, cell: Callable[[Any], Cell] = one) -> Callable[[TableRow], Fact]:
    """A fact that is read as it was declared."""

    def read(row: TableRow) -> Fact:
        return written(getattr(_vendor(row), key), _place(row, key), cell)

    return read


def _kind(row: TableRow) -> Fact:
    """Its own kinds and those of the systems it runs; without one of its own, only theirs."""
    values: dict[str, None] = {}
    missing: list[Route] = []
    run = _run(row)
    if _vendor(row).kind is None:
        run = [node for node in run if node.section == "systems"]
    for node in run:
        if node.kinds is None:
            missing.append((node.section, node.id, "kind"))
        values.update(dict.fromkeys(node.kinds or ()))
    if not values and not missing:
        missing.append(_place(row, "kind"))
    places = tuple((node.section, node.id, "kind") for node in run)
    return Fact(Cell(tuple(values), (), bool(missing)), _place(row, "kind"), tuple(missing), also=places)


def _sets(row: TableRow, sets: list[int]) -> int:
    joined = 0
    for node in _run(row):
        joined |= sets[row.world.spread.number[node.id]]
    return joined


def _receives(row: TableRow) -> Fact:
    spread: Spread = row.world.spread
    return Fact(Carried(_sets(row, spread.propagation.reached)), ("vendors", row.id), lacking=True)


def _holds(row: TableRow) -> Fact:
    held, doubted = row.world.spread.held
    return Fact(Carried(_sets(row, held), _sets(row, doubted)), ("vendors", row.id), lacking=True)


def _region(row: TableRow) -> Fact:
    """Its own region and those of the systems it runs."""
    own = region_in(_vendor(row).region, _place(row, "region"), row.world.deployment)
    parts = [own] if own else []
    parts += [region_of(node, row.world.deployment) for node in _run(row) if node.section == "systems" or not own]
    if not parts:
        return written(None, _place(row, "region"))
    values: dict[Any, None] = {}
    for part in parts:
        values.update(dict.fromkeys(part.cell[0] if isinstance(part.cell, Cell) else ()))
    missing = tuple(dict.fromkeys(route for part in parts for route in part.missing))
    places = tuple(part.place for part in parts)
    return Fact(Cell(tuple(values), (), bool(missing)), parts[0].place, missing, parts[0].lacking, places)


def _catalog(row: TableRow) -> Fact:
    found, place = catalog_id(row.workspace, row.id)
    if found is UNKNOWN:
        return written(UNKNOWN, place) if place[2] == "catalog" else derived(NOT_KNOWN, ("vendors", row.id), [place])
    return Fact(one(found or NONE), place, lacking=len(place) == 2)


def _mechanism(row: TableRow) -> Fact:
    return mechanism(_vendor(row).transfer, _place(row, "transfer"))


def _dpa(row: TableRow) -> Fact:
    declared, place = _vendor(row).dpa, _place(row, "dpa")
    if not isinstance(declared, Dpa):
        return written(declared, place)
    return written(SIGNED if declared.signed is True else declared.signed, (*place, "signed"))


def _subprocessors(row: TableRow) -> Fact:
    return written(_vendor(row).subprocessors, _place(row, "subprocessors"), several)


def _contact(row: TableRow) -> Fact:
    return contact(_vendor(row).contact, _place(row, "contact"))


def _used(row: TableRow) -> Fact:
    used = row.world.touched.get(row.id, NO)
    flows = [
        ("flows", flow.id, "status")
        for flow in row.world.flows.values()
        if used is MAYBE and flow.status is UNKNOWN and _touches(row.workspace, row.id, flow)
    ]
    return whether(used, ("vendors", row.id), tuple(flows))


def _touches(workspace: Workspace, vendor: str, flow: Any) -> bool:
    ends = (workspace.nodes.get(end) for end in (flow.source, flow.target) if isinstance(end, str))
    return any(node is not None and node.vendor == vendor for node in ends)


def _direct(row: TableRow) -> Fact:
    return whether(truth(row.id in row.world.touched), ("vendors", row.id))


def _deployment(row: TableRow) -> Fact:
    return Fact(one(row.thing("deployment", row.world.deployment)), ("vendors", row.id), lacking=True)


def _id(row: TableRow) -> Fact:
    return Fact(one(row.id), ("vendors", row.id), lacking=True)


def _labels(row: TableRow) -> Fact:
    return labels(_vendor(row).labels, _place(row, "labels"))


FACTS = tuple(key for key in keys_of(Vendor) if key not in ("evidence", "observed", "wording", "labels", "note"))

ATTRIBUTES = (
    Attribute("kind", Kind("kinds", "kind"), "what it is and what the systems it runs are; any of those kinds", _kind),
    Attribute("catalog", Id("catalog"), "the product it is, by the catalog; `none` when not there", _catalog),
    Attribute("purposes", InTree("purposes", "purpose"), "what it may be used for", _simple("purposes", several)),
    Attribute(
        "trains_on_data",
        Word(*TRAINING),
        "whether it trains models on what it gets",
        _simple("trains_on_data"),
    ),
    Attribute(
        "receives", Data("data", "data category"), "each category that reaches it or a system it runs", _receives
    ),
    Attribute("holds", Data("data", "data category"), "each category at rest there or at a system it runs", _holds),
    Attribute("region", Region(), "where it is and where the systems it runs are", _region),
    Attribute("country", Region(), "where it is established: one country or group", _simple("country")),
    Attribute("mechanism", Word(*MECHANISMS, many=True), "the grounds for transfers that it declares", _mechanism),
    Attribute("dpa", Agreement(), "the agreement: the day it was signed, `signed` if that is not known, `none`", _dpa),
    Attribute("subprocessors", Id("vendors", many=True), "the vendors it passes everything on to", _subprocessors),
    Attribute(
        "notice_days",
        Number(),
        "days from the notice that it is added to the day that takes effect; `none` without one",
        records.notice_days,
    ),
    Attribute(
        "notice_channel", Free("channel"), "how that notice was sent; `none` without one", records.notice_channel
    ),
    Attribute(
        "notice_bounced", Number(), "to how many it did not get; `none` without a notice", records.notice_bounced
    ),
    Attribute("relation", Word(*RELATIONS), "what it is to us", _simple("relation")),
    Attribute(
        "certifications",
        Has("certification"),
        "the certifications it has",
        _simple("certifications", several),
    ),
    Attribute(
        "evidenced", Facts(FACTS), "its facts that have evidence with a `url` and a `checked`", records.evidenced
    ),
    Attribute("legal_name", Text(), "its legal name", _simple("legal_name")),
    Attribute("name", Text(), "its name", _simple("name")),
    Attribute("address", Text(), "its postal address", _simple("address")),
    Attribute("contact", Contact(), "whom to write to there; declared when a name or e-mail address is", _contact),
    Attribute("used", Flag(), "whether an active flow touches it or a system it runs", _used),
    Attribute("direct", Flag(), "whether any flow does; otherwise it only stands in a chain", _direct),
    Attribute(
        "evidence_days", Number(none_is_below=False), "age of its oldest evidence, in days", records.evidence_days
    ),
    Attribute("status", Word("proposed", "active"), "proposed or active; retired is no row", _simple("status")),
    Attribute("active_from", Day(), "the day it is, or was, first used", _simple("active_from")),
    Attribute("deployment", Thing("deployment", "deployments"), "the deployment that the row is of", _deployment),
    Attribute("id", Id("vendors"), "its id", _id),
    Attribute("labels", Labels(), "its labels, key by key", _labels),
)

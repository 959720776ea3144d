"""The subject `system`: a row is a system in a deployment."""

from __future__ import annotations

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, SAID, Attribute, Carried, Fact
from auditor.attributes.rows import TableRow, labels, one, region_of, several, written
from auditor.attributes.transfer import in_residency, whether
from auditor.attributes.types import Data, Flag, Has, Id, Kind, Labels, Region, Thing
from auditor.location import Route
from auditor.vocabulary.answers import MAYBE, NO, UNKNOWN, YES


def _place(row: TableRow, key: str) -> Route:
    return (row.node.section, row.id, key)


def _kind(row: TableRow) -> Fact:
    return written(row.node.declared.kind, _place(row, "kind"), several)


def _receives(row: TableRow) -> Fact:
    return Fact(Carried(row.world.spread.reached(row.id)), (row.node.section, row.id), lacking=True)


def _holds(row: TableRow) -> Fact:
    held, doubted = row.world.spread.held
    number = row.world.spread.number[row.id]
    return Fact(Carried(held[number], doubted[number]), (row.node.section, row.id), lacking=True)


def _region(row: TableRow) -> Fact:
    return region_of(row.node, row.world.deployment)


def _in_residency(row: TableRow) -> Fact:
    return in_residency(row, _region(row))


def _vendor(row: TableRow) -> Fact:
    node = row.node
    place = _place(row, "vendor")
    if node.vendor is UNKNOWN:
        written_unknown = getattr(node.declared, "vendor", None) is UNKNOWN
        return Fact(NOT_KNOWN, place, (place,), lacking=not written_unknown)
    if node.vendor is None:
        return Fact(one(NONE), place)
    return Fact(one(row.thing("vendor", node.vendor)), place)


def _controls(row: TableRow) -> Fact:
    return written(row.node.declared.controls, _place(row, "controls"), several)


def _own(row: TableRow) -> Fact:
    """Our component, whoever hosts it: under `systems`, no person, not `own: false`."""
    node, place = row.node, _place(row, "own")
    if node.section == "vendors" or node.person:
        return whether(NO, place)
    said = getattr(node.declared, "own", None)
    if said is not None:
        return written(said, place)
    if node.kinds is None:
        return whether(MAYBE, place, (_place(row, "kind"),))
    return whether(YES, place)


def _deployment(row: TableRow) -> Fact:
    return Fact(one(row.thing("deployment", row.world.deployment)), (row.node.section, row.id), lacking=True)


def _id(row: TableRow) -> Fact:
    return Fact(one(row.id), (row.node.section, row.id), lacking=True)


def _labels(row: TableRow) -> Fact:
    return labels(row.node.declared.labels, _place(row, "labels"))


ATTRIBUTES = (
    Attribute("kind", Kind("kinds", "kind"), "what it is; any of its kinds", _kind, SAID),
    Attribute(
        "receives", Data("data", "data category"), "each category that reaches it, however far it came", _receives
    ),
    Attribute("holds", Data("data", "data category"), "each category at rest there or further up its chain", _holds),
    Attribute("region", Region(), "where it runs in the deployment", _region, SAID),
    Attribute(
        "in_residency", Flag(), "whether all of `region` is inside the deployment's `residency`", _in_residency, SAID
    ),
    Attribute("vendor", Thing("vendor", "vendors"), "who runs it; `none` when nobody else does", _vendor, SAID),
    Attribute("controls", Has("control"), "the controls it has", _controls, SAID),
    Attribute("own", Flag(), "whether it is our component, whoever hosts it", _own, SAID),
    Attribute("deployment", Thing("deployment", "deployments"), "the deployment that the row is of", _deployment, SAID),
    Attribute("id", Id("nodes"), "its id", _id),
    Attribute("labels", Labels(), "its labels, key by key", _labels, SAID),
)

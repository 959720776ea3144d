"""The subject `observed_region`: a row is a region of a vendor that a scan saw."""

from __future__ import annotations

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Attribute, Fact
from auditor.attributes.observed import listed_regions, observed, place, shown, systems
from auditor.attributes.rows import TableRow, one
from auditor.attributes.types import Flag, Id, Region, Thing
from auditor.evidence.seen import SeenRegion, SeenVendor
from auditor.location import Route
from auditor.vocabulary.answers import MAYBE, NO, YES
from auditor.vocabulary.places import GLOBAL, within
from auditor.vocabulary.places import place as region_called

SECTION = "observed_regions"


def _seen(row: TableRow) -> SeenRegion:
    return observed(row).seen.regions[row.id]


def _who(row: TableRow) -> SeenVendor:
    return observed(row).seen.vendors[_seen(row).vendor]


def _at(row: TableRow, key: str) -> Route:
    return place(row, SECTION, key)


def _vendor(row: TableRow) -> Fact:
    product = _who(row).product
    return shown(one(product.id if product else NONE), _at(row, "vendor"))


def _system(row: TableRow) -> Fact:
    return systems(row, SECTION, _seen(row).sightings)


def _region(row: TableRow) -> Fact:
    word = _seen(row).region
    where = _at(row, "region")
    return shown(NOT_KNOWN if word is None else one(region_called(word)), where, [where])


def _listed(row: TableRow) -> Fact:
    cell, missing = listed_regions(row, _who(row))
    return shown(cell, _at(row, "listed_region"), missing)


def _agrees(row: TableRow) -> Fact:
    """`global` is every place at once: what is declared to be there may be anywhere."""
    where = _at(row, "agrees")
    listed, missing = listed_regions(row, _who(row))
    if listed.known == (NONE,):
        return shown(one(NONE), where)
    word = _seen(row).region
    if any(region.word == GLOBAL for region in listed.known):
        return shown(one(True), where)
    names = observed(row).declared.listed(_who(row)).vendors
    if word is None and names:
        if all(row.workspace.vendors[name].observed == "never" for name in names):
            return shown(one(NONE), where)
        return shown(NOT_KNOWN, where, [("vendors", name, "observed") for name in names])
    if word is None:
        return shown(NOT_KNOWN, where, missing)
    answer = within(region_called(word), listed.known)
    if answer is NO and listed.unknown:
        answer = MAYBE
    return shown(NOT_KNOWN if answer is MAYBE else one(answer is YES), where, missing or [where])


ATTRIBUTES = (
    Attribute("vendor", Id("catalog"), "the product that is there, by the catalog", _vendor),
    Attribute(
        "system", Thing("system", "nodes"), "the system whose `code` shows it; unknown where none has the file", _system
    ),
    Attribute("region", Region(), "the region that was seen; unknown where the files do not tell which", _region),
    Attribute("listed_region", Region(), "where it is as declared, in any deployment; `none` if not declared", _listed),
    Attribute("agrees", Flag(), "whether what was seen is inside what is declared; `none` if not declared", _agrees),
)

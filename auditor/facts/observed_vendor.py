"""The subject `observed_vendor`: a row is a vendor that a scan saw in the code or the infrastructure."""

from __future__ import annotations

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Attribute, Cell, Fact
from auditor.attributes.observed import observed, place, shown, systems
from auditor.attributes.rows import TableRow, one, several
from auditor.attributes.types import Flag, Id, Kind, Label, Thing, Word
from auditor.evidence.observation import GRADES, SETTINGS, SIGNALS
from auditor.evidence.seen import SeenVendor
from auditor.location import Route
from auditor.vocabulary.answers import NO, UNKNOWN, YES
from auditor.vocabulary.words import STATUSES

SECTION = "observed_vendors"


def _seen(row: TableRow) -> SeenVendor:
    return observed(row).seen.vendors[row.id]


def _at(row: TableRow, key: str) -> Route:
    return place(row, SECTION, key)


def _vendor(row: TableRow) -> Fact:
    product = _seen(row).product
    return shown(one(product.id if product else NONE), _at(row, "vendor"))


def _kind(row: TableRow) -> Fact:
    product = _seen(row).product
    return shown(several(product.kinds) if product else NOT_KNOWN, _at(row, "kind"), [("catalog",)])


def _listed(row: TableRow) -> Fact:
    found = observed(row).declared.listed(_seen(row))
    cell = NOT_KNOWN if found.missing else one(bool(found.vendors))
    return shown(cell, _at(row, "listed"), found.missing)


def _status(row: TableRow) -> Fact:
    found = observed(row).declared.listed(_seen(row))
    if not found.vendors:
        return shown(NOT_KNOWN if found.missing else one(NONE), _at(row, "status"), found.missing)
    said = {name: row.workspace.vendors[name].status for name in found.vendors}
    missing: list[Route] = [("vendors", name, "status") for name, word in said.items() if word in (None, UNKNOWN)]
    known = dict.fromkeys(word for word in said.values() if isinstance(word, str))
    return shown(Cell(tuple(known), (), bool(missing)), _at(row, "status"), missing)


def _grade(row: TableRow) -> Fact:
    return shown(one(_seen(row).grade), _at(row, "grade"))


def _signals(row: TableRow) -> Fact:
    return shown(several(sighting.signal for sighting in _seen(row).sightings), _at(row, "signals"))


def _system(row: TableRow) -> Fact:
    return systems(row, SECTION, _seen(row).sightings)


def _file(row: TableRow) -> Fact:
    return shown(several(sighting.location.file for sighting in _seen(row).sightings), _at(row, "file"))


def _settings(row: TableRow) -> Fact:
    words = (one.setting for one in _seen(row).sightings if one.setting in SETTINGS)
    return shown(several(words), _at(row, "settings"))


def _at_rest(row: TableRow) -> Fact:
    """Whether the declarations have anything at rest there; `none` of somebody whom they do not name."""
    declared = observed(row).declared
    found = declared.listed(_seen(row))
    if not found.vendors:
        return shown(NOT_KNOWN if found.missing else one(NONE), _at(row, "at_rest"), found.missing)
    spread = row.world.spread
    held, doubted = spread.held
    numbers = [spread.number[node.id] for node in declared.nodes(_seen(row)) if node.id in spread.number]
    answer = YES if any(held[number] for number in numbers) else NO
    if answer is NO and any(doubted[number] for number in numbers):
        missing: list[Route] = [(node.section, node.id, "retention") for node in declared.nodes(_seen(row))]
        return shown(NOT_KNOWN, _at(row, "at_rest"), missing)
    return shown(one(answer is YES), _at(row, "at_rest"))


ATTRIBUTES = (
    Attribute("vendor", Id("catalog"), "the product, by the catalog; `none` for somebody it does not know", _vendor),
    Attribute("kind", Kind("kinds", "kind"), "what it is, by the catalog; any of those kinds", _kind),
    Attribute("listed", Flag(), "whether a declared vendor is that product", _listed),
    Attribute("status", Word(*STATUSES), "the status of that vendor; `none` where none is declared", _status),
    Attribute(
        "grade", Word(*GRADES), "used in production, configured without a use that was seen, or development", _grade
    ),
    Attribute("signals", Word(*SIGNALS, many=True), "what gave it away", _signals),
    Attribute(
        "system", Thing("system", "nodes"), "the system whose `code` shows it; unknown where none has the file", _system
    ),
    Attribute("file", Label(many=True), "the file that shows it", _file),
    Attribute(
        "settings", Word(*SETTINGS, many=True), "what is set there that matters; `none` where nothing is", _settings
    ),
    Attribute("at_rest", Flag(), "whether anything is at rest there, as declared; `none` if not declared", _at_rest),
)

"""Two questions about where data goes: is it inside the residency, and by what right does it cross a border?"""

from __future__ import annotations

from collections.abc import Callable

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Carried, Cell, Fact, known_values
from auditor.attributes.rows import (
    TableRow,
    derived,
    laws,
    mechanism,
    one,
    places,
    region_of,
    residency,
    written,
)
from auditor.location import Route
from auditor.vocabulary.adequacy import Territory, territory
from auditor.vocabulary.answers import MAYBE, NO, UNKNOWN, YES, Answer
from auditor.vocabulary.places import GLOBAL, Place, within
from auditor.vocabulary.words import RESTRICTING_LAWS, TRANSFERS
from auditor.workspace.model import Node

WORST_FIRST = ("missing", "unknown", *reversed(TRANSFERS[2:-1]), "adequate", "domestic", "unrestricted")
DOMESTIC = one("domestic")
RESTRICTED = "restricted"


def in_residency(row: TableRow, region: Fact) -> Fact:
    """Whether all of a region is inside the deployment's residency."""
    home = residency(row)
    wanted = places(home.cell)
    here = places(region.cell)
    if not wanted or not here:
        return Fact(NOT_KNOWN, region.place, (*region.missing, *home.missing), region.lacking)
    answer = min(within(place, wanted) for place in here)
    if answer is MAYBE:
        return Fact(NOT_KNOWN, region.place, (region.place,), region.lacking)
    return Fact(one(answer is YES), region.place, (), region.lacking)


def transfer(row: TableRow, node: Node | None, region: Fact) -> Fact:
    """By what right a flow of the row reaches `node` (None: nobody named the end), under the deployment's laws."""
    place: Route = ("flows", row.id)
    law = laws(row)
    if law.cell == NOT_KNOWN:
        return derived(NOT_KNOWN, place, law.missing)
    restricting = [name for name in known_values(law.cell) if name in RESTRICTING_LAWS]
    if not restricting:
        return derived(one("unrestricted"), place)
    if node is None:
        return derived(NOT_KNOWN, place, [("flows", row.id, "to")])
    if node.person:
        return derived(DOMESTIC, place)
    found = [_under(name, row, node, region) for name in restricting]
    return Fact(*min(found, key=lambda fact: WORST_FIRST.index(_word(fact.cell))))


def _word(cell: Cell | Carried) -> str:
    """The worst word of a cell, to compare laws by."""
    known = known_values(cell)
    return min(known, key=WORST_FIRST.index) if known else "unknown"


def _under(law: str, row: TableRow, node: Node, region: Fact) -> Fact:
    place: Route = ("flows", row.id)
    ground = territory(law, row.workspace.as_of)
    country = _country(row, node)
    here = places(region.cell)
    if not here:
        return derived(NOT_KNOWN, place, region.missing)
    there = places(country.cell)
    found = standing(ground, here, there)
    if found in ("domestic", "adequate"):
        return derived(one(found), place)
    if found == RESTRICTED:
        return _declared_ground(row, node, place)
    if ground.adequate is None and _all((*here, *there), lambda one_: _in(one_, ground.inside)) is NO:
        return derived(NOT_KNOWN, place, [("deployments", row.world.deployment, "law")])
    return derived(NOT_KNOWN, place, country.missing or [region.place])


def standing(ground: Territory, here: tuple[Place, ...], there: tuple[Place, ...]) -> str | None:
    """What a law says of data that goes to some places (`here`), to who is established in others (`there`):
    `domestic`, `adequate`, `restricted` when it needs a mechanism; None when that is not known."""
    inside = _all((*here, *there), lambda one_: _in(one_, ground.inside))
    safe = _all((*here, *there), lambda one_: _safe(one_, ground))
    if here and there and inside is YES:
        return "domestic"
    if here and there and inside is NO and safe is YES:
        return "adequate"
    return RESTRICTED if safe is NO else None


def _country(row: TableRow, node: Node) -> Fact:
    """Where the one who runs a system is established."""
    if node.vendor is UNKNOWN:
        return Fact(NOT_KNOWN, ("systems", node.id), ((node.section, node.id, "vendor"),), lacking=True)
    if node.vendor is None:
        us = row.workspace.organization
        return written(us.country if us else None, ("organization", "country"))
    vendor = row.workspace.vendors[node.vendor]
    return written(vendor.country, ("vendors", node.vendor, "country"))


def _declared_ground(row: TableRow, node: Node, place: Route) -> Fact:
    if node.vendor is UNKNOWN:
        return derived(NOT_KNOWN, place, [(node.section, node.id, "vendor")])
    if node.vendor is None:
        us = row.workspace.organization
        declared = mechanism(us.transfer if us else None, ("organization", "transfer"))
    else:
        declared = mechanism(row.workspace.vendors[node.vendor].transfer, ("vendors", node.vendor, "transfer"))
    if declared.cell == NOT_KNOWN:
        return derived(NOT_KNOWN, place, declared.missing)
    return derived(Cell(tuple("missing" if word == NONE else word for word in known_values(declared.cell))), place)


def _all(places_: tuple[Place, ...], answer: Callable[[Place], Answer]) -> Answer:
    return min((answer(place) for place in places_), default=MAYBE)


def _in(place: Place, territory_: frozenset[str]) -> Answer:
    if place.word == GLOBAL:
        return NO
    if place.countries is None:
        return MAYBE
    if place.countries <= territory_:
        return YES
    return MAYBE if place.countries & territory_ else NO


def _safe(place: Place, ground: Territory) -> Answer:
    """Inside, or in a country that the law takes for safe."""
    if ground.adequate is None:
        return max(_in(place, ground.inside), MAYBE)
    return _in(place, ground.inside | ground.adequate)


def region_at(row: TableRow, node: Node | None) -> Fact:
    """Where a system is, in the deployment of a row."""
    if node is None:
        return Fact(NOT_KNOWN, ("flows", row.id), (("flows", row.id, "to"),), lacking=True)
    return region_of(node, row.world.deployment)


def whether(answer: Answer, place: Route, missing: tuple[Route, ...] = ()) -> Fact:
    """A yes, a no, or not known, as a fact."""
    return derived(NOT_KNOWN, place, missing) if answer is MAYBE else derived(one(answer is YES), place)

"""The way of the data across borders, hop by hop, under the laws of a deployment's customers.

The law follows the data: from the customer to us, from us to a vendor, from a vendor to those in its chain. Each hop
goes to an entity established somewhere, and to the places where that processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from auditor.attributes.cell import Fact
from auditor.attributes.rows import mechanism, written
from auditor.attributes.transfer import RESTRICTED, standing
from auditor.audit import Audit
from auditor.declarations.organization import Transfer
from auditor.inventory.columns import from_fact
from auditor.inventory.engaged import Engaged, own_systems, region_of_system
from auditor.inventory.known import Known, joined
from auditor.location import Route
from auditor.vocabulary.adequacy import Decision, decision, territory
from auditor.vocabulary.answers import UNKNOWN, Unknown
from auditor.vocabulary.places import Place
from auditor.vocabulary.words import RESTRICTING_LAWS

CUSTOMER: Final = ""
"""The sender of the first hop."""
US: Final = "(us)"
"""It stands for the organization in a hop, and is no vendor's id."""


class Under(NamedTuple):
    """What a law says of a hop. `standing`: `domestic`, `adequate`, `restricted`; empty when that is not known, and
    then `missing` says for want of what: of nothing when the law's own list of countries is not known. `decisions`
    are those that make it adequate, or that a mechanism rests on."""

    law: str
    standing: str
    missing: tuple[Route, ...]
    decisions: tuple[Decision, ...]


class Hop(NamedTuple):
    """A hop: from whom (a vendor's id, `US`, or `CUSTOMER`) to whom, where that is, and by what right.

    `mechanism`, `reference` and `assessed` are as declared, whether a law asks for them or not.
    """

    source: str
    target: str
    country: Known
    places: Known
    mechanism: Known
    reference: Known
    assessed: Known
    under: tuple[Under, ...]
    proposed: bool = False

    @property
    def restricted(self) -> bool:
        """Does a law ask for a mechanism, or may it?"""
        return any(under.standing in (RESTRICTED, "") for under in self.under)


class Laws(NamedTuple):
    """The laws of a deployment's customers; None when nobody declared them. `restricting` are those that restrict
    transfers."""

    every: tuple[str, ...] | None
    route: Route

    @property
    def restricting(self) -> tuple[str, ...]:
        return tuple(law for law in self.every or () if law in RESTRICTING_LAWS)


def laws_of(audit: Audit, deployment: str) -> Laws:
    """The laws that the customers of a deployment are under."""
    declared = audit.workspace.deployments.get(deployment)
    law = declared.law if declared is not None else None
    route = ("deployments", deployment, "law")
    return Laws(None, route) if law is None or isinstance(law, Unknown) else Laws(tuple(law), route)


def hops(audit: Audit, deployment: str, vendors: list[Engaged]) -> list[Hop]:
    """The hops of a deployment: to us first, then to each vendor, from us or from those in whose chain it stands."""
    laws = laws_of(audit, deployment).restricting
    return [_to_us(audit, deployment, laws), *(hop for vendor in vendors for hop in _to_vendor(audit, vendor, laws))]


def _to_us(audit: Audit, deployment: str, laws: tuple[str, ...]) -> Hop:
    us = audit.workspace.organization
    country = _known(written(us.country if us else None, ("organization", "country")))
    places = joined(map(region_of_system, own_systems(audit, deployment)))
    declared = us.transfer if us else None
    return _hop(audit, CUSTOMER, US, country, places, declared, ("organization", "transfer"), laws)


def _to_vendor(audit: Audit, vendor: Engaged, laws: tuple[str, ...]) -> Iterator[Hop]:
    for source in (*((US,) if vendor.flows or not vendor.given_by else ()), *vendor.given_by):
        hop = _hop(
            audit,
            source,
            vendor.id,
            vendor.fact("country"),
            vendor.places(),
            vendor.vendor.transfer,
            ("vendors", vendor.id, "transfer"),
            laws,
        )
        yield hop._replace(proposed=not vendor.active)


def _hop(
    audit: Audit,
    source: str,
    target: str,
    country: Known,
    places: Known,
    declared: Transfer | Unknown | None,
    route: Route,
    laws: tuple[str, ...],
) -> Hop:
    said = declared if isinstance(declared, Transfer) else None
    by = _known(mechanism(declared, route))
    none = not by.missing and not by.values  # where there is no mechanism, nothing refers to one
    return Hop(
        source,
        target,
        country,
        places,
        by,
        Known() if none else _part(said.reference if said else None, (*route, "reference")),
        Known() if none else _part(said.assessed if said else None, (*route, "assessed")),
        tuple(_under(law, audit, country, places, by, (*route[:-1], "country")) for law in laws),
    )


def _part(value: object, route: Route) -> Known:
    return Known((), (route,)) if value is None or value is UNKNOWN else Known((value,))


def _known(fact: Fact) -> Known:
    return from_fact(None, fact)


def _under(law: str, audit: Audit, country: Known, places: Known, by: Known, vague: Route) -> Under:
    """`vague` is where one would say more where too little is said."""
    as_of = audit.workspace.as_of
    there, here = _places(country), _places(places)
    ground = territory(law, as_of)
    found = standing(ground, here or there, there) if here or not places.missing else None
    if found != RESTRICTED and (country.missing or places.missing):
        found = None  # what is stated is fine, but it is not all
    missing = () if found else country.missing + places.missing
    if not found and not missing and ground.adequate is not None:
        missing = (vague,)
    at = sorted({code for place in (*there, *here) for code in place.countries or ()} - ground.inside)
    decisions = [known for code in at if (known := decision(law, code, as_of)) is not None]
    if found != "adequate":
        decisions = [one for one in decisions if "dpf" in by.values and not one.whole_country]
    return Under(law, found or "", tuple(dict.fromkeys(missing)), tuple(decisions))


def _places(known: Known) -> tuple[Place, ...]:
    return tuple(value for value in known.values if isinstance(value, Place))

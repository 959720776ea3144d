"""What a scan saw, put together: one entry a vendor, a region of a vendor, a table; each with all that proves it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

from auditor.evidence.observation import (
    CONFIGURED,
    DEVELOPMENT,
    GRADES,
    UNTOLD,
    USED,
    Evidence,
    Remark,
    Sighting,
    Table,
)
from auditor.location import Location, Problem, Route
from auditor.vocabulary.products import Product

PROOFS: Final = ("import", "host", "resource", "config", "table", "ci")
"""Signals of which one in production proves the use. The others prove it two together."""
_CREDENTIAL: Final = re.compile(
    r"(?:_\w*KEY|_SECRET|_TOKEN|_DSN|_PASSWORD|_PAT)(?:_ID)?\Z|_(?:TRACKING|MEASUREMENT|PIXEL|CONTAINER|CLIENT)_ID\Z"
)
_ALIKE: Final = {"secret": "env"}
"""Signals of one kind: the name of a variable proves as much wherever it stands."""


class SeenVendor(NamedTuple):
    """Somebody who gets data, or may. `product` is None for somebody whom the catalog does not know; `sightings` are
    all that prove it, the best first."""

    id: str
    product: Product | None
    name: str
    grade: str
    sightings: tuple[Sighting, ...]


class SeenRegion(NamedTuple):
    """A region in which something of a vendor is. None: the files show that there is one, and not which."""

    id: str
    vendor: str
    region: str | None
    sightings: tuple[Sighting, ...]


class Seen(NamedTuple):
    """All that a scan saw, by the ids that findings have for it; and the folder it read, from the workspace."""

    vendors: Mapping[str, SeenVendor]
    regions: Mapping[str, SeenRegion]
    tables: Mapping[str, Table]
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]
    files: int


def seen(evidence: Evidence, products: Mapping[str, Product]) -> Seen:
    """Put together what a scan saw."""
    vendors = _vendors(evidence.sightings, products)
    return Seen(
        vendors=vendors,
        regions=_regions(vendors),
        tables=_tables(evidence.tables),
        remarks=evidence.remarks,
        problems=evidence.problems,
        files=len(evidence.read),
    )


def _tables(tables: Iterable[Table]) -> dict[str, Table]:
    """The tables by their names. Of a name that two databases have, what differs cannot be judged."""
    found: dict[str, Table] = {}
    for table in tables:
        name = f"{_word(table.schema)}.{_word(table.name)}"
        there = found.setdefault(name, table)
        if there is not table:
            found[name] = there._replace(
                exposed=there.exposed if there.exposed == table.exposed else None,
                row_level_security=(
                    there.row_level_security if there.row_level_security == table.row_level_security else None
                ),
                policies=there.policies if there.policies == table.policies else None,
                always_true=there.always_true if there.always_true == table.always_true else None,
                places=(*there.places, *table.places),
            )
    return found


def grade(sightings: Iterable[Sighting]) -> str:
    """The grade of somebody, over all places that show them."""
    every = [one for one in sightings if one.grade != DEVELOPMENT]
    if any(one.grade == USED and (one.signal in PROOFS or _is_opened(one)) for one in every):
        return USED
    if len({_ALIKE.get(one.signal, one.signal) for one in every}) > 1:
        return USED
    return CONFIGURED if every else DEVELOPMENT


def _is_opened(one: Sighting) -> bool:
    """Whether code that is no settings takes the key to a known product: that says more than a name in a template."""
    return one.signal == "env" and one.product is not None and _CREDENTIAL.search(one.text) is not None


def _vendors(sightings: Iterable[Sighting], products: Mapping[str, Product]) -> dict[str, SeenVendor]:
    groups: dict[str, list[Sighting]] = {}
    for one in sightings:
        name = one.product or _word(one.name.lower())
        if one.product is None and name in products:
            name = f"{name}:unidentified"  # it is called like a product, and was not recognised as that
        groups.setdefault(name, []).append(one)
    return {
        name: SeenVendor(
            name,
            products[first.product] if first.product else None,
            products[first.product].name if first.product else first.name,
            grade(groups[name]),
            tuple(sorted(groups[name], key=_best)),
        )
        for name in sorted(groups)
        for first in groups[name][:1]
    }


def _best(sighting: Sighting) -> tuple[int, bool, Location]:
    return GRADES.index(sighting.grade), sighting.signal not in PROOFS, sighting.location


def _regions(vendors: Mapping[str, SeenVendor]) -> dict[str, SeenRegion]:
    """Regions of what is built or tested alone are none of ours."""
    groups: dict[tuple[str, str], list[Sighting]] = {}
    for name, vendor in vendors.items():
        for one in vendor.sightings:
            if one.region is not None and one.grade != DEVELOPMENT:
                groups.setdefault((name, one.region), []).append(one)
    return {
        f"{name}..{region}": SeenRegion(f"{name}..{region}", name, _known(region), tuple(groups[name, region]))
        for name, region in sorted(groups)
    }


def _known(region: str) -> str | None:
    return None if region == UNTOLD else region


def _word(name: str) -> str:
    """A name as a part of the id of a finding: one word, whatever is in it."""
    return quote(name, safe=".:,").replace("~", "%7E") or "-"


def placed(evidence: Evidence, root: Path, workspace: Path) -> Evidence:
    """The same with paths from the workspace, where that is not the folder that was scanned."""
    way = _way(root, workspace)
    if not way:
        return evidence

    def at(location: Location) -> Location:
        file = location.file
        if file.startswith("/"):
            return location
        file = file.removeprefix(way.inside) if way.inside and file.startswith(way.inside) else way.up + file
        file = file.removesuffix("/.")  # the repository itself
        return Location(file, location.line, location.column, location.length)

    return evidence._replace(
        sightings=tuple(one._replace(location=at(one.location)) for one in evidence.sightings),
        tables=tuple(one._replace(location=at(one.location)) for one in evidence.tables),
        remarks=tuple(one._replace(location=at(one.location)) for one in evidence.remarks),
        problems=tuple(one._replace(location=at(one.location) if one.location else None) for one in evidence.problems),
    )


class _Way(NamedTuple):
    up: str
    inside: str


def _way(root: Path, workspace: Path) -> _Way | None:
    inner = workspace.resolve().relative_to(root.resolve()).parts
    return _Way("../" * len(inner), f"{'/'.join(inner)}/") if inner else None


def places(seen: Seen) -> dict[Route, Location]:
    """Where each thing was seen, by the routes of facts: the vendor, and each of its values that has a place of its
    own."""
    found: dict[Route, Location] = {}
    for name, vendor in seen.vendors.items():
        found[("observed_vendors", name)] = vendor.sightings[0].location
        for one in vendor.sightings:
            for key, value in (("signals", one.signal), ("settings", one.setting), ("file", one.location.file)):
                if value is not None:
                    found.setdefault(("observed_vendors", name, key, value), one.location)
    for name, region in seen.regions.items():
        found[("observed_regions", name)] = region.sightings[0].location
    for name, table in seen.tables.items():
        found[("observed_tables", name)] = table.location
        for policy, location in table.places:
            found[("observed_tables", name, "policies", policy)] = location
            if policy in (table.always_true or ()):
                found.setdefault(("observed_tables", name, "always_true", "true"), location)
    return found

"""What subjects about a scan have in common: where a fact was seen, whose code that is, and what is declared of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Cell, Fact
from auditor.attributes.rows import TableRow, one, region_in, region_of, several, written
from auditor.evidence.listed import Observed
from auditor.evidence.observation import Sighting
from auditor.evidence.seen import SeenVendor
from auditor.location import Route
from auditor.vocabulary.places import Place


def observed(row: TableRow) -> Observed:
    """What the scan saw that the row is of: rows about it exist only after a scan."""
    assert row.rows.observed is not None
    return row.rows.observed


def place(row: TableRow, section: str, key: str) -> Route:
    """The route of what was seen: `findings/places.py` finds the file and the line by it."""
    return (section, row.id, key)


def shown(cell: Cell, where: Route, missing: Iterable[Route] = ()) -> Fact:
    """A fact that files show."""
    return Fact(cell, where, tuple(dict.fromkeys(missing)) if cell.unknown else (), lacking=True)


def systems(row: TableRow, section: str, sightings: Iterable[Sighting]) -> Fact:
    """The systems whose code shows it."""
    declared = observed(row).declared
    names = dict.fromkeys(declared.system(one.location.file) for one in sightings)
    known = tuple(row.thing("system", name) for name in names if name is not None)
    return shown(Cell(known, (), None in names), place(row, section, "system"), declared.unclaimed)


def listed_regions(row: TableRow, vendor: SeenVendor) -> tuple[Cell, tuple[Route, ...]]:
    """Where the declarations say that it is, in any deployment; `none` of somebody whom they do not name."""
    declared = observed(row).declared
    names = declared.listed(vendor)
    if not names.vendors:
        return (NOT_KNOWN if names.missing else one(NONE)), names.missing
    values: dict[Place, None] = {}
    missing: list[Route] = []
    for fact in (fact for name in names.vendors for fact in _regions(row, name)):
        values.update(dict.fromkeys(fact.cell.known if isinstance(fact.cell, Cell) else ()))
        missing += fact.missing
    return several(values)._replace(unknown=bool(missing)), tuple(dict.fromkeys(missing))


def _regions(row: TableRow, vendor: str) -> Iterator[Fact]:
    """The region of a vendor and of each system that it runs, in every deployment."""
    place: Route = ("vendors", vendor, "region")
    nodes = [node for node in row.workspace.nodes.values() if node.vendor == vendor]
    for deployment in row.workspace.deployments:
        own = region_in(row.workspace.vendors[vendor].region, place, deployment)
        run = [region_of(node, deployment) for node in nodes if node.section == "systems" or not own]
        yield from [*([own] if own else []), *run] or [written(None, place)]

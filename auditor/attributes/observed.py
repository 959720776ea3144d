"""What subjects about a scan have in common: where a fact was seen, whose code that is, and what is declared of it."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Cell, Fact
from auditor.attributes.rows import TableRow, one, region_in, several
from auditor.evidence.listed import Observed
from auditor.evidence.observation import Sighting
from auditor.evidence.seen import SeenVendor
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN
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
    own = [(("vendors", name, "region"), row.workspace.vendors[name].region) for name in names.vendors]
    systems = [((node.section, node.id, "region"), node.declared.region) for node in declared.nodes(vendor)]
    written = list(dict.fromkeys(where for where, _ in (*own, *systems)))
    regions = dict((*own, *systems))
    for where in written:
        for deployment in row.workspace.deployments:
            fact = region_in(regions[where], where, deployment)
            if fact is None or fact.cell == NOT_KNOWN:
                missing += [where] if len(written) == 1 or regions[where] is UNKNOWN else []
                continue
            values.update(dict.fromkeys(fact.cell[0] if isinstance(fact.cell, Cell) else ()))
    if not values and not missing:
        missing = [own[0][0]]
    return several(values)._replace(unknown=bool(missing)), tuple(dict.fromkeys(missing))

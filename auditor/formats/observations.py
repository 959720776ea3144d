"""What a scan saw, for people, and as JSON, schema `auditor/observations/1`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from auditor.attributes.asking import NONE
from auditor.attributes.cell import Attribute, Cell
from auditor.attributes.rows import Rows, TableRow
from auditor.evidence.observation import CONFIGURED, DEVELOPMENT, USED, Sighting
from auditor.evidence.seen import Seen, SeenVendor
from auditor.facts.register import OBSERVED, SUBJECTS, rows_of
from auditor.location import Location
from auditor.text.lines import EMPTY, HEADING, ID, PLACE, WARNING, Line, Span, line
from auditor.text.plain import counted, shown
from auditor.vocabulary.places import Place
from auditor.workspace.model import Workspace

PLACES: Final = 5
"""So many places are shown that prove one vendor; JSON has them all."""
TITLES: Final = {
    USED: "Used",
    CONFIGURED: "Configured, without a use that was seen",
    DEVELOPMENT: "Seen in development alone",
}


def render_json(rows: Rows, workspace: Workspace) -> str:
    """One observation a place. `grade` is that of the vendor, over all its places."""
    found = [one for subject in OBSERVED for row in _table(rows, workspace, subject) for one in _observations(row)]
    document = {"schema": "auditor/observations/1", "observations": found}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _table(rows: Rows, workspace: Workspace, subject: str) -> Iterable[TableRow]:
    return rows_of(subject, rows, workspace, next(iter(workspace.deployments)), False)


def _observations(row: TableRow) -> Iterator[dict[str, Any]]:
    """Every attribute of the row, and each place that shows it."""
    observed = row.rows.observed
    assert observed is not None
    said = {name: _plain(row, attribute) for name, attribute in SUBJECTS[row.subject].attributes.items()}
    seen = observed.seen
    if row.subject == "observed_table":
        yield {"subject": row.subject, **said, **_place(seen.tables[row.id].location), "text": row.id}
        return
    is_vendor = row.subject == "observed_vendor"
    sightings = seen.vendors[row.id].sightings if is_vendor else seen.regions[row.id].sightings
    who = seen.vendors[row.id if is_vendor else seen.regions[row.id].vendor]
    for one in sightings:
        yield {
            "subject": row.subject,
            **said,
            "vendor": one.product,
            "name": who.name,
            "system": observed.declared.system(one.location.file),
            "signal": one.signal,
            "region": one.region if one.region != "unknown" else None,
            **_place(one.location),
            "text": one.text,
        }


def _place(location: Location) -> dict[str, Any]:
    return {"file": location.file, "line": location.line, "column": location.column}


def _plain(row: TableRow, attribute: Attribute) -> Any:
    """The value of an attribute as plain data: null where it is not known, a list where there are several."""
    cell = row.fact(attribute).cell
    values = [_word(value) for value in cell.known] if isinstance(cell, Cell) else []
    if isinstance(cell, Cell) and cell.unknown and not values:
        return None
    if attribute.name in ("signals", "settings", "policies"):
        return [value for value in values if value != NONE]
    return values[0] if len(values) == 1 else values


def _word(value: Any) -> Any:
    if isinstance(value, Place):
        return value.word
    return value.id if isinstance(value, TableRow) else value


def unread(seen: Seen) -> list[str]:
    """What could not be read, a line each."""
    return [
        f"{shown(str(one.location)) if one.location else '-'}: {shown(one.message)}"
        + (f" ({shown(one.hint)})" if one.hint else "")
        for one in seen.problems
    ]


def lines(rows: Rows, workspace: Workspace) -> Iterator[Line]:
    """What was seen, the most certain first."""
    observed = rows.observed
    assert observed is not None
    seen = observed.seen
    known = [one for one in seen.vendors.values() if one.product is not None]
    strangers = [one for one in seen.vendors.values() if one.product is None]
    yield line(
        f"Read {counted(seen.files, 'file')}: {counted(len(known), 'vendor')}, "
        f"{counted(len(strangers), 'unidentified recipient')}, {counted(len(seen.regions), 'region')}, "
        f"{counted(len(seen.tables), 'table')}."
    )
    by_name = {row.id: row for row in _table(rows, workspace, "observed_vendor")}
    for grade, title in TITLES.items():
        yield from _part(title, (_vendor(by_name[one.id], one) for one in known if one.grade == grade))
    yield from _part("Unidentified recipients", (_vendor(by_name[one.id], one) for one in strangers))
    yield from _part("Regions", (_region(row) for row in _table(rows, workspace, "observed_region")))
    yield from _part("Tables", (_database(row) for row in _table(rows, workspace, "observed_table")))
    remarks = ([line("  ", shown(r.text), "  ", Span(PLACE, shown(str(r.location))))] for r in seen.remarks)
    yield from _part("Of the database", remarks)
    yield from _part("Could not be read", ([line("  ", Span(WARNING, text))] for text in unread(seen)))


def _part(title: str, entries: Iterable[Iterable[Line]]) -> Iterator[Line]:
    """A titled list; nothing where it is empty."""
    for number, entry in enumerate(entries):
        if not number:
            yield EMPTY
            yield line(Span(HEADING, title))
        yield from entry


def _vendor(row: TableRow, vendor: SeenVendor) -> Iterator[Line]:
    kinds = f" ({', '.join(vendor.product.kinds)})" if vendor.product else ""
    yield line("  ", Span(ID, shown(vendor.id)), f"  {shown(vendor.name)}{kinds}: {_declared(row)}")
    yield from _sightings(vendor.sightings)
    if vendor.grade == USED and not any(one.grade == USED for one in vendor.sightings):
        yield line("      used, by signals of two kinds")


def _declared(row: TableRow) -> str:
    attributes = SUBJECTS["observed_vendor"].attributes
    listed, status = _plain(row, attributes["listed"]), _plain(row, attributes["status"])
    if listed is None:
        return "not known whether it is declared"
    said = status if isinstance(status, str) else ", ".join(status or ["status not declared"])
    return f"declared, {said}" if listed else "not declared"


def _sightings(sightings: Sequence[Sighting]) -> Iterator[Line]:
    for one in sightings[:PLACES]:
        more = "".join(f", {word.replace('_', ' ')}" for word in (one.region, one.setting) if word)
        yield line(f"      {one.signal} {shown(one.text)}{more}  ", Span(PLACE, shown(str(one.location))))
    if len(sightings) > PLACES:
        yield line(f"      and {counted(len(sightings) - PLACES, 'more place')}")


def _region(row: TableRow) -> Iterator[Line]:
    attributes = SUBJECTS["observed_region"].attributes
    region, listed, agrees = (_plain(row, attributes[name]) for name in ("region", "listed_region", "agrees"))
    declared = ", ".join(listed) if isinstance(listed, list) else listed
    verdict = {True: "as declared", False: f"declared in {declared}", NONE: "not declared"}
    observed = row.rows.observed
    assert observed is not None
    seen = observed.seen.regions[row.id]
    said = verdict.get(agrees, "not known whether it is as declared")
    yield line("  ", Span(ID, shown(seen.vendor)), f"  in {region or 'a region that the files do not tell'}: {said}")
    yield from _sightings(seen.sightings)


def _policies(number: int) -> str:
    return f"{number} {'policy' if number == 1 else 'policies'}"


def _database(row: TableRow) -> Iterator[Line]:
    attributes = SUBJECTS["observed_table"].attributes
    said = {name: _plain(row, attributes[name]) for name in attributes}
    words = {True: "", False: "not ", None: "not known whether "}
    parts = [
        f"{words[said['exposed']]}exposed",
        {True: "row-level security on", False: "no row-level security"}.get(
            said["row_level_security"], "not known whether it has row-level security"
        ),
        "not known which policies" if said["policies"] is None else _policies(len(said["policies"])),
    ]
    parts += ["one is always true"] if said["always_true"] else []
    observed = row.rows.observed
    assert observed is not None
    place = Span(PLACE, shown(str(observed.seen.tables[row.id].location)))
    yield line("  ", Span(ID, shown(row.id)), f"  {', '.join(parts)}  ", place)

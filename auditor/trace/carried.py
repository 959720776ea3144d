"""What is in an attribute about data, category by category, each with the chain that brings it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.attributes.cell import Attribute
from auditor.attributes.cell import Carried as Cell
from auditor.attributes.rows import TableRow
from auditor.findings.places import chain_of, systems_of
from auditor.graph.network import OUTSIDE, Edge, Parts
from auditor.graph.world import Spread, retention
from auditor.location import Location, Route
from auditor.trace.records import CERTAIN, MAY, UNKNOWN, Carried, Hop
from auditor.vocabulary.answers import MAYBE
from auditor.vocabulary.tree import ones


def carried(row: TableRow, attribute: Attribute) -> tuple[Carried, ...]:
    """The categories in a row's attribute: those that are there, those that may be, and `unknown` data."""
    cell = row.fact(attribute).cell
    if not isinstance(cell, Cell):
        return ()
    parts = row.parts
    sure, _, _ = parts.split(cell.sure)
    declared, may, anything = parts.split(cell.sure | cell.doubted)
    found = []
    for number in ones(declared):
        certain = bool(sure >> number & 1)
        found.append(_one(row, attribute, cell, 1 << number, CERTAIN if certain else MAY))
    found += [_below(row, attribute, cell, 1 << number, declared) for number in ones(may & ~declared)]
    found.sort(key=lambda one: one.category)
    if anything:
        found.append(_anything(row, attribute, cell, declared | may | anything))
    return tuple(found)


def _one(row: TableRow, attribute: Attribute, cell: Cell, bit: int, certainty: str) -> Carried:
    joined = row.parts.join(bit, 0, 0)
    hops = hops_of(row.world.spread, chain_of(row, attribute.name, cell, joined), joined)
    missing = _open(row, joined) if certainty == MAY else ()
    return Carried(row.parts.tree.words(bit)[0], certainty, (), _origin(hops), hops, missing)


def _below(row: TableRow, attribute: Attribute, cell: Cell, bit: int, declared: int) -> Carried:
    """A category that may come along with a broader one."""
    tree, joined = row.parts.tree, row.parts.join(0, bit, 0)
    chain = chain_of(row, attribute.name, cell, joined)
    hops = hops_of(row.world.spread, chain, joined)
    within = tuple(tree.ids[number] for number in ones(declared) if tree.below[number] & bit)
    return Carried(tree.words(bit)[0], MAY, within, _origin(hops), hops, _set_out(row, chain))


def _anything(row: TableRow, attribute: Attribute, cell: Cell, possible: int) -> Carried:
    anything = row.parts.split(cell.sure | cell.doubted)[2]
    joined = row.parts.join(0, 0, anything & -anything)
    chain = chain_of(row, attribute.name, cell, joined)
    hops = hops_of(row.world.spread, chain, joined)
    never = topmost(row.parts, row.parts.full & ~possible)
    return Carried(UNKNOWN, UNKNOWN, (), _origin(hops), hops, _set_out(row, chain), never)


def topmost(parts: Parts, bits: int) -> tuple[str, ...]:
    """Of some categories those that have none of the others above them."""
    covered = 0
    for number in ones(bits):
        covered |= parts.tree.below[number] & ~(1 << number)
    return parts.tree.words(bits & ~covered)


def _origin(hops: tuple[Hop, ...]) -> str:
    return hops[0].source if hops else UNKNOWN


def _set_out(row: TableRow, chain: Iterable[str]) -> tuple[str, ...]:
    """Where one would write more exactly what the data is."""
    route = row.world.spread.origin(chain)
    return (_written(route),) if route else ()


def _open(row: TableRow, bit: int) -> tuple[str, ...]:
    """The retentions that leave open whether a category is kept."""
    flows = row.world.spread.rest.by(systems_of(row), bit, MAYBE)[1]
    things = [retention(row.workspace, row.world.flows[name])[1] for name in flows]
    return tuple(dict.fromkeys(_written((*thing, "retention")) for thing in things))


def _written(route: Route) -> str:
    return "/".join(str(step) for step in route)


def hops_of(spread: Spread, chain: Iterable[str], bit: int) -> tuple[Hop, ...]:
    """The flows and links of a chain, each with its ends. Several systems of a vendor share the id of a
    link: the one that is meant is where the chain has come to, or that makes the category (a bit) itself."""
    hops: list[Hop] = []
    for name in chain:
        edges = list(_named(spread, name))
        if hops:
            edges = [edge for edge in edges if _end(spread, edge.source) == hops[-1].target]
        edge = next((edge for edge in edges if edge.carries & bit), edges[0])
        hops.append(Hop(name, _end(spread, edge.source), _end(spread, edge.target), edge.link, place_of(spread, edge)))
    return tuple(hops)


def _named(spread: Spread, name: str) -> Iterator[Edge]:
    edges = spread.propagation.network.edges
    if name in spread.position:
        yield edges[spread.position[name]]
    else:
        yield from (edge for edge in edges[len(spread.flows) :] if edge.id == name)


def _end(spread: Spread, number: int) -> str:
    return UNKNOWN if number == OUTSIDE else spread.propagation.network.systems[number]


def place_of(spread: Spread, edge: Edge) -> Location:
    """Where a flow is declared, or a vendor named in a chain."""
    merged = spread.workspace.merged
    if not edge.link:
        return merged.at(("flows", edge.id), key=True)
    vendor, _, below = edge.id.partition("..")
    place: Route = ("vendors", vendor, "subprocessors")
    written = merged.value(place)
    return merged.at((*place, written.index(below)) if isinstance(written, list) and below in written else place)

"""The subject `reach`: a row is a category that gets from one system to another, in a deployment."""

from __future__ import annotations

from auditor.attributes.cell import NOT_KNOWN, Attribute, Carried, Fact
from auditor.attributes.rows import Rows, TableRow, one
from auditor.attributes.types import Data, Thing
from auditor.graph.network import OUTSIDE, Edge
from auditor.graph.world import World
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.tree import ones

UNKNOWN_END = "unknown"


class ReachRow(TableRow):
    """What gets from one system to another: a category (`number`; None: data that nobody named).

    `is_sure`: it gets there for certain. `below` is what may come as a part of it, `anything` what data
    that nobody named may be. `came_back`: it may only have come back to where it originates. `chain` are
    the edges of the chain that shows it, once one was looked for. `passing` is the system that the row is
    asked about where a rule asks what the data goes through.
    """

    __slots__ = ("anything", "below", "came_back", "chain", "is_sure", "number", "passing", "source", "target")

    def __init__(self, rows: Rows, world: World, source: int, target: int, number: int | None = None) -> None:
        self.source = _name(world, source)
        self.target = _name(world, target)
        category = None if number is None else world.workspace.data.ids[number]
        super().__init__(rows, "reach", f"{self.source}..{self.target}", world, category)
        self.number = number
        self.is_sure = False
        self.came_back = False
        self.below = 0
        self.anything = 0
        self.chain: tuple[Edge, ...] = ()
        self.passing: str | None = None

    def of(self, category: str) -> ReachRow:
        return self

    def whole(self) -> ReachRow:
        return self

    def activated(self) -> ReachRow:
        return self


def _name(world: World, number: int) -> str:
    return UNKNOWN_END if number == OUTSIDE else world.spread.propagation.network.systems[number]


def _data(row: ReachRow) -> Fact:
    """The category. Whether it gets there for certain is for the row to say."""
    parts, place = row.parts, _written_at(row)
    if row.number is None:
        return Fact(Carried(parts.join(0, 0, row.anything)), place, _doubts(row))
    below = row.workspace.data.below[row.number]
    return Fact(Carried(parts.join(1 << row.number, row.below & below, 0)), place, _doubts(row))


def _written_at(row: ReachRow) -> Route:
    """Where the last edge of the chain says what it brings."""
    if not row.chain:
        return ("flows",)
    last = row.chain[-1]
    if not last.link:
        return ("flows", last.id, "data")
    vendor, _, below = last.id.partition("..")
    written = row.workspace.merged.value(("vendors", vendor, "subprocessors"))
    return ("vendors", vendor, "subprocessors", written.index(below))


def _doubts(row: ReachRow) -> tuple[Route, ...]:
    """What would have to be said more exactly: the flows of the chain that list something at or above the
    category with more below it, or nothing at all; else where what they carry sets out."""
    spread, tree = row.world.spread, row.workspace.data
    broad = 0
    if row.number is not None:
        above = spread.reaches.above[row.number]
        broad = sum(1 << number for number in ones(above) if tree.below[number] != 1 << number)
    found: dict[Route, None] = {}
    for edge in row.chain:
        data = None if edge.link else row.world.flows[edge.id].data
        if data is UNKNOWN or (isinstance(data, tuple) and tree.bits(data) & broad):
            found["flows", edge.id, "data"] = None
    if not found and row.chain:
        origin = spread.origin(tuple(edge.id for edge in row.chain))
        found |= {origin: None} if origin else {}
    return tuple(found)


def _end(row: ReachRow, name: str, key: str, edge: Edge | None) -> Fact:
    place: Route = ("flows", edge.id, key) if edge is not None and not edge.link else ("flows",)
    if name == UNKNOWN_END:
        return Fact(NOT_KNOWN, place, (place,))
    return Fact(one(row.thing("system", name)), place)


def _to(row: ReachRow) -> Fact:
    return _end(row, row.target, "to", row.chain[-1] if row.chain else None)


def _from(row: ReachRow) -> Fact:
    return _end(row, row.source, "from", row.chain[0] if row.chain else None)


def _deployment(row: ReachRow) -> Fact:
    return Fact(one(row.thing("deployment", row.world.deployment)), ("deployments", row.world.deployment), lacking=True)


def _through(row: ReachRow) -> Fact:
    """The system that a chain passes and that the rule is being asked about."""
    if row.passing is None:
        return Fact(NOT_KNOWN, _written_at(row))
    return Fact(one(row.thing("system", row.passing)), _written_at(row))


ATTRIBUTES = (
    Attribute("data", Data("data", "data category"), "the category that arrives", _data),
    Attribute("to", Thing("system", "nodes"), "the system that it gets to", _to),
    Attribute("from", Thing("system", "nodes"), "the system it comes from; else where it originates", _from),
    Attribute("deployment", Thing("deployment", "deployments"), "the deployment that the row is of", _deployment),
    Attribute("through", Thing("system", "nodes"), "in `require`: a system that every chain must pass", _through),
)

DATA = ATTRIBUTES[0]

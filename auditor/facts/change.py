"""The subject `change`: a row is a difference from the base revision, in a deployment that it touches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Attribute, Carried, Cell, Fact
from auditor.attributes.rows import Rows, TableRow, one, written
from auditor.attributes.scales import Number
from auditor.attributes.tables import Table
from auditor.attributes.transfer import whether
from auditor.attributes.types import Data, Flag, InTree, Region, Thing, Word
from auditor.changes.notice import prospect
from auditor.changes.records import Change, Compared
from auditor.changes.telling import notice_of
from auditor.graph.network import Parts
from auditor.graph.world import World
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN, truth
from auditor.vocabulary.places import place
from auditor.vocabulary.tree import Tree
from auditor.vocabulary.words import CHANGES
from auditor.workspace.model import Node

UNKNOWN_WORD = "unknown"


class ChangeRow(TableRow):
    """A change in one deployment. What it is about may be in the older revision alone."""

    __slots__ = ("change", "compared", "old_rows", "tree_parts")

    def __init__(self, rows: Rows, world: World, change: Change, compared: Compared, old_rows: Rows) -> None:
        super().__init__(rows, "change", change.id, world)
        self.change = change
        self.compared = compared
        self.old_rows = old_rows
        self.tree_parts = self._parts()

    @property
    def parts(self) -> Parts:
        return self.tree_parts

    def _parts(self) -> Parts:
        """The categories of both revisions, where the newer one does not know all that the change is about."""
        tree = self.workspace.data
        if all(word in tree for word in self.change.data if word != UNKNOWN_WORD):
            return self.world.spread.parts
        return Parts(Tree({**self.compared.before.workspace.data.parents, **tree.parents}))

    def of(self, category: str) -> ChangeRow:
        narrowed = ChangeRow(self.rows, self.world, self.change, self.compared, self.old_rows)
        narrowed.category = category
        return narrowed

    def activated(self) -> ChangeRow:
        return self

    def whole(self) -> ChangeRow:
        return self

    def there(self, subject: str, name: str) -> TableRow | None:
        """A thing in the newer revision, else in the older one; None where neither has it."""
        for rows in (self.rows, self.old_rows):
            for deployment in dict.fromkeys((self.world.deployment, *rows.worlds.workspace.deployments)):
                if deployment in rows.worlds.workspace.deployments:
                    world = rows.worlds.of(deployment)
                    if _has(world, subject, name):
                        return rows.get(subject, name, world)
        return None


def _has(world: World, subject: str, name: str) -> bool:
    if subject == "vendor":
        vendor = world.workspace.vendors.get(name)
        return vendor is not None and vendor.status != "retired"
    return name in (world.workspace.nodes if subject == "system" else world.flows)


class ChangeTable(Table):
    """The changes that touch a deployment. A change of a deployment that is gone is judged in all that are left."""

    def __init__(self, rows: Rows, world: World, compared: Compared | None) -> None:
        self._changes: list[ChangeRow] = []
        if compared is not None:
            there, old_rows = world.workspace.deployments.keys(), Rows(compared.before)
            self._changes = [
                ChangeRow(rows, world, change, compared, old_rows)
                for change in compared.changes
                if world.deployment in change.deployments or there.isdisjoint(change.deployments)
            ]
        super().__init__(rows, "change", world, [row.id for row in self._changes])

    def __getitem__(self, position: Any) -> Any:
        return self._changes[position]

    def whole(self) -> ChangeTable:
        return self


def _fact(row: ChangeRow, cell: Cell | Carried, missing: Iterable[Route] = ()) -> Fact:
    route = row.change.route
    return Fact(cell, route, tuple(missing), lacking=len(route) < 3 and route[0] != "organization")


def _type(row: ChangeRow) -> Fact:
    return _fact(row, one(row.change.type))


def _data(row: ChangeRow) -> Fact:
    words = row.change.data
    declared = row.parts.declared(tuple(word for word in words if word != UNKNOWN_WORD))
    bits = declared | (row.parts.anything if UNKNOWN_WORD in words else 0)
    flow = row.change.flow
    return _fact(row, Carried(bits), [("flows", flow, "data") if flow is not None else row.change.route])


def _region(row: ChangeRow) -> Fact:
    return _words(row, row.change.region, place)


def _purposes(row: ChangeRow) -> Fact:
    return _words(row, row.change.purposes, str)


def _words(row: ChangeRow, words: Sequence[str], read: Any) -> Fact:
    unknown = UNKNOWN_WORD in words
    cell = Cell(tuple(read(word) for word in words if word != UNKNOWN_WORD), (), unknown)
    return _fact(row, cell, [row.change.route] if unknown else ())


def _vendor(row: ChangeRow) -> Fact:
    change = row.change
    if change.vendor is not None:
        return _thing(row, "vendor", change.vendor)
    node = _node(row)
    unnamed = node.vendor is UNKNOWN if node is not None else change.section == "flows"
    return _fact(row, NOT_KNOWN, [row.change.route]) if unnamed else _fact(row, one(NONE))


def _node(row: ChangeRow) -> Node | None:
    system = row.there("system", row.change.system) if row.change.system is not None else None
    return system.node if system is not None else None


def _thing(row: ChangeRow, subject: str, name: str | None) -> Fact:
    if name is None:
        return _fact(row, one(NONE))
    thing = row.there(subject, name)
    return _fact(row, NOT_KNOWN, [row.change.route]) if thing is None else _fact(row, one(thing))


def _system(row: ChangeRow) -> Fact:
    return _thing(row, "system", row.change.system)


def _flow(row: ChangeRow) -> Fact:
    return _thing(row, "flow", row.change.flow)


def _notice_days(row: ChangeRow) -> Fact:
    workspace, change = row.workspace, row.change
    notice = notice_of(change, workspace, row.compared.since)
    if notice is None:
        return _fact(row, one(NONE))
    given = prospect(workspace, notice, change.vendor).given
    sent: Route = ("notices", notice, "sent")
    if given is None:
        return written(UNKNOWN, ("notices", notice, "effective"))
    return Fact(one(given), sent)


def _material(row: ChangeRow) -> Fact:
    return whether(truth(row.change.material), row.change.route)


ATTRIBUTES = (
    Attribute("type", Word(*CHANGES), "what kind of difference it is, the narrowest that fits", _type),
    Attribute(
        "data", Data("data", "data category"), "what came to a recipient, or all that the thing gets or carries", _data
    ),
    Attribute(
        "vendor", Thing("vendor", "vendors"), "the vendor that it is about; `none` when it is about none", _vendor
    ),
    Attribute("region", Region(), "where the thing is now; of what is gone, where it was", _region),
    Attribute("purposes", InTree("purposes", "purpose"), "the purposes that came, or those of the thing", _purposes),
    Attribute("system", Thing("system", "nodes"), "the system that it is about; `none` when not one", _system),
    Attribute(
        "flow", Thing("flow", "flows"), "the flow that it is about, or that brings it; `none` when not one", _flow
    ),
    Attribute(
        "notice_days",
        Number(),
        "days from the notice about it to the day that takes effect, after the base revision; `none` without one",
        _notice_days,
    ),
    Attribute("material", Flag(), "whether customers must be told of it", _material),
)

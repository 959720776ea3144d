"""Rows of the tables, each made once, and the facts that several subjects read in the same way."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Attribute, Carried, Cell, Fact, known_values
from auditor.declarations.organization import Contact
from auditor.evidence.listed import Observed
from auditor.graph.network import Parts
from auditor.graph.world import World, Worlds
from auditor.location import Route
from auditor.vocabulary.answers import NOTHING, UNKNOWN, Nothing, Unknown
from auditor.vocabulary.places import Place
from auditor.workspace.model import Node, RegionFact, Workspace


class TableRow:
    """A row of a subject in one world. `category` narrows a flow to one of the categories it carries.

    A row that others lead to remembers its facts in `known`: they are asked for again and again.
    """

    __slots__ = ("category", "id", "known", "rows", "subject", "world")

    def __init__(self, rows: Rows, subject: str, name: str, world: World, category: str | None = None) -> None:
        self.rows = rows
        self.subject = subject
        self.id = name
        self.world = world
        self.category = category
        self.known: dict[str, Fact] | None = None

    @property
    def workspace(self) -> Workspace:
        return self.world.workspace

    @property
    def parts(self) -> Parts:
        return self.world.spread.parts

    @property
    def node(self) -> Node:
        return self.workspace.nodes[self.id]

    def fact(self, attribute: Attribute) -> Fact:
        if self.known is None:
            return attribute.read(self)
        fact = self.known.get(attribute.name)
        if fact is None:
            fact = self.known[attribute.name] = attribute.read(self)
        return fact

    def of(self, category: str) -> TableRow:
        return TableRow(self.rows, self.subject, self.id, self.world, category)

    def activated(self) -> TableRow:
        """The same thing, as active flows alone make it; a flow that is not active stays what it is."""
        world = self.rows.worlds.of(self.world.deployment, active=True)
        gone = self.subject == "flow" and self.id not in world.flows
        return self if gone else self.rows.get(self.subject, self.id, world)

    def whole(self) -> TableRow:
        """The same thing with the proposals, which a requirement counts even where `for` does not."""
        row = self.rows.get(self.subject, self.id, self.rows.worlds.of(self.world.deployment))
        return row if self.category is None else row.of(self.category)

    def thing(self, subject: str, name: str) -> TableRow:
        return self.rows.get(subject, name, self.world)


class Rows:
    """All rows, each made once: things that are the same are the same object."""

    def __init__(self, worlds: Worlds, observed: Observed | None = None) -> None:
        self.worlds = worlds
        self.observed = observed
        self._made: dict[tuple[str, str, int], TableRow] = {}

    def get(self, subject: str, name: str, world: World) -> TableRow:
        key = subject, name, id(world)
        row = self._made.get(key)
        if row is None:
            row = self._made[key] = TableRow(self, subject, name, world)
            row.known = {}
        return row


def one(value: Any) -> Cell:
    return Cell((value,))


def several(values: Iterable[Any]) -> Cell:
    return Cell(tuple(dict.fromkeys(values)))


def several_or_none(values: Iterable[Any]) -> Cell:
    return Cell(tuple(dict.fromkeys(values)) or (NONE,))


def written(value: Any, place: Route, cell: Callable[[Any], Cell] = one) -> Fact:
    """A fact as it was declared: not written, written `unknown`, written `none`, or with a value."""
    if value is None:
        return Fact(NOT_KNOWN, place, (place,), lacking=True)
    if value is UNKNOWN:
        return Fact(NOT_KNOWN, place, (place,))
    if value is NOTHING:
        return Fact(one(NONE), place)
    return Fact(cell(value), place)


def derived(cell: Cell, place: Route, missing: Iterable[Route] = ()) -> Fact:
    """A fact that is written nowhere itself."""
    return Fact(cell, place, tuple(dict.fromkeys(missing)) if cell.unknown else (), lacking=True)


def contact(value: Contact | Nothing | Unknown | None, place: Route) -> Fact:
    """Declared when its name or e-mail is."""
    if isinstance(value, Contact) and not (isinstance(value.name, str) or isinstance(value.email, str)):
        return Fact(NOT_KNOWN, place, ((*place, "email"),))
    return written(value, place)


def mechanism(value: Any, place: Route) -> Fact:
    """The grounds for transfers that a vendor, or we ourselves, declare."""
    if value is None or value is UNKNOWN:
        return written(value, place)
    inner = (*place, "mechanism")
    return written(value.mechanism, inner, several_or_none)


def region_in(region: RegionFact, place: Route, deployment: str) -> Fact | None:
    """The region in a deployment; None where it is not written for it."""
    if isinstance(region, dict):
        key = deployment if deployment in region else "default"
        if key not in region:
            return None
        place, region = (*place, key), region[key]
    return None if region is None else written(region, place, several)


def region_of(node: Node, deployment: str) -> Fact:
    """Where a system runs."""
    place: Route = (node.section, node.id, "region")
    return region_in(node.declared.region, place, deployment) or Fact(NOT_KNOWN, place[:2], (place,), lacking=True)


def residency(row: TableRow) -> Fact:
    """Where a deployment promises that data stays."""
    name = row.world.deployment
    place: Route = ("deployments", name, "residency")
    declared = row.workspace.deployments.get(name)
    return written(declared.residency if declared else None, place, several)


def laws(row: TableRow) -> Fact:
    name = row.world.deployment
    declared = row.workspace.deployments.get(name)
    return written(declared.law if declared else None, ("deployments", name, "law"), several_or_none)


def labels(mapping: Any, place: Route) -> Fact:
    """All labels; a rule asks for them one by one."""
    return Fact(Cell(tuple(sorted(mapping.items()))), place)


def places(cell: Cell | Carried) -> tuple[Place, ...]:
    return tuple(value for value in known_values(cell) if isinstance(value, Place))

"""`auditor trace SYSTEM` or `VENDOR`: what arrives there and from where, what leaves, and what is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from auditor.attributes.rows import Rows, TableRow
from auditor.facts.register import SUBJECTS
from auditor.graph.network import produces
from auditor.graph.world import World, Worlds
from auditor.trace.carried import carried, place_of
from auditor.trace.follow import Follow
from auditor.trace.records import UNKNOWN, Carried, Leaving, PlaceTrace, together
from auditor.trace.stops import kept, named_by, title_of
from auditor.vocabulary.answers import UNKNOWN as SAID_UNKNOWN
from auditor.vocabulary.tree import ones
from auditor.workspace.model import Workspace
from auditor.workspace.references import listed

SUBJECT_OF = {"systems": "system", "vendors": "vendor"}


def trace_place(
    workspace: Workspace, worlds: Worlds, deployments: tuple[str, ...], section: str, name: str
) -> PlaceTrace:
    """What arrives, leaves and is held at a system, or at a vendor: at the systems that it runs."""
    rows = Rows(worlds)
    arrives: dict[str, Iterable[Carried]] = {}
    leaves: dict[str, Iterable[Leaving]] = {}
    holds: dict[str, Iterable[Carried]] = {}
    systems: tuple[str, ...] = ()
    for deployment in deployments:
        world = worlds.of(deployment)
        row = rows.get(SUBJECT_OF[section], name, world)
        systems = (name,) if section == "systems" else tuple(node.id for node in world.run_by.get(name, ()))
        place = _Place(world, row, systems)
        arrives[deployment] = place.arrives()
        leaves[deployment] = place.leaves()
        holds[deployment] = place.holds()
    home = workspace.nodes[name].section if section == "systems" else section
    vendor = workspace.vendors.get(name)
    chain = None if vendor is None or vendor.subprocessors in (None, SAID_UNKNOWN) else listed(vendor.subprocessors)
    declared = [workspace.nodes[system] for system in systems]
    return PlaceTrace(
        as_of=workspace.as_of,
        workspace=workspace.digest,
        deployments=deployments,
        section=section,
        id=name,
        title=title_of(workspace, home, name),
        location=workspace.merged.at((home, name), key=True),
        systems=systems,
        subprocessors=chain,
        named_by=named_by(workspace, name),
        arrives=together(arrives, _order),
        produces=_unique(word for node in declared for word in produces(workspace, node.id)),
        strips=_unique(word for node in declared for word in node.declared.strips),
        leaves=together(leaves, lambda one: (one.id, one.source)),
        holds=together(holds, _order),
    )


def _order(one: Carried) -> tuple[bool, str, str]:
    return one.category == UNKNOWN, one.category, one.certainty


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(words)))


class _Place:
    """A system or the systems of a vendor, in one deployment."""

    def __init__(self, world: World, row: TableRow, systems: tuple[str, ...]) -> None:
        self.world = world
        self.row = row
        self.systems = systems
        self.numbers = {world.spread.number[system] for system in systems}
        self._followed: dict[str, Follow] = {}

    def arrives(self) -> Iterator[Carried]:
        attribute = SUBJECTS[self.row.subject].attributes["receives"]
        return (self._from_the_start(one) for one in carried(self.row, attribute))

    def holds(self) -> Iterator[Carried]:
        attribute = SUBJECTS[self.row.subject].attributes["holds"]
        for one in carried(self.row, attribute):
            follow = self._follow(one)
            into = [edge for number in sorted(self.numbers) for edge in follow.into(number)]
            yield replace(self._from_the_start(one, rests=True), kept=tuple(kept(self.world.spread, follow, into)))

    def leaves(self) -> Iterator[Leaving]:
        spread, tree = self.world.spread, self.world.workspace.data
        for position, (edge, joined) in enumerate(
            zip(spread.propagation.network.edges, spread.propagation.carried, strict=True)
        ):
            if edge.source not in self.numbers:
                continue
            flow = None if edge.link else spread.flows[position]
            declared, may, anything = spread.parts.split(joined)
            names = spread.propagation.network.systems
            yield Leaving(
                id=edge.id,
                source=names[edge.source],
                target=names[edge.target] if edge.target >= 0 else UNKNOWN,
                link=edge.link,
                status="active" if flow is None else UNKNOWN if flow.status is SAID_UNKNOWN else flow.status,
                data=tree.words(declared),
                may=tree.words(may & ~declared),
                within=tuple(tree.ids[number] for number in ones(declared) if tree.below[number] & may & ~declared),
                unknown=bool(anything),
                location=place_of(spread, edge),
            )

    def _from_the_start(self, one: Carried, rests: bool = False) -> Carried:
        """The chain of a category, with the way that comes before what only lists it again."""
        if not one.witness or one.certainty == UNKNOWN:
            return one
        follow = self._follow(one)
        before = follow.way_to(one.witness[0].source)
        chain = (*before, *one.witness)
        for number, hop in enumerate(() if rests else before, 1):
            if hop.target in self.systems and follow.certainty(hop) == one.certainty:  # it was here already
                chain = before[:number]
                break
        return replace(one, witness=chain, origin=chain[0].source)

    def _follow(self, one: Carried) -> Follow:
        """A category followed by itself, without what is below it; `unknown` data may be any."""
        if one.category not in self._followed:
            tree = self.world.workspace.data
            mask = tree.all if one.category == UNKNOWN else tree.bit(one.category)
            self._followed[one.category] = Follow(self.world.spread, mask)
        return self._followed[one.category]

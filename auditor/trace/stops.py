"""The systems that data gets to: who runs them, where they are, whether they keep it, and for how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from auditor.attributes.cell import Fact, known_values
from auditor.attributes.rows import places, region_in, region_of
from auditor.graph.world import Spread, World, at_rest, retention
from auditor.trace.carried import place_of
from auditor.trace.follow import Carrying, Follow
from auditor.trace.records import CERTAIN, CERTAINTIES, UNKNOWN, Kept, Region, Stop, Through, together
from auditor.vocabulary.answers import NO
from auditor.vocabulary.answers import UNKNOWN as SAID_UNKNOWN
from auditor.vocabulary.periods import Period
from auditor.workspace.model import Node, Workspace
from auditor.workspace.references import listed

Regions = Mapping[str, Iterable[Region]]
"""Where each system has the data."""


def stops(world: World, follow: Follow) -> tuple[list[Stop], Regions]:
    """The systems that some categories get to, and where those are."""
    spread, workspace = world.spread, world.workspace
    held, doubted = spread.held
    found, regions = [], {}
    for name, certainty, data in follow.reached():
        number, node = spread.number[name], workspace.nodes[name]
        arriving = follow.into(number)
        sure, _ = follow.read(held[number])
        perhaps, _ = follow.read(doubted[number])
        regions[name] = _regions(world, node, arriving)
        stop = Stop(
            system=name,
            title=title_of(workspace, node.section, name),
            kinds=node.kinds or (UNKNOWN,),
            vendor=vendor_of(node),
            certainty=certainty,
            data=data,
            at_rest=CERTAIN if sure == CERTAIN else UNKNOWN if sure or perhaps else "no",
            kept=tuple(kept(spread, follow, arriving)),
            location=workspace.merged.at((node.section, name), key=True),
        )
        found.append(stop)
    return found, regions


def with_regions(found: Iterable[Stop], regions: Mapping[str, Regions]) -> tuple[Stop, ...]:
    """Stops of several deployments, each with where it is in which of them."""
    return tuple(
        replace(
            stop,
            regions=together({name: regions[name][stop.system] for name in stop.deployments}, lambda one: one.region),
        )
        for stop in found
    )


def vendor_of(node: Node) -> str:
    """Who runs a system: a vendor's id, `none` or `unknown`."""
    if node.vendor is SAID_UNKNOWN:
        return UNKNOWN
    return "none" if node.vendor is None else node.vendor


def title_of(workspace: Workspace, section: str, name: str) -> str | None:
    """The title or the name that something is given."""
    entry = workspace.merged.value((section, name))
    given = entry.get("title", entry.get("name")) if isinstance(entry, dict) else None
    return given if isinstance(given, str) and given != UNKNOWN else None


def kept(spread: Spread, follow: Follow, arriving: Iterable[Carrying]) -> Iterator[Kept]:
    """For how long, by each flow that brings the categories, and each link of a vendor that holds them."""
    merged = spread.workspace.merged
    held, doubted = spread.held
    for edge, flow, _, _ in arriving:
        if flow is None:
            if follow.read(held[edge.source])[0]:
                yield Kept(edge.id, None, place_of(spread, edge))
            elif follow.read(doubted[edge.source])[0]:
                yield Kept(edge.id, UNKNOWN, place_of(spread, edge))
            continue
        period, (section, name) = retention(spread.workspace, flow)
        if at_rest(period) is not NO:
            yield Kept(flow.id, period_text(period), merged.at((section, name, "retention")))


def period_text(period: Period | None) -> str:
    return UNKNOWN if period is None else period.text


def _regions(world: World, node: Node, arriving: Iterable[Carrying]) -> list[Region]:
    """Where a system has the data: where it runs, or what a flow says of its own."""
    own = region_of(node, world.deployment)
    facts = [
        (flow and region_in(flow.region, ("flows", flow.id, "region"), world.deployment)) or own
        for _, flow, _, _ in arriving
    ]
    found: dict[Region, None] = {}
    for fact in facts or [own]:
        found.update(dict.fromkeys(_places(world.workspace, fact)))
    return list(found)


def _places(workspace: Workspace, fact: Fact) -> Iterator[Region]:
    where = workspace.merged.at(fact.place, key=fact.lacking)
    for place in places(fact.cell):
        single = place.countries is not None and len(place.countries) == 1
        yield Region(place.word, min(place.countries) if single and place.countries else None, where)
    if not known_values(fact.cell):
        yield Region(UNKNOWN, None, where)


def vendors(world: World, follow: Follow, reached: Iterable[Stop]) -> Iterator[Through]:
    """The vendors that run what the data gets to, or what it comes from; also those that only stand in a chain."""
    workspace = world.workspace
    certainty: dict[str, str] = {}
    systems: dict[str, set[str]] = {}
    for stop in reached:
        if stop.vendor in workspace.vendors:
            certainty[stop.vendor] = _surer(certainty.get(stop.vendor), stop.certainty)
            systems.setdefault(stop.vendor, set()).add(stop.system)
    for one in follow.edges:
        node = workspace.nodes.get(follow.name(one.edge.source))
        if node is not None and isinstance(node.vendor, str):
            certainty[node.vendor] = _surer(certainty.get(node.vendor), one.certainty)
            systems.setdefault(node.vendor, set()).add(node.id)
    touched = {follow.name(end) for edge, flow, _, _ in follow.edges if flow for end in (edge.source, edge.target)}
    for name in certainty:
        vendor = workspace.vendors[name]
        country = vendor.country
        yield Through(
            vendor=name,
            name=vendor.name if isinstance(vendor.name, str) else None,
            country=UNKNOWN if country is None or country is SAID_UNKNOWN else country.word,
            certainty=certainty[name],
            direct=not touched.isdisjoint(systems[name]),
            systems=tuple(sorted(systems[name])),
            named_by=named_by(workspace, name),
            location=workspace.merged.at(("vendors", name), key=True),
        )


def _surer(one: str | None, other: str) -> str:
    return other if one is None else min(one, other, key=CERTAINTIES.index)


def named_by(workspace: Workspace, vendor: str) -> tuple[str, ...]:
    """The vendors whose chain names a vendor."""
    return tuple(
        name for name, entry in workspace.vendors.items()
        if entry.status != "retired" and vendor in listed(entry.subprocessors)
    )  # fmt: skip

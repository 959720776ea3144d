"""`auditor trace CATEGORY`: where a category comes from, each step it goes, where it rests, where it is stripped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.graph.world import World, Worlds, retention
from auditor.trace.carried import place_of
from auditor.trace.follow import Follow
from auditor.trace.records import CategoryTrace, Origin, Step, Stop, Strip, Through, together
from auditor.trace.stops import Regions, period_text, stops, vendors, with_regions
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.tree import Tree
from auditor.workspace.model import Workspace


def trace_category(workspace: Workspace, worlds: Worlds, deployments: tuple[str, ...], category: str) -> CategoryTrace:
    """Follow a category, and all that is below it, through some deployments."""
    tree = workspace.data
    mask = tree.below[tree.index[category]]
    origins: dict[str, Iterable[Origin]] = {}
    steps: dict[str, Iterable[Step]] = {}
    reached: dict[str, Iterable[Stop]] = {}
    regions: dict[str, Regions] = {}
    through: dict[str, Iterable[Through]] = {}
    stripped: dict[str, Iterable[Strip]] = {}
    for deployment in deployments:
        world = worlds.of(deployment)
        follow = Follow(world.spread, mask)
        origins[deployment] = follow.origins
        steps[deployment] = _steps(follow)
        reached[deployment], regions[deployment] = stops(world, follow)
        through[deployment] = vendors(world, follow, reached[deployment])
        stripped[deployment] = _strips(world, follow)
    return CategoryTrace(
        as_of=workspace.as_of,
        workspace=workspace.digest,
        deployments=deployments,
        id=category,
        title=workspace.categories[category].title,
        below=tuple(word for word in tree.words(mask) if word != category),
        broader=_above(tree, category),
        location=workspace.merged.at(("data", category), key=True),
        origins=together(origins, lambda one: (one.system, one.how, one.certainty)),
        steps=together(steps, lambda one: (one.level, one.source, one.target, one.id)),
        reached=with_regions(together(reached, lambda one: one.system), regions),
        vendors=together(through, lambda one: (not one.direct, one.vendor)),
        stripped=together(stripped, lambda one: (one.section, one.thing)),
    )


def _above(tree: Tree, category: str) -> tuple[str, ...]:
    bit = tree.bit(category)
    return tuple(word for word in tree.ids if word != category and tree.below[tree.index[word]] & bit)


def _steps(follow: Follow) -> Iterator[Step]:
    for edge, flow, certainty, data in follow.edges:
        kept = None if flow is None else period_text(retention(follow.spread.workspace, flow)[0])
        status = "active" if flow is None else "unknown" if flow.status is UNKNOWN else flow.status
        yield Step(
            level=follow.level[edge.source] + 1,
            id=edge.id,
            source=follow.name(edge.source),
            target=follow.name(edge.target),
            link=edge.link,
            certainty=certainty,
            data=data,
            back=follow.closes(edge),
            status=status,
            retention=kept,
            location=place_of(follow.spread, edge),
        )


def _strips(world: World, follow: Follow) -> Iterator[Strip]:
    """The systems that take some of the data out of what reaches them, and the flows that leave some behind."""
    spread, merged = world.spread, world.workspace.merged
    for name, node in world.workspace.nodes.items():
        if node.declared.strips:
            words = _taken(follow, spread.reached(name), node.declared.strips)
            if words:
                yield Strip(node.section, name, words, merged.at((node.section, name, "strips")))
    for flow in spread.flows:
        if flow.without:
            listed = spread.parts.declared(flow.data) if isinstance(flow.data, tuple) else spread.parts.anything
            if not isinstance(flow.data, tuple) and flow.data is not UNKNOWN and flow.source is not UNKNOWN:
                listed = spread.leaving(flow.source)
            words = _taken(follow, listed, flow.without)
            if words:
                yield Strip("flows", flow.id, words, merged.at(("flows", flow.id, "without")))


def _taken(follow: Follow, joined: int, words: Iterable[str]) -> tuple[str, ...]:
    """Of the words that are taken out, those that take some of the followed data out of a set."""
    parts, tree = follow.spread.parts, follow.spread.workspace.data
    declared, may, anything = parts.split(joined)
    there = (declared | may | anything) & follow.mask
    return tuple(word for word in words if tree.below[tree.index[word]] & there)

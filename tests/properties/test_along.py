"""What lies along the way of each flow, as networkx sees it."""

from collections.abc import Iterable
from pathlib import Path

import networkx as nx

from auditor.audit import audit
from auditor.graph.export import to_networkx
from auditor.graph.world import Worlds
from auditor.trace.along import End, ways
from tests.formats.shop import rule
from tests.properties.drawn import drawn, worlds_of
from tests.reference.workspaces import AS_OF, dump

Pairs = set[tuple[End, End]]


def seen(worlds: Worlds, deployments: tuple[str, ...]) -> Pairs:
    """Each edge with each that takes on one of the categories that it is declared to carry."""
    pairs: Pairs = set()
    for deployment in deployments:
        graph = to_networkx(worlds.of(deployment).spread)
        for category in worlds.workspace.data.ids:
            every: Iterable[tuple[str, str, str, list[str]]] = graph.edges(keys=True, data="data")
            edges = [edge for edge in every if category in edge[3]]
            carrying: nx.DiGraph[str] = nx.DiGraph((source, target) for source, target, _, _ in edges)
            carrying.remove_nodes_from(["unknown"])
            for source, target, name, _ in edges:
                after = nx.descendants(carrying, target) | {target} if target in carrying else set()
                for other in edges:
                    if other[0] in after and other[2:3] + other[0:1] != (name, source):
                        pairs.add((end(name, source), end(other[2], other[0])))
    return pairs


def end(name: str, source: str) -> End:
    return End(name, "" if source == "unknown" else source)


def found(worlds: Worlds, deployments: tuple[str, ...], part: str) -> Pairs:
    """The same pairs by `ways`: a set is `after` or `before`."""
    edges, along = ways(worlds, deployments)
    pairs: Pairs = {
        (edge, other)
        for edge, one in zip(edges, along, strict=True)
        for number, other in enumerate(edges)
        if getattr(one, part) >> number & 1
    }
    return pairs if part.endswith("after") else {(other, edge) for edge, other in pairs}


def test_networkx_sees_the_same_flows_along_every_way() -> None:
    pairs = 0
    for seed, workspace in drawn(150, start=70_000):
        worlds = worlds_of(workspace)
        deployments = tuple(worlds.workspace.deployments)
        wanted = seen(worlds, deployments)
        assert found(worlds, deployments, "after") == wanted, seed
        assert found(worlds, deployments, "before") == wanted, seed
        pairs += len(wanted)
    assert pairs > 300


def test_what_may_go_on_is_told_apart(tmp_path: Path) -> None:
    """Photos may be in what is only called records, notes are in no photos; and names are stripped on the way."""
    dataflows = {
        "organization": {"name": "Shop"},
        "data": {name: {"title": name} for name in ("records", "records.photo", "records.note", "names")},
        "systems": {
            "buyer": {"kind": "person"},
            "app": {"kind": "application", "vendor": "none", "strips": ["names"]},
            "store": {"kind": "database", "vendor": "none"},
            **{name: {"kind": "application", "vendor": "none"} for name in ("shop", "box", "end")},
        },
        "flows": {
            "in": {"from": "buyer", "to": "app", "data": ["records", "names"]},
            "kept": {"from": "app", "to": "store", "data": "inherited"},
            "shown": {"from": "store", "to": "shop", "data": ["records.photo"]},
            "shot": {"from": "buyer", "to": "box", "data": ["records.photo"]},
            "told": {"from": "box", "to": "end", "data": ["records.note"]},
        },
    }
    dump(
        dataflows, {"rules": {"a-rule": rule(forbid={"flow": {"data": "names", "to": {"kind": "database"}}})}}, tmp_path
    )
    audited = audit(tmp_path, AS_OF)
    edges, along = ways(audited.worlds, audited.deployments)
    told = {
        edges[number].id: tuple([edges[n].id for n in range(5) if bits >> n & 1] for bits in one)
        for number, one in enumerate(along)
    }
    assert told == {
        "in": ([], ["kept"], [], ["shown"]),
        "kept": (["in"], [], [], ["shown"]),
        "shown": ([], [], ["in", "kept"], []),
        "shot": ([], [], [], []),
        "told": ([], [], [], []),
    }

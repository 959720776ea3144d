"""networkx as the judge of what gets from one system to another, around what, and by which chain."""

import itertools
import random
from typing import Any

import networkx as nx
import pytest

from auditor.graph.network import OUTSIDE
from auditor.graph.reach import Arrived, Reaches
from auditor.graph.world import Spread
from auditor.vocabulary.tree import ones
from tests.properties.drawn import drawn, worlds_of
from tests.properties.test_graph import large

SURE, DECLARED, MAY, UNKNOWN = range(4)


class Judge:
    """The graph of the edges that a category may take, for one category, made plainly."""

    def __init__(self, spread: Spread) -> None:
        self.spread = spread
        self.tree = spread.workspace.data

    def way(self, number: int, part: int, source: int, target: int, avoid: frozenset[int]) -> "nx.MultiDiGraph[Any]":
        """The edges that carry a category, or may: that bring something at, above or below it. Those that
        bring it to the target lead to `there` as well, which may not be passed."""
        graph: nx.MultiDiGraph[Any] = nx.MultiDiGraph()
        network = self.spread.propagation
        for edge, carried in zip(network.network.edges, network.carried, strict=True):
            declared, may, unknown = self.spread.parts.split(carried)
            near = any(self.tree.below[number] >> one & 1 for one in ones(declared | may | unknown))
            # Nothing is followed through an end that nobody named.
            start = "from nowhere" if edge.source == OUTSIDE else edge.source
            if near if part != SURE else declared >> number & 1:
                graph.add_edge(start, "to nowhere" if edge.target == OUTSIDE else edge.target, key=edge.id)
            if edge.target == target and (declared, declared, declared | may, unknown)[part] >> number & 1:
                graph.add_edge(start, "there", key=edge.id)
        graph.remove_nodes_from(avoid - {source})
        return graph

    def arrived(self, source: int, target: int, avoid: frozenset[int]) -> Arrived:
        sets = [0, 0, 0, 0]
        start = "from nowhere" if source == OUTSIDE else source
        for number in range(len(self.tree.ids)):
            for part in range(4):
                graph = self.way(number, part, source, target, avoid)
                if start in graph and "there" in nx.descendants(graph, start):
                    sets[part] |= 1 << number
        return Arrived(*sets)


def ends(spread: Spread, chance: random.Random) -> tuple[int, int, frozenset[int]]:
    numbers = [*range(len(spread.number)), OUTSIDE]
    source, target = chance.choice(numbers), chance.choice(numbers)
    return source, target, frozenset(chance.sample(range(len(spread.number)), k=chance.randrange(3)))


@pytest.mark.parametrize("seed", range(40))
def test_what_gets_from_one_system_to_another_is_what_networkx_finds(seed: int) -> None:
    chance = random.Random(seed)
    ((_, workspace),) = drawn(1, start=70_000 + seed)
    worlds = worlds_of(workspace)
    for deployment in worlds.workspace.deployments:
        spread = worlds.of(deployment).spread
        judge, reaches = Judge(spread), Reaches(spread.propagation, spread.workspace.data)
        for _ in range(6):
            source, target, avoid = ends(spread, chance)
            if source == target:
                continue
            expected = judge.arrived(source, target, avoid)
            nothing = Arrived(0, 0, 0, 0)
            assert reaches.to(target, avoid).get(source, nothing) == expected
            assert reaches.onward(source, avoid).get(target, nothing) == expected


@pytest.mark.parametrize("seed", range(4))
def test_the_chain_is_a_shortest_one_around_what_it_must_avoid_and_the_smallest_by_ids(seed: int) -> None:
    chance = random.Random(seed)
    worlds = worlds_of(large(seed, systems=25, flows=90))
    spread = worlds.of(next(iter(worlds.workspace.deployments))).spread
    judge, reaches = Judge(spread), Reaches(spread.propagation, spread.workspace.data)
    looked = 0
    for _ in range(60):
        source, target, avoid = ends(spread, chance)
        if OUTSIDE in (source, target) or source == target:
            continue
        for part, bits in enumerate(reaches.to(target, avoid).get(source, Arrived(0, 0, 0, 0))):
            for number in ones(bits)[:2]:
                chain = reaches.chain(source, target, number, part, avoid)
                graph = judge.way(number, part, source, target, avoid)
                every = sorted(tuple(name for _, _, name in path) for path in shortest_edge_paths(graph, source))
                assert tuple(edge.id for edge in chain) == every[0]
                looked += 1
    assert looked > 20


def shortest_edge_paths(graph: "nx.MultiDiGraph[Any]", source: int) -> list[list[tuple[Any, Any, str]]]:
    """All shortest paths, edge by edge."""
    found = []
    for nodes in nx.all_shortest_paths(nx.DiGraph(graph), source, "there"):
        paths: list[list[tuple[Any, Any, str]]] = [[]]
        for here, there in itertools.pairwise(nodes):
            paths = [[*path, (here, there, key)] for path in paths for key in graph[here][there]]
        found += paths
    return found

"""Everything in any workspace can be traced, and networkx sees the data go the same ways."""

import networkx as nx

from auditor.formats import trace as formats
from auditor.graph.world import Worlds
from auditor.text.records import plain_data
from auditor.trace.records import Carried, CategoryTrace, PlaceTrace
from auditor.trace.trace import trace
from tests.properties.drawn import Drawn, drawn, worlds_of
from tests.properties.oracle import PARTS, Oracle
from tests.properties.test_explanations import locations
from tests.properties.test_graph import large
from tests.reference.facts import Facts
from tests.reference.workspaces import AS_OF


def traced(worlds: Worlds, word: str, deployment: str) -> CategoryTrace | PlaceTrace:
    """The trace in one deployment; as text and as JSON it can be written."""
    found = trace(worlds.workspace, worlds, (deployment,), word)
    for text in (formats.render_text(found), formats.render_json(found)):
        assert text.endswith("\n")
        assert all(char == "\n" or char.isprintable() for char in text)
    known = {source.name for source in worlds.workspace.merged.sources} | {"dataflows"}
    assert {location.file for location in locations(plain_data(found))} <= known
    return found


def certainty(sets: dict[str, set[str]], below: set[str]) -> str:
    """How certainly one of some categories is in three sets."""
    answers = dict(zip(PARTS, ("yes", "may", "unknown"), strict=True))
    return next((answers[part] for part in PARTS if sets[part] & below), "")


def assert_category(found: CategoryTrace, oracle: Oracle) -> None:
    """It gets where networkx sees it get, by the flows and links that networkx sees it take."""
    below = {found.id, *found.below}
    reached = {part: oracle.reached(part) for part in PARTS}
    stops = {system: certainty({part: reached[part][system] for part in PARTS}, below) for system in oracle.systems}
    assert {stop.system: stop.certainty for stop in found.reached} == {
        name: said for name, said in stops.items() if said
    }
    carried = {part: oracle.carried(part) for part in PARTS}
    flows = {name: certainty({part: carried[part][name] for part in PARTS}, below) for name in oracle.flows}
    steps = {step.id: step.certainty for step in found.steps if not step.link}
    assert steps == {name: said for name, said in flows.items() if said}
    links = {
        (source, name): certainty({p: reached[p][source] | oracle.produced[source][p] for p in PARTS}, below)
        for source, _, name in oracle.links
    }
    told = {(step.source, step.id): step.certainty for step in found.steps if step.link}
    assert told == {link: said for link, said in links.items() if said}
    assert len(found.steps) == len(steps) + len(told), "each edge once"
    for stop in found.reached:
        rests = any(oracle.to_rest([stop.system], word, "declared", sure=True) for word in below)
        assert (stop.at_rest == "yes") == rests, stop


def assert_order(found: CategoryTrace) -> None:
    """All steps lead away from the origins; without those that go back there is no cycle."""
    origins = {origin.system for origin in found.origins}
    forward: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    level = dict.fromkeys(origins, 0)
    for step in sorted(found.steps, key=lambda step: step.level):
        assert step.source in level, step
        level.setdefault(step.target, step.level)
        if not step.back and step.target != "unknown":
            forward.add_edge(step.source, step.target)
    assert nx.is_directed_acyclic_graph(forward)
    ways: nx.DiGraph[str] = nx.DiGraph((step.source, step.target) for step in found.steps if step.target != "unknown")
    ways.add_nodes_from(origins)
    got_to = {name for origin in origins for name in nx.descendants(ways, origin)}
    assert {stop.system for stop in found.reached} - origins <= got_to
    for step in found.steps:
        if step.back:  # it really lies on a cycle
            assert step.source == step.target or nx.has_path(ways, step.target, step.source), step


def assert_way(one: Carried, systems: set[str]) -> None:
    """A chain hangs together, ends here, and begins at its origin."""
    assert one.witness, one
    assert one.witness[0].source == one.origin
    assert one.witness[-1].target in systems
    assert all(hop.target == following.source for hop, following in zip(one.witness, one.witness[1:], strict=False))


def assert_place(found: PlaceTrace, oracle: Oracle) -> None:
    """What arrives is what networkx sees arrive; what leaves is what the flows and links from there carry."""
    systems = set(found.systems)
    arrives = {part: set[str]().union(*(oracle.reached(part)[name] for name in systems)) for part in PARTS}
    assert {one.category for one in found.arrives if one.certainty == "yes"} == arrives["declared"]
    may = {one.category for one in found.arrives if one.certainty == "may"}
    assert may == arrives["below"] - arrives["declared"]
    assert any(one.category == "unknown" for one in found.arrives) == bool(arrives["any"])
    for one in found.arrives:
        assert_way(one, systems)
    for one in found.holds:
        assert_way(one, systems)
        if one.certainty == "yes":
            assert oracle.to_rest(sorted(systems), one.category, "declared", sure=True)
    flows = oracle.facts.flows
    from_here = {name for name in oracle.flows if flows[name]["from"] in systems}
    assert {one.id for one in found.leaves if not one.link} == from_here
    for one_leaving in found.leaves:
        if not one_leaving.link:
            assert set(one_leaving.data) == oracle.carried("declared")[one_leaving.id]


def assert_traced(workspace: Drawn, worlds: Worlds) -> None:
    facts = Facts(*workspace, AS_OF)
    for deployment in facts.deployments:
        oracle = Oracle(facts, deployment)
        for category in worlds.workspace.data.ids:
            found = traced(worlds, f"data/{category}", deployment)
            assert isinstance(found, CategoryTrace)
            assert_category(found, oracle)
            assert_order(found)
        live = [name for name, vendor in worlds.workspace.vendors.items() if vendor.status != "retired"]
        for word in (*(f"systems/{name}" for name in oracle.systems), *(f"vendors/{name}" for name in live)):
            place = traced(worlds, word, deployment)
            assert isinstance(place, PlaceTrace)
            assert_place(place, oracle)


def test_what_is_traced_goes_where_networkx_sees_it_go() -> None:
    for _, workspace in drawn(60, start=70_000):
        assert_traced(workspace, worlds_of(workspace))


def test_in_a_larger_graph_too() -> None:
    workspace = large(5, systems=40, flows=150)
    worlds = worlds_of(workspace)
    oracle = Oracle(Facts(*workspace, AS_OF), "default")
    for category in worlds.workspace.data.ids:
        found = traced(worlds, f"data/{category}", "default")
        assert isinstance(found, CategoryTrace)
        assert_category(found, oracle)
        assert_order(found)


def test_deployments_together_are_the_deployments_one_by_one() -> None:
    """What is told of several deployments is what is told of each, and nothing else."""
    for _, workspace in drawn(40, start=71_000):
        worlds = worlds_of(workspace)
        every = tuple(worlds.workspace.deployments)
        for category in worlds.workspace.data.ids:
            together = trace(worlds.workspace, worlds, every, f"data/{category}")
            assert isinstance(together, CategoryTrace)
            for deployment in every:
                alone = trace(worlds.workspace, worlds, (deployment,), f"data/{category}")
                assert isinstance(alone, CategoryTrace)
                for part in ("origins", "steps", "vendors", "stripped"):
                    here = [one for one in getattr(together, part) if deployment in one.deployments]
                    assert [plain(one) for one in here] == [plain(one) for one in getattr(alone, part)]


def plain(record: object) -> dict[str, object]:
    return {key: value for key, value in plain_data(record).items() if key != "deployments"}

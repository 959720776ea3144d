"""networkx as the judge of how data travels, and of the chains that findings show as their witness."""

import itertools
import json
import random
from collections.abc import Iterator

import networkx as nx
import pytest

from auditor.audit import Audit
from auditor.findings.finding import Finding
from auditor.graph.export import to_networkx
from auditor.graph.network import OUTSIDE
from auditor.graph.world import Spread, Worlds
from tests.properties.drawn import Drawn, audit_of, drawn, rules_only, shown, worlds_of, writer_of
from tests.properties.oracle import PARTS, START, Chain, Oracle
from tests.reference.facts import Facts
from tests.reference.workspaces import AS_OF
from tests.reference.writer import Entry, Writer

CATEGORIES = ["raw", "raw.photo", "raw.photo.face", "raw.note", "log", "log.access", "index", "copy", "person"]


# --- larger graphs


def large(seed: int, systems: int = 200, flows: int = 1000) -> Drawn:
    """Many systems and flows; most flows hand on what arrives, so that chains are long."""
    write = writer_of(seed)
    names = [f"s{number:03}" for number in range(systems)]
    vendors: dict[str, Entry] = {f"v{number:02}": {"name": f"V {number}"} for number in range(20)}
    for name, vendor in vendors.items():
        vendor["kind"] = "cloud"
        vendor["subprocessors"] = write.some([one for one in vendors if one != name], most=2)
    entries = {name: _large_system(write, [*vendors, "none", "none"]) for name in names}
    dataflows: Entry = {
        "organization": {"name": "Large"},
        "data": {name: {"title": name} for name in CATEGORIES},
        "vendors": vendors,
        "systems": entries,
        "flows": {f"{'fz'[number % 2]}{number:04}": _large_flow(write, [*names, *vendors]) for number in range(flows)},
    }
    dataflows["data"]["copy"]["is"] = ["raw.photo", "index"]
    rule = {"forbid": {"system": {"receives": CATEGORIES}}}
    return dataflows, rules_only({"nothing-anywhere": rule})


def _large_system(write: Writer, vendors: list[str]) -> Entry:
    entry: Entry = {"kind": "service", "vendor": write.pick(vendors)}
    if write.chance(5):
        entry["strips"] = write.some(CATEGORIES, least=1, most=2)
    if write.chance(25):
        entry["produces"] = [write.pick([*CATEGORIES, "raw.*"])]
    return entry


def _large_flow(write: Writer, ends: list[str]) -> Entry:
    data = write.pick([*["inherited"] * 30, "unknown", [write.pick(CATEGORIES)]])
    entry: Entry = {"from": write.pick(ends), "to": write.pick(ends), "data": data}
    if write.chance(8):
        entry["without"] = write.some(CATEGORIES, least=1, most=2)
    if write.chance(50):
        entry[write.pick(["from", "to"])] = "unknown"
    return entry


# --- what reaches what


def sets(spread: Spread, joined: int) -> dict[str, set[str]]:
    """The three sets of categories that one int stands for."""
    return {
        part: set(spread.workspace.data.words(bits))
        for part, bits in zip(PARTS, spread.parts.split(joined), strict=True)
    }


def oracles(workspace: Drawn, worlds: Worlds) -> Iterator[tuple[Spread, Oracle]]:
    """Each deployment, with its proposals and of active flows only."""
    facts = Facts(*workspace, AS_OF)
    for deployment in facts.deployments:
        for active in (False, True):
            yield worlds.of(deployment, active).spread, Oracle(facts, deployment, active)


def assert_travels_alike(spread: Spread, oracle: Oracle) -> None:
    assert set(spread.workspace.nodes) == set(oracle.systems)
    assert {flow.id for flow in spread.flows} == set(oracle.flows)
    for part in PARTS:
        reached = {name: sets(spread, spread.reached(name))[part] for name in oracle.systems}
        assert reached == oracle.reached(part), part
        carried = {name: sets(spread, spread.carried(name))[part] for name in oracle.flows}
        assert carried == oracle.carried(part), part


def test_what_reaches_what() -> None:
    for _, workspace in drawn(150, start=10_000):
        for spread, oracle in oracles(workspace, worlds_of(workspace)):
            assert_travels_alike(spread, oracle)


@pytest.mark.parametrize("seed", range(4))
def test_what_reaches_what_in_large_graphs(seed: int) -> None:
    workspace = large(seed)
    oracle = Oracle(Facts(*workspace, AS_OF), "default")
    audit = audit_of(workspace)
    spread = audit.worlds.of("default").spread
    assert_travels_alike(spread, oracle)
    assert_exported(spread, oracle)
    lengths = {
        (category, part): nx.single_source_shortest_path_length(oracle.graph(category, part), START)
        for category in CATEGORIES
        for part in PARTS
    }
    found = [finding for finding in audit.findings if finding.rule == "nothing-anywhere"]
    assert max(len(finding.witness) for finding in found) > 4
    for finding in found:
        near = [
            (category, part)
            for category, part in lengths
            if (part == "any" if finding.value == "unknown" else (category, part) == (finding.value, "declared"))
        ]
        assert any(
            oracle.carries(finding.witness, *one) and len(finding.witness) == lengths[one].get(finding.thing)
            for one in near
        ), finding.id


# --- the graph that is handed out


def assert_exported(spread: Spread, oracle: Oracle) -> None:
    """Exactly the systems, the flows and the links, with what they carry."""
    graph = to_networkx(spread)
    carried, reached = oracle.carried("declared"), oracle.reached("declared")
    flows = oracle.facts.flows
    wanted = [(flows[name]["from"], flows[name]["to"], name, sorted(carried[name]), False) for name in carried]
    wanted += [
        (system, below, name, sorted(reached[system] | oracle.produced[system]["declared"]), True)
        for system, below, name in oracle.links
    ]
    found = [
        (source, target, key, sorted(said["data"]), said["link"])
        for source, target, key, said in graph.edges(keys=True, data=True)
    ]
    assert sorted(found) == sorted(wanted)
    unnamed = {"unknown"} if any("unknown" in edge[:2] for edge in wanted) else set()
    assert set(graph.nodes) == set(oracle.systems) | unnamed
    for name in oracle.systems:
        kinds, vendor = oracle.facts.kinds(name), oracle.facts.vendor_of(name)
        assert graph.nodes[name]["kind"] == ([] if kinds == ["unknown"] else sorted(kinds))
        assert graph.nodes[name]["vendor"] == (None if vendor in ("none", "unknown") else vendor)


def test_the_exported_graph() -> None:
    for _, workspace in drawn(150, start=11_000):
        for spread, oracle in oracles(workspace, worlds_of(workspace)):
            assert_exported(spread, oracle)


# --- witnesses


def asking_everywhere(workspace: Drawn, seed: int) -> Drawn:
    """The workspace with rules of our own: everything forbidden everywhere, and one category of it."""
    dataflows = workspace[0]
    every = sorted(dataflows["data"])
    one = writer_of(seed).pick(every)
    asked = [("flow", "data"), ("system", "receives"), ("system", "holds"), ("vendor", "receives"), ("vendor", "holds")]
    rules: Entry = {}
    for subject, attribute in asked:
        rules[f"every-{subject}-{attribute}"] = {"forbid": {subject: {attribute: every}}}
        rules[f"one-{subject}-{attribute}"] = {"forbid": {subject: {attribute: one}}}
    return dataflows, rules_only(rules)


def first_deployment(finding: Finding) -> str:
    """The one whose witness a finding over several deployments has."""
    return next(name for name, state in finding.states if state == finding.state)


def wanted_chain(oracle: Oracle, finding: Finding, category: str, part: str) -> Chain | None:
    """The chain that a finding should show for a category."""
    if finding.section == "flows":
        return oracle.to_flow(finding.thing, category, part)
    systems = oracle.facts.runs(finding.thing) if finding.section == "vendors" else [finding.thing]
    if finding.attribute == "holds":
        # By what certainly keeps it, where something does.
        return oracle.to_rest(systems, category, part, sure=True) or oracle.to_rest(systems, category, part, sure=False)
    return oracle.to_systems(systems, category, part)


def right_chains(oracle: Oracle, finding: Finding) -> list[Chain | None]:
    """One for a category that is declared; for `unknown` one for each that it may be."""
    if finding.value != "unknown":
        return [wanted_chain(oracle, finding, finding.value, "declared")]
    return [wanted_chain(oracle, finding, category, "any") for category in sorted(oracle.facts.data.words)]


@pytest.mark.parametrize("attribute", ["data", "receives", "holds"])
def test_a_witness_is_the_smallest_of_the_shortest_chains(attribute: str) -> None:
    seen = 0
    for seed, plain in drawn(150, start=12_000):
        workspace = asking_everywhere(plain, seed)
        facts = Facts(*workspace, AS_OF)
        oracles = {deployment: Oracle(facts, deployment) for deployment in facts.deployments}
        for finding in audit_of(workspace).findings:
            if finding.attribute == attribute and finding.rule.startswith(("every-", "one-")):
                seen += 1
                wanted = right_chains(oracles[first_deployment(finding)], finding)
                assert finding.witness in wanted, f"{finding.id}, seed {seed}\n{shown(workspace)}"
    assert seen > 150


def test_every_witness_is_a_chain() -> None:
    """Of the rules that were drawn: one that carries something on every hop."""
    chains = 0
    for seed, workspace in drawn(300, start=13_000):
        for finding, oracle in _with_witness(workspace, audit_of(workspace)):
            chains += 1
            words = sorted(oracle.facts.data.words)
            carried = any(oracle.carries(finding.witness, word, part) for word in words for part in PARTS)
            assert carried, f"{finding.id}: {finding.witness}, seed {seed}\n{shown(workspace)}"
    assert chains > 300


def _with_witness(workspace: Drawn, audit: Audit) -> Iterator[tuple[Finding, Oracle]]:
    """Findings with a chain; what counts only active flows has its chain there."""
    facts = Facts(*workspace, AS_OF)
    for finding in audit.findings:
        if finding.witness:
            rule = json.dumps(workspace[1]["rules"][finding.rule].get("forbid", {}))
            yield finding, Oracle(facts, first_deployment(finding), active='"status": "active"' in rule)


def slow_chains(spread: Spread, bit: int) -> dict[int, Chain]:
    """For each system that a category reaches the smallest of the shortest chains: all those before it first."""
    graph: nx.MultiDiGraph[int] = nx.MultiDiGraph()
    start = -2
    graph.add_node(start)
    for edge in spread.propagation.network.edges:
        if edge.carries & bit:
            graph.add_edge(start, edge.target, key=edge.id)
        if edge.passes & bit and edge.source != OUTSIDE:
            graph.add_edge(edge.source, edge.target, key=edge.id)
    if OUTSIDE in graph:
        graph.remove_node(OUTSIDE)
    length = nx.single_source_shortest_path_length(graph, start)
    chains: dict[int, Chain] = {start: ()}
    for system in sorted(length.keys() - {start}, key=length.__getitem__):
        chains[system] = min(
            (*chains[before], name)
            for before, _, name in graph.in_edges(system, keys=True)
            if length.get(before) == length[system] - 1
        )
    del chains[start]
    return chains


@pytest.mark.parametrize("seed", range(20, 24))
def test_every_witness_in_a_large_graph(seed: int) -> None:
    """Of every category, to every system, to some systems together, and over every flow."""
    spread = worlds_of(large(seed, systems=250, flows=1500)).of("default").spread
    edges, chance = spread.propagation.network.edges, random.Random(seed)
    longest = 0
    for bit in (1 << position for position in range(spread.parts.everything.bit_length())):
        chains = slow_chains(spread, bit)
        longest = max(longest, *map(len, chains.values()))
        for number in spread.number.values():
            assert spread.witnesses.system([number], bit) == chains.get(number, ())
        for _ in range(20):
            some = chance.sample(range(len(spread.number)), k=chance.randint(2, 5))
            wanted = min(
                (chains[one] for one in some if one in chains), key=lambda chain: (len(chain), chain), default=()
            )
            assert spread.witnesses.system(some, bit) == wanted
        for number, (edge, carried) in enumerate(
            zip(edges[: len(spread.flows)], spread.propagation.carried, strict=False)
        ):
            if carried & bit:
                alone = edge.carries & bit or edge.source == OUTSIDE
                wanted = (edge.id,) if alone else (*chains[edge.source], edge.id)
                assert spread.witnesses.flow(number, bit) == wanted
    assert longest > 4


def test_a_chain_is_read_like_a_tuple() -> None:
    """Though it is put together only when it is read."""
    spread = worlds_of(chain_of(6, back=False)).of("default").spread
    bit = spread.workspace.data.bit("photo")
    one, same = (spread.witnesses.system([spread.number["s0003"]], bit) for _ in range(2))
    wanted = ("f0000", "f0001", "f0002")
    assert (tuple(one), len(one), one[-1], list(reversed(one))) == (wanted, 3, "f0002", ["f0002", "f0001", "f0000"])
    assert (one == same, one == wanted, wanted == one, one == wanted[:2], hash(one)) == (
        *[True] * 3,
        False,
        hash(wanted),
    )
    assert repr(one) == repr(wanted)


TO_REST: dict[str, tuple[dict[str, tuple[str, str, str | None]], Chain]] = {
    "the-flow-that-keeps-it": (
        {"a": ("app", "w", None), "b": ("app", "w", "30d")},
        ("b",),
    ),
    "shorter-by-a-link": (
        {"a-v": ("app", "v", "30d"), "b": ("app", "mid", "none"), "c": ("mid", "end", "none"), "d": ("end", "w", "1d")},
        ("a-v", "v..w"),
    ),
    "as-short-by-a-link-and-smaller": (
        {"a-v": ("app", "v", "30d"), "b": ("app", "mid", "none"), "c": ("mid", "w", "30d")},
        ("a-v", "v..w"),
    ),
}
"""Flows (from, to, retention) to `w`, which is in the chain of `v`, and how data comes to rest there."""


@pytest.mark.parametrize("case", TO_REST)
def test_the_way_to_rest(case: str) -> None:
    flows, wanted = TO_REST[case]
    entries: Entry = {}
    for name, (source, target, retention) in flows.items():
        entries[name] = {"from": source, "to": target, "data": ["photo"] if source == "app" else "inherited"}
        if retention is not None:
            entries[name]["retention"] = retention
    dataflows: Entry = {
        "data": {"photo": {"title": "Photos"}},
        "systems": {name: {"kind": "service", "vendor": "none"} for name in ("app", "mid", "end")},
        "vendors": {"v": {"name": "V", "kind": "cloud", "subprocessors": ["w"]}, "w": {"name": "W", "kind": "cloud"}},
        "flows": entries,
    }
    policy = rules_only({"not-held": {"forbid": {"system": {"holds": "photo", "id": "w"}}}})
    found = {finding.id: finding.witness for finding in audit_of((dataflows, policy)).findings}
    assert found["not-held@systems/w/holds=photo"] == wanted


# --- long ones and round ones


def chain_of(length: int, back: bool) -> Drawn:
    """Systems in a row, each handing on what it has; with `back` the last hands it to the first."""
    names = [f"s{number:04}" for number in range(length)]
    flows: Entry = {
        f"f{number:04}": {"from": one, "to": other, "data": "inherited"}
        for number, (one, other) in enumerate(itertools.pairwise(names))
    }
    flows["f0000"]["data"] = ["photo"]
    if back:
        flows["back"] = {"from": names[-1], "to": names[0], "data": "inherited"}
    dataflows: Entry = {
        "organization": {"name": "Long"},
        "data": {"photo": {"title": "Photos"}},
        "systems": {name: {"kind": "service", "vendor": "none"} for name in names},
        "flows": flows,
    }
    ends = [names[-1], names[0]]
    return dataflows, rules_only({"not-there": {"forbid": {"system": {"receives": "photo", "id": ends}}}})


@pytest.mark.parametrize("back", [False, True])
def test_a_chain_of_3000_systems(back: bool) -> None:
    found = {finding.id: finding.witness for finding in audit_of(chain_of(3000, back)).findings}
    row = tuple(f"f{number:04}" for number in range(2999))
    wanted = {"not-there@systems/s2999/receives=photo": row}
    if back:
        wanted["not-there@systems/s0000/receives=photo"] = (*row, "back")
    assert found == wanted


def test_all_of_a_chain_of_3000_systems() -> None:
    """Each has a chain of its own; they are 4.5 million flows together, and shared."""
    dataflows, _ = chain_of(3000, back=False)
    policy = rules_only({"nowhere": {"forbid": {"system": {"receives": "photo"}}}})
    found = {finding.thing: finding.witness for finding in audit_of((dataflows, policy)).findings}
    assert len(found) == 2999
    for length in (1, 2, 1500, 2999):
        assert found[f"s{length:04}"] == tuple(f"f{number:04}" for number in range(length))


def test_a_ring_of_300_subprocessors() -> None:
    names = [f"v{number:03}" for number in range(300)]
    vendors: Entry = {
        name: {"name": name.upper(), "kind": "cloud", "subprocessors": [names[(number + 1) % 300]]}
        for number, name in enumerate(names)
    }
    flow = {"from": "us", "to": "v000", "data": ["photo"], "retention": "30d"}
    dataflows: Entry = {
        "organization": {"name": "Round"},
        "data": {"photo": {"title": "Photos"}},
        "systems": {"us": {"kind": "service", "vendor": "none"}},
        "vendors": vendors,
        "flows": {"us-to-first": flow},
    }
    policy = rules_only({"not-held": {"forbid": {"vendor": {"holds": "photo"}}}})
    found = {finding.thing: finding.witness for finding in audit_of((dataflows, policy)).findings}
    links = [f"{one}..{other}" for one, other in itertools.pairwise(names)]
    assert found == {name: ("us-to-first", *links[:number]) for number, name in enumerate(names)}

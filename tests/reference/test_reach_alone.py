"""The reference's `reach` against the format's own sentences, by hand and by another way to compute it."""

from collections.abc import Iterator
from itertools import product

import networkx as nx
import pytest

from tests.reference.attributes import World
from tests.reference.evaluator import Finding, evaluate
from tests.reference.kleene import NO, UNKNOWN, YES, both, either, negate
from tests.reference.reach import Reach, Reaches
from tests.reference.reach_examples import EXAMPLES, Entry, Example
from tests.reference.workspaces import AS_OF, workspace_of

WORSE = {"undecided": 1, "violated": 2}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_by_hand(example: Example) -> None:
    found = evaluate(example.dataflows, example.policy, AS_OF)
    assert {name: state for name, (state, _, _) in found.items() if name.startswith("r@")} == example.findings


def test_the_examples_have_names_of_their_own() -> None:
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES) >= 25


def named(name: str) -> Example:
    """An example by its name."""
    return next(example for example in EXAMPLES if example.name == name)


@pytest.mark.parametrize(
    ("name", "finding", "wanted"),
    [
        ("each-deployment-for-itself", "app..ai/data=customer.photo", ("violated", "error", ("europe",))),
        (
            "the-worst-state-of-the-deployments",
            "user..ai/data=customer.photo",
            ("violated", "error", ("asia", "europe")),
        ),
        ("a-deployment-that-matches", "user..ai/data=customer.photo", ("undecided", "error", ("asia",))),
        ("a-deployment-that-matches", "user..app/data=customer.photo", ("violated", "error", ("asia", "europe"))),
    ],
)
def test_deployments(name: str, finding: str, wanted: Finding) -> None:
    assert evaluate(named(name).dataflows, named(name).policy, AS_OF)[f"r@reach/{finding}"] == wanted


def test_severity() -> None:
    example = named("a-system-that-may-match-to")
    rule: Entry = {**example.policy["rules"]["r"], "on_unknown": "warning"}
    found = evaluate(example.dataflows, {"rules": {"r": rule}}, AS_OF)
    assert found["r@reach/user..ai/data=customer.photo"] == ("undecided", "warning", ("default",))


# --- the same by another way: a graph a category


def drawn(number: int) -> Iterator[tuple[int, Entry, Entry]]:
    """Random workspaces in which data comes a long way."""
    for seed in range(number):
        yield seed, *workspace_of(seed, vendor_system_keys=bool(seed % 2), reach=True)


Gets = dict[tuple[str, str, str], str]
"""From where to where which category gets, and whether that is certain."""


def by_graphs(reach: Reach, past: set[str]) -> Gets:
    """What gets from one to another past none but these systems. An unknown end is a node of its own a flow."""
    found: Gets = {}
    ends = {edge: (_node(edge.start, f"{at}<"), _node(edge.end, f"{at}>")) for at, edge in enumerate(reach.edges)}
    for category in reach.data.words:
        for state in (UNKNOWN, YES):
            edges = [edge for edge in reach.edges if category in (edge.load.declared if state == YES else edge.may)]
            graph: nx.DiGraph[str] = nx.DiGraph([ends[edge] for edge in edges])
            for start, last in product(graph, edges):
                before, end = ends[last]
                part = graph.subgraph({start, *past})
                if start == end or before not in part or not nx.has_path(part, start, before):
                    continue
                if category in last.load.declared:
                    found[_name(start), last.end, category] = state
                if category in last.load.any:
                    found[_name(start), last.end, UNKNOWN] = UNKNOWN
    return found


def _node(system: str, number: str) -> str:
    return f"?{number}" if system == UNKNOWN else system


def _name(node: str) -> str:
    return UNKNOWN if node.startswith("?") else node


def by_chains(reach: Reach, match: Entry) -> Gets:
    """What gets somewhere and does not do as is required, by the reference."""
    answers = {
        (row.start, row.end, row.category): both(
            [either(certain for certain, _ in row.chains), negate(reach.answers(row, match, every=True))]
        )
        for row in reach.rows[True]
    }
    return {key: answer for key, answer in answers.items() if answer != NO}


def test_graphs_find_the_same() -> None:
    found = 0
    for seed, dataflows, policy in drawn(150):
        for reach in Reaches(World(dataflows, policy, AS_OF)).deployments:
            systems = list(reach.world.facts.systems)
            none_required: Entry = {"through": {"declared": "false"}}
            assert by_chains(reach, none_required) == by_graphs(reach, set(systems)), seed
            for through in (systems[:1], systems[1:3], systems[::2]):
                fails = by_chains(reach, {"through": through})
                found += len(fails)
                assert fails == by_graphs(reach, {*systems} - {*through}), f"through {through}, seed {seed}"
    assert found > 5000


# --- the same as other subjects say it


def test_a_flow_is_a_reach_and_what_reaches_is_received() -> None:
    """What a flow carries gets from its one end to the other, and so from where it originates; nothing gets
    where it is not received."""
    tried = 0
    for seed, dataflows, _ in drawn(300):
        rules: Entry = {}
        for word in dataflows["data"]:
            rules[f"flow-{word}"] = {"forbid": {"flow": {"data": word}}}
            rules[f"system-{word}"] = {"forbid": {"system": {"receives": word}}}
            rules[f"first-{word}"] = {"forbid": {"reach": {"data": word}}}
            rules[f"any-{word}"] = {"forbid": {"reach": {"data": word, "from": {"declared": "true"}}}}
        found = evaluate(dataflows, {"rules": rules}, AS_OF)
        tree = World(dataflows, {"rules": rules}, AS_OF).facts.data
        below = {word: sorted(tree.below(word)) for word in dataflows["data"]}
        for name, finding in found.items():
            rule, _, place = name.partition("@")
            kind, _, word = rule.partition("-")
            if kind == "flow" and rule in rules:
                flow, value = dataflows["flows"][place.split("/")[1]], place.split("/")[2]
                tried += 1
                if flow["from"] not in (flow["to"], UNKNOWN):
                    at_least(finding, found.get(f"any-{word}@reach/{flow['from']}..{flow['to']}/{value}"), name, seed)
                back = f"{flow['to']}..{flow['from']}"
                returns = all(
                    found.get(f"any-{it}@reach/{back}/data={it}", ("",))[0] == "violated"
                    for it in (below[word] if value == "data=unknown" else [value.removeprefix("data=")])
                    if f"flow-{it}@{place}" in found
                )
                if flow["from"] != flow["to"] and not returns:
                    ending = f"..{flow['to']}/{value}"
                    starts = [one for one in found if one.startswith(f"first-{word}@") and one.endswith(ending)]
                    assert starts, f"{name} starts nowhere, seed {seed}"
            elif kind in ("first", "any"):
                start, end = place.split("/")[1].split("..")
                if end != UNKNOWN:
                    received = f"receives={name.split('=')[1]}"
                    at_least(finding, found.get(f"system-{word}@systems/{end}/{received}"), name, seed)
                if kind == "first" and start != UNKNOWN:
                    at_least(finding, found.get(name.replace("first", "any", 1)), name, seed)
    assert tried > 1000


def at_least(finding: Finding, other: Finding | None, name: str, seed: int) -> None:
    """The other is there, is as bad, and in as many deployments."""
    assert other is not None, f"{name} only, seed {seed}"
    assert WORSE[other[0]] >= WORSE[finding[0]], f"{name}: {other[0]}, seed {seed}"
    assert set(other[2]) >= set(finding[2]), f"{name}: {other[2]}, seed {seed}"


def test_the_rules_are_rich() -> None:
    """That nothing is found would prove nothing."""
    kinds: dict[tuple[str, str], int] = {}
    for _, dataflows, policy in drawn(150):
        for name, (state, _, _) in evaluate(dataflows, policy, AS_OF).items():
            if "@reach/" in name:
                rule = policy["rules"][name.split("@")[0]]
                match = rule["forbid" if "forbid" in rule else "for"]["reach"]
                verb = (
                    "through" if "through" in rule.get("require", {}) else "forbid" if "forbid" in rule else "require"
                )
                for kind in (verb, "from" if "from" in match else "where it originates"):
                    kinds[kind, state] = kinds.get((kind, state), 0) + 1
    assert len(kinds) == 10
    assert min(kinds.values()) > 10, kinds

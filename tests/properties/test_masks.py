"""The quick way to the rows that may break a rule, against asking every rule of every row."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from auditor.attributes.cell import SAID, Attribute, known_values
from auditor.attributes.rows import Rows
from auditor.attributes.tables import Table
from auditor.comparison import Base, compared
from auditor.facts.register import SUBJECTS, rows_of
from auditor.graph.world import Worlds
from auditor.opening import open_workspace
from auditor.rules.compile import Policy
from auditor.rules.judge import judge_condition
from auditor.rules.masks import Masks, bits_of
from auditor.rules.match import Condition, label
from auditor.rules.violations import OF_CATEGORY, CompiledRule, violations
from auditor.vocabulary.answers import NO, YES
from auditor.workspace.model import Workspace
from tests.properties.drawn import Drawn, drawn, rules_only
from tests.reference.workspaces import AS_OF, dump

TODAY = date(2026, 11, 23)
Pairs = set[tuple[str, str]]
"""Rows and rules, by their ids."""


def opened(workspace: Drawn, root: Path, as_of: date = AS_OF) -> Base:
    dump(*workspace, root)
    return Base(*open_workspace(root, as_of))


def tables(workspace: Workspace, subject: str) -> Iterator[tuple[Table, bool]]:
    rows = Rows(Worlds(workspace))
    for deployment in workspace.deployments:
        for active in (False, True):
            yield rows_of(subject, rows, workspace, deployment, active), active


def quick(rules: list[CompiledRule], table: Table, active: bool) -> tuple[Pairs, set[str]]:
    """What may break, and the rules that have a row in their scope."""
    masks = Masks(rules, active)
    found = {(row.id, rule.id) for row, bits in masks.candidates(table) for rule in bits_of(bits, rules)}
    return found, {rule.id for rule in bits_of(masks.asked, rules)}


def slow(rules: list[CompiledRule], table: Table) -> tuple[Pairs, set[str]]:
    """The same, condition by condition. What is said of a category is left to a closer look: there the whole flow
    decides nothing."""
    found, asked = set(), set()
    for rule in rules:
        by_category = rule.scope.names("data") or bool(rule.require and rule.require.names("data"))
        scope = [one for one in rule.scope.conditions if not (by_category and declared_of_category(one))]
        required = rule.require.conditions if rule.require else ()
        left_open = rule.forbids or (by_category and any(map(declared_of_category, required)))
        for row in table:
            if any(judge_condition(one, row, every=False)[0] is NO for one in scope):
                continue
            asked.add(rule.id)
            if left_open or any(judge_condition(one, row.whole(), every=True)[0] is not YES for one in required):
                found.add((row.id, rule.id))
    return found, asked | {rule.id for rule in rules if rule.forbids and len(table)}


def declared_of_category(condition: Condition) -> bool:
    return condition.attribute.name in OF_CATEGORY and condition.tests[0].operator == "declared"


def agree(policy: Policy, workspace: Workspace) -> int:
    """Both ways find the same in every table, and what breaks is among it. Gives how many pairs were found."""
    count = 0
    for subject in (name for name, subject in SUBJECTS.items() if subject.listed):
        rules = [rule for rule in policy.rules.values() if rule.subject == subject]
        for table, active in tables(workspace, subject) if rules else ():
            asked = [rule for rule in rules if rule.scope.active == active]
            found = quick(asked, table, active)
            assert found == slow(asked, table)
            assert found[0] >= {(row.id, rule.id) for rule in asked for row in table if violations(rule, row)}
            count += len(found[0])
    return count


def test_both_ways_find_the_same(tmp_path: Path) -> None:
    assert sum(agree(base.policy, base.workspace) for base in drawn_bases(tmp_path, 150)) > 500


def drawn_bases(root: Path, number: int) -> Iterator[Base]:
    for seed, workspace in drawn(number, start=40_000):
        yield opened(workspace, root / str(seed))


def test_rows_that_count_as_alike_are_alike(tmp_path: Path) -> None:
    """What decides a cell decides it: no row may be judged by one that differs from it."""
    shared = 0
    for base in drawn_bases(tmp_path, 150):
        for table, _ in tables(base.workspace, "flow"):
            for attribute in SUBJECTS["flow"].attributes.values():
                shared += sum(one_cell(deciding) for deciding in decisions(table, attribute))
    assert shared > 3000


SYSTEM = {"kind": "service", "vendor": "none"}
"""What systems say that differ in one thing from one another."""
SYSTEMS: dict[str, Any] = {
    "about": {"retention": "2d", "purposes": ["analytics"]},
    "kind": {"kind": "cache"}, "region": {"region": "DE"}, "vendor": {"vendor": "w"}, "own": {"own": "false"},
    "controls": {"controls": ["tls"]}, "labels": {"labels": {"tier": "one"}}, "purposes": {"purposes": ["service"]},
    "retention": {"retention": "1d"}, "plain": {}, "twin": {}, "nobody": {"vendor": "unknown"},
}  # fmt: skip
FLOWS: dict[str, Any] = {
    "data": {"data": ["b"]}, "without": {"without": ["a"]}, "inherited": {"data": "inherited"},
    "purposes": {"purposes": ["service.email"]}, "retention": {"retention": "none"}, "region": {"region": "FR"},
    "controls": {"controls": []}, "trigger": {"trigger": "event"}, "status": {"status": "proposed"},
    "labels": {"labels": {"tier": "two"}}, "unsure": {"status": "unknown"}, "plain": {},
    "other": {"from": "far", "data": "inherited"},
}  # fmt: skip


def test_one_difference_is_enough(tmp_path: Path) -> None:
    """Systems and flows that differ in one thing are not taken for alike in it."""
    dataflows: dict[str, Any] = {
        "data": {name: {"title": name} for name in "ab"},
        "vendors": {"w": {"name": "W", "status": "active"}},
        "deployments": {name: {"title": name, "residency": ["EU"], "law": ["gdpr"]} for name in ("one", "two")},
        "systems": {name: {**SYSTEM, "produces": ["a"], **more} for name, more in SYSTEMS.items()}
        | {"far": {**SYSTEM, "produces": ["b"]}},
        "flows": {
            f"{flow}-to-{system}": {"from": "plain", "to": system, "data": ["a"], **more}
            for flow, more in {**FLOWS, "deployments": {"deployments": ["one"]}}.items()
            for system in SYSTEMS
        },
    }
    asked: list[dict[str, Any]] = [
        {"controls": "none"}, {"to": {"controls": "none"}}, {"retention": "1d"}, {"purposes": "service"},
        {"to": "plain"}, {"controls": ["tls"], "to": {"labels": {"tier": "one"}}}, {"at_rest": "false"},
    ]  # fmt: skip
    rules = {f"r{number}": {"forbid": {"flow": match}} for number, match in enumerate(asked)}
    base = opened((dataflows, rules_only(rules)), tmp_path)
    assert agree(base.policy, base.workspace) > 0
    label_of = [label(SUBJECTS["flow"].attributes["labels"], "tier")]
    for table, _ in tables(base.workspace, "flow"):
        for attribute in [*SUBJECTS["flow"].attributes.values(), *label_of]:
            assert sum(one_cell(deciding) for deciding in decisions(table, attribute)) > 0 or not attribute.by


def test_a_requirement_counts_proposals(tmp_path: Path) -> None:
    """Where a rule is about active flows, what they must keep to holds of what proposals would bring them, too."""
    flows = {"new": {"from": "a", "to": "b", "data": ["x"], "status": "proposed"}}
    flows |= {"on": {"from": "b", "to": "c", "data": "inherited", "status": "active"}}
    dataflows: dict[str, Any] = {
        "data": {"x": {"title": "X"}},
        "systems": {name: {"kind": "service", "vendor": "none"} for name in "abc"},
        "flows": flows,
    }
    rule = {"for": {"flow": {"status": "active"}}, "require": {"data": {"not": "x"}}}
    base = opened((dataflows, rules_only({"no-x": rule})), tmp_path)
    assert agree(base.policy, base.workspace) == 1


def decisions(table: Table, attribute: Attribute) -> Iterator[list[tuple[Any, Any]]]:
    """For each thing that decides a cell, or what the things in it say of themselves: what it is for each row that
    it is said to decide, and the cell."""
    cells = [row.fact(attribute).cell for row in table]
    alone = [attribute.decided_by(row) if attribute.decided_by else None for row in table]
    yield [(key, cell) for key, cell in zip(alone, cells, strict=True) if key is not None]
    for number, name in enumerate(attribute.by):
        keyed = zip(table.keys(name).of_rows, cells, alone, strict=True)
        yield [(key, cell) for key, cell, own in keyed if len(attribute.by) == 1 or number == (own is None)]
    said = [one for one in SUBJECTS["system"].attributes.values() if one.by == SAID]
    for name in attribute.said_by:
        things = [[thing.fact(one).cell for thing in known_values(cell) for one in said] for cell in cells]
        yield list(zip(table.keys(name).of_rows, things, strict=True))


def one_cell(decided: list[tuple[Any, Any]]) -> int:
    """What decides is always with the same. Gives how many rows are like one before."""
    found: dict[Any, Any] = {}
    for key, cell in decided:
        assert found.setdefault(key, cell) == cell
    return len(decided) - len(found)


CATEGORIES = [f"c{number}" for number in range(9)]


def test_many_rules_and_values(tmp_path: Path) -> None:
    """More rules than one byte holds, more flows than one byte numbers, no two of which settle the same."""
    carried = {
        f"f{number:03}": [name for bit, name in enumerate(CATEGORIES) if number >> bit & 1] for number in range(1, 400)
    }
    dataflows: dict[str, Any] = {
        "data": {name: {"title": name} for name in CATEGORIES},
        "systems": {name: {"kind": "service", "vendor": "none"} for name in ("a", "b")},
        "flows": {name: {"from": "a", "to": "b", "data": data} for name, data in carried.items()},
    }
    rules: dict[str, Any] = {f"no-{name}": {"forbid": {"flow": {"data": name}}} for name in CATEGORIES}
    rules |= {f"kept-{name}": {"for": {"flow": {"data": name}}, "require": {"retention": "1d"}} for name in CATEGORIES}
    base = opened((dataflows, rules_only(rules)), tmp_path)
    assert agree(base.policy, base.workspace) == 2 * sum(map(len, carried.values()))


def test_the_trees_of_two_revisions(tmp_path: Path) -> None:
    """The same bits are other categories in another tree: what is gone must not answer for what came."""
    names = {"a": {"is": ["c"]}, "b": {}, "c": {}, "e": {}, "f": {}, "g": {}, "h": {"is": ["f"]}}
    kept = {"kept": {"from": "x", "to": "w", "data": ["f"]}}
    before = shop(names, {**kept, "gone": {"from": "x", "to": "v", "data": ["c"]}})
    after = shop({name: names[name] for name in "befgh"}, {**kept, "young": kept["kept"]})
    base = opened((before, {}), tmp_path / "before", TODAY)
    head = opened((after, rules_only({"no-f": {"forbid": {"change": {"data": "f"}}}})), tmp_path / "after", TODAY)
    changes = compared(base, Worlds(head.workspace), head.policy)
    table = rows_of("change", Rows(Worlds(head.workspace)), head.workspace, "default", False, changes)
    bits = {row.id: row.fact(SUBJECTS["change"].attributes["data"]).cell for row in table}
    assert bits["data_removed.vendors.v"] == bits["flow_added.young"]
    found, _ = quick(list(head.policy.rules.values()), table, False)
    assert found == {("flow_added.young", "no-f"), ("purposes_added.flows.young", "no-f")}


def shop(data: dict[str, Any], flows: dict[str, Any]) -> dict[str, Any]:
    return {
        "organization": {"name": "Us"},
        "data": {name: {"title": name, **more} for name, more in data.items()},
        "vendors": {name: {"name": name, "status": "active", "kind": "email"} for name in "vw"},
        "systems": {"x": {"kind": "service", "vendor": "none"}},
        "flows": flows,
    }

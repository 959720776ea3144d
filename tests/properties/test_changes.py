"""What changed: nothing between equals however they are written, and from one workspace to any other all of it."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import audit_opened
from auditor.changes.compare import differences
from auditor.changes.records import Compared
from auditor.changes.side import Side
from auditor.comparison import Base, compared
from auditor.formats.changes import as_json, markdown, text
from auditor.formats.changes.records import Report
from auditor.graph.world import Worlds
from auditor.location import InvalidInput
from auditor.opening import open_workspace
from auditor.vocabulary.words import CHANGES
from tests.properties.drawn import MORE, Drawn, copy_of, shown
from tests.reference.facts import Facts
from tests.reference.flows import Load, Travel
from tests.reference.workspaces import AS_OF, dump, workspace_of

PARTS = 4
SECTIONS = ("flows", "systems", "vendors", "deployments", "organization", "notices", "rules", "promises")
ABOUT_CHANGES = {
    "told": {
        "title": "Told", "because": ["in clear words"],
        "for": {"change": {"material": "true"}}, "require": {"notice_days": {"at_least": "30"}},
    },
    "typed": {"title": "Typed", "because": ["in clear words"], "forbid": {"change": {"type": ["vendor_added"]}}},
    "nested": {
        "title": "Nested", "because": ["in clear words"],
        "forbid": {"change": {"vendor": {"country": "US"}, "system": {"own": "false"}, "flow": {"at_rest": "true"}}},
    },
    "data": {"title": "Data", "because": ["in clear words"], "forbid": {"change": {"data": {"declared": "false"}}}},
}  # fmt: skip


def opened(workspace: Drawn) -> Base:
    with tempfile.TemporaryDirectory() as folder:
        dump(*workspace, Path(folder))
        return Base(*open_workspace(Path(folder), AS_OF))


def between(before: Base, after: Base) -> Compared:
    return compared(before, Worlds(after.workspace), after.policy)


def relaid(value: Any) -> Any:
    """The same, every mapping and every list the other way round."""
    if isinstance(value, dict):
        return {key: relaid(value[key]) for key in reversed(list(value))}
    return [relaid(one) for one in reversed(value)] if isinstance(value, list) else value


def pairs(number: int, part: int) -> Iterator[tuple[int, Base, Base]]:
    """The pairs that are drawn, opened."""
    for seed, first, second in drawn_pairs(number, part):
        try:
            yield seed, opened(first), opened(second)
        except InvalidInput:
            continue  # what the one says the other does not know


def drawn_pairs(number: int, part: int) -> Iterator[tuple[int, Drawn, Drawn]]:
    """A workspace, and the same with some sections of another one: with one at first, then with all."""
    for seed in range(max(number, MORE))[part::PARTS]:
        first, other = workspace_of(seed, bool(seed % 2)), workspace_of(seed + 10_000, bool(seed % 3))
        second = copy_of(first)
        taken = SECTIONS if seed % 3 == 0 else (SECTIONS[seed % len(SECTIONS)], SECTIONS[seed // 3 % len(SECTIONS)])
        for into, source in zip(second, other, strict=True):
            for section in taken:
                if section in source:
                    into[section] = source[section]
        yield seed, first, second if seed % 3 else other


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_changes_between_equals(part: int) -> None:
    for seed in range(max(60, MORE))[part::PARTS]:
        workspace = workspace_of(seed, bool(seed % 2))
        dataflows, policy = copy_of(workspace)
        again = (relaid(dataflows), relaid(policy))
        for other in (workspace, again):
            assert between(opened(workspace), opened(other)).changes == (), (seed, shown(workspace))


@pytest.mark.parametrize("part", range(PARTS))
def test_the_changes_applied_to_the_old_table_give_the_new_one(part: int) -> None:
    tried = 0
    for seed, first, second in drawn_pairs(240, part):
        try:
            before, after = opened(first), opened(second)
        except InvalidInput:
            continue
        tried += 1
        making = differences(Worlds(before.workspace), Worlds(after.workspace))
        table, wanted = rows(first, making.before), rows(second, making.after)
        shared = set(before.workspace.deployments) & set(after.workspace.deployments)
        for change in making.found:
            if change.type in ("data_added", "data_removed"):
                for deployment in shared & set(change.deployments):
                    row = table.setdefault((change.section, change.thing, deployment), set())
                    if change.type == "data_added":
                        assert row.isdisjoint(change.data), (seed, change)
                        row |= set(change.data)
                    else:
                        assert row >= set(change.data), (seed, change)
                        row -= set(change.data)
        for key in {key for key in table.keys() | wanted.keys() if key[2] in shared and is_whole(making, key[:2])}:
            assert table.get(key, set()) == wanted.get(key, set()), (seed, key)
    assert tried > 15


def rows(workspace: Drawn, side: Side) -> dict[tuple[str, str, str], set[str]]:
    """What each vendor, and each system, gets in each deployment, by the reference evaluator, which shares no code with
    what is tested; under the names that the newer revision has for them."""
    found: dict[tuple[str, str, str], set[str]] = {}
    facts = Facts(*workspace, AS_OF)
    for deployment in facts.deployments:
        travel = Travel(facts, deployment, False)
        for vendor in facts.vendors:
            if not facts.retired(vendor):
                found["vendors", side.name(vendor), deployment] = words(travel.at_vendor(travel.reaches, vendor))
        for system in facts.systems:
            vendor = facts.vendor_of(system)
            if vendor not in facts.vendors or not facts.retired(vendor):
                found["systems", side.name(system), deployment] = words(travel.reaches[system])
    return found


def words(load: Load) -> set[str]:
    return load.declared | ({"unknown"} if load.any else set())


def is_whole(making: Any, thing: tuple[str, str]) -> bool:
    """A system of a vendor is told of only where the vendor itself does not get or lose the same."""
    sides = [side for side in (making.before, making.after) if thing[1] in side.nodes]
    return thing[0] == "vendors" or not any(isinstance(side.vendor_of(thing[1]), str) for side in sides)


@pytest.mark.parametrize("part", range(PARTS))
def test_every_change_can_be_shown_and_judged(part: int) -> None:
    seen: set[str] = set()
    for seed, before, after in pairs(180, part):
        found = between(before, after)
        ids = [change.id for change in found.changes]
        assert len(ids) == len(set(ids)), (seed, ids)
        for change in found.changes:
            seen.add(change.type)
            assert change.why
            assert change.location_before or change.location_after, (seed, change)
            assert (change.prospect is not None) == change.material
            for place, base in ((change.location_before, before), (change.location_after, after)):
                assert place is None or base.workspace.merged.line(place), (seed, change)
        report = Report(found.changes, after.workspace, ("a", "b"))
        document = json.loads(as_json.render(report))
        assert len(document["changes"]) == len(ids)
        assert all(change.id in text.render(report) for change in found.changes)
        assert markdown.render(report)
    assert seen <= set(CHANGES)
    assert len(seen) > 20, seen


@pytest.mark.parametrize("part", range(PARTS))
def test_rules_about_changes_are_judged_without_an_error(part: int) -> None:
    judged = 0
    for seed in range(max(80, MORE))[part::PARTS]:
        first, second = copy_of(workspace_of(seed)), copy_of(workspace_of(seed + 1))
        for workspace in (first, second):
            workspace[1].setdefault("rules", {}).update(ABOUT_CHANGES)
        before, after = opened(first), opened(second)
        found = audit_opened(after.workspace, after.policy, must_check=False, base=before)
        about = [finding for finding in found.findings if finding.section == "changes"]
        assert found.compared is not None
        ids = {change.id for change in found.compared.changes}
        assert {finding.thing for finding in about} <= ids
        judged += len(about)
        with_none = audit_opened(after.workspace, after.policy, must_check=False)
        assert not [finding for finding in with_none.findings if finding.section == "changes"]
    assert judged > 30

"""Everything in any workspace can be explained; an explanation says what the audit says; a near miss is one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import Audit, audit
from auditor.explain.explain import explain
from auditor.explain.records import (
    Explanation,
    FindingExplanation,
    PromiseExplanation,
    RuleExplanation,
    ThingExplanation,
)
from auditor.formats import explained_finding, explained_rule, explained_thing, explanation
from auditor.location import Location
from auditor.text.records import plain_data
from tests.properties.drawn import Drawn, audit_of, copy_of, drawn, rules_only, shown, writer_of
from tests.properties.test_reports import what_stands_at, written
from tests.reference.workspaces import AS_OF, workspace_of
from tests.reference.writer import Entry

ROOT = Path(__file__).resolve().parents[2]


def words(found: Audit) -> Iterator[str]:
    """All that can be explained, in words that name one thing."""
    workspace = found.workspace
    for section in ("rules", "promises", "flows", "systems", "vendors", "deployments"):
        yield from (f"{section}/{name}" for name in workspace.merged.sections.get(section, ()))
    yield from (f"systems/{name}" for name in workspace.nodes)
    yield from ("organization", "unsourced", "expired-waiver")
    yield from (finding.id for finding in found.findings)


def text_of(found: Explanation, everything: bool) -> str:
    if isinstance(found, RuleExplanation):
        return explained_rule.render(found, everything)
    if isinstance(found, FindingExplanation):
        return explained_finding.render_finding(found)
    if isinstance(found, PromiseExplanation):
        return explained_finding.render_promise(found)
    return explained_thing.render(found, everything)


def locations(record: Any) -> Iterator[Location]:
    """All places in a record as plain data."""
    if isinstance(record, dict):
        if set(record) == {"file", "line", "column"}:
            yield Location(**record)
        else:
            for one in record.values():
                yield from locations(one)
    elif isinstance(record, list):
        for one in record:
            yield from locations(one)


def assert_explained(found: Audit, word: str, root: Path) -> None:
    """It can be written, its places exist, and it agrees with the audit."""
    told = explain(found, word)
    for text in (text_of(told, False), text_of(told, True), explanation.render(told)):
        assert text.endswith("\n")
        assert all(char == "\n" or char.isprintable() for char in text)
    for location in locations(plain_data(told)):
        if location != Location("dataflows", 1, 1):  # it is about the deployment that nobody declared
            assert what_stands_at(root, location).strip(), location
    if isinstance(told, RuleExplanation):
        assert_rule(found, told)
    elif isinstance(told, FindingExplanation):
        assert_finding(found, told)
    elif isinstance(told, ThingExplanation):
        assert_thing(found, told)


def assert_rule(found: Audit, told: RuleExplanation) -> None:
    """The findings are those of the audit, each stands at its row, and the rows are in the states of those."""
    findings = {finding.id: finding for finding in found.findings if finding.rule == told.id}
    assert [line.id for line in told.findings] == list(findings)
    assert {name for row in told.rows for name in row.findings} == set(findings)
    for row in told.rows:
        about = [findings[name] for name in row.findings]
        assert all(row.thing.rstrip("/") == f"{one.section}/{one.thing}".rstrip("/") for one in about)
        for deployment in row.deployments:
            states = {state for one in about for name, state in one.states if name == deployment}
            unlisted = {"undecided"} if told.on_unknown == "ignore" else set()
            assert row.state in (states or {"holds", "not_asked", *unlisted}), (row, states)
        assert not row.near or row.state in ("holds", "not_asked")
    counts = told.counts
    assert counts.rows == len({row.thing for row in told.rows})
    assert counts.rows == sum(
        getattr(counts, state) for state in ("violated", "undecided", "waived", "holds", "not_asked")
    )


def assert_finding(found: Audit, told: FindingExplanation) -> None:
    """Conditions, witness and states are those of the finding; the witness hangs together; something would end it."""
    finding = next(finding for finding in found.findings if finding.id == told.id)
    assert [(one.attribute, one.wanted, one.found, one.answer, one.location) for one in told.conditions] == [
        (one.attribute, one.wanted, one.found or "nothing", one.answer, one.where) for one in finding.conditions
    ]
    assert tuple((one.deployment, one.state) for one in told.states) == finding.states
    assert tuple(hop.id for hop in told.witness) == finding.witness
    assert all(one.target == two.source for one, two in zip(told.witness, told.witness[1:], strict=False))
    asked = {(one.part, one.attribute) for one in told.conditions}
    assert {(one.part, one.attribute) for one in told.ends} <= asked
    assert bool(told.ends) == bool(told.conditions)
    assert tuple(missing.place for missing in told.missing) == finding.missing


def assert_thing(found: Audit, told: ThingExplanation) -> None:
    """All findings about a thing are there, and each rule answers once in each deployment that has it."""
    for thing in told.things:
        name = "" if thing.section == "organization" else thing.id
        about = [one.id for one in found.findings if (one.section, one.thing) == (thing.section, name)]
        assert [line.id for line in thing.findings] == about
        rules = {rule.id for rule in found.policy.rules.values() if rule.subject == thing.subject}
        for deployment in thing.deployments:
            answers = [answer.rule for answer in thing.rules if deployment in answer.deployments]
            assert len(answers) == len(set(answers))
            assert set(answers) <= rules
        listed = {name for answer in thing.rules for name in answer.findings}
        assert listed == {line.id for line in thing.findings if line.id.partition("@")[0] in rules}


def test_everything_can_be_explained() -> None:
    for seed, workspace in drawn(60, start=60_000):
        with written(workspace, writer_of(seed)) as root:
            found = audit(root, AS_OF, must_check=False)
            for word in words(found):
                assert_explained(found, word, root)


def test_everything_can_be_explained_where_much_is_waived() -> None:
    for seed in range(61_000, 61_030):
        with written(workspace_of(seed, waivers=True), writer_of(seed)) as root:
            found = audit(root, AS_OF, must_check=False)
            for word in words(found):
                assert_explained(found, word, root)


def test_everything_in_leanos_can_be_explained() -> None:
    found = audit(ROOT, AS_OF)
    for word in words(found):
        assert_explained(found, word, ROOT)


# --- near misses


def asking_for_triggers(workspace: Drawn, seed: int) -> Drawn:
    """The workspace with rules of our own that ask for the trigger of a flow, which no other fact depends on."""
    dataflows, _ = copy_of(workspace)
    write = writer_of(seed)
    category = write.pick(sorted(dataflows["data"]))
    kind = write.pick([["service", "database"], ["application"], {"not": "person"}])
    rules: Entry = {
        "ban": {"forbid": {"flow": {"data": category, "trigger": "scheduled", "to": {"kind": kind}}}},
        "sensitive-ban": {"forbid": {"flow": {"data": category, "sensitive": "true", "trigger": {"not": "event"}}}},
        "scope": {"for": {"flow": {"trigger": "scheduled"}}, "require": {"retention": {"at_most": "30d"}}},
        "both": {
            "for": {"flow": {"data": category, "trigger": ["scheduled", "continuous"]}},
            "require": {"sensitive": "false", "to": {"kind": kind}},
        },
        "needed": {"for": {"flow": {"data": category}}, "require": {"trigger": ["user_request", "event"]}},
    }
    return dataflows, rules_only(rules)


def with_trigger(workspace: Drawn, trigger: str) -> Drawn:
    """All flows are set off in the same way."""
    dataflows, policy = copy_of(workspace)
    for flow in dataflows["flows"].values():
        flow["trigger"] = trigger
    return dataflows, policy


def states(found: Audit, rule: str) -> dict[tuple[str, str], set[str]]:
    """The states of the findings of each flow in each deployment."""
    told: dict[tuple[str, str], set[str]] = {}
    for finding in found.findings:
        if finding.rule == rule:
            for deployment, state in finding.states:
                told.setdefault((f"flows/{finding.thing}", deployment), set()).add(state)
    return told


@pytest.mark.parametrize(
    ("rule", "kept", "flipped"),
    [
        ("ban", "event", "scheduled"),
        ("sensitive-ban", "event", "scheduled"),
        ("scope", "event", "scheduled"),
        ("both", "event", "scheduled"),
        ("needed", "event", "scheduled"),
    ],
)
def test_a_near_miss_is_violated_when_its_condition_is_answered_otherwise(rule: str, kept: str, flipped: str) -> None:
    """And what is not near is not violated then: a row is near by its trigger exactly where the trigger decides."""
    seen = {True: 0, False: 0}
    for seed, workspace in drawn(120, start=62_000):
        asking = asking_for_triggers(workspace, seed)
        told = explain(audit_of(with_trigger(asking, kept), must_check=False), f"rules/{rule}")
        after = states(audit_of(with_trigger(asking, flipped), must_check=False), rule)
        assert isinstance(told, RuleExplanation)
        for row in told.rows:
            if row.state == "undecided":
                continue
            near = any(one.attribute == "trigger" for one in row.near)
            for deployment in row.deployments:
                violated = "violated" in after.get((row.thing, deployment), ())
                assert near == violated, f"{row.thing} in {deployment}, seed {seed}\n{shown(asking)}"
                seen[near] += 1
    assert min(seen.values()) > 20, seen

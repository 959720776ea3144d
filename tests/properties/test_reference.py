"""The auditor and the slow reference find the same: ids, states, severities and deployments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.drawn import Drawn, audit_of, drawn, examples, shown
from tests.reference.evaluator import Finding, evaluate
from tests.reference.reach_examples import EXAMPLES, Example
from tests.reference.workspaces import AS_OF, workspace_of, workspaces

CHUNKS = 10


def differences(workspace: Drawn) -> list[str]:
    """Where the two disagree, a line a finding: what the auditor says, what the reference says."""
    found: dict[str, Finding] = {
        finding.id: (finding.state, finding.severity, finding.deployments) for finding in audit_of(workspace).findings
    }
    wanted = evaluate(*workspace, AS_OF)
    return [
        f"{name}: found {found.get(name)}, wanted {wanted.get(name)}"
        for name in sorted(found.keys() | wanted.keys())
        if found.get(name) != wanted.get(name)
    ]


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_seeds(chunk: int) -> None:
    for seed, workspace in drawn(3000, part=(chunk, CHUNKS)):
        wrong = differences(workspace)
        assert not wrong, f"workspace_of({seed}, {bool(seed % 2)}):\n" + "\n".join(wrong)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_seeds_of_reach(chunk: int) -> None:
    for seed, workspace in drawn(1500, start=70_000, part=(chunk, CHUNKS), reach=True):
        wrong = differences(workspace)
        assert not wrong, f"workspace_of({seed}, {bool(seed % 2)}, reach=True):\n" + "\n".join(wrong)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_reach_by_hand(example: Example) -> None:
    found = audit_of((example.dataflows, example.policy)).findings
    assert {finding.id: finding.state for finding in found if finding.rule == "r"} == example.findings
    assert not differences((example.dataflows, example.policy))


@examples(60)
@given(workspace=st.booleans().flatmap(lambda keys: workspaces(keys, reach=True)))
def test_any_workspace(workspace: Drawn) -> None:
    wrong = differences(workspace)
    assert not wrong, "\n".join(wrong) + "\n" + shown(workspace)


def test_the_workspaces_are_rich() -> None:
    """That both find nothing would prove nothing."""
    everything = [
        (name, *found) for seed in range(200) for name, found in evaluate(*workspace_of(seed, True), AS_OF).items()
    ]
    assert {state for _, state, _, _ in everything} == {"violated", "undecided"}
    assert {severity for _, _, severity, _ in everything} == {"error", "warning", "note"}
    sections = {name.split("@")[1].split("/")[0] for name, _, _, _ in everything}
    assert sections >= {"flows", "systems", "vendors", "deployments", "organization", "promises"}

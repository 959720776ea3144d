"""`auditor explain` of rules about `reach`: their rows are looked up in the graph, not listed."""

import json
from typing import Any

import pytest

from auditor.cli.main import main
from auditor.explain.explain import explain
from auditor.explain.records import FindingExplanation, RuleExplanation
from auditor.formats import explanation
from tests.properties.drawn import audit_of
from tests.reference.reach_examples import EXAMPLES, Example

CASES = "tests/cases/reach-attributes"


def told(capfd: pytest.CaptureFixture[str], case: str, word: str) -> dict[str, Any]:
    arguments = ("--dir", f"{CASES}/{case}", "--as-of", "2026-11-23", "--format", "json")
    assert main(["explain", word, *arguments]) == 0
    found: dict[str, Any] = json.loads(capfd.readouterr().out)
    return found


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_every_rule_and_every_finding_is_explained(example: Example) -> None:
    audit = audit_of((example.dataflows, example.policy))
    whole = explain(audit, "rules/r")
    assert isinstance(whole, RuleExplanation)
    assert {line.id: line.state for line in whole.findings} == example.findings
    assert {name for row in whole.rows for name in row.findings} == example.findings.keys()
    for name in example.findings:
        one = explain(audit, name)
        assert isinstance(one, FindingExplanation)
        assert [hop.id for hop in one.witness] == list(next(f.witness for f in audit.findings if f.id == name))
        json.loads(explanation.render(one))


def test_what_is_required_of_every_chain_is_told_as_such(capfd: pytest.CaptureFixture[str]) -> None:
    case = "every-chain-must-pass-the-redactor-and-the-witness-is-a-shortest-that-does-not"
    found = told(capfd, case, "redacted@reach/user..model/data=cd.photo")
    assert [(one["part"], one["attribute"], one["found"], one["answer"]) for one in found["conditions"]] == [
        ("for", "data", "cd.photo", "yes"),
        ("for", "to.kind", "ai_model", "yes"),
        ("require", "through", "app,queue", "no"),
    ]
    assert [one["clause"] if "clause" in one else one["would"] for one in found["ends"]][-1] == "through were redactor"


def test_a_way_that_is_kept_is_near_where_it_must_pass_something(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "a-chain-through-the-required-system-is-fine", "redacted")
    assert found["counts"]["holds"] == 1
    (row,) = found["rows"]
    assert (row["thing"], row["state"]) == ("reach/user..model", "holds")
    assert [near["attribute"] for near in row["near"]] == ["through"]


def test_a_rule_that_nothing_reaches_says_what_is_never_so(capfd: pytest.CaptureFixture[str]) -> None:
    found = told(capfd, "a-chain-through-the-required-system-is-fine", "no-logs")
    assert (found["rows"], [ask["attribute"] for ask in found["never"]]) == ([], ["data"])


@pytest.mark.parametrize("word", ["reach/user..model", "reach/organization", "reach/", "reach/nothing"])
def test_a_way_is_no_thing_that_could_be_explained(word: str, capfd: pytest.CaptureFixture[str]) -> None:
    """Its rule is, and its finding."""
    case = "a-chain-through-the-required-system-is-fine"
    assert main(["explain", word, "--dir", f"{CASES}/{case}", "--as-of", "2026-11-23"]) == 2
    out, err = capfd.readouterr()
    assert (out, err.splitlines()[0]) == ("", f"error: `{word}`: there is no `reach` here")


def test_a_flow_names_the_findings_whose_way_it_is_on(capfd: pytest.CaptureFixture[str]) -> None:
    case = "every-chain-must-pass-the-redactor-and-the-witness-is-a-shortest-that-does-not"
    finding = "redacted@reach/user..model/data=cd.photo"
    way = told(capfd, case, finding)["witness"]
    assert len(way) > 1
    for hop in way:
        (flow,) = told(capfd, case, f"flows/{hop['id']}")["things"]
        assert [one["id"] for one in flow["ways"]] == [finding]
        assert flow["findings"] == []
        assert main(["explain", f"flows/{hop['id']}", "--dir", f"{CASES}/{case}", "--as-of", "2026-11-23"]) == 0
        assert f"Findings whose way it is on\n  violated, error: {finding}\n" in capfd.readouterr().out
    (flow,) = told(capfd, case, "flows/d-keep")["things"]
    assert flow["ways"] == []

"""Every claim of the page leads to promises and rules, or to the reason why none can; so does all that does not fit
together in it. The table is `claims.yaml`."""

from string import ascii_uppercase
from typing import Any

import pytest
import yaml

from auditor.audit import Audit, audit
from auditor.findings.ledger import enforcing
from tests.leanos.sources import ROOT, written
from tests.reference.workspaces import AS_OF

TABLE = yaml.load((ROOT / "tests/leanos/claims.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
CLAIMS: dict[str, dict[str, Any]] = TABLE["claims"]
CONTRADICTIONS: dict[str, dict[str, Any]] = TABLE["contradictions"]
POLICY = written(ROOT / "policy")


@pytest.fixture(scope="module")
def audited() -> Audit:
    return audit(ROOT, AS_OF)


def test_every_claim_is_there() -> None:
    assert list(CLAIMS) == [str(number) for number in range(1, 64)]
    for entry in CLAIMS.values():
        assert {"claim", "promises"} <= set(entry) <= {"claim", "promises", "rules", "beyond"}


@pytest.mark.parametrize("number", CLAIMS)
def test_a_claim_is_promised_and_enforced_or_says_why_not(number: str, audited: Audit) -> None:
    claim = CLAIMS[number]
    promises, rules = claim["promises"], claim.get("rules", [])
    assert promises
    assert set(promises) <= set(POLICY["promises"])
    assert set(rules) <= set(POLICY["rules"])
    assert rules or claim["beyond"]
    for rule in rules:
        rests_on = [promise for promise in promises if rule in enforcing(audited.workspace, promise)]
        assert rests_on or rule.endswith("-is-evidenced"), rule


def test_every_promise_and_every_rule_is_of_some_claim() -> None:
    assert {promise for claim in CLAIMS.values() for promise in claim["promises"]} == set(POLICY["promises"])
    assert {rule for claim in CLAIMS.values() for rule in claim.get("rules", [])} == set(POLICY["rules"])


def test_a_promise_without_rules_says_why(audited: Audit) -> None:
    silent = {kept.id for kept in audited.promises if not kept.rules}
    assert silent == {name for name, promise in POLICY["promises"].items() if "not_enforced" in promise}
    assert silent == {"notice-subscription", "objection", "page-date", "proposed-scheduled"}


def test_every_contradiction_is_there() -> None:
    assert list(CONTRADICTIONS) == list(ascii_uppercase[:24])
    for entry in CONTRADICTIONS.values():
        assert {"what", "promises"} < set(entry) <= {"what", "promises", "question", "finding", "waits", "beyond"}


@pytest.mark.parametrize("letter", CONTRADICTIONS)
def test_a_contradiction_is_asked_or_found(letter: str, audited: Audit) -> None:
    entry = CONTRADICTIONS[letter]
    promises = POLICY["promises"]
    named = entry["promises"]
    against = {other for name in named for other in promises[name].get("conflicts_with", [])}
    assert set(named) <= set(promises)
    assert len(named) < 2 or all(name in against or promises[name].get("conflicts_with") for name in named)
    assert len(named) < 2 or against & set(named)
    if "question" in entry:
        assert entry["question"] in named
        assert f"open-question@promises/{entry['question']}" in {finding.id for finding in audited.findings}
    if "finding" in entry:
        assert entry["finding"] in {finding.id for finding in audited.findings}
    if "waits" in entry:
        assert entry["waits"] in {place for finding in audited.findings for place in finding.missing}


def test_every_question_is_of_some_contradiction() -> None:
    asked = {name for name, promise in POLICY["promises"].items() if "question" in promise}
    assert asked == {entry["question"] for entry in CONTRADICTIONS.values() if "question" in entry}
    for name in asked:
        question = POLICY["promises"][name]["question"]
        assert question.endswith("?"), name
        assert question.count("?") == 1, name

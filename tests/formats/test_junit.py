"""JUnit XML: valid by the schema, read back by a library, and what it says is what the audit found."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from junitparser import Error, Failure, JUnitXml, Skipped, TestCase

from auditor.audit import Audit, audit
from auditor.explain.names import TITLES
from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED
from auditor.formats import junit
from tests.formats.everything import everything, leanos, many
from tests.formats.shop import DATAFLOWS, WAITS, audited, rule
from tests.reference.workspaces import AS_OF, dump

AUDITS = (everything, leanos, many)
SCHEMA = xmlschema.XMLSchema10(Path(__file__).with_name("junit-10.xsd"))
"""That of Jenkins' xUnit plugin, as pytest tests its own reports with it."""
STATUS = {"kept": None, "broken": Failure, "undecided": Error, "waived": Skipped, "not_checked": Skipped,
          "not_enforced": Skipped}  # fmt: skip


@cache
def suites_of(audited_: Callable[[], Audit]) -> JUnitXml:
    return JUnitXml.fromstring(junit.render(audited_()).encode())


def cases(read: Any, kind: str) -> dict[str, TestCase]:
    found = [case for suite in read for case in suite if case.classname == kind]
    named = {str(case.name): case for case in found}
    assert len(named) == len(found)
    return named


def ended(case: TestCase) -> Any:
    """The element that says how a case ended; None where it passed."""
    assert len(case.result) <= 1
    return case.result[0] if case.result else None


def ids(case: TestCase) -> list[str]:
    return re.findall(r"^  id: (.*)$", (ended(case).text or "") if ended(case) is not None else "", re.MULTILINE)


def visible(text: str) -> str:
    """As XML shows it: what it cannot hold as an escape."""
    return text.replace("\x1b", "\\u{1b}").replace("\x07", "\\u{7}").replace("\x00", "\\u{0}")


@pytest.mark.parametrize("audited_", AUDITS)
def test_it_is_valid_by_the_schema(audited_: Callable[[], Audit]) -> None:
    SCHEMA.validate(junit.render(audited_()))


def test_the_schema_does_complain() -> None:
    broken = junit.render(everything()).replace('<testcase name="kept"', "<testcase", 1)
    with pytest.raises(xmlschema.XMLSchemaValidationError, match="name"):
        SCHEMA.validate(broken)


@pytest.mark.parametrize("audited_", AUDITS)
def test_every_promise_and_every_rule_is_a_case_of_its_file(audited_: Callable[[], Audit]) -> None:
    found = audited_()
    merged = found.workspace.merged
    read = suites_of(audited_)
    for section, names in (("promises", found.workspace.promises), ("rules", found.workspace.rules)):
        assert set(cases(read, section)) == set(names)
        for suite in read:
            for case in suite:
                if case.classname == section:
                    place = merged.at((section, str(case.name)), key=True)
                    assert (suite.name, str(place) in str(case.system_out)) == (place.file, True)
    assert set(cases(read, junit.BUILT_IN)) == set(TITLES)
    called = [suite.name for suite in read]
    assert called == [*sorted(called[:-1]), junit.BUILT_IN]


@pytest.mark.parametrize("audited_", AUDITS)
def test_a_promise_ends_as_the_ledger_says(audited_: Callable[[], Audit]) -> None:
    read = cases(suites_of(audited_), "promises")
    assert set(read) == {kept.id for kept in audited_().promises}
    for kept in audited_().promises:
        end = ended(read[kept.id])
        assert (type(end) if end is not None else None) is STATUS[kept.status], kept
        assert set(ids(read[kept.id])) == {finding.id for finding in audited_().findings if finding.rule in kept.rules}


@pytest.mark.parametrize("audited_", AUDITS)
def test_a_rule_ends_as_its_worst_finding(audited_: Callable[[], Audit]) -> None:
    found = audited_()
    read = {**cases(suites_of(audited_), "rules"), **cases(suites_of(audited_), junit.BUILT_IN)}
    for name, case in read.items():
        its = [finding for finding in found.findings if finding.rule == name]
        states = {finding.state for finding in its}
        wanted = next((kind for state, kind in ((VIOLATED, Failure), (UNDECIDED, Error), (WAIVED, Skipped))
                       if state in states), None if name in found.asked | TITLES.keys() else Skipped)  # fmt: skip
        assert (type(ended(case)) if case.result else None) is wanted, name
        assert sorted(ids(case)) == sorted(finding.id for finding in its)
        for finding in its:
            text = ended(case).text
            assert (
                visible(f"{finding.severity}, {finding.state}: {finding.message}\n  at: {finding.location}\n") in text
            )
            assert ", ".join(finding.witness) in text
            assert ", ".join(finding.missing) in text


@pytest.mark.parametrize("audited_", AUDITS)
def test_the_counts_are_those_of_the_cases(audited_: Callable[[], Audit]) -> None:
    read: Any = suites_of(audited_)
    written = [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read]
    total = (read.tests, read.failures, read.errors)
    for suite in read:
        suite.update_statistics()
    assert [(suite.tests, suite.failures, suite.errors, suite.skipped) for suite in read] == written
    assert total == tuple(map(sum, list(zip(*written, strict=True))[:3]))


def test_every_suite_says_what_was_audited() -> None:
    read: Any = suites_of(everything)
    for suite in read:
        assert {said.name: said.value for said in suite.properties()} == {
            "as_of": "2026-11-23", "workspace": everything().workspace.digest,
            "deployments": "enterprise_eu,standard", "gate": "closed",
        }  # fmt: skip
    files = [suite._elem.get("file") for suite in read]
    assert files == [None, "policy/promises.yaml", "policy/rules.yaml", None]


def test_what_is_skipped_says_why() -> None:
    read = suites_of(everything)
    promises, workspace = cases(read, "promises"), everything().workspace
    reasons = {name: ended(promises[name]) for name in ("waived", "not-checked", "not-enforced", "forgotten")}
    waiver = workspace.waivers["notes-to-the-model"]
    assert [reasons[name].type for name in reasons] == ["waived", "not_checked", "not_enforced", "not_checked"]
    assert visible(waiver.reason) in reasons["waived"].text
    assert visible(f"until 2026-12-31, owner {waiver.owner}") in reasons["waived"].text
    assert reasons["not-checked"].message == "not checked: no rule of it had anything to judge"
    assert reasons["not-enforced"].message == visible(
        f"not enforced: {workspace.promises['not-enforced'].not_enforced}"
    )
    assert reasons["forgotten"].message == "not checked: no rule enforces it"
    assert ended(cases(read, "rules")["nothing-for-sale"]).type == "not_checked"


def test_every_hostile_text_is_there_in_full_and_is_only_text() -> None:
    said = junit.render(everything())
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", said)
    root = ElementTree.fromstring(said)
    assert {element.tag for element in root.iter()} == {
        "testsuites", "testsuite", "properties", "property", "testcase", "failure", "error", "skipped", "system-out",
    }  # fmt: skip
    read, workspace = suites_of(everything), everything().workspace
    for name, promise in workspace.promises.items():
        assert visible(f'"{promise.says}" ({promise.source})') in str(cases(read, "promises")[name].system_out)
    for name, rule_ in workspace.rules.items():
        about = str(cases(read, "rules")[name].system_out)
        for text in (rule_.title, *rule_.because, rule_.resolve or ""):
            assert visible(text) in about


def test_what_a_rule_ignores_is_not_said_to_hold(tmp_path: Path) -> None:
    """An undecided answer that a rule ignores is no finding, but neither is it a promise kept."""
    ignoring = {**WAITS, "because": ["short"], "on_unknown": "ignore"}
    found = audited(tmp_path, {"waits": ignoring}, promises={"short": rule_promise()})
    read = JUnitXml.fromstring(junit.render(found).encode())
    assert found.findings == () or all(finding.rule != "waits" for finding in found.findings)
    assert type(ended(cases(read, "promises")["short"])) is Error
    assert (ended(cases(read, "rules")["waits"]).type, type(ended(cases(read, "rules")["waits"]))) == (
        UNDECIDED,
        Skipped,
    )


def test_what_is_not_looked_for_is_not_said_to_hold(tmp_path: Path) -> None:
    found = audited(
        tmp_path, {"waits": WAITS, "stale-wording": {"because": "short"}}, promises={"short": rule_promise()}
    )
    read = JUnitXml.fromstring(junit.render(found).encode())
    said = ended(cases(read, junit.BUILT_IN)["stale-wording"])
    assert (type(said), said.type, type(ended(cases(read, "promises")["short"]))) == (Skipped, "not_checked", Skipped)


def rule_promise() -> dict[str, Any]:
    return {"says": "Short", "source": "Page"}


def test_what_holds_passes(tmp_path: Path) -> None:
    holds = rule("short", forbid={"flow": {"to": {"kind": "advertising"}}})
    dump(DATAFLOWS, {"rules": {"holds": holds}, "promises": {"short": rule_promise()}}, tmp_path)
    read = JUnitXml.fromstring(junit.render(audit(tmp_path, AS_OF)).encode())
    assert [(case.classname, case.name) for suite in read for case in suite if case.is_passed][:2] == [
        ("promises", "short"), ("rules", "holds"),
    ]  # fmt: skip
    assert "Kept, basis: declared." in str(cases(read, "promises")["short"].system_out)

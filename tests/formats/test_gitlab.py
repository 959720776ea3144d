"""Code Quality, held against the fields that GitLab documents."""

import json
from typing import Any

import pytest

from auditor.audit import Audit
from auditor.findings.finding import WAIVED
from auditor.formats import gitlab
from auditor.text.plain import shown
from tests.formats.everything import everything, leanos, many
from tests.formats.golden import golden

AUDITS = {"everything": everything, "leanos": leanos, "many": many}
DOCUMENTED = {"info", "minor", "major", "critical", "blocker"}


def read(found: Audit) -> list[dict[str, Any]]:
    said = gitlab.render(found)
    assert not said.startswith("\ufeff"), "GitLab reads no byte order mark"
    entries = json.loads(said)
    assert isinstance(entries, list)
    return entries


def test_it_is_as_written() -> None:
    golden("gitlab.json", gitlab.render(everything()))


@pytest.mark.parametrize("name", AUDITS)
def test_every_entry_has_the_documented_fields_and_no_other(name: str) -> None:
    for entry in read(AUDITS[name]()):
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert set(entry["location"]) == {"path", "lines"}
        assert set(entry["location"]["lines"]) == {"begin"}
        assert all(isinstance(entry[field], str) and entry[field] for field in ("description", "check_name"))
        assert entry["severity"] in DOCUMENTED
        assert isinstance(entry["location"]["lines"]["begin"], int)
        assert entry["location"]["lines"]["begin"] >= 1
        assert not entry["location"]["path"].startswith(("/", "./"))


@pytest.mark.parametrize("name", AUDITS)
def test_it_holds_what_is_not_waived_once_each(name: str) -> None:
    found = AUDITS[name]()
    entries = read(found)
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert [
        (entry["fingerprint"], entry["check_name"], entry["description"], *_place(entry)) for entry in entries
    ] == [
        (each.fingerprint, each.rule, shown(each.message), each.location.file, each.location.line)
        for each in found.findings
        if each.state != WAIVED
    ]  # fmt: skip


def _place(entry: dict[str, Any]) -> tuple[str, int]:
    return entry["location"]["path"], entry["location"]["lines"]["begin"]


def test_the_worse_is_the_more_severe() -> None:
    found = everything()
    severities = {each.fingerprint: (each.severity, each.state) for each in found.findings}
    assert {(*severities[entry["fingerprint"]], entry["severity"]) for entry in read(found)} == {
        ("error", "violated", "critical"),
        ("error", "undecided", "major"),
        ("warning", "violated", "minor"),
        ("warning", "undecided", "minor"),
        ("note", "violated", "info"),
    }

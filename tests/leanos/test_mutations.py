"""Each claim of the page can be broken, and then the rule that guards it finds it: a table of small changes to the
mended LeanOS, and of what must be found. The table is `mutations.yaml`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import audit
from auditor.reader import read
from auditor.source import decode
from tests.leanos.sources import ROOT, written
from tests.reference.workspaces import AS_OF

FILE = ROOT / "tests" / "leanos" / "mutations.yaml"
MUTATIONS: dict[str, dict[str, Any]] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.BaseLoader)
CLAIMS: dict[str, dict[str, Any]] = yaml.load(
    (ROOT / "tests/leanos/claims.yaml").read_text(encoding="utf-8"), yaml.BaseLoader
)["claims"]
RULES = written(ROOT / "policy")["rules"]


def entry(text: str, name: str) -> tuple[int, int]:
    """From where to where an entry of a section stands in a file."""
    found = re.search(rf"^  {re.escape(name)}:.*\n(?:(?:    .*)?\n)*", text, re.MULTILINE)
    assert found, name
    return found.span()


def changed(text: str, change: dict[str, Any]) -> str:
    """The text of a file after a change."""
    start, end = entry(text, change["in"])
    assert text[start:end].count(change["old"]) == 1, change["old"]
    new = change.get("new", "")
    assert new != change["old"]
    return text[:start] + text[start:end].replace(change["old"], new) + text[end:]


@contextmanager
def mutated(workspace: Path, change: dict[str, Any]) -> Iterator[None]:
    """The workspace with a change; afterwards it is as it was."""
    dataflows = workspace / "dataflows"
    before: dict[Path, str | None] = {}
    if "file" in change:
        file = dataflows / change["file"]
        before[file] = file.read_text(encoding="utf-8")
        file.write_text(changed(before[file] or "", change), encoding="utf-8")
    if "add" in change:
        before[dataflows / "added.yaml"] = None
        (dataflows / "added.yaml").write_text(change["add"], encoding="utf-8")
    try:
        yield
    finally:
        for file, text in before.items():
            if text is None:
                file.unlink()
            else:
                file.write_text(text, encoding="utf-8")


def found_by(change: dict[str, Any]) -> list[str]:
    """The ids of what must be found."""
    return change["found"] if isinstance(change["found"], list) else [change["found"]]


def rules_of(change: dict[str, Any]) -> set[str]:
    return {finding.partition("@")[0] for finding in found_by(change)}


@pytest.mark.parametrize("what", MUTATIONS)
def test_a_broken_claim_is_found(what: str, shared: Path) -> None:
    change = MUTATIONS[what]
    with mutated(shared, change):
        audited = audit(shared, AS_OF)
    found = {finding.id: finding.state for finding in audited.findings}
    for finding in found_by(change):
        assert found.get(finding) == change.get("state", "violated"), sorted(found)
    assert audited.gate_closed


def test_without_a_change_none_of_it_is_found(shared: Path) -> None:
    found = {finding.id for finding in audit(shared, AS_OF).findings}
    assert not found & {finding for change in MUTATIONS.values() for finding in found_by(change)}


def test_a_change_is_in_the_table_once() -> None:
    source, problems = decode(FILE.name, FILE.read_bytes())
    assert not [*problems, *read(source)]  # no key twice
    assert len(MUTATIONS) > 100
    keys = {"claim", "file", "in", "old", "new", "add", "found", "state"}
    for change in MUTATIONS.values():
        assert {"claim", "found"} < set(change) <= keys
        assert "add" in change or {"file", "in", "old"} <= set(change)
        assert change.get("state", "undecided") == "undecided"


def test_every_claim_that_rules_guard_is_broken_at_least_once() -> None:
    """And by none but those rules is it found."""
    broken: dict[str, set[str]] = {}
    for change in MUTATIONS.values():
        broken.setdefault(change["claim"], set()).update(rules_of(change))
    assert set(broken) == {number for number, claim in CLAIMS.items() if "rules" in claim}
    for number, rules in broken.items():
        assert rules <= set(CLAIMS[number]["rules"]), number


def test_every_rule_can_be_broken() -> None:
    assert {rule for change in MUTATIONS.values() for rule in rules_of(change)} == set(RULES)

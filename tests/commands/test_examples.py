"""`auditor test` on examples that say that nothing is there."""

from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import main
from tests.reference.workspaces import AS_OF, dump


@pytest.mark.parametrize(
    "match",
    [
        {"forbid": {"flow": {"data": "raw"}}},
        {"for": {"flow": {"data": "raw"}}, "require": {"retention": "none"}},
        {"for": {"flow": {}}, "require": {"data": "raw", "sensitive": "false"}},
    ],
    ids=["ban", "requirement", "requirement-of-data"],
)
def test_an_example_that_carries_nothing_keeps_a_rule_about_data(
    match: dict[str, Any], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rule = {"title": "A rule", "because": ["A clause in words"], **match, "examples": {"complies": [{"data": []}]}}
    dump({"organization": {"name": "X"}, "data": {"raw": {"title": "Raw"}}}, {"rules": {"the-rule": rule}}, tmp_path)
    code = main(["test", str(tmp_path), "--as-of", AS_OF.isoformat()])
    assert (code, *capfd.readouterr()) == (0, "1 examples passed, 0 failed, of 1 rules.\n", "")

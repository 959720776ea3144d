"""What the ledger says a promise rests on: declarations, or evidence of where each fact was read."""

import json
from pathlib import Path

import pytest

from auditor.cli.main import main

SEEN = "{url: https://example.org/terms, checked: 2026-05-01}"
FLOWS = """
data: {{note: {{title: Notes}}}}
vendors:
  model: {{name: Model, kind: ai_model, trains_on_data: never, retention: 30d, evidence: {model}}}
  other: {{name: Other, kind: ai_model, trains_on_data: never, retention: 30d, evidence: {other}}}
systems: {{user: {{kind: person}}}}
flows:
  ask: {{from: user, to: model, data: [note]}}
  ask-other: {{from: user, to: other, data: [note]}}
"""
TRAINING = "for: {vendor: {receives: note}}, require: {trains_on_data: never}"
NO_TRAINING = "forbid: {vendor: {receives: note, trains_on_data: {not: never}}}"
RETENTION = "for: {flow: {to: {kind: ai_model}}}, require: {retention: {at_most: 30d}}"
REACH = "forbid: {reach: {to: {kind: advertising}}}"
ONE_END = "forbid: {flow: {to: model, retention: {not: 30d}}}"
NOBODY = "for: {vendor: {kind: payment}}, require: {trains_on_data: never}"


def basis_of(folder: Path, capsys: pytest.CaptureFixture[str], model: str, other: str, *rules: str) -> tuple[str, str]:
    """The status of a promise that some rules enforce, and its basis."""
    for name in ("dataflows", "policy"):
        (folder / name).mkdir()
    (folder / "dataflows" / "a.yaml").write_text(FLOWS.format(model=model, other=other))
    lines = ["promises: {said: {says: We said so, source: Page}}", "rules:"]
    lines += [f"  rule-{number}: {{title: A rule, because: said, {rule}}}" for number, rule in enumerate(rules)]
    (folder / "policy" / "p.yaml").write_text("\n".join(lines) + "\n")
    main(["check", str(folder), "--as-of", "2026-11-23", "--format", "json"])
    (promise,) = json.loads(capsys.readouterr().out)["promises"]
    return promise["status"], promise["basis"]


@pytest.mark.parametrize(
    ("model", "other", "rules", "expected"),
    [
        (f"{{trains_on_data: {SEEN}}}", f"{{trains_on_data: {SEEN}}}", [TRAINING], ("kept", "evidence")),
        (f"{{trains_on_data: {SEEN}}}", f"{{trains_on_data: {SEEN}}}", [NO_TRAINING], ("kept", "evidence")),
        (f"{{trains_on_data: {SEEN}}}", "{}", [TRAINING], ("kept", "declared")),
        (f"{{trains_on_data: {SEEN}}}", "{}", [NO_TRAINING], ("kept", "declared")),
        (f"{{trains_on_data: {SEEN}}}", "{trains_on_data: {checked: 2026-05-01}}", [TRAINING], ("kept", "declared")),
        (f"{{trains_on_data: {SEEN}}}", f"{{kind: {SEEN}}}", [TRAINING], ("kept", "declared")),
        (f"{{retention: {SEEN}}}", f"{{retention: {SEEN}}}", [RETENTION], ("kept", "evidence")),
        (f"{{retention: {SEEN}}}", f"{{retention: {SEEN}}}", [RETENTION, TRAINING], ("kept", "declared")),
        (f"{{retention: {SEEN}}}", f"{{retention: {SEEN}}}", [RETENTION, NOBODY], ("kept", "evidence")),
        (f"{{retention: {SEEN}}}", f"{{retention: {SEEN}}}", [NOBODY], ("not_checked", "declared")),
        (f"{{retention: {SEEN}}}", "{}", [ONE_END], ("kept", "evidence")),
        ("{}", f"{{retention: {SEEN}}}", [ONE_END], ("kept", "declared")),
        (f"{{kind: {SEEN}}}", f"{{kind: {SEEN}}}", [REACH], ("kept", "declared")),
    ],
)
def test_a_promise_rests_on_evidence_where_every_fact_that_decides_it_has_some(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    model: str,
    other: str,
    rules: list[str],
    expected: tuple[str, str],
) -> None:
    assert basis_of(tmp_path, capsys, model, other, *rules) == expected

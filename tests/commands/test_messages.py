"""What a command says when it is asked for what is not there, in full: what is wrong, and what would be right."""

import json
from pathlib import Path

import pytest

from auditor.cli.main import main

FLOWS = """
organization: {name: X}
data: {c: {title: C}}
vendors: {v: {name: V, status: active, kind: cache, region: US, retention: 90d}}
systems: {u: {kind: person}}
flows: {send: {from: u, to: v, data: [c]}}
"""
RULES = "rules: {r: {title: T, because: we say so, forbid: {flow: {to: {kind: payment}}}}}\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder, text in (("dataflows", FLOWS), ("policy", RULES)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "all.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def test_json_shows_both_places_of_an_id_that_is_declared_twice(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (root / "dataflows/more.yaml").write_text("data: {c: {title: C}}\n", encoding="utf-8")
    assert main(["check", str(root), "--format", "json"]) == 2
    assert json.loads(capfd.readouterr().out)["problems"] == [
        {
            "message": "`c` is declared twice in data",
            "location": {"file": "dataflows/more.yaml", "line": 1, "column": 8},
            "hint": "keep one of them; the first one: dataflows/all.yaml:3:8",
        }
    ]


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("subjects: {s: {}}", None),
        ("notices: {n: {sent: 2026-01-01}}", None),
        ("notices: {n: {vendors: [v]}}", "a fact that nobody knows may be written `unknown`"),
    ],
)
def test_only_a_fact_is_said_to_may_be_unknown(
    root: Path, capfd: pytest.CaptureFixture[str], entry: str, hint: str | None
) -> None:
    (root / "dataflows/more.yaml").write_text(f"{entry}\n", encoding="utf-8")
    assert main(["check", str(root), "--format", "json"]) == 2
    assert [problem["hint"] for problem in json.loads(capfd.readouterr().out)["problems"]] == [hint]


@pytest.mark.parametrize(("name", "found"), [("nowhere", "is not there"), ("dataflows/all.yaml", "is a file")])
def test_a_folder_that_is_none_is_named(root: Path, capfd: pytest.CaptureFixture[str], name: str, found: str) -> None:
    assert main(["check", str(root / name)]) == 2
    assert f"= help: `{root / name}` {found}: name the folder that holds" in capfd.readouterr().err


def test_what_is_written_is_said_to_be_nothing(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    to = str(root / "reports")
    assert main(["write", "notices", "--dir", str(root), "--to", to]) == 0
    assert capfd.readouterr().err == "note: there is nothing to write of notices\n"
    assert main(["write", "page", "graph", "--dir", str(root), "--to", to, "--format", "pdf"]) == 0
    assert capfd.readouterr().err == "note: there is nothing to write of page, graph as pdf\n"
    assert not Path(to).exists()


def test_a_document_that_is_none_and_a_vendor_that_is_not_proposed(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["write", "pgae", "--dir", str(root)])
    assert stopped.value.code == 2
    assert "`pgae` is not a document: did you mean `page`? The documents are page, " in capfd.readouterr().err
    assert main(["write", "notices", "--vendor", "v", "--dir", str(root)]) == 2
    assert "= help: it is active: `auditor write notices --vendor v --against BASE`" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("name", "found"), [("./gone", "is not there"), ("{}/gone/", "is not there"), ("{}", "holds no workspace")]
)
@pytest.mark.parametrize("command", ["diff", "head", "write"])
def test_a_base_that_looks_like_a_folder_and_is_none(
    command: str, name: str, found: str, root: Path, tmp_path_factory: pytest.TempPathFactory,
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(root)
    base = name.format(tmp_path_factory.mktemp("empty"))
    asked = {
        "diff": ["diff", base],
        "head": ["diff", str(root), base],
        "write": ["write", "notices", "--against", base],
    }
    assert main(asked[command]) == 2
    err = capfd.readouterr().err
    assert f"error: `{base}` {found}\n" in err
    assert "a revision in git, or the folder that holds dataflows/ and policy/" in err


def test_a_field_that_is_not_stated_has_a_plain_name(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["write", "page", "--dir", str(root), "--format", "md"]) == 0
    assert ": Last updated (documents/page/updated)\n" in capfd.readouterr().err

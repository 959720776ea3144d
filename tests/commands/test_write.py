"""`auditor write`: which files it writes, what is stale, and what it says of what is absent."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.cli.main import main
from tests.documents import company
from tests.documents.company import audited

ROOT = Path(__file__).resolve().parents[2]
PAGE = ["subprocessors.html", "subprocessors.json", "subprocessors.md"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    audited(tmp_path, company.page())
    return tmp_path


def wrote(root: Path, *arguments: str) -> int:
    return main(["write", "page", "--dir", str(root), *arguments])


def test_it_writes_into_reports_or_elsewhere(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert wrote(root) == 0
    assert sorted(path.name for path in (root / "reports").iterdir()) == PAGE
    assert wrote(root, "--to", str(root / "out"), "--format", "md") == 0
    assert [path.name for path in (root / "out").iterdir()] == ["subprocessors.md"]
    out, err = capfd.readouterr()
    assert out == ""
    assert f"wrote {root / 'out' / 'subprocessors.md'}" in err


def test_the_deployments_asked_for_alone_are_shown(root: Path) -> None:
    assert wrote(root, "--deployment", "eu") == 0
    found = json.loads((root / "reports" / "subprocessors.json").read_text())
    assert found["deployments"] == ["eu"]
    assert {row["deployment"] for row in found["rows"]} == {"eu"}


def test_what_is_committed_is_fresh_at_the_day_that_it_carries(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert wrote(root, "--as-of", "2026-06-01") == 0
    before = {path: path.read_bytes() for path in (root / "reports").iterdir()}
    assert wrote(root, "--check") == 0
    assert {path: path.read_bytes() for path in (root / "reports").iterdir()} == before
    assert wrote(root, "--check", "--as-of", "2026-06-02") == 1
    out, _ = capfd.readouterr()
    lines = out.splitlines()
    assert "-- As of: 2026-06-01" in lines
    assert "+- As of: 2026-06-02" in lines


def test_a_stale_document_is_shown_with_what_differs(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wrote(root)
    path = root / "reports" / "subprocessors.md"
    path.write_text(path.read_text().replace("Text of slides", "Text of all"))
    (root / "reports" / "subprocessors.json").unlink()
    capfd.readouterr()
    assert wrote(root, "--check") == 1
    out, err = capfd.readouterr()
    assert f"stale: {path}\n" in err
    assert f"stale: {root / 'reports' / 'subprocessors.json'} is not there" in err
    assert "subprocessors.html" not in err
    assert [line for line in out.splitlines() if line.startswith("-|") and "Text of all" in line]
    assert [line for line in out.splitlines() if line.startswith("+|") and "Text of slides" in line]


def test_a_document_that_is_no_longer_given_is_stale(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wrote(root)
    (root / "reports" / "subprocessors.old.md").write_text("As of 2026-11-23")
    assert wrote(root, "--check") == 1
    assert "subprocessors.old.md: this workspace no longer gives such a document" in capfd.readouterr().err


def test_absent_fields_are_listed_with_their_places_and_close_a_strict_run(
    root: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert wrote(root) == 0
    assert "fields are not stated:\n" in capfd.readouterr().err
    assert wrote(root, "--strict") == 1
    err = capfd.readouterr().err
    told = re.search(r"  (dataflows/\S+):(\d+):(\d+): .*: Region \(vendors/doubt/region\)\n", err)
    assert told
    line = (root / told[1]).read_text().splitlines()[int(told[2]) - 1]
    assert re.match(r"\W*doubt\W", line[int(told[3]) - 1 :])


def test_a_wrong_workspace_writes_nothing(root: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (root / "dataflows" / "more.yaml").write_text("vendors: {x: {nam: X}}\n")
    assert wrote(root) == 2
    assert not (root / "reports").exists()
    assert "nam" in capfd.readouterr().err


def test_the_same_bytes_on_another_hash_seed_and_from_another_folder(root: Path, tmp_path: Path) -> None:
    for seed, folder in (("1", root), ("2", ROOT)):
        asked = ["write", "--dir", str(root), "--to", str(root / seed), "--as-of", "2026-11-23"]
        settings = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        subprocess.run([sys.executable, "-m", "auditor", *asked], cwd=folder, env=settings, check=True)
    first = {path.name: path.read_bytes() for path in (root / "1").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (root / "2").iterdir()}
    assert set(PAGE) <= set(first)

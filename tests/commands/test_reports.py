"""`auditor check --reports DIR`, and what is committed in `reports/`."""

import io
import json
import re
import sys
import time
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from auditor.audit import Audit, audit
from auditor.cli import progress as shown_progress
from auditor.cli.check import FORMATS
from auditor.cli.documents import DOCUMENTS
from auditor.cli.main import main
from auditor.cli.reports import FILES, base_of, reports
from auditor.diagrams import render

ROOT = Path(__file__).resolve().parents[2]
COMMITTED = ROOT / "reports"
MENDED = ROOT / "tests" / "cases" / "leanos-mended"
LINK = re.compile(r'\]\(([^)#\s]+)#L\d+\)|href="([^"#]+)#L\d+"')


@pytest.fixture(scope="module")
def committed() -> Audit:
    """The workspace of this repository as of the day that the committed reports carry."""
    carried = json.loads((COMMITTED / FILES["json"]).read_text(encoding="utf-8"))
    return audit(ROOT, date.fromisoformat(carried["as_of"]))


def committed_names() -> set[str]:
    return {path.name for path in COMMITTED.iterdir() if path.is_file()}


def documents() -> set[str]:
    """The files of documents among them."""
    patterns = [pattern for patterns in DOCUMENTS.values() for pattern in patterns]
    return {path.name for pattern in patterns for path in COMMITTED.glob(pattern)}


def test_every_format_has_a_file() -> None:
    assert set(FORMATS) <= set(FILES)
    assert len(set(FILES.values())) == len(FILES)


def test_the_committed_reports_are_fresh(committed: Audit) -> None:
    expected = {report.name: report.make().encode("utf-8", "backslashreplace") for report in reports(committed, "../")}
    assert committed_names() == {*expected, *documents()}, "run `make reports`"
    stale = [name for name, content in expected.items() if (COMMITTED / name).read_bytes() != content]
    assert not stale, "run `make reports`"


@pytest.mark.parametrize(("root", "folder"), [(ROOT, COMMITTED), (MENDED, COMMITTED / "mended")])
def test_the_committed_documents_are_fresh(root: Path, folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """At the day that they carry; what differs is printed."""
    code = main(["write", "--check", "--dir", str(root), "--to", str(folder)])
    out, err = capfd.readouterr()
    assert code == 0, f"run `make reports`\n{err}\n{out}"


def test_their_links_lead_to_lines_that_are_there() -> None:
    found = 0
    for name in ("report.md", "promises.md", "full.svg", "violations.svg"):
        for markdown, svg in LINK.findall((COMMITTED / name).read_text(encoding="utf-8")):
            assert (COMMITTED / unquote(unescape(markdown or svg))).is_file(), (name, markdown or svg)
            found += 1
    assert found > 100


def test_one_run_writes_them_all_and_reports_as_ever(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    arguments = ["check", str(ROOT), "--as-of", "2026-11-23", "--format", "json"]
    plain = main(arguments), capfdbinary.readouterr()
    with_reports = main([*arguments, "--reports", str(tmp_path / "a/b")]), capfdbinary.readouterr()
    assert plain == with_reports
    assert plain[0] == 1
    written = sorted(path.name for path in (tmp_path / "a/b").iterdir())
    assert written == sorted(committed_names() - documents())
    assert (tmp_path / "a/b/findings.json").read_bytes() == plain[1].out


def test_without_an_engine_all_but_pictures_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "full.svg").write_text("an older one")
    monkeypatch.setattr(render, "_packaged", lambda: None)
    monkeypatch.setenv("PATH", "")
    assert main(["check", str(ROOT), "--as-of", "2026-11-23", "--reports", str(tmp_path)]) == 1
    written = {path.name for path in tmp_path.iterdir()}
    assert committed_names() - documents() - written == {"overview.svg", "violations.svg", "full.svg"}
    said = capsys.readouterr().err
    assert said.count("note:") == 1
    assert "overview.svg, violations.svg, full.svg not written" in said
    assert "graphviz-pure" in said


def test_what_leads_back_to_the_workspace(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    assert base_of(tmp_path / "w", tmp_path / "w") == ""
    assert base_of(tmp_path / "w", tmp_path / "w/reports") == "../"
    assert base_of(tmp_path / "w", tmp_path / "other/one") == "../../w/"


def test_bad_input_writes_no_report(tmp_path: Path) -> None:
    assert main(["check", str(tmp_path), "--reports", str(tmp_path / "reports")]) == 2
    assert not (tmp_path / "reports").exists()


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_is_shown_on_a_terminal_and_only_when_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for patience, rests, expected in ((60.0, 0.0, False), (0.01, 0.3, True)):
        monkeypatch.setattr(shown_progress, "PATIENCE", patience)
        monkeypatch.setattr(sys, "stderr", screen := Screen())
        with shown_progress.progress(2) as step:
            for name in ("first.svg", "second.svg"):
                step(name)
                time.sleep(rests)
        assert ("second.svg" in screen.getvalue()) == expected


def test_no_bar_where_nobody_looks_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shown_progress, "PATIENCE", 0.0)
    monkeypatch.setattr(sys, "stderr", quiet := io.StringIO())
    with shown_progress.progress(1) as step:
        step("first.svg")
        time.sleep(0.1)
    assert quiet.getvalue() == ""

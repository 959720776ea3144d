"""Every folder with a `findings.txt` is a case: a miniature workspace, and what the auditor says of it.

`findings.txt` is written by hand, from the format: a line a finding (or a problem), with its place.
`expected.txt` is the report as a person sees it, and the exit code; `UPDATE_GOLDEN=1 pytest` rewrites it.
`arguments.txt`, where it is there, holds more arguments for the command. `base/`, where it is there, is the workspace
as it was before: what changed since is judged, too. `repository/`, where it is there, is a whole repository, with the
workspace and the code that is scanned.
"""

import json
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import audit_opened
from auditor.cli.main import main
from auditor.comparison import Base
from auditor.formats import findings_json
from auditor.formats.text import report as text
from auditor.opening import open_workspace

HERE = Path(__file__).resolve().parent
CASES = sorted(path.parent for path in HERE.rglob("findings.txt"))
AS_OF = "2026-11-23"
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))

# It shares a policy outside its folder. Without a `.git`, nobody knows that this is of the same repository.
SHARING = HERE / "leanos-mended"
IN_REPOSITORY = any((folder / ".git").exists() for folder in HERE.parents)
EACH = [
    pytest.param(case, marks=pytest.mark.skipif(not IN_REPOSITORY, reason="not a git repository"))
    if case == SHARING else case
    for case in CASES
]  # fmt: skip


def name_of(case: Path) -> str:
    return case.relative_to(HERE).as_posix()


def check(case: Path, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of `auditor check` in the folder of a case."""
    extra = case / "arguments.txt"
    given = extra.read_text(encoding="utf-8").split() if extra.exists() else []
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(repository(case, Path(folder)) if (case / "repository").is_dir() else case)
        try:
            code = main(["check", *(() if "--as-of" in given else ("--as-of", AS_OF)), *given, *arguments])
        finally:
            os.chdir(here)
    out, err = capfd.readouterr()
    return code, out, err


def repository(case: Path, folder: Path) -> Path:
    """A copy that stands alone, as a clone does: below this one, all of this one would be scanned."""
    copied = folder / "repository"
    shutil.copytree(case / "repository", copied)
    (copied / ".git").mkdir()
    return copied


def said(case: Path, capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The same, of a case with a base: what the formats make of it."""
    if not (case / "base").is_dir():
        return check(case, capfd, *arguments)
    day = date.fromisoformat(AS_OF)
    base = Base(*open_workspace(case / "base", day))
    found = audit_opened(*open_workspace(case, day), base=base)
    return int(found.gate_closed), (findings_json if arguments else text).render(found), ""


def place(found: dict[str, Any]) -> str:
    return f"{found['file']}:{found['line']}:{found['column']}"


def lines_of(report: dict[str, Any]) -> list[str]:
    """A report as the lines of a `findings.txt`."""
    if "problems" in report:
        return [
            f"problem {place(problem['location']) if problem['location'] else '-'} {problem['message']}"
            for problem in report["problems"]
        ]
    everywhere = max((len(finding["deployments"]) for finding in report["findings"]), default=0)
    lines = []
    for finding in report["findings"]:
        line = f"{finding['state']} {finding['severity']} {finding['id']} at {place(finding['location'])}"
        if len(finding["deployments"]) < everywhere:
            line += f" in {', '.join(finding['deployments'])}"
        if len(finding["witness"]) > 1:
            line += f" by {' > '.join(finding['witness'])}"
        if finding["missing"]:
            line += f" waits for {', '.join(finding['missing'])}"
        lines.append(line)
    return lines


def test_there_are_cases() -> None:
    assert len(CASES) > 50


@pytest.mark.parametrize("case", EACH, ids=name_of)
def test_findings(case: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(case, capfd, "--format", "json")
    report = json.loads(out)
    assert not err
    wanted = [line for line in (case / "findings.txt").read_text(encoding="utf-8").splitlines() if line]
    assert lines_of(report) == wanted
    assert code == (2 if "problems" in report else 1 if report["gate"] == "closed" else 0)


@pytest.mark.parametrize("case", EACH, ids=name_of)
def test_report(case: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = said(case, capfd)
    whole = f"{out}{err}\nexit code {code}\n"
    golden = case / "expected.txt"
    if UPDATE:
        golden.write_text(whole, encoding="utf-8")
    assert whole == golden.read_text(encoding="utf-8")

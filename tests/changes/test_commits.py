"""A made-up company through its commits: every change, who must be told, and the gate, as written down beforehand."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import audit_opened
from auditor.comparison import Base
from auditor.opening import open_workspace

STORY: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "commits.yaml").read_text(encoding="utf-8"))
TITLES = [commit["title"] for commit in STORY["commits"]]


def _apply(root: Path, commit: dict[str, Any]) -> None:
    for old, new in commit.get("rename", {}).items():
        (root / new).parent.mkdir(parents=True)
        (root / old).rename(root / new)
    for name in commit.get("remove", []):
        (root / name).unlink()
    for name, text in commit.get("write", {}).items():
        (root / name).write_text(text, encoding="utf-8")
    for edit in commit.get("edit", []):
        file = root / edit["in"]
        text = file.read_text(encoding="utf-8")
        assert text.count(edit["from"]) == 1 or edit.get("all"), edit
        file.write_text(text.replace(edit["from"], edit["to"]), encoding="utf-8")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The workspace after each commit, the first one before any."""
    roots = [tmp_path_factory.mktemp("start")]
    for name, text in STORY["start"].items():
        (roots[0] / name).parent.mkdir(parents=True, exist_ok=True)
        (roots[0] / name).write_text(text, encoding="utf-8")
    for commit in STORY["commits"]:
        roots.append(tmp_path_factory.mktemp("commit") / "workspace")
        shutil.copytree(roots[-2], roots[-1])
        _apply(roots[-1], commit)
    return roots


def test_there_are_twenty() -> None:
    assert len(TITLES) >= 20
    assert len(set(TITLES)) == len(TITLES)


@pytest.mark.parametrize("number", range(len(TITLES)), ids=TITLES)
def test_commit(history: list[Path], number: int) -> None:
    commit = STORY["commits"][number]
    day = commit.get("as_of", STORY["as_of"])
    assert isinstance(day, date)
    base = Base(*open_workspace(history[number], day))
    found = audit_opened(*open_workspace(history[number + 1], day), base=base)
    assert found.compared is not None
    lines = []
    for change in found.compared.changes:
        when = change.prospect.earliest.isoformat() if change.prospect and change.prospect.earliest else "-"
        lines.append(f"told {when} {change.id}" if change.material else f"quiet {change.id}")
        assert change.material == (change.prospect is not None)
        if change.id in commit.get("notes", {}):
            assert commit["notes"][change.id] in change.note
        if change.id in commit.get("includes", {}):
            assert sorted(change.includes) == sorted(commit["includes"][change.id])
    assert sorted(lines) == sorted(commit.get("changes", []))
    about = [f"{one.state} {one.id}" for one in found.findings if one.section == "changes"]
    assert about == commit.get("findings", [])
    assert ("closed" if found.gate_closed else "open") == commit["gate"]

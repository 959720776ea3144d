"""The small workspace that explanations and traces are shown on: a clinic, its texts, and the command's answers."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import main

CLINIC = Path(__file__).resolve().parent / "clinic"
AS_OF = ("--as-of", "2026-11-23")
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))
FLOWS, POLICY = "dataflows/all.yaml", "policy/all.yaml"


def asked(capfd: pytest.CaptureFixture[str], *arguments: str, root: Path = CLINIC) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of a command about a workspace."""
    try:
        code = main([*arguments, "--dir", str(root), *AS_OF])
    except SystemExit as end:  # argparse
        code = int(end.code or 0)
    out, err = capfd.readouterr()
    return code, out, err


def told(capfd: pytest.CaptureFixture[str], *arguments: str, root: Path = CLINIC) -> Any:
    """The JSON that a command answers."""
    code, out, err = asked(capfd, *arguments, "--format", "json", root=root)
    assert (code, err) == (0, "")
    return json.loads(out)


def assert_golden(capfd: pytest.CaptureFixture[str], command: str, word: str, name: str, *more: str) -> None:
    """The text is the one in the file; `UPDATE_GOLDEN=1 pytest` rewrites it."""
    code, out, err = asked(capfd, command, word, *more)
    assert (code, err) == (0, "")
    golden = CLINIC / command / f"{name}.txt"
    if UPDATE:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(out, encoding="utf-8")
    assert out == golden.read_text(encoding="utf-8")


def changed(tmp_path: Path, file: str, before: str, after: str) -> Path:
    """A copy of the clinic with one text replaced, where it stands once."""
    root = tmp_path / "changed"
    for folder in ("dataflows", "policy"):
        shutil.copytree(CLINIC / folder, root / folder)
    text = (root / file).read_text(encoding="utf-8")
    assert text.count(before) == 1, before
    (root / file).write_text(text.replace(before, after), encoding="utf-8")
    return root


def place(line: int, column: int, file: str = FLOWS) -> dict[str, Any]:
    return {"file": file, "line": line, "column": column}

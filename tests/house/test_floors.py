"""The floors of the house: the import contracts of pyproject.toml hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def test_every_import_contract_is_kept() -> None:
    run = subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--no-logo", "--config", ROOT / "pyproject.toml"],
        cwd=ROOT,
        env={"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if run.returncode != 0 or not re.search(r"[1-9]\d* kept, 0 broken", run.stdout):
        pytest.fail(f"a contract of pyproject.toml is broken:\n{run.stdout}{run.stderr}", pytrace=False)

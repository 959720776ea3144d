"""What formats write of the fixed audit, as files: `UPDATE_GOLDEN=1 pytest tests/formats` rewrites them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.formats.everything import EVERYTHING, ROOT
from tests.reference.workspaces import AS_OF

FOLDER = Path(__file__).resolve().parent / "golden"


def golden(name: str, said: str) -> None:
    """Compare, to the byte."""
    path = FOLDER / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_bytes(said.encode())
    assert path.read_bytes().decode() == said


def check(form: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    """The command, in a process of its own, with no environment but this."""
    return subprocess.run(
        [sys.executable, "-m", "auditor", "check", str(EVERYTHING), "--as-of", AS_OF.isoformat(), "--format", form],
        cwd=ROOT,
        env={"PATH": "", **(environment or {})},
        capture_output=True,
        check=False,
    )

"""Tools from npm, as `make tools` installs them."""

import os
from pathlib import Path

import pytest

MODULES = Path(__file__).resolve().parents[2] / "build" / "tools" / "node_modules"


def installed(file: str) -> Path:
    """A file of an npm package. Where it is not there the test is skipped, or fails when CI=true."""
    path = MODULES / file
    if not path.exists():
        said = f"build/tools has no {file.rpartition('/')[0]}: `make tools` installs it, if there is npm"
        if os.environ.get("CI") == "true":
            pytest.fail(said, pytrace=False)
        pytest.skip(said)
    return path

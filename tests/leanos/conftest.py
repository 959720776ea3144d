"""A copy of the mended LeanOS with the policy it shares, where it may be changed."""

import shutil
from pathlib import Path

import pytest

from tests.leanos.sources import MENDED, ROOT


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace, as far below the shared policy as in the repository. A folder is a repository by its `.git`."""
    top = tmp_path_factory.mktemp("repository")
    (top / ".git").mkdir()
    shutil.copytree(ROOT / "policy", top / "policy")
    case = top / MENDED.relative_to(ROOT)
    shutil.copytree(MENDED, case)
    return case

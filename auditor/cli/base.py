"""What the commands that compare have in common: the base, a directory or a revision."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from auditor.comparison import Base
from auditor.opening import open_at, open_workspace
from auditor.workspace.merge import FOLDERS


def opened(name: str, here: Path, on: date) -> Base:
    """A directory that holds a workspace, else a revision of the repository around `here`, as of a day. Raises
    InvalidInput where it is neither, or wrong."""
    if is_workspace(name):
        return Base(*open_workspace(Path(name), on))
    return open_at(here, name, on)


def is_workspace(name: str) -> bool:
    return any((Path(name) / folder).is_dir() for folder in FOLDERS)

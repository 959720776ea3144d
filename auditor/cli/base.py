"""What the commands that compare have in common: the base, a directory or a revision."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from auditor.comparison import Base
from auditor.location import InvalidInput, Problem
from auditor.opening import open_at, open_workspace
from auditor.text.plain import shown
from auditor.workspace.merge import FOLDERS


def opened(name: str, here: Path, on: date) -> Base:
    """A directory that holds a workspace, else a revision of the repository around `here`, as of a day. Raises
    InvalidInput where it is neither, or wrong."""
    if is_workspace(name):
        return Base(*open_workspace(Path(name), on))
    return at(here, name, on)


def at(here: Path, name: str, on: date) -> Base:
    """A revision of the repository around `here`. Where git knows none of that name and it looks like a path, what is
    wrong is told of a path. Raises InvalidInput."""
    try:
        return open_at(here, name, on)
    except InvalidInput as wrong:
        path = Path(name)
        looks = path.exists() or path.is_absolute() or name.startswith((".", "~")) or name.endswith("/")
        if not looks or any(problem.location for problem in wrong.problems):
            raise
        found = "holds no workspace" if path.is_dir() else "is no folder" if path.exists() else "is not there"
        hint = f"a revision in git, or the folder that holds {'/ and '.join(FOLDERS)}/"
        raise InvalidInput([Problem(f"`{shown(name)}` {found}", None, hint)]) from None


def is_workspace(name: str) -> bool:
    return any((Path(name) / folder).is_dir() for folder in FOLDERS)

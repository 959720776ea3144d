"""The files of a commit, laid out in a folder of their own, so that the base of a check is scanned as what is checked
is. Nothing is checked out: no hook and no filter runs, and the repository stays as it is."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from auditor.evidence.files import SKIPPED
from auditor.evidence.listed import Observed
from auditor.evidence.observation import Step
from auditor.evidence.observe import observe
from auditor.workspace.git import Objects, Repository, repository
from auditor.workspace.model import Workspace
from auditor.workspace.revision import opened

FILES: Final = ("100644", "100755")
LINK: Final = "120000"
SUBMODULE: Final = "160000"
"""The modes of what a commit holds, as git writes them."""


class CannotScan(Exception):
    """The base cannot be scanned; the text says why."""


def observe_at(workspace: Workspace, root: Path, revision: str, step: Step | None = None) -> Observed:
    """What the repository around a workspace showed at a revision. Raises CannotScan where that cannot be laid out, and
    InvalidInput where git does not know the revision."""
    around = repository(root)
    with opened(root, revision) as (found, _):
        below = found.below
    with laid_out(around, around.commit(revision)) as (folder, names):
        return observe(workspace, folder, folder.joinpath(*below), step=step, names=names)


@contextmanager
def laid_out(around: Repository, commit: str) -> Iterator[tuple[Path, list[str]]]:
    """A folder with the files of a commit, and their paths. Raises CannotScan."""
    try:
        made = tempfile.TemporaryDirectory(prefix="auditor-")
    except OSError as error:
        raise CannotScan(f"there is no room for its files: {error.strerror}") from None
    with made as folder:
        root = Path(folder).resolve()
        try:
            names = _lay_out(around, commit, root)
        except OSError as error:
            raise CannotScan(f"its files cannot be laid out: {error.strerror}") from None
        yield root, names


def _lay_out(around: Repository, commit: str, root: Path) -> list[str]:
    entries = dict(_entries(around, commit))
    objects = Objects(around)
    try:
        for path, (mode, name) in entries.items():
            place = root / path
            place.parent.mkdir(parents=True, exist_ok=True)
            if mode == SUBMODULE:
                place.mkdir(exist_ok=True)
            elif not objects.copy(name, place):
                raise CannotScan("the clone is partial; `git fetch --refetch --no-filter` brings what it lacks")
    finally:
        objects.close()
    for path in [path for path, (mode, _) in entries.items() if mode == LINK]:  # last, so that none is written through
        target = (root / path).read_bytes()
        (root / path).unlink()
        (root / path).symlink_to(os.fsdecode(target))
    return list(entries)


def _entries(around: Repository, commit: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """The mode and the id of all that a commit holds, by path from the root of the repository, without what a scan
    skips, and what git itself would refuse to check out."""
    for line in around.ask("ls-tree", "-r", "-z", "--full-tree", commit).stdout.split("\0"):
        said, _, path = line.partition("\t")
        *folders, last = path.split("/")
        if not last or SKIPPED.intersection(folders) or {"", ".", "..", ".git"}.intersection((*folders, last)):
            continue
        mode, _, name = said.split(" ")
        if mode in (*FILES, LINK, SUBMODULE):
            yield path, (mode, name)

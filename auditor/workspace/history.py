"""The commits of a workspace: every one that touched it on the way of its branch, wherever its folder was then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from auditor.location import InvalidInput, Problem
from auditor.text.plain import shown
from auditor.workspace.disk import Disk
from auditor.workspace.git import Objects, Repository, repository
from auditor.workspace.merge import FOLDERS
from auditor.workspace.revision import NotHere, Revision, place_before

WIDEST: Final = timedelta(hours=14)
"""No place on Earth is further from UTC."""


class NoHistory(InvalidInput):
    """There is no history to read, or not all of it is here."""


class Commit(NamedTuple):
    """A commit that touched a workspace, with its moment as the committer's clock had it, and the workspace in it."""

    id: str
    moment: datetime
    files: Revision


@contextmanager
def history(root: Path, read: Iterable[str]) -> Iterator[tuple[Commit, ...]]:
    """The commits of the branch that is checked out, the oldest first; what was merged is one commit, the merge.

    `read` are the names of the files that the workspace reads now: those outside of its folders count, too. Raises
    NoHistory where there is none, and where it is not all here: also what is read in its commits.
    """
    try:
        around = repository(root)
    except InvalidInput as invalid:
        raise _refused(*invalid.problems) from None
    if around.ask("rev-parse", "--is-shallow-repository").stdout.strip() == "true":
        hint = "`git fetch --unshallow` brings the rest; in GitHub Actions `fetch-depth: 0` of actions/checkout"
        raise _refused(Problem("the clone is shallow, older commits are not here", None, hint))
    objects = Objects(around)
    try:
        found = tuple(reversed(list(_walked(around, objects, _beside(root, read)))))
        if not found:
            raise _refused(Problem("nothing of this workspace is committed yet", None, "commit it first"))
        yield found
    except NotHere as lacking:
        raise _refused(*lacking.problems) from None
    finally:
        objects.close()


def _refused(*problems: Problem) -> NoHistory:
    return NoHistory(one._replace(message=f"a change log needs git history: {one.message}") for one in problems)


def _beside(root: Path, read: Iterable[str]) -> list[str]:
    """The files that a workspace reads outside of its folders, from the root of the repository on."""
    disk = Disk(root)
    inside = tuple(f"{disk.folder}{folder}/" for folder in FOLDERS)
    ways = (disk.real(name) for name in read if (root / name).is_file())
    return sorted({path for way in ways if way and not (path := "/".join(way)).startswith(inside)})


def _walked(around: Repository, objects: Objects, beside: list[str]) -> Iterator[Commit]:
    """The newest first. Where a folder begins that was renamed, the way leads on from where it was before."""
    below, start = around.below, "HEAD"
    while start:
        found = [
            Commit(name, moment, Revision(objects, name, below))
            for name, moment in _listed(around, start, below, beside)
        ]
        start = ""
        for number, commit in enumerate(found):
            yield commit
            older = found[number + 1] if number + 1 < len(found) else None
            if commit.files.is_folder("dataflows") and not (older and older.files.is_folder("dataflows")):
                moved = place_before(around, f"{commit.id}~1", commit.id, commit.files.folder)
                if moved is not None and moved != below:
                    below, start = moved, f"{commit.id}~1"
                    break


def _listed(around: Repository, start: str, below: tuple[str, ...], beside: list[str]) -> list[tuple[str, datetime]]:
    """The commits that touched the workspace at a place, the newest first."""
    here = "".join(f"{name}/" for name in below)
    paths = [f"{around.up}{path}" for path in (*(f"{here}{folder}" for folder in FOLDERS), *beside)]
    form = "--format=%H %ct %cI"
    found = around.ask("--literal-pathspecs", "rev-list", "--first-parent", form, start, "--", *paths)
    if found.returncode and around.ask("rev-parse", "--verify", "--quiet", start).returncode == 0:
        raise _refused(Problem(f"git cannot list the commits: {shown(found.stderr.strip())}", None))
    lines = (line.split(" ") for line in found.stdout.splitlines() if not line.startswith("commit "))
    return [(name, _moment(int(seconds), written)) for name, seconds, written in lines]


def _moment(seconds: int, written: str) -> datetime:
    """The moment of a commit; in UTC where its zone is none."""
    try:
        moment = datetime.fromisoformat(written)
        offset = moment.utcoffset() or timedelta()
        if abs(offset) <= WIDEST and not offset.seconds % 60:
            return moment
    except ValueError:
        pass
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)

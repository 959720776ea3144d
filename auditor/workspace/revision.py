"""A workspace in a revision of its repository, read from what git keeps, without a checkout."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from auditor.location import InvalidInput, Problem
from auditor.text.plain import shown
from auditor.vocabulary.numbers import read_day
from auditor.workspace.files import (
    FILE,
    FOLDER,
    IRREGULAR,
    LINKED_FOLDER,
    NOWHERE,
    OUTSIDE,
    SUBMODULE,
    SUFFIXES,
    WORKSPACE,
    Entry,
    Unreadable,
)
from auditor.workspace.git import Objects, Repository, repository
from auditor.workspace.merge import FOLDERS

MOST_LINKS: Final = 40
"""A path that leads over more of them leads nowhere, as on a disk."""
_KINDS: Final = {0o040000: FOLDER, 0o160000: SUBMODULE}
_LINK: Final = 0o120000


class _Object(NamedTuple):
    """What stands in a tree under a name: its kind as git writes it, its id, and the way to it."""

    mode: int
    name: str
    way: tuple[str, ...]


class _Outside(Exception):
    """A path leads out of the repository."""


class NotHere(InvalidInput):
    """The clone is partial, and lacks what would have to be read."""


class Revision:
    """The files of a workspace in a commit, as `Files`; without objects there are none. `below` is the way from the
    root of the repository to the workspace."""

    def __init__(self, objects: Objects | None, commit: str, below: tuple[str, ...]) -> None:
        self.below = below
        self._objects = objects
        tree = self._content(commit).split(maxsplit=2)[1].decode() if objects else ""
        self._root = _Object(0o040000, tree, ())
        self._trees: dict[str, dict[str, tuple[int, str]]] = {}

    @property
    def folder(self) -> str:
        return "".join(f"{name}/" for name in self.below)

    def is_folder(self, path: str) -> bool:
        found = self._found(path)
        return found is not None and _kind(found.mode) == FOLDER

    def real(self, path: str) -> tuple[str, ...] | None:
        try:
            found = self._follow(path)
        except _Outside:
            return None
        return found.way if found else (*self.below, *path.split("/"))

    def outside(self, path: str, limit: str) -> str | None:
        try:
            found = self._follow(path)
        except _Outside:
            return OUTSIDE
        if found is None:
            return NOWHERE
        inside = limit != WORKSPACE or found.way[: len(self.below)] == self.below
        return None if inside else OUTSIDE

    def entries(self, path: str) -> Iterator[Entry]:
        around = self._found(path)
        for name, (mode, raw) in self._tree(around.name).items() if around else ():
            end = self._found(f"{path}/{name}") if mode == _LINK else _Object(mode, raw, ())
            kind = _kind(end.mode) if end else FILE
            if mode == _LINK and kind == FOLDER:
                yield Entry(name, LINKED_FOLDER, 0)
            elif kind == FILE and end is not None and name.lower().endswith(SUFFIXES):
                # Read here, not where it is asked for: that may be another process, and there is one pipe.
                yield Entry(name, FILE, len(self._content(end.name)))
            else:
                yield Entry(name, kind, 0)

    def read(self, path: str) -> bytes:
        found = self._found(path)
        if found is None or _kind(found.mode) != FILE:
            raise Unreadable(IRREGULAR)
        return self._content(found.name)

    def _found(self, path: str) -> _Object | None:
        """What a path leads to, in the repository; None where it leads nowhere or out of it."""
        try:
            return self._follow(path)
        except _Outside:
            return None

    def _follow(self, path: str) -> _Object | None:
        """What a path leads to, links followed; None where that is nothing. Raises _Outside."""
        way: list[_Object] = [self._root]
        left = [*reversed(path.split("/")), *reversed(self.below)]
        links = 0
        while left:
            step = left.pop()
            if step in ("", "."):
                continue
            if step == "..":
                if len(way) == 1:
                    raise _Outside
                way.pop()
                continue
            if _kind(way[-1].mode) != FOLDER:
                return None
            mode, name = self._tree(way[-1].name).get(step, (0, ""))
            if not mode:
                return None
            if mode != _LINK:
                way.append(_Object(mode, name, (*way[-1].way, step)))
                continue
            target = self._content(name).decode("utf-8", "surrogateescape")
            links += 1
            if links > MOST_LINKS:
                return None
            if target.startswith("/"):
                raise _Outside
            left += reversed(target.split("/"))
        return way[-1]

    def _tree(self, name: str) -> dict[str, tuple[int, str]]:
        """What a tree holds: of each name the kind and the id."""
        if name not in self._trees:
            raw = self._content(name)
            found: dict[str, tuple[int, str]] = {}
            start, width = 0, len(self._root.name) // 2
            while start < len(raw):
                space = raw.index(b" ", start)
                end = raw.index(b"\0", space)
                called = raw[space + 1 : end].decode("utf-8", "surrogateescape")
                found[called] = int(raw[start:space], 8), raw[end + 1 : end + 1 + width].hex()
                start = end + 1 + width
            self._trees[name] = found
        return self._trees[name]

    def _content(self, name: str) -> bytes:
        raw = self._objects.read(name) if self._objects else b""
        if raw is None:
            message = f"the object {name} of this revision is not here: the clone is partial"
            raise NotHere([Problem(message, None, "`git fetch --refetch --no-filter` brings it")])
        return raw


def _kind(mode: int) -> str:
    return _KINDS.get(mode, FILE)


@contextmanager
def opened(root: Path, revision: str) -> Iterator[tuple[Revision, tuple[str, ...]]]:
    """The workspace of a directory as it was at a revision, and what is to be told of that: that it was elsewhere,
    or not there. Raises InvalidInput where git cannot give it."""
    around = repository(root)
    if len(revision) in (40, 64) and set(revision) == {"0"}:  # so git writes that there is no commit
        yield Revision(None, "", around.below), ("There is no base: everything is introduced.",)
        return
    commit = around.commit(revision)
    objects = Objects(around)
    try:
        found = Revision(objects, commit, around.below)
        notes = []
        if not any(map(found.is_folder, FOLDERS)):
            before = place_before(around, commit, "HEAD", found.folder)
            if before is not None:
                found = Revision(objects, commit, before)
                now = "/".join(around.below) or "the root of the repository"
                notes.append(f"At {revision}, {shown(now)} was {shown('/'.join(before) or 'the root of it')}.")
        if not found.is_folder("dataflows"):
            notes.append(f"At {revision}, there is no {shown(found.folder)}dataflows/: everything is introduced.")
            found = Revision(None, "", found.below)
        yield found, tuple(notes)
    finally:
        objects.close()


def day_of(root: Path, revision: str) -> date | None:
    """The day of the commit that a revision is; None where it is no commit."""
    around = repository(root)
    if set(revision) == {"0"}:
        return None
    found = around.ask("show", "--no-patch", "--format=%cs", "--end-of-options", around.commit(revision))
    return read_day(found.stdout.strip())


def place_before(around: Repository, before: str, after: str, now: str) -> tuple[str, ...] | None:
    """Where a workspace was in a commit that is in the folder `now` (ended by `/`) in a later one: most of its files
    came from there, and nothing is left."""
    came: dict[str, int] = {}
    for old, new in around.renamed(before, after):
        rest = new.removeprefix(now)
        ours = new.startswith(now) and rest.startswith(tuple(f"{folder}/" for folder in FOLDERS))
        if ours and f"/{old}".endswith(f"/{rest}"):
            place = old.removesuffix(rest)
            came[place] = came.get(place, 0) + 1
    for place in sorted(came, key=lambda place: (-came[place], place)):
        if not any(around.is_folder(f"{place}{folder}", after) for folder in FOLDERS):
            return tuple(place.strip("/").split("/")) if place else ()
    return None

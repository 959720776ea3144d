"""Which files a folder of a workspace has, and their text, wherever they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

from auditor.location import Location, Problem
from auditor.reader import read
from auditor.source import Source, decode
from auditor.workspace.shares import shared

SUFFIXES = (".yaml", ".yml")
WORKSPACE, REPOSITORY = "workspace", "repository"
"""What no file that is read may lie outside of."""
FOLDER, LINKED_FOLDER, SUBMODULE, FILE = "folder", "linked folder", "submodule", "file"
"""What a folder holds."""
OUTSIDE: Final = "a symbolic link out of the workspace"
NOWHERE: Final = "a symbolic link that leads nowhere"
IRREGULAR: Final = "not a regular file"


class Draft(NamedTuple):
    """What a file of a workspace would hold: it is read instead of what stands on the disk."""

    name: str
    raw: bytes


class Entry(NamedTuple):
    """What a folder holds under a name, and its size in bytes where it is a YAML file."""

    name: str
    kind: str
    size: int


class Unreadable(Exception):
    """Why something cannot be read, in words."""


class Files(Protocol):
    """Where a workspace is kept: on the disk, or in a revision of a repository. Paths lead from the workspace on,
    with `/`."""

    @property
    def folder(self) -> str:
        """What leads from the root of the repository to the workspace, ended by `/`; nothing where that is the root,
        or where there is no repository."""

    def is_folder(self, path: str) -> bool:
        """Is there a folder, or a link to one?"""

    def real(self, path: str) -> tuple[str, ...] | None:
        """The way from the root of the repository, links followed; None outside of it. Raises Unreadable."""

    def outside(self, path: str, limit: str) -> str | None:
        """Why a path may not be followed, WORKSPACE or REPOSITORY being the limit; None when it may."""

    def entries(self, path: str) -> Iterable[Entry]:
        """What a folder holds. Raises Unreadable."""

    def read(self, path: str) -> bytes:
        """The content of a regular file. Raises Unreadable."""


def sources(files: Files, folder: str, limit: str = WORKSPACE) -> tuple[list[Source], list[Problem]]:
    """Read every YAML file below `folder`, in any nesting; nothing outside `limit` is read. Sorted by name."""
    outside = files.outside(folder, limit)
    if outside:
        return [], [Problem(outside, Location(folder, 1, 1))]
    found: list[Source] = []
    problems: list[Problem] = []
    below = _walk(files, folder, folder, problems)
    read_files = shared(lambda file: _source(files, file, limit), below, [file.size for file in below])
    for source, troubles in read_files:
        found.append(source)
        problems += troubles
    return found, problems


class _File(NamedTuple):
    """A YAML file, the name that messages use for it, and its size in bytes."""

    path: str
    name: str
    size: int


def _walk(files: Files, path: str, name: str, problems: list[Problem]) -> list[_File]:
    """The YAML files below a folder."""
    found: list[_File] = []
    try:
        entries = sorted(files.entries(path), key=lambda entry: entry.name)
    except Unreadable as why:
        problems.append(Problem(str(why), Location(name, 1, 1)))
        return found
    for entry in entries:
        inner = f"{path}/{entry.name}"
        called = f"{name}/{entry.name}".encode("utf-8", "backslashreplace").decode()
        yaml_name = entry.name.lower().endswith(SUFFIXES)
        if entry.kind == FOLDER and not yaml_name:
            found += _walk(files, inner, called, problems)
        elif entry.kind in _NOT_FOLLOWED and (yaml_name or entry.kind != FOLDER):
            message, hint = _NOT_FOLLOWED[entry.kind]
            problems.append(Problem(message, Location(called, 1, 1), hint))
        elif yaml_name:
            found.append(_File(inner, called, entry.size))
    return found


_NOT_FOLLOWED: Final = {
    FOLDER: ("a directory named like a YAML file", "rename it: a file was expected under this name"),
    LINKED_FOLDER: ("a symbolic link to a directory is not followed", "use a directory, or `extends` in the policy"),
    SUBMODULE: ("a submodule: its files are not in this repository", "keep them here, or outside this folder"),
}


def _source(files: Files, file: _File, limit: str) -> tuple[Source, list[Problem]]:
    try:
        outside = files.outside(file.path, limit)
        raw = b"" if outside else files.read(file.path)
    except Unreadable as why:
        outside = str(why)
    if outside:
        source = Source(file.name, "")
        source.complete = False
        return source, [Problem(outside, Location(file.name, 1, 1))]
    return source_of(file.name, raw)


def source_of(name: str, raw: bytes) -> tuple[Source, list[Problem]]:
    """The content of a file, read."""
    source, problems = decode(name, raw)
    return source, problems or read(source)

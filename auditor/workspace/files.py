"""Which files a folder of a workspace has, and their text."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import NamedTuple

from auditor.location import Location, Problem
from auditor.reader import read
from auditor.source import Source, decode
from auditor.workspace.shares import shared

SUFFIXES = (".yaml", ".yml")


class Draft(NamedTuple):
    """What a file of a workspace would hold: it is read instead of what stands on the disk."""

    name: str
    raw: bytes


def sources(folder: Path, name: str, boundary: Path) -> tuple[list[Source], list[Problem]]:
    """Read every YAML file below `folder`, in any nesting. `name` is what messages call the folder;
    nothing outside `boundary` is read. Sorted by name."""
    found: list[Source] = []
    problems: list[Problem] = []
    outside = _outside(folder, boundary)
    if folder.is_symlink() and outside:
        return [], [Problem(outside, Location(name, 1, 1))]
    files = _walk(folder, name, problems)
    read_files = shared(lambda file: _source(file.path, file.name, boundary), files, [file.size for file in files])
    for source, troubles in read_files:
        found.append(source)
        problems += troubles
    return found, problems


class _File(NamedTuple):
    """A YAML file, the name that messages use for it, and its size in bytes."""

    path: Path
    name: str
    size: int


def _walk(folder: Path, name: str, problems: list[Problem]) -> list[_File]:
    """The YAML files below a folder."""
    files: list[_File] = []
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        problems.append(Problem(f"cannot be read: {error.strerror}", Location(name, 1, 1)))
        return files
    for entry in entries:
        called = f"{name}/{entry.name}".encode("utf-8", "backslashreplace").decode()
        yaml_name = entry.name.lower().endswith(SUFFIXES)
        if entry.is_dir(follow_symlinks=False):
            if yaml_name:
                hint = "rename it: a file was expected under this name"
                problems.append(Problem("a directory named like a YAML file", Location(called, 1, 1), hint))
            else:
                files += _walk(Path(entry.path), called, problems)
        elif entry.is_symlink() and Path(entry.path).is_dir():
            hint = "use a directory, or `extends` in the policy"
            problems.append(Problem("a symbolic link to a directory is not followed", Location(called, 1, 1), hint))
        elif yaml_name:
            files.append(_File(Path(entry.path), called, _size(entry)))
    return files


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:  # it is asked once more, and placed, when it is read
        return 0


def _source(path: Path, name: str, boundary: Path) -> tuple[Source, list[Problem]]:
    outside = _outside(path, boundary)
    try:
        if outside is None and not stat.S_ISREG(path.stat().st_mode):
            outside = "not a regular file"
        raw = b"" if outside else path.read_bytes()
    except OSError as error:
        outside = f"cannot be read: {error.strerror}"
    if outside:
        source = Source(name, "")
        source.complete = False
        return source, [Problem(outside, Location(name, 1, 1))]
    return source_of(name, raw)


def source_of(name: str, raw: bytes) -> tuple[Source, list[Problem]]:
    """The content of a file, read."""
    source, problems = decode(name, raw)
    return source, problems or read(source)


def _outside(path: Path, boundary: Path) -> str | None:
    """Why a path may not be followed; None when it may."""
    try:
        real, limit = path.resolve(strict=True), boundary.resolve(strict=True)
    except (OSError, RuntimeError):
        return "a symbolic link that leads nowhere" if path.is_symlink() else None
    return None if real.is_relative_to(limit) else "a symbolic link out of the workspace"

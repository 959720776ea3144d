"""A workspace on the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from auditor.workspace.files import (
    FILE,
    FOLDER,
    IRREGULAR,
    LINKED_FOLDER,
    NOWHERE,
    OUTSIDE,
    WORKSPACE,
    Entry,
    Unreadable,
)


class Disk:
    """The files below a directory, as `Files`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def _workspace(self) -> Path:
        return self.root.resolve()

    @cached_property
    def _repository(self) -> Path:
        return repository_of(self.root) or self._workspace

    @property
    def folder(self) -> str:
        below = self._workspace.relative_to(self._repository).as_posix()
        return "" if below == "." else f"{below}/"

    def is_folder(self, path: str) -> bool:
        return (self.root / path).is_dir()

    def real(self, path: str) -> tuple[str, ...] | None:
        try:
            found = (self.root / path).resolve()
        except (OSError, ValueError, RuntimeError):
            raise Unreadable("no path") from None
        return found.relative_to(self._repository).parts if found.is_relative_to(self._repository) else None

    def outside(self, path: str, limit: str) -> str | None:
        here = self.root / path
        try:
            real = here.resolve(strict=True)
        except (OSError, RuntimeError):
            return NOWHERE if here.is_symlink() else None
        inside = real.is_relative_to(self._workspace if limit == WORKSPACE else self._repository)
        return None if inside else OUTSIDE

    def entries(self, path: str) -> Iterator[Entry]:
        try:
            found = list(os.scandir(self.root / path))
        except OSError as error:
            raise Unreadable(f"cannot be read: {error.strerror}") from None
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield Entry(entry.name, FOLDER, 0)
            elif entry.is_symlink() and Path(entry.path).is_dir():
                yield Entry(entry.name, LINKED_FOLDER, 0)
            else:
                yield Entry(entry.name, FILE, _size(entry))

    def read(self, path: str) -> bytes:
        here = self.root / path
        try:
            if not stat.S_ISREG(here.stat().st_mode):
                raise Unreadable(IRREGULAR)
            return here.read_bytes()
        except OSError as error:
            raise Unreadable(f"cannot be read: {error.strerror}") from None


def repository_of(root: Path) -> Path | None:
    """The root of the repository around a directory: the nearest with a `.git`."""
    real = root.resolve()
    return next((folder for folder in (real, *real.parents) if (folder / ".git").exists()), None)


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:  # it is asked once more, and placed, when it is read
        return 0

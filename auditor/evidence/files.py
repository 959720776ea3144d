"""The files of a repository that a scan reads: what git would keep, and nothing outside."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from auditor.evidence.ignored import Ignored
from auditor.location import Location, Problem

SKIPPED: Final = frozenset(
    (".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".terraform", ".next")
)
"""Folders that hold what others wrote, or what a tool made: nobody commits them on purpose, and they are no code of
ours where somebody does."""
LARGEST: Final = 2_000_000
"""So many bytes of a file are read. A larger one is nobody's source; what it begins with is read, and it is said."""


class Walked(NamedTuple):
    """A file: its path from the scanned folder with `/`, and where it is."""

    path: str
    file: Path


def walk(root: Path) -> tuple[list[Walked], list[Problem]]:
    """The files below a folder, sorted by path. Symbolic links that lead to a folder or out of it are not followed;
    what cannot be listed is a problem."""
    problems: list[Problem] = []
    listed = _by_git(root, problems)
    paths = sorted(listed) if listed is not None else sorted(_by_walking(root, problems))
    return list(_regular(root, paths, problems)), problems


def _by_git(root: Path, problems: list[Problem]) -> list[str] | None:
    """What git keeps or would keep; None where it cannot say. What it keeps and left out of this checkout cannot be
    read."""
    command = ["git", "-C", str(root), "ls-files", "-t", "--cached", "--others", "--exclude-standard", "-z", "--", "."]
    settings = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(command, capture_output=True, env=settings, check=False)
    except OSError:
        return None
    if done.returncode:
        return None
    tagged = {(line[:1], os.fsdecode(line[2:])) for line in done.stdout.split(b"\0") if line}
    kept = [(tag, name) for tag, name in tagged if not SKIPPED.intersection(name.split("/")[:-1])]
    if left_out := sum(tag == b"S" and not (root / name).exists() for tag, name in kept):
        said = "1 file is" if left_out == 1 else f"{left_out:,} files are"
        problems.append(Problem(f"{said} left out of this checkout, which is sparse", Location(".", 1, 1)))
    return list({name for _, name in kept})


def _by_walking(root: Path, problems: list[Problem]) -> Iterator[str]:
    """The same without git, by the files that say what to ignore."""
    waiting: list[tuple[str, Ignored]] = [("", Ignored())]
    while waiting:
        folder, ignored = waiting.pop()
        try:
            entries = sorted(os.scandir(root / folder), key=lambda entry: entry.name)
        except OSError as error:
            problems.append(Problem(f"cannot be read: {error.strerror}", Location(folder or ".", 1, 1)))
            continue
        ignored = ignored.below(root, folder, any(entry.name == ".gitignore" for entry in entries))
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if ignored.has(path, is_folder):
                continue
            if not is_folder:
                yield path
            elif entry.name not in SKIPPED:
                waiting.append((path, ignored))


def _regular(root: Path, paths: Iterable[str], problems: list[Problem]) -> Iterator[Walked]:
    """The files among the paths that may be read."""
    limit = root.resolve()
    for path in paths:
        file = root / path
        shown = path.encode("utf-8", "backslashreplace").decode()
        try:
            mode = file.lstat().st_mode
            if stat.S_ISLNK(mode):
                real = file.resolve(strict=True)
                if real.is_dir() or not real.is_relative_to(limit):
                    continue  # a folder is read where it is; what is outside is not this repository
                mode = real.stat().st_mode
        except FileNotFoundError:
            continue  # deleted, and not yet so in git; or a link that leads nowhere
        except (OSError, RuntimeError) as error:
            problems.append(Problem(f"cannot be read: {error}", Location(shown, 1, 1)))
            continue
        if stat.S_ISREG(mode):
            yield Walked(shown, file)
        elif stat.S_ISDIR(mode):  # git lists no other folders
            problems.append(Problem("is another repository, which was not scanned", Location(shown.rstrip("/"), 1, 1)))


def content(walked: Walked) -> tuple[str, list[Problem]]:
    """The text of a file; empty of one that is no text. What could not be read of it is a problem."""
    try:
        with walked.file.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
    except OSError as error:
        return "", [Problem(f"cannot be read: {error.strerror}", Location(walked.path, 1, 1))]
    if b"\0" in raw[:8_000] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "", []  # a picture, an archive, a program
    problems = []
    if len(raw) > LARGEST:
        raw = raw[: LARGEST - 4]
        message = f"only its first {LARGEST:,} bytes were scanned"
        problems.append(Problem(message, Location(walked.path, 1, 1), "what comes after them was not read"))
    return _decoded(walked, raw, problems), problems


def _decoded(walked: Walked, raw: bytes, problems: list[Problem]) -> str:
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start >= len(raw) - 4 and problems:  # a character that was cut in two
            return raw[: error.start].decode(encoding)
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"is not {encoding.removesuffix('-sig').upper()}"
        problems.append(Problem(message, Location(walked.path, line, 1), "read as Latin-1"))
        return raw.decode("latin-1")

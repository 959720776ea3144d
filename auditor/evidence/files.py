"""The files of a repository that a scan reads: what git would keep, and nothing outside."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Iterable, Iterator
from io import BufferedReader
from pathlib import Path
from typing import Final, NamedTuple

from auditor.evidence.ignored import Ignored
from auditor.evidence.scanner import File
from auditor.location import Location, Problem

SKIPPED: Final = frozenset(
    (".git", ".hg", ".svn", "node_modules", ".venv", "venv", "__pycache__", ".terraform", ".next")
)
"""Folders that hold what others wrote, or what a tool made: nobody commits them on purpose, and they are no code of
ours where somebody does."""
PIECE: Final = 32_000_000
"""So many bytes of a file in lines are held at once."""


class Walked(NamedTuple):
    """A file: its path from the scanned folder with `/`, where it is, and its size in bytes, where that was asked."""

    path: str
    file: Path
    size: int = 0


def walk(root: Path, names: Iterable[str] | None = None) -> tuple[list[Walked], list[Problem]]:
    """The files below a folder, sorted by path; `names` are their paths, where they are known. Symbolic links that lead
    to a folder or out of it are not followed; what cannot be listed is a problem."""
    problems: list[Problem] = []
    listed = list(names) if names is not None else _by_git(root, problems)
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
            state = file.lstat()
            if stat.S_ISLNK(state.st_mode):
                real = file.resolve(strict=True)
                if real.is_dir() or not real.is_relative_to(limit):
                    continue  # a folder is read where it is; what is outside is not this repository
                state = real.stat()
        except FileNotFoundError:
            continue  # deleted, and not yet so in git; or a link that leads nowhere
        except (OSError, RuntimeError) as error:
            problems.append(Problem(f"cannot be read: {error}", Location(shown, 1, 1)))
            continue
        if stat.S_ISREG(state.st_mode):
            yield Walked(shown, file, state.st_size)
        elif stat.S_ISDIR(state.st_mode):  # git lists no other folders
            problems.append(Problem("is another repository, which was not scanned", Location(shown.rstrip("/"), 1, 1)))


def content(walked: Walked, largest: int, in_lines: bool = False) -> Iterator[tuple[File, list[Problem]]]:
    """A file up to `largest` bytes, and what could not be read of it: in one piece, or in several of whole lines where
    it may be so. A file that is no text is empty."""
    line = read = 0
    try:
        with walked.file.open("rb") as stream:
            while piece := _piece(stream, largest - read, in_lines):
                if not read and is_binary(piece):
                    break
                read += len(piece)
                cut = (read == largest or not in_lines) and bool(stream.read(1))
                yield _decoded(walked, piece, line + 1, read if cut else None)
                if cut or not in_lines:
                    return
                line += piece.count(b"\n")
                del piece  # the next one is not held beside it
    except OSError as error:
        yield File(walked.path, ""), [Problem(f"cannot be read: {error.strerror}", Location(walked.path, 1, 1))]


def _piece(stream: BufferedReader, most: int, in_lines: bool) -> bytes:
    """The next piece. No more room is made for it than it needs, where that is known: a pipe has no size."""
    state = os.fstat(stream.fileno())
    size = min(most, max(state.st_size - stream.tell(), 0) + 1 if stat.S_ISREG(state.st_mode) else most)
    if not in_lines or size <= PIECE:
        return stream.read(size)
    piece = stream.read(PIECE)
    return piece + stream.readline(size - len(piece))


def is_binary(raw: bytes) -> bool:
    """Whether a file begins as no text does: a picture, an archive, a program."""
    return b"\0" in raw[:8_000] and not raw.startswith((b"\xff\xfe", b"\xfe\xff"))


def _decoded(walked: Walked, raw: bytes, first: int, cut: int | None) -> tuple[File, list[Problem]]:
    """A piece as text. `cut` is after how many bytes the file was cut, None where it was not."""
    encoding = "utf-16" if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    problems = []
    if cut is not None:
        message = f"only its first {cut:,} bytes were scanned"
        problems.append(Problem(message, Location(walked.path, 1, 1), "what comes after them was not read"))
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start >= len(raw) - 4 and cut is not None:  # a character that was cut in two
            text = raw[: error.start].decode(encoding)
        else:
            line = first + raw.count(b"\n", 0, error.start)
            message = f"is not {encoding.removesuffix('-sig').upper()}"
            problems.append(Problem(message, Location(walked.path, line, 1), "read as Latin-1"))
            text = raw.decode("latin-1")
    return File(walked.path, text, first, cut is not None), problems

"""What git knows of the repository around a workspace: its revisions, and what is in them. Git is only asked: nothing
is fetched, written or checked out."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final, NamedTuple

from auditor.location import InvalidInput, Problem
from auditor.text.plain import shown
from auditor.workspace.disk import repository_of

ASKED: Final = {
    "GIT_ALLOW_PROTOCOL": "none",  # what a partial clone lacks is never fetched: git before 2.44 knows only this
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
"""Git answers in English, without prompts, locks and the network."""
KEPT: Final = ("GIT_CONFIG", "GIT_CEILING_DIRECTORIES", "GIT_DISCOVERY_ACROSS_FILESYSTEM", "GIT_EXEC_PATH")
"""What begins so is the user's own; the rest of git's variables is what a hook leaves, of another repository maybe."""
PIECE: Final = 1_000_000
"""So many bytes of an object are held at once."""
PLACED: Final = ("GIT_DIR", "GIT_WORK_TREE")
"""Both together name a repository on purpose."""


class Repository(NamedTuple):
    """A folder in which git can be asked, and the way from the root of its repository to the workspace."""

    at: Path
    below: tuple[str, ...]

    def ask(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run git. Raises InvalidInput where there is none."""
        return _run(self.at, *arguments)

    def commit(self, revision: str) -> str:
        """The id of the commit that is meant. Raises InvalidInput where there is none."""
        if not _may_be_one(revision):
            raise _refused(f"`{shown(revision)}` is not a revision", "a branch, a tag or a commit")
        found = self.ask("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
        if found.returncode == 0:
            return found.stdout.strip()
        if "ambiguous" in found.stderr:
            raise _refused(f"the revision `{shown(revision)}` is ambiguous", "write more of it")
        known = self.ask("for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags")
        words = tuple(sorted(known.stdout.split()))
        problem = Problem(f"there is no revision `{shown(revision)}` here", None, self._to_get(revision))
        raise InvalidInput([problem._replace(word=revision, candidates=words)])

    def _to_get(self, revision: str) -> str:
        """What brings a revision that is not here."""
        name = shown(revision)
        shallow = self.ask("rev-parse", "--is-shallow-repository").stdout.strip() == "true"
        stem = revision.partition("~")[0].partition("^")[0]
        if stem != revision:
            deeper = "the clone is shallow, `git fetch --deepen=1` brings one more commit"
            return deeper if shallow else f"does `{shown(stem)}` have so many commits before it?"
        depth = "--depth=1 " if shallow else ""
        why = "the clone is shallow, " if shallow else ""
        remote, slash, branch = revision.partition("/")
        if slash and branch and remote in self.ask("remote").stdout.split():
            refs = shown(f"+refs/heads/{branch}:refs/remotes/{revision}")
            return f"{why}`git fetch {depth}{shown(remote)} {refs}` brings it"
        fetched = "" if _is_hash(revision) else ", as FETCH_HEAD"
        get = f"{why}`git fetch {depth}origin {name}` brings it{fetched}"
        return get if shallow else f"a branch, a tag or a commit; where it is not here yet, {get}"

    def renamed(self, before: str, after: str = "HEAD") -> list[tuple[str, str]]:
        """The files that have another name in a commit than in one before it: the old one and the new one."""
        found = self.ask("diff-tree", "-r", "-z", "-M", "--diff-filter=R", "--name-status", before, after)
        if found.returncode:  # there is no such commit
            return []
        fields = found.stdout.split("\0")
        return list(zip(fields[1::3], fields[2::3], strict=False))

    def is_folder(self, path: str, commit: str = "HEAD") -> bool:
        """Is a path a folder in a commit?"""
        return self.ask("cat-file", "-t", f"{commit}:{path}").stdout.strip() == "tree"

    @property
    def up(self) -> str:
        """What leads from where git is asked to the root of the repository: `../` for each folder between."""
        return self.ask("rev-parse", "--show-cdup").stdout.removesuffix("\n")


def repository(root: Path) -> Repository:
    """The repository around a folder, which need not be there any more. Raises InvalidInput where there is none."""
    gone: list[str] = []
    at = root.resolve()
    while not at.is_dir():
        gone.insert(0, at.name)
        at = at.parent
    found = _run(at, "rev-parse", "--show-prefix")
    if found.returncode == 0:
        prefix = found.stdout.removesuffix("\n").strip("/")
        return Repository(at, (*(prefix.split("/") if prefix else ()), *gone))
    if "dubious ownership" in found.stderr:
        where = repository_of(at) or at
        hint = f"if you trust it: `git config --global --add safe.directory {shown(str(where))}`"
        raise _refused("git does not read this repository, for it belongs to somebody else", hint)
    if "not a git repository" in found.stderr:
        hint = "a revision is one of a git repository, which has the workspace in it"
        raise _refused(f"`{shown(str(root))}` is in no git repository", hint)
    raise _refused(f"git cannot be asked: {shown((found.stderr.splitlines() or ['it says nothing'])[0])}")


class Objects:
    """The objects of a repository, read one after the other by one process."""

    def __init__(self, repository: Repository) -> None:
        self._read: dict[str, bytes] = {}
        self._process = _started(repository.at, "cat-file", "--batch")

    def read(self, name: str) -> bytes | None:
        """The content of an object, which is asked for once; None where it is not here."""
        if name not in self._read:
            content = self._content(name)
            if content is None:
                return None
            self._read[name] = content
        return self._read[name]

    def copy(self, name: str, to: Path) -> bool:
        """Write the content of an object to a new file, piece by piece. False where it is not here."""
        size, answers = self._asked(name)
        if size is None:
            return False
        with to.open("xb") as file:
            while size:
                piece = answers.read(min(size, PIECE))
                if not piece:  # the process has ended
                    return False
                file.write(piece)
                size -= len(piece)
        answers.read(1)
        return True

    def _content(self, name: str) -> bytes | None:
        size, answers = self._asked(name)
        if size is None:
            return None
        raw = answers.read(size)
        answers.read(1)
        return raw

    def _asked(self, name: str) -> tuple[int | None, IO[bytes]]:
        """The size of an object, which the process writes next; None where it is not here."""
        asked, answers = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answers is not None
        try:
            asked.write(f"{name}\n".encode())
            asked.flush()
        except BrokenPipeError:
            return None, answers
        head = answers.readline().split()  # of two words: `missing`; of none: the process has ended
        return (int(head[2]) if len(head) == 3 else None), answers

    def close(self) -> None:
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue
        self._process.wait()


def _may_be_one(revision: str) -> bool:
    """Could this be the name of a revision? Never what git would take for an option."""
    printable = all(char.isprintable() and not "\ud800" <= char <= "\udfff" for char in revision)
    return bool(revision.strip()) and not revision.startswith("-") and printable


def _is_hash(revision: str) -> bool:
    return len(revision) >= 7 and set(revision) <= set("0123456789abcdef")


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name.startswith(KEPT)}
    if all(os.environ.get(name) for name in PLACED):
        kept |= {name: str(Path(os.environ[name]).resolve()) for name in PLACED}
    return kept | ASKED


def _command(arguments: Sequence[str]) -> list[str]:
    return ["git", "--no-pager", *arguments]


def _run(at: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            _command(arguments),
            cwd=at,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError:
        raise _refused("git is not installed, or not found", "a revision is read by the command `git`") from None


def _started(at: Path, *arguments: str) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        _command(arguments), cwd=at, env=_environment(), stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL
    )


def _refused(message: str, hint: str | None = None) -> InvalidInput:
    return InvalidInput([Problem(message, None, hint)])

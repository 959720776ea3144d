"""Python: imports, variables of the environment, hosts in strings that are no docstrings."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.plain_code import PYTHON, read_plain
from auditor.evidence.python_reading import PythonReader
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found
from auditor.location import Location, Problem

PARSED: Final = 1_000_000
"""How many characters are parsed at most: a tree takes a hundred times the memory of its text."""


class Python:
    """Python. A module that is the repository's own is nobody's, whatever its name."""

    def __init__(self, who: Recipients, paths: Iterable[str] = ()) -> None:
        """`paths` are all files of the repository."""
        self.who = who
        self._own = _own([path for path in paths if self.wants(path)])

    def wants(self, path: str) -> bool:
        return path.endswith((".py", ".pyw"))

    def see(self, file: File) -> Iterator[Found]:
        notes = Notes(file, self.who)
        tree, problem = _parse(file)
        if tree is None:
            read_plain(notes, PYTHON, min(len(file.text), LIMIT))
        else:
            PythonReader(notes).read(tree)
        for one in notes.found:
            if one.signal != "import" or one.text.partition(".")[0] not in self._own:
                yield one
        if problem is not None:
            yield problem
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterable[Found]:
        return ()


def _own(paths: Iterable[str]) -> frozenset[str]:
    """The names by which a repository imports what is its own: its packages that are in no package, and the modules
    beside them at the top or in `src`."""
    parted = [path.rpartition("/")[::2] for path in paths]
    packages = {folder for folder, name in parted if name == "__init__.py"}
    tops = {folder.rpartition("/")[2] for folder in packages if folder.rpartition("/")[0] not in packages and folder}
    beside = {name.rpartition(".")[0] for folder, name in parted if folder in ("", "src") and name != "__init__.py"}
    return frozenset(tops | beside)


def _parse(file: File) -> tuple[ast.Module | None, Problem | None]:
    if len(file.text) > PARSED:
        message = f"longer than {PARSED:,} characters: not parsed, only looked through"
        return None, Problem(message, Location(file.path, 1, 1))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is bad style is not our question
            return ast.parse(file.text), None
    except SyntaxError as error:
        line = min(max(error.lineno or 1, 1), file.text.count("\n") + 1)
        return None, Problem("is not Python: not parsed, only looked through", Location(file.path, line, 1))
    except (ValueError, RecursionError, MemoryError):  # a null byte, a lone surrogate; nested too deep
        return None, Problem("cannot be parsed as Python, only looked through", Location(file.path, 1, 1))

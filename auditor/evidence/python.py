"""Python: imports, variables of the environment, hosts in strings that are no docstrings."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from typing import Final

from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.observation import Sighting
from auditor.evidence.plain_code import PYTHON, read_plain
from auditor.evidence.python_reading import PythonReader
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found
from auditor.location import Location, Problem

PARSED: Final = 1_000_000
"""How many characters are parsed at most: a tree takes a hundred times the memory of its text."""


class Python:
    """Python. A module that is the repository's own is nobody's, whatever its name."""

    def __init__(self, who: Recipients) -> None:
        self.who = who
        self._packages: set[str] = set()  # folders with an __init__.py
        self._modules: set[str] = set()  # paths of modules, without `.py`
        self._imports: list[tuple[str, Sighting]] = []  # first part of what is imported, and what it shows

    def wants(self, path: str) -> bool:
        return path.endswith((".py", ".pyw"))

    def see(self, file: File) -> Iterator[Found]:
        folder, _, name = file.path.rpartition("/")
        if name == "__init__.py":
            self._packages.add(folder)
        else:
            self._modules.add(file.path.rpartition(".")[0])
        notes = Notes(file, self.who)
        tree, problem = _parse(file)
        if tree is None:
            read_plain(notes, PYTHON, min(len(file.text), LIMIT))
        else:
            PythonReader(notes).read(tree)
        for one in notes.found:
            if one.signal == "import":
                self._imports.append((one.text.partition(".")[0], one))
            else:
                yield one
        if problem is not None:
            yield problem
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterator[Found]:
        own = self._own()
        return (sighting for first, sighting in self._imports if first not in own)

    def _own(self) -> set[str]:
        """The names by which the repository imports what is its own: its packages that are in no package, and the
        modules beside them at the top or in `src`."""
        tops = {
            path.rpartition("/")[2] for path in self._packages if path.rpartition("/")[0] not in self._packages and path
        }
        return tops | {path.rpartition("/")[2] for path in self._modules if path.rpartition("/")[0] in ("", "src")}


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

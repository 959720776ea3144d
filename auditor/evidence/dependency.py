"""A package that a manifest or a lock file asks for, and the two forms that most of these files have."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from auditor.evidence.script_lexer import lex

_DEVELOPMENT: Final = re.compile(
    r"(?:^|[-_./])(?:dev|develop|development|tests?|testing|lint|docs?|ci|typing|types|stubs|bench\w*)(?:$|[-_./])",
    re.I,
)


class Dependency(NamedTuple):
    """A package that something depends on directly; `at` is the character where its name stands."""

    ecosystem: str
    name: str
    development: bool
    at: int


class Unreadable(Exception):
    """A file is not what its name says. `line` where that shows."""

    def __init__(self, what: str, line: int = 1) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


Reader = Callable[[str], Iterator[Dependency]]


class Places:
    """Where names stand in a text, each looked for behind the one before, so that many of them cost one walk."""

    def __init__(self, text: str, start: int = 0) -> None:
        self.text = text
        self.at = max(start, 0)
        self._missed = 0

    def of(self, *written: str) -> int:
        """Where one of these writings stands; where the last name was when none is found."""
        if self._missed < MISSES:
            for one in written:
                found = self.text.find(one, self.at)
                if found >= 0:
                    self.at = found
                    return found
            self._missed += 1
        return self.at


MISSES: Final = 100
"""Names that are written otherwise than they read (`\\u0061`) are not looked for without end."""


def is_development(group: str) -> bool:
    """Whether a group of dependencies is there for those who develop, by its name."""
    return _DEVELOPMENT.search(group) is not None


def read_json(text: str) -> Any:
    """JSON, also with comments and with commas before a closing bracket. Raises Unreadable."""
    try:
        return json.loads(text)
    except RecursionError:
        raise Unreadable("is nested too deep") from None
    except ValueError:
        try:
            return json.loads(_strict(text))
        except json.JSONDecodeError as error:
            raise Unreadable("is not JSON", error.lineno) from None
        except (ValueError, RecursionError):
            raise Unreadable("is not JSON") from None


def _strict(text: str) -> str:
    """JSON without its comments and without commas too many, every character at its place."""
    script = lex(text, 0, len(text))
    code = re.sub(r",(?=\s*+[}\]])", " ", script.code)
    parts, done = [], 0
    for literal in script.literals:
        parts += [code[done : literal.start], text[literal.start : literal.end]]
        done = literal.end
    return "".join([*parts, code[done:]])


def read_toml(text: str) -> dict[str, Any]:
    """TOML. Raises Unreadable."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise Unreadable("is not TOML", int(line[1]) if line else 1) from None
    except (RecursionError, ValueError):
        raise Unreadable("is not TOML that can be read") from None


def mapping(held: Any, *keys: str) -> Mapping[str, Any]:
    """The mapping below keys; an empty one where there is none."""
    for key in keys:
        held = held.get(key) if isinstance(held, Mapping) else None
    return held if isinstance(held, Mapping) else {}

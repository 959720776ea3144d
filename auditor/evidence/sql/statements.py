"""SQL text as psql cuts it: statement after statement, without running any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from auditor.evidence.sql.tokens import MARK, META, NAME, NUMBER, TEXT, WORD, Token, Tokens, Unreadable


class Statement(NamedTuple):
    """The tokens of one statement, without its `;`. Of statements that change rows alone only the first is kept."""

    tokens: list[Token]

    @property
    def start(self) -> int:
        return self.tokens[0].start


_ROWS: Final = frozenset({"insert", "update", "delete", "merge", "comment", "values", "truncate", "analyze", "vacuum"})
"""What begins a statement that changes rows or comments, and can be long."""
_COPY_END: Final = re.compile(r"^\\\.[ \t\r]*$", re.MULTILINE)
_LINE_END: Final = re.compile(r"[\n\r]")
_HARMLESS: Final = frozenset({"restrict", "unrestrict", "echo", "qecho", "warn", "timing", "pset", "set", "unset", "p"})
"""Commands to psql that change nothing in a database."""


_COUNTED: Final = ("begin", "case", "end")
_PLAIN: Final = (NAME, TEXT, NUMBER)


class _Statement:
    """Tokens until a `;` that is outside brackets and outside the body of a function."""

    def __init__(self) -> None:
        self.tokens: list[Token] = []
        self.brackets: list[int] = []
        self._depth = 0
        self.rows = False

    def takes(self, token: Token) -> bool:
        """Take a token; False when it is the end instead."""
        kind, value, start = token
        if kind == MARK:
            if value == ";" and not self.brackets and not self._depth:
                return False
            if value == "(":
                self.brackets.append(start)
            elif value == ")":
                if not self.brackets:
                    raise Unreadable("A bracket is closed here that was never opened.", start)
                self.brackets.pop()
        elif kind == WORD:
            if value in _COUNTED and not self.brackets and self._is_function():
                self._count(value)
            if not self.tokens:
                self.rows = value in _ROWS
        if not self.rows or not self.tokens:
            self.tokens.append(token)
        return True

    def _is_function(self) -> bool:
        words = [token.value for token in self.tokens[:4]]
        at = 3 if words[1:3] == ["or", "replace"] else 1
        return words[:1] == ["create"] and words[at : at + 1] in (["function"], ["procedure"])

    def _count(self, word: str) -> None:
        if word == "end":
            self._depth = max(0, self._depth - 1)
        elif word == "begin" or self._depth:
            self._depth += 1

    def copies_rows(self) -> bool:
        """Whether rows follow in the text itself."""
        if not self.tokens or self.tokens[0].value != "copy":
            return False
        return ("from", "stdin") in pairwise(token.value for token in self.tokens if token.kind == WORD)


def statements(text: str) -> Iterator[Statement]:
    """The statements of a text, in order. Raises Unreadable where what follows cannot be cut into statements.

    A command to psql that may change a database is a statement of one token, META.
    """
    nul = text.find("\0")
    if nul >= 0:
        text = text[:nul]
    tokens = Tokens(text)
    current = _Statement()
    for token in tokens:
        kind, value, _ = token
        if current.tokens and (value not in _COUNTED if kind == WORD else kind in _PLAIN):
            if not current.rows:
                current.tokens.append(token)
        elif kind == META and value != ";":
            if value not in _HARMLESS:
                yield Statement([token])
            line_end = _LINE_END.search(text, tokens.at)
            tokens.at = line_end.end() if line_end else len(text)
        elif kind == META or not current.takes(token):
            if current.tokens:
                yield Statement(current.tokens)
            if current.copies_rows():
                rows_end = _COPY_END.search(text, tokens.at)
                tokens.at = rows_end.end() if rows_end else len(text)
            current = _Statement()
    if nul >= 0:
        raise Unreadable("A NUL character stands here, which no SQL may hold.", nul)
    if current.brackets:
        raise Unreadable("A bracket is opened here and never closed.", current.brackets[-1])
    if current.tokens:
        yield Statement(current.tokens)

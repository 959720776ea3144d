"""JavaScript as strings and code: comments are gone, and so is what strings hold from the code around them.

Made for reading, not for judging: JSX, types and broken code pass. Every step goes forward, so that no input is slow.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_OUTSIDE: Final = re.compile(r"[\"'`/]")
_INSIDE: Final = re.compile(r"[\"'`/{}]")
_STRING: Final = {
    '"': re.compile(r'[^"\\\n]*(?:\\.[^"\\\n]*)*', re.DOTALL),
    "'": re.compile(r"[^'\\\n]*(?:\\.[^'\\\n]*)*", re.DOTALL),
}
_TEMPLATE: Final = re.compile(r"`|\$\{")
_REGEX: Final = re.compile(r"(?:[^/\\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+/")
_REGEX_LENGTH: Final = 1_000
_BEFORE_REGEX: Final = re.compile(
    r"(?:\A|[(,=:\[!&|?{;+\-*%~^>\n]|\b(?:return|typeof|case|in|of|do|else|void|yield))\Z"
)


class Literal(NamedTuple):
    """A string or template: where its content starts and ends."""

    start: int
    end: int
    template: bool


class Script(NamedTuple):
    """The literals of a script by their start, and its code, blank where literals and comments were. The code begins
    at `start` of the text."""

    literals: list[Literal]
    code: str
    start: int

    def before(self, offset: int, length: int = 80) -> str:
        """The code that stands before a place of the text, without space at its end."""
        offset -= self.start
        while True:
            found = self.code[max(0, offset - length) : offset].rstrip()
            if found or length >= offset or length > 100_000:
                return found
            length *= 8


class _Lexer:
    def __init__(self, text: str, start: int, stop: int) -> None:
        self.text, self.at, self.stop, self.start = text, start, stop, start
        self.literals: list[Literal] = []
        self.code: list[str] = []
        self.done = start  # up to here the code is written
        self.open: list[list[int]] = []  # templates: start of the content, depth of braces in their `${`
        self.dead = {'"': -1, "'": -1, "/": -1}  # up to here no such literal can end

    def run(self) -> Script:
        while True:
            found = (_INSIDE if self.open else _OUTSIDE).search(self.text, self.at, self.stop)
            if found is None:
                break
            self.at = found.start()
            self._step(found[0])
        for start, _ in self.open:
            self.literals.append(Literal(start, self.stop, True))
        self._blank(self.stop, self.stop)
        self.literals.sort()
        return Script(self.literals, "".join(self.code), self.start)

    def _step(self, letter: str) -> None:
        if letter == "/":
            self._slash()
        elif letter == "`":
            self.open.append([self.at + 1, 0])
            self._template(self.at + 1)
        elif letter == "{":
            self.open[-1][1] += 1
            self.at += 1
        elif letter == "}":
            self.open[-1][1] -= 1
            if self.open[-1][1] < 0:
                self._template(self.at + 1)
            else:
                self.at += 1
        else:
            self._string(letter)

    def _string(self, quote: str) -> None:
        start = self.at + 1
        self.at = start
        if start <= self.dead[quote]:
            return
        found = _STRING[quote].match(self.text, start, self.stop)
        end = found.end() if found else start
        if end < self.stop and self.text[end] == quote:
            self.literals.append(Literal(start, end, False))
            self._blank(start, end)
            self.at = end + 1
        else:  # an apostrophe in the text of a page
            self.dead[quote] = end

    def _template(self, start: int) -> None:
        """Go on with the innermost template, up to its end or its next `${`."""
        at = start
        while (found := _TEMPLATE.search(self.text, at, self.stop)) is not None and self._is_escaped(found.start()):
            at = found.start() + 1
        end = found.start() if found else self.stop
        self._blank(start, end)
        self.at = found.end() if found else self.stop
        if found is not None and found[0] == "`":
            self.literals.append(Literal(self.open.pop()[0], end, True))
        elif found is not None:
            self.open[-1][1] = 0

    def _is_escaped(self, at: int) -> bool:
        count = 0
        while count < 50 and self.text[at - count - 1] == "\\":
            count += 1
        return count % 2 == 1

    def _slash(self) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "/":
            end = self.text.find("\n", self.at, self.stop)
            self._skip(self.stop if end < 0 else end)
        elif following == "*":
            end = self.text.find("*/", self.at + 2, self.stop)
            self._skip(self.stop if end < 0 else end + 2)
        elif following != ">" and self.at > self.dead["/"] and self._may_be_regex():
            limit = min(self.stop, self.at + _REGEX_LENGTH)
            found = _REGEX.match(self.text, self.at + 1, limit)
            if found:
                self._skip(found.end())
            else:
                end = self.text.find("\n", self.at, limit)
                self.dead["/"] = limit if end < 0 else end
                self.at += 1
        else:
            self.at += 1

    def _may_be_regex(self) -> bool:
        before = self.text[max(self.start, self.at - 60) : self.at].rstrip(" \t")
        return _BEFORE_REGEX.search(before[-10:]) is not None

    def _skip(self, end: int) -> None:
        self._blank(self.at, end)
        self.at = end

    def _blank(self, start: int, end: int) -> None:
        self.code.append(self.text[self.done : start])
        self.code.append(" " * (end - start))
        self.done = end


def lex(text: str, start: int, stop: int) -> Script:
    """A part of a text, read as JavaScript."""
    return _Lexer(text, start, stop).run()

"""A YAML file: its text, its plain data, and the position of every route in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Any, Final

from auditor.location import Location, Problem, Route

MAX_BYTES = 64 * 1024 * 1024

KEY_SHIFT = 32
"""A mark is one int: the position of the key, shifted, and that of the value."""
VALUE_BITS = (1 << KEY_SHIFT) - 1
_BREAK = re.compile(r"\r\n|\n|\r")
_QUOTED = re.compile(r"""'(?:[^'\r\n]|'')*'|"(?:[^"\\\r\n]|\\.)*\"""")
_PART = re.compile(rf"{_QUOTED.pattern}|[\[\]{{}}]|[\r\n]")


class Refused:
    """Stands where a value was refused, so that nobody reports it a second time."""


REFUSED: Final = Refused()


class Source:
    """One YAML file: its plain data (mappings, lists, text) and where each part of it stands.

    `complete` is False when reading had to stop before the end of the file; `open` are then the keys
    of the mapping that was being read. `start` is where the content begins.
    """

    __slots__ = ("_starts", "complete", "data", "marks", "name", "open", "start", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Any = {}
        self.marks: Any = {}
        self.complete = True
        self.open: Route = ()
        self.start = 0
        self._starts: list[int] | None = None

    def locate(self, index: int, length: int = 1) -> Location:
        """The line and column of a character position."""
        starts = self._line_starts()
        line = bisect_right(starts, index)
        return Location(self.name, line, index - starts[line - 1] + 1, length)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1, without its end."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def at(self, route: Route, *, key: bool = False) -> Location:
        """Where the value at `route` stands, or with `key` its key. Where it is not written: the key of
        the nearest thing around it, which lacks it."""
        marks, said = self.marks, self.data
        found = 0
        name: Any = None
        for step in route:
            if marks is None:  # one word stands where there could be more: `transfer: none`
                break
            try:
                mark, said, name = marks[step], said[step], step
            except (KeyError, IndexError, TypeError):
                key = key or type(step) is str
                break
            found, marks = mark if type(mark) is tuple else (mark, None)
        if name is None:
            return self.locate(0)
        index = found >> KEY_SHIFT if key else found & VALUE_BITS
        return self.locate(index, _length(self.text, index, name if key and type(name) is str else said))

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            if "\r" in self.text:
                self._starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]
            else:
                ends = accumulate(len(line) + 1 for line in self.text.split("\n"))
                self._starts = [0, *ends][:-1]
        return self._starts


def _length(text: str, index: int, said: Any) -> int:
    """How many characters of its line a key or a value takes that begins at `index`: the word, the text in quotes,
    or the brackets that close on the line; else all that the line holds."""
    if type(said) is str and said and text.startswith(said, index):
        return len(said)
    quoted = _QUOTED.match(text, index)
    if quoted:
        return quoted.end() - index
    if text[index : index + 1] in ("[", "{"):
        depth = 0
        for part in _PART.finditer(text, index):
            depth += (part[0] in "[{") - (part[0] in "]}")
            if depth == 0:
                return part.end() - index
            if part[0] in "\r\n":
                break
    end = _BREAK.search(text, index)
    rest = text[index : end.start() if end else len(text)]
    return max(1, len(rest.partition(" #")[0].rstrip()))


def decode(name: str, raw: bytes) -> tuple[Source, list[Problem]]:
    """Bytes of a file -> a source whose text is not read yet."""
    if len(raw) > MAX_BYTES:
        limit = MAX_BYTES // (1024 * 1024)
        return _unread(name, f"the file is larger than {limit} MiB", "split it: files of one folder merge")
    try:
        return Source(name, raw.decode("utf-8-sig")), []
    except UnicodeDecodeError as error:
        before = Source(name, raw[: error.start].decode("utf-8-sig", "replace"))
        source = Source(name, raw.decode("utf-8-sig", "replace"))
        source.complete = False
        message = f"not UTF-8: byte 0x{raw[error.start]:02x}"
        return source, [Problem(message, before.locate(len(before.text)), "save the file as UTF-8")]


def _unread(name: str, message: str, hint: str | None) -> tuple[Source, list[Problem]]:
    source = Source(name, "")
    source.complete = False
    return source, [Problem(message, Location(name, 1, 1), hint)]

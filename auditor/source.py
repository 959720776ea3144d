"""A YAML file: its text, its plain data, and the position of every route in it."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from itertools import accumulate
from typing import Any, Final

from auditor.location import Location, Problem, Route

MAX_BYTES = 64 * 1024 * 1024

_BREAK = re.compile(r"\r\n|\n|\r")
_QUOTED = re.compile(r"""'(?:[^'\r\n]|'')*'|"(?:[^"\\\r\n]|\\.)*\"""")
_PART = re.compile(rf"{_QUOTED.pattern}|[\[\]{{}}]|[\r\n]")


class Refused:
    """Stands where a value was refused, so that nobody reports it a second time."""

    def __reduce__(self) -> str:
        return "REFUSED"  # there is one, whichever process read it


REFUSED: Final = Refused()


class Source:
    """One YAML file: its plain data (mappings, lists, text) and where each part of it stands.

    `marks` are the positions of all keys and values, in the order of the text: four bytes each, for there may be
    millions. What stands before a part tells which mark is its own (`offset`). `complete` is False when reading had
    to stop before the end of the file; `open` are then the keys of the mapping that was being read.
    """

    __slots__ = ("_offsets", "_starts", "complete", "data", "marks", "name", "open", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Any = {}
        self.marks = array("I")
        self.complete = True
        self.open: Route = ()
        self._offsets: dict[int, dict[str, int]] = {}
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
        said, found, inner = self.data, 0, 1
        name: Any = None
        for depth, step in enumerate(route):
            if type(said) is dict and step in said:
                found = self._offset(said, str(step), inner, depth)
                inner = found + 2
            elif type(said) is list and type(step) is int and step < len(said):
                found = offset(said, step, inner)
                inner = found + 1
            else:  # not written; or one word stands where there could be more, as in `transfer: none`
                key = key or (type(step) is str and type(said) in (dict, list))
                break
            said, name = said[step], step
        if name is None:
            return self.locate(self.start)
        of_key = key and type(name) is str
        index = self.marks[found if key else inner - 1]
        return self.locate(index, _length(self.text, index, name if of_key else said))

    @property
    def start(self) -> int:
        """Where the content begins."""
        return self.marks[0] if self.marks else 0

    def _offset(self, data: dict[str, Any], key: str, inner: int, depth: int) -> int:
        """`offset` in a mapping. Sections and their entries are many: those are looked up."""
        if depth > 1:
            return offset(data, key, inner)
        if inner not in self._offsets:
            sizes = accumulate((2 + size(value) for value in data.values()), initial=inner)
            self._offsets[inner] = dict(zip(data, sizes, strict=False))
        return self._offsets[inner][key]

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            if "\r" in self.text:
                self._starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]
            else:
                ends = accumulate(len(line) + 1 for line in self.text.split("\n"))
                self._starts = [0, *ends][:-1]
        return self._starts


def offset(data: Any, step: Any, inner: int) -> int:
    """Which mark is that of a key of a mapping, or of an entry of a list, whose first mark is `inner`."""
    if type(data) is list:
        return inner + sum(1 + size(value) for value in data[:step])
    for key, value in data.items():
        if key == step:
            break
        inner += 2 + size(value)
    return inner


def size(value: Any) -> int:
    """How many marks there are inside a value."""
    if type(value) is dict:
        return sum(2 + size(inner) for inner in value.values())
    if type(value) is list:
        return sum(1 + size(inner) for inner in value)
    return 0


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

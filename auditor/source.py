"""YAML text -> plain data and the position of every route.

One loop over the events of libyaml's parser. Every scalar stays text: what type it has is for the
key that holds it to say, so `NO` stays Norway. What could surprise a reader (anchors, aliases,
tags, merge keys, duplicate keys, empty values) is refused here, at its place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final

import yaml
from yaml._yaml import CParser

from auditor.location import Location, Problem, Related, Route

MAX_DEPTH = 64
MAX_BYTES = 64 * 1024 * 1024

_KEY_SHIFT = 32
_VALUE_BITS = (1 << _KEY_SHIFT) - 1
_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_SUSPECT = _EMPTY | {"<<"}
_BREAK = re.compile(r"\r\n|\n|\r")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Refused:
    """Stands where a value was refused, so that nobody reports it a second time."""


REFUSED: Final = Refused()


class Source:
    """One YAML file: its plain data (mappings, lists, text) and where each part of it stands.

    `complete` is False when reading had to stop before the end of the file; `open` are then the keys
    of the mapping that was being read.
    """

    __slots__ = ("_starts", "complete", "data", "marks", "name", "open", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self.data: Any = {}
        self.marks: Any = {}
        self.complete = True
        self.open: Route = ()
        self._starts: list[int] | None = None

    def locate(self, index: int) -> Location:
        """The line and column of a character position."""
        starts = self._line_starts()
        line = bisect_right(starts, index)
        return Location(self.name, line, index - starts[line - 1] + 1)

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
        marks = self.marks
        found = 0
        for step in route:
            if marks is None:  # one word stands where there could be more: `transfer: none`
                break
            try:
                mark = marks[step]
            except (KeyError, IndexError, TypeError):
                key = key or type(step) is str
                break
            found, marks = mark if type(mark) is tuple else (mark, None)
        return self.locate(found >> _KEY_SHIFT if key else found & _VALUE_BITS)

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _BREAK.finditer(self.text))]
        return self._starts


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


def read(source: Source) -> list[Problem]:
    """Fill `source.data` and `source.marks` from its text; every problem on the way, placed."""
    reader = _Reader(source)
    try:
        reader.run()
    except yaml.reader.ReaderError:
        bad = _UNPRINTABLE.search(source.text)
        index = bad.start() if bad else 0
        code = f"U+{ord(source.text[index]):04X}" if bad else "?"
        reader.stop(f"character {code} is not allowed in YAML", index)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = error.problem or "cannot be read"
        about = f" {error.context}" if error.context else ""
        reader.stop(f"not YAML: {what}{about}", mark.index if mark else 0)
    reader.finish()
    return reader.problems


class _Stop(Exception):
    """Reading cannot go on in this file."""


class _Frame:
    """A collection that is being read. In a mapping, `key` waits for its value: None, the next node is a
    key; REFUSED, the next value has nowhere to go."""

    __slots__ = ("data", "is_map", "key", "key_index", "marks", "name")

    def __init__(self, data: Any, marks: Any, is_map: bool, name: Any = None) -> None:
        self.data = data
        self.marks = marks
        self.is_map = is_map
        self.name = name
        self.key: Any = None
        self.key_index = 0

    def put(self, value: Any, index: int, inner: Any = None) -> None:
        """Attach a value, and where it stands (with the marks of what is inside it)."""
        if not self.is_map:
            place = index << _KEY_SHIFT | index
            self.data.append(value)
            self.marks.append(place if inner is None else (place, inner))
            return
        key = self.key
        if key is not REFUSED:
            place = self.key_index << _KEY_SHIFT | index
            self.data[key] = value
            self.marks[key] = place if inner is None else (place, inner)
        self.key = None


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root = _Frame([], [], is_map=False)
        self.stack: list[_Frame] = []

    def refuse(self, message: str, index: int, hint: str | None = None, *related: Related) -> None:
        self.problems.append(Problem(message, self.source.locate(index), hint, related=related))

    def stop(self, message: str, index: int, hint: str | None = None) -> None:
        self.refuse(message, index, hint)
        self._give_up()

    def _give_up(self) -> None:
        """Reading ends here: the collections that are still open lack what would have followed."""
        self.source.complete = False
        self.source.open = tuple(frame.name for frame in self.stack if type(frame.name) is str)

    def run(self) -> None:
        get: Any = CParser(self.source.text).get_event
        get()  # the start of the stream
        event = get()
        if type(event) is yaml.StreamEndEvent:
            self.refuse("the file is empty", 0, "declare something in it, or remove it")
            return
        if event.version is not None or event.tags:
            self.refuse("a YAML directive (`%…`) is not allowed", event.start_mark.index, "leave it out")
        try:
            self._document(get)
            self.stack = []
            event = get()
            if type(event) is not yaml.StreamEndEvent:
                self.stop("a second document begins here", event.start_mark.index, "one document a file")
        except _Stop:
            self._give_up()

    def finish(self) -> None:
        """Hand over what was read, also where it ends early."""
        if self.root.data:
            mark = self.root.marks[0]
            self.source.data = self.root.data[0]
            self.source.marks = mark[1] if type(mark) is tuple else {}

    def _document(self, get: Any) -> None:
        """One document's events. Collections are attached where they begin, so that what was read
        before a syntax error is there."""
        root = frame = self.root
        stack = self.stack = [root]
        scalar_event, end_map, end_list = yaml.ScalarEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent
        while True:
            event = get()
            kind = type(event)
            if kind is scalar_event:
                index = event.start_mark.index
                value = event.value
                if event.anchor is not None or event.tag is not None:
                    self._decorated(event, index)
                if frame.is_map:
                    key = frame.key
                    if key is None:
                        if value in frame.data or value in _SUSPECT:
                            value = self._key(event, value, index, frame)
                        frame.key, frame.key_index = value, index
                    elif value in _EMPTY or key is REFUSED:
                        frame.put(self._empty(event, index), index)
                    else:
                        frame.data[key] = value
                        frame.marks[key] = frame.key_index << _KEY_SHIFT | index
                        frame.key = None
                else:
                    if value in _EMPTY or value == "unknown":
                        value = self._entry(event, index, frame is root)
                    frame.put(value, index)
            elif kind is end_map or kind is end_list:
                stack.pop()
                frame = stack[-1]
            elif kind is yaml.DocumentEndEvent:
                return
            else:
                frame = self._other(event, kind, frame)

    def _other(self, event: Any, kind: Any, frame: _Frame) -> _Frame:
        """An alias, or a collection that begins. Gives the frame to go on in."""
        index = event.start_mark.index
        in_key = frame.is_map and frame.key is None
        if kind is yaml.AliasEvent:
            self.refuse(f"an alias (`*{event.anchor}`) is not allowed", index, "write the value out")
            if in_key:
                frame.key = REFUSED
            else:
                frame.put(REFUSED, index)
            return frame
        self._decorated(event, index)
        is_map = kind is yaml.MappingStartEvent
        inner = _Frame({} if is_map else [], {} if is_map else [], is_map, frame.key)
        if in_key:
            self.refuse("a key must be a word, not a list or a mapping", index)
            frame.key = REFUSED
        else:
            frame.put(inner.data, index, inner.marks)
        if len(self.stack) > MAX_DEPTH:
            self.refuse(f"nested deeper than {MAX_DEPTH} levels", index)
            raise _Stop
        self.stack.append(inner)
        return inner

    def _key(self, event: Any, key: str, index: int, frame: _Frame) -> Any:
        if not event.style:
            if key == "<<":
                self.refuse("a merge key (`<<`) is not allowed", index, "write the keys out")
                return REFUSED
            if key in _EMPTY:
                self.refuse("an empty key", index)
                return REFUSED
        if key in frame.data:
            mark = frame.marks[key]
            first = (mark[0] if type(mark) is tuple else mark) >> _KEY_SHIFT
            where = Related(self.source.locate(first), "the first one")
            self.refuse(f"the key `{key}` is written twice", index, "keep one of them", where)
            return REFUSED
        return key

    def _entry(self, event: Any, index: int, is_root: bool) -> Any:
        if event.value == "unknown" and not is_root:
            hint = "a list that is written is complete: write `unknown` instead of the whole list"
            self.refuse("`unknown` cannot be one entry of a list", index, hint)
            return REFUSED
        return self._empty(event, index)

    def _empty(self, event: Any, index: int) -> Any:
        if event.value not in _EMPTY or (event.style and event.value):
            return event.value
        self.refuse("an empty value", index, "write a value, `unknown`, or leave the key out")
        return REFUSED

    def _decorated(self, event: Any, index: int) -> None:
        if event.anchor is not None:
            self.refuse(f"an anchor (`&{event.anchor}`) is not allowed", index, "write the value out")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.refuse(f"a tag (`{tag}`) is not allowed", index, "write the plain value")

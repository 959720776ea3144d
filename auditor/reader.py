"""The event loop over libyaml's parser that fills a source.

Every scalar stays text: what type it has is for the key that holds it to say, so `NO` stays Norway.
What could surprise a reader (anchors, aliases, tags, merge keys, duplicate keys, empty values, a second
document) is refused here, at its place.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml._yaml import CParser

from auditor.location import Problem, Related
from auditor.source import KEY_SHIFT, REFUSED, VALUE_BITS, Source

MAX_DEPTH = 64

_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_SUSPECT = _EMPTY | {"<<"}
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
        flow = "flow" in (error.context or "")  # a bracket that is never closed: say where it opened
        mark = (flow and error.context_mark) or error.problem_mark or error.context_mark
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
            place = index << KEY_SHIFT | index
            self.data.append(value)
            self.marks.append(place if inner is None else (place, inner))
            return
        key = self.key
        if key is not REFUSED:
            place = self.key_index << KEY_SHIFT | index
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
            self.source.start = (mark[0] if type(mark) is tuple else mark) & VALUE_BITS
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
                        frame.marks[key] = frame.key_index << KEY_SHIFT | index
                        frame.key = None
                else:
                    if value in _EMPTY or value == "unknown":
                        value = self._entry(event, index, frame is root)
                    frame.data.append(value)
                    frame.marks.append(index << KEY_SHIFT | index)
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
        if event.anchor is not None or event.tag is not None:
            self._decorated(event, index)
        is_map = kind is yaml.MappingStartEvent
        inner = _Frame({}, {}, True, frame.key) if is_map else _Frame([], [], False, frame.key)
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
            first = (mark[0] if type(mark) is tuple else mark) >> KEY_SHIFT
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

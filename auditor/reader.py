"""The event loop over libyaml's parser that fills a source.

Every scalar stays text: what type it has is for the key that holds it to say, so `NO` stays Norway.
What could surprise a reader (anchors, aliases, tags, merge keys, duplicate keys, empty values, a second
document) is refused here, at its place.
"""

from __future__ import annotations

import re
from array import array
from sys import intern
from typing import Any

import yaml
from yaml._yaml import CParser

from auditor.location import Problem, Related
from auditor.source import REFUSED, Source, offset

MAX_DEPTH = 64

_EMPTY = frozenset(("", "~", "null", "Null", "NULL"))
_NO_KEY = _EMPTY | {"<<"}
_NO_ENTRY = _EMPTY | {"unknown"}
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


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: list[Any] = []
        self.stack: list[tuple[Any, ...]] = []
        """Of each collection around the one that is being read: its data, the list that its marks go to, which mark
        there is its first, its name, and the key to go on with."""
        self.name: Any = None
        """The key that holds the collection that is being read."""

    def refuse(self, message: str, index: int, hint: str | None = None, *related: Related) -> None:
        self.problems.append(Problem(message, self.source.locate(index), hint, related=related))

    def stop(self, message: str, index: int, hint: str | None = None) -> None:
        self.refuse(message, index, hint)
        self._give_up()

    def _give_up(self) -> None:
        """Reading ends here: the collections that are still open lack what would have followed."""
        self.source.complete = False
        self.source.open = tuple(
            name for name in (*(around[3] for around in self.stack), self.name) if type(name) is str
        )

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
        if self.root:
            self.source.data = self.root[0]

    def _document(self, get: Any) -> None:
        """One document's events. Collections are attached where they begin, so that what was read
        before a syntax error is there. In a mapping, `key` waits for its value: None, the next node is a key;
        REFUSED, the next value has nowhere to go."""
        data: Any = self.root
        marks, inner, key = self.source.marks, 0, None
        mark, stack = marks.append, self.stack
        scalar_event, end_map, end_list = yaml.ScalarEvent, yaml.MappingEndEvent, yaml.SequenceEndEvent
        while True:
            event = get()
            kind = type(event)
            if kind is scalar_event:
                index = event.start_mark.index
                value = event.value
                if event.anchor is not None or event.tag is not None:
                    self._decorated(event, index)
                if type(data) is list:
                    data.append(
                        self._entry(event, index, data is self.root)
                        if value in _NO_ENTRY or value < "!"
                        else intern(value)
                    )
                    mark(index)
                elif key is None:
                    key = intern(value)
                    if key in data or key in _NO_KEY:
                        key = self._key(event, index, data, marks, inner)
                    if key is not REFUSED:
                        mark(index)
                else:
                    value = self._empty(event, index) if value in _EMPTY or value < "!" else intern(value)
                    if key is not REFUSED:
                        data[key] = value
                        mark(index)
                    key = None
            elif kind is end_map or kind is end_list:
                data, marks, inner, self.name, key = stack.pop()
                mark = marks.append
            elif kind is yaml.DocumentEndEvent:
                return
            else:
                data, marks, inner, key = self._other(event, kind, data, marks, inner, key)
                mark = marks.append

    def _other(self, event: Any, kind: Any, data: Any, marks: array[int], inner: int, key: Any) -> tuple[Any, ...]:
        """An alias, or a collection that begins. Gives what to go on in."""
        index = event.start_mark.index
        in_key = type(data) is dict and key is None
        value = self._alias(event, index) if kind is yaml.AliasEvent else self._collection(event, kind, index, in_key)
        if type(data) is list:
            data.append(value)
            marks.append(index)
        elif not in_key and key is not REFUSED:
            data[key] = value
            marks.append(index)
        then = REFUSED if in_key else None
        if value is REFUSED:
            return data, marks, inner, then
        if len(self.stack) >= MAX_DEPTH:
            self.refuse(f"nested deeper than {MAX_DEPTH} levels", index)
            raise _Stop
        self.stack.append((data, marks, inner, self.name, then))
        self.name = key
        if in_key or key is REFUSED:  # what is inside goes nowhere, and its marks neither
            marks = array("I")
        return value, marks, len(marks), None

    def _alias(self, event: Any, index: int) -> Any:
        self.refuse(f"an alias (`*{event.anchor}`) is not allowed", index, "write the value out")
        return REFUSED

    def _collection(self, event: Any, kind: Any, index: int, in_key: bool) -> Any:
        if event.anchor is not None or event.tag is not None:
            self._decorated(event, index)
        if in_key:
            self.refuse("a key must be a word, not a list or a mapping", index)
        return {} if kind is yaml.MappingStartEvent else []

    def _key(self, event: Any, index: int, data: dict[str, Any], marks: array[int], inner: int) -> Any:
        key = event.value
        if not event.style:
            if key == "<<":
                self.refuse("a merge key (`<<`) is not allowed", index, "write the keys out")
                return REFUSED
            if key in _EMPTY:
                self.refuse("an empty key", index)
                return REFUSED
        if key in data:
            where = Related(self.source.locate(marks[offset(data, key, inner)]), "the first one")
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
        blank = not event.value or event.value.isspace()  # `" "` says no more than `""`
        if not blank and (event.style or event.value not in _EMPTY):
            return event.value
        self.refuse("an empty value", index, "write a value, `unknown`, or leave the key out")
        return REFUSED

    def _decorated(self, event: Any, index: int) -> None:
        if event.anchor is not None:
            self.refuse(f"an anchor (`&{event.anchor}`) is not allowed", index, "write the value out")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.refuse(f"a tag (`{tag}`) is not allowed", index, "write the plain value")

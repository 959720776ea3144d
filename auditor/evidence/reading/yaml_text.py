"""YAML as others write it: several documents, tags, anchors, merge keys.

Only the events of libyaml are read; no tag makes anything. An alias stands for the same part again, and what all of
them stand for together is counted, so that a small text cannot become a large tree.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import yaml
from yaml._yaml import CParser

from auditor.evidence.reading.tree import MAX_DEPTH, MAX_NODES, Node, Unreadable


class Documents(NamedTuple):
    """The documents of a text as far as it can be read, and why not further."""

    read: tuple[Node, ...]
    trouble: Unreadable | None


def documents(text: str) -> Documents:
    """Read every document of a text."""
    reader = _Reader(text)
    try:
        reader.run()
    except Unreadable as trouble:
        return Documents(tuple(reader.done), trouble)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        at = min(mark.index, len(text)) if mark else 0
        return Documents(tuple(reader.done), Unreadable(f"is not YAML: {error.problem or 'cannot be read'}", at))
    except yaml.reader.ReaderError as error:
        at = error.position if isinstance(error.position, int) else 0
        return Documents(tuple(reader.done), Unreadable("is not YAML: a character that it does not allow", at))
    return Documents(tuple(reader.done), None)


class _Open:
    """A collection that is being read: its part, its anchor, the key that waits for its value, its size so far."""

    __slots__ = ("anchor", "key", "key_at", "node", "size")

    def __init__(self, node: Node, anchor: str | None) -> None:
        self.node = node
        self.anchor = anchor
        self.key: str | None = None
        self.key_at = 0
        self.size = 1


class _Reader:
    def __init__(self, text: str) -> None:
        self.get: Any = CParser(text).get_event
        self.done: list[Node] = []
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.total = 0

    def run(self) -> None:
        while True:
            event = self.get()
            kind = type(event)
            if kind is yaml.StreamEndEvent:
                return
            if kind is yaml.DocumentStartEvent:
                self.anchors.clear()
            elif kind is yaml.ScalarEvent:
                node = Node(_scalar(event), event.start_mark.index, _tag(event.tag))
                self._add(node, 1, event.anchor)
            elif kind is yaml.AliasEvent:
                if event.anchor not in self.anchors:
                    raise Unreadable(f"nothing has the anchor `{event.anchor}`", event.start_mark.index)
                self._add(*self.anchors[event.anchor], None)
            elif kind in (yaml.MappingStartEvent, yaml.SequenceStartEvent):
                self._begin(event, kind is yaml.MappingStartEvent)
            elif kind in (yaml.MappingEndEvent, yaml.SequenceEndEvent):
                ended = self.stack.pop()
                self._add(ended.node, ended.size, ended.anchor)

    def _begin(self, event: Any, mapping: bool) -> None:
        at = event.start_mark.index
        if len(self.stack) >= MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", at)
        self.stack.append(_Open(Node({} if mapping else [], at, _tag(event.tag)), event.anchor))

    def _add(self, node: Node, size: int, anchor: str | None) -> None:
        """A part is complete: it goes where it belongs."""
        if anchor is not None:
            self.anchors[anchor] = node, size
        if not self.stack:
            self.done.append(node)
            return
        around = self.stack[-1]
        around.size += size
        self.total += 1
        if max(around.size, self.total) > MAX_NODES:
            raise Unreadable("too much: its aliases stand for a huge text", node.offset)
        into = around.node.value
        if isinstance(into, list):
            into.append(node)
        elif isinstance(into, dict) and around.key is None:
            around.key = node.text if isinstance(node.value, str) else "?"
            around.key_at = node.offset
        elif isinstance(into, dict):
            _put(into, around, node)
            around.key = None


def _put(into: dict[str, Node], around: _Open, node: Node) -> None:
    key = around.key or ""
    if key == "<<" and not isinstance(node.value, str):
        for part in node.entries():
            for name, value in part.items():
                into.setdefault(name, value)
        return
    held = Node(node.value, node.offset, node.tag)  # what an alias stands for has another key each time
    held.key = around.key_at
    into[key] = held


def _scalar(event: Any) -> str:
    plain = event.style is None or event.style == ""
    return "" if plain and event.value in ("~", "null", "Null", "NULL") else str(event.value)


def _tag(tag: str | None) -> str:
    return tag[1:] if tag is not None and tag.startswith("!") else ""

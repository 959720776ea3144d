"""JSON with places, also with comments and commas too many (JSONC), as a tree; and large JSON part by part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from auditor.evidence.reading.tree import MAX_DEPTH, MAX_NODES, Node, Unreadable

_BLANK: Final = re.compile(r"(?>\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_STRING: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_WORD: Final = re.compile(r"-?\d[\d.eE+-]*|true|false|null|NaN|-?Infinity")
_SPACE: Final = re.compile(r"[ \t\r\n]*")
_BRACKET: Final = re.compile(rf"{_STRING.pattern}|[{{}}\[\]]", re.DOTALL)
_DECODE: Final = json.JSONDecoder(strict=False).raw_decode


def tree(text: str) -> Node:
    """The whole text. Raises Unreadable."""
    return _Tree(text).read()


class _Tree:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def read(self) -> Node:
        stack: list[Node] = []
        count = 0
        while True:
            key: tuple[str, int] | None = None
            if stack:
                self._take(",")
                if self._take("]" if isinstance(stack[-1].value, list) else "}"):
                    ended = stack.pop()
                    if not stack:
                        return self._ended(ended)
                    continue
                if isinstance(stack[-1].value, dict):
                    key = self._key()
            node = self._value()
            count += 1
            if count > MAX_NODES:
                raise Unreadable("too much to be a configuration", self.at)
            if stack:
                _hang(stack[-1], key, node)
            if not isinstance(node.value, str):
                if len(stack) >= MAX_DEPTH:
                    raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", node.offset)
                stack.append(node)
            elif not stack:
                return self._ended(node)

    def _ended(self, node: Node) -> Node:
        self._blank()
        if self.at < len(self.text):
            raise Unreadable("is not JSON: something follows its end", self.at)
        return node

    def _blank(self) -> None:
        found = _BLANK.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _take(self, sign: str) -> bool:
        self._blank()
        if self.text.startswith(sign, self.at):
            self.at += 1
            return True
        return False

    def _key(self) -> tuple[str, int]:
        self._blank()
        at = self.at
        key = self._string()
        if not self._take(":"):
            raise Unreadable("is not JSON: `:` is missing", self.at)
        return key, at

    def _string(self) -> str:
        found = _STRING.match(self.text, self.at)
        if found is None:
            raise Unreadable("is not JSON", self.at)
        try:
            said: str = json.loads(found[0], strict=False) if "\\" in found[0] else found[0][1:-1]
        except ValueError:
            raise Unreadable("is not JSON: a text that cannot be read", self.at) from None
        self.at = found.end()
        return said

    def _value(self) -> Node:
        self._blank()
        at, sign = self.at, self.text[self.at : self.at + 1]
        if sign == "{" or sign == "[":
            self.at += 1
            return Node({} if sign == "{" else [], at)
        if sign == '"':
            return Node(self._string(), at)
        found = _WORD.match(self.text, at)
        if found is None:
            raise Unreadable("is not JSON", at)
        self.at = found.end()
        return Node("" if found[0] == "null" else found[0], at)


def _hang(around: Node, key: tuple[str, int] | None, node: Node) -> None:
    if isinstance(around.value, list):
        around.value.append(node)
    elif isinstance(around.value, dict) and key is not None:
        node.key = key[1]
        around.value[key[0]] = node


class Part:
    """A part of a large JSON text that is not read before it is asked for. `at` is where it begins, `key` the key
    before it ("" in a list)."""

    __slots__ = ("at", "end", "key", "text")

    def __init__(self, text: str, at: int, key: str = "") -> None:
        self.text = text
        self.at = at
        self.key = key
        self.end: int | None = None

    @classmethod
    def whole(cls, text: str) -> Part:
        return cls(text, space(text, 0))

    def read(self) -> Any:
        """All of it as plain data. Raises Unreadable."""
        try:
            value, self.end = _DECODE(self.text, self.at)
        except RecursionError:
            raise Unreadable("nested too deep", self.at) from None
        except ValueError as error:
            raise Unreadable("is not JSON", getattr(error, "pos", self.at)) from None
        return value

    def parts(self) -> Iterator[Part]:
        """What stands in it, one after the other; nothing where it is neither a mapping nor a list."""
        text, at = self.text, self.at
        sign = text[at : at + 1]
        if sign not in ("{", "["):
            return
        close = "}" if sign == "{" else "]"
        at = space(text, at + 1)
        while not text.startswith(close, at):
            part = Part(text, at)
            if close == "}":
                part.key, at = _key(text, at)
                part.at = at
            yield part
            at = space(text, part.end if part.end is not None else _behind(text, part.at))
            if text.startswith(",", at):
                at = space(text, at + 1)
            elif not text.startswith(close, at):
                raise Unreadable("is not JSON: it ends too early", at)
        self.end = at + 1


def entries(value: Any) -> list[Any]:
    """The entries of a list in plain data; none of what should be one and is not."""
    return value if isinstance(value, list) else []


def space(text: str, at: int) -> int:
    """Where what is not blank goes on."""
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _key(text: str, at: int) -> tuple[str, int]:
    found = _STRING.match(text, at)
    behind = space(text, found.end()) if found else at
    if found is None or not text.startswith(":", behind):
        raise Unreadable("is not JSON: a key is missing", at)
    return found[0][1:-1], space(text, behind + 1)


def _behind(text: str, at: int) -> int:
    """Where a value ends that nobody wants: only its brackets and texts are looked at."""
    if text[at : at + 1] not in ("{", "["):
        found = _STRING.match(text, at) or _WORD.match(text, at)
        if found is None:
            raise Unreadable("is not JSON", at)
        return found.end()
    depth = 0
    for sign in _BRACKET.finditer(text, at):
        first = text[sign.start()]
        if first == "{" or first == "[":
            depth += 1
        elif first != '"':
            depth -= 1
            if not depth:
                return sign.end()
    raise Unreadable("is not JSON: it ends too early", len(text))

"""The language of Terraform with places: blocks, what they set, and text with names in it.

A reader of our own: it must stay small, place everything, and read a large file as fast as the others do. It knows
literals, lists, mappings, text with `${…}` and names (`var.region`); any other expression is kept as `other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from auditor.evidence.reading.hcl_quoted import HEREDOC, NAME, SKIP_LINE, Cursor
from auditor.evidence.reading.tree import MAX_DEPTH, Node, Unreadable

_WORD: Final = re.compile(r"[A-Za-z_][\w-]*")
_NUMBER: Final = re.compile(r"-?\d[\d.eE+-]*")
_STEP: Final = re.compile(r'(?>\s+|(?:\#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/|[^\s"#/{}()\[\],<]+|[/<])')


class Block(NamedTuple):
    """`type "label" … { … }`: what it sets, and the blocks in it. `offset` is where it begins."""

    type: str
    labels: tuple[str, ...]
    attributes: dict[str, Node]
    blocks: list[Block]
    offset: int

    def inner(self, type_: str) -> Iterator[Block]:
        return (block for block in self.blocks if block.type == type_)


def body(text: str) -> Block:
    """The whole text as a block without a type. Raises Unreadable."""
    reader = _Reader(text)
    whole = Block("", (), {}, [], 0)
    reader.body(whole, 0)
    return whole


class _Reader(Cursor):
    def body(self, block: Block, depth: int) -> None:
        """What stands between the braces of a block, or in the file."""
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", self.at)
        while True:
            self.skip()
            at = self.at
            if at >= len(self.text):
                if depth:
                    raise Unreadable("ends inside a block", at)
                return
            if depth and self.text[at] == "}":
                self.at += 1
                return
            name = self._label()
            self.line()
            if self.next() == "=":
                self.at += 1
                self.line()
                node = self.expression(depth)
                node.key = at
                block.attributes[name] = node
            else:
                block.blocks.append(self._block(name, at, depth))

    def _block(self, type_: str, at: int, depth: int) -> Block:
        labels = []
        while self.next() not in ("{", ""):
            labels.append(self._label())
            self.line()
        if not self.next():
            raise Unreadable("ends inside a block", self.at)
        self.at += 1
        block = Block(type_, tuple(labels), {}, [], at)
        self.body(block, depth + 1)
        return block

    def expression(self, depth: int, ends: str = "\n") -> Node:
        """One expression; `ends` are the signs that end it where they stand outside of brackets."""
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", self.at)
        at = self.at
        node = self._simple(depth)
        if node is not None:
            self.line()
            if not self.next() or self.next() in ends + "}])":
                return node
            self.at = at
        self._over(ends)
        return Node("", at, "other")

    def _simple(self, depth: int) -> Node | None:
        at, sign = self.at, self.next()
        if sign == '"':
            return self.quoted()
        if sign == "[":
            self.at += 1
            return Node(list(self._entries(depth)), at)
        if sign == "{":
            self.at += 1
            return self._mapping(at, depth)
        heredoc = HEREDOC.match(self.text, at)
        if heredoc:
            return self.heredoc(heredoc)
        found = _NUMBER.match(self.text, at)
        if found:
            self.at = found.end()
            return Node(found[0], at)
        found = NAME.match(self.text, at)
        if found is None:
            return None
        self.at = found.end()
        word = found[0]
        return Node("" if word == "null" else word, at, "" if word in ("true", "false", "null") else "ref")

    def _entries(self, depth: int) -> Iterator[Node]:
        while True:
            self.skip()
            if self.next() in ("]", ""):
                break
            if _WORD.match(self.text, self.at) and self.text.startswith("for ", self.at):
                at = self.at
                self._over("")
                yield Node("", at, "other")
            else:
                yield self.expression(depth + 1, ",")
            self.skip()
            if self.next() == ",":
                self.at += 1
            elif self.next() != "]":
                break
        self._close("]")

    def _mapping(self, at: int, depth: int) -> Node:
        held: dict[str, Node] = {}
        self.skip()
        if self.text.startswith("for ", self.at):
            self._over("")
            self._close("}")
            return Node("", at, "other")
        while True:
            self.skip()
            if self.next() in ("}", ""):
                break
            key_at = self.at
            key = self.expression(depth + 1, "=:")
            self.skip()
            if self.next() not in ("=", ":"):
                raise Unreadable("a key without a value", self.at)
            self.at += 1
            self.skip()
            value = self.expression(depth + 1, ",\n")
            value.key = key_at
            held[key.value if isinstance(key.value, str) else "?"] = value
            self.skip()
            if self.next() == ",":
                self.at += 1
        self._close("}")
        return Node(held, at)

    def _over(self, ends: str) -> None:
        """To the end of an expression that nobody here understands."""
        depth = 0
        text = self.text
        while self.at < len(text):
            sign = text[self.at]
            if not depth and (sign in ends or sign in "}])"):
                return
            heredoc = HEREDOC.match(text, self.at) if sign == "<" else None
            if heredoc:
                self.heredoc(heredoc)
            elif sign == '"':
                self.at = self.behind_quoted(self.at + 1)
            elif sign in "{}()[],":
                depth += (sign in "{([") - (sign in "})]")
                self.at += 1
            elif sign == "\n":
                self.at += 1
            else:
                found = (SKIP_LINE if sign in " \t\r#/" else _STEP).match(text, self.at)
                self.at = max(found.end() if found else 0, self.at + 1)

    def _label(self) -> str:
        if self.next() == '"':
            return self.quoted().text
        found = _WORD.match(self.text, self.at)
        if found is None:
            raise Unreadable("is not the language of Terraform", self.at)
        self.at = found.end()
        return found[0]

    def _close(self, sign: str) -> None:
        if self.next() != sign:
            raise Unreadable(f"`{sign}` is missing", self.at)
        self.at += 1

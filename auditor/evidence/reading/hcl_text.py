"""The language of Terraform with places: blocks, what they set, and text with names in it.

A reader of our own: it must stay small, place everything, and read a large file as fast as the others do. It knows
literals, lists, mappings, text with `${…}` and names (`var.region`); any other expression is kept as `other`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from auditor.evidence.reading.tree import MAX_DEPTH, Node, Unreadable

_SKIP: Final = re.compile(r"(?>[ \t\r\n]+|(?:\#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_SKIP_LINE: Final = re.compile(r"(?>[ \t\r]+|(?:\#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_WORD: Final = re.compile(r"[A-Za-z_][\w-]*")
_PIECE: Final = re.compile(r'(?>[^"\\$%{}\n]+|\\.|\$\$\{|%%\{|\$\{|%\{|[$%{}"\n])', re.DOTALL)
_INNER: Final = re.compile(r'(?>[^"{}\n]+|["{}\n])')
_HEREDOC: Final = re.compile(r"<<-?([A-Za-z_][\w-]*)[ \t]*\r?\n")
_NAME: Final = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\.\*|\[(?:\"[^\"\n]*\"|\d+|\*)\])*")
_NUMBER: Final = re.compile(r"-?\d[\d.eE+-]*")
_STEP: Final = re.compile(r'(?>\s+|(?:\#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/|[^\s"#/{}()\[\],<]+|[/<])')
_ESCAPES: Final = {"\\n": "\n", "\\t": "\t", "\\r": "\r", '\\"': '"', "\\\\": "\\", "$${": "${", "%%{": "%{"}


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


def template(text: str, offset: int) -> Node:
    """Text with names in it, as it stands between quotes (or in JSON)."""
    return _Reader(text).parts(0, len(text), offset)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def body(self, block: Block, depth: int) -> None:
        """What stands between the braces of a block, or in the file."""
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested deeper than {MAX_DEPTH} levels", self.at)
        while True:
            self._skip()
            at = self.at
            if at >= len(self.text):
                if depth:
                    raise Unreadable("ends inside a block", at)
                return
            if depth and self.text[at] == "}":
                self.at += 1
                return
            name = self._label()
            self._line()
            if self._next() == "=":
                self.at += 1
                self._line()
                node = self.expression(depth)
                node.key = at
                block.attributes[name] = node
            else:
                block.blocks.append(self._block(name, at, depth))

    def _block(self, type_: str, at: int, depth: int) -> Block:
        labels = []
        while self._next() not in ("{", ""):
            labels.append(self._label())
            self._line()
        if not self._next():
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
            self._line()
            if not self._next() or self._next() in ends + "}])":
                return node
            self.at = at
        self._over(ends)
        return Node("", at, "other")

    def _simple(self, depth: int) -> Node | None:
        at, sign = self.at, self._next()
        if sign == '"':
            return self._quoted()
        if sign == "[":
            self.at += 1
            return Node(list(self._entries(depth)), at)
        if sign == "{":
            self.at += 1
            return self._mapping(at, depth)
        heredoc = _HEREDOC.match(self.text, at)
        if heredoc:
            return self._heredoc(heredoc)
        found = _NUMBER.match(self.text, at)
        if found:
            self.at = found.end()
            return Node(found[0], at)
        found = _NAME.match(self.text, at)
        if found is None:
            return None
        self.at = found.end()
        word = found[0]
        return Node("" if word == "null" else word, at, "" if word in ("true", "false", "null") else "ref")

    def _entries(self, depth: int) -> Iterator[Node]:
        while True:
            self._skip()
            if self._next() in ("]", ""):
                break
            if _WORD.match(self.text, self.at) and self.text.startswith("for ", self.at):
                at = self.at
                self._over("")
                yield Node("", at, "other")
            else:
                yield self.expression(depth + 1, ",")
            self._skip()
            if self._next() == ",":
                self.at += 1
            elif self._next() != "]":
                break
        self._close("]")

    def _mapping(self, at: int, depth: int) -> Node:
        held: dict[str, Node] = {}
        self._skip()
        if self.text.startswith("for ", self.at):
            self._over("")
            self._close("}")
            return Node("", at, "other")
        while True:
            self._skip()
            if self._next() in ("}", ""):
                break
            key_at = self.at
            key = self.expression(depth + 1, "=:")
            self._skip()
            if self._next() not in ("=", ":"):
                raise Unreadable("a key without a value", self.at)
            self.at += 1
            self._skip()
            value = self.expression(depth + 1, ",\n")
            value.key = key_at
            held[key.value if isinstance(key.value, str) else "?"] = value
            self._skip()
            if self._next() == ",":
                self.at += 1
        self._close("}")
        return Node(held, at)

    def _quoted(self) -> Node:
        start = self.at + 1
        self.at = self._behind_quoted(start)
        return self.parts(start, self.at - 1, start - 1)

    def parts(self, start: int, end: int, offset: int) -> Node:
        """Text between two places: plain, or a template when names stand in it."""
        text, pieces, said, at = self.text, list[Node](), list[str](), start
        while at < end:
            found = _PIECE.match(text, at)
            piece = found[0] if found else text[at]
            at += len(piece)
            if piece not in ("${", "%{"):
                said.append(_ESCAPES.get(piece, piece))
                continue
            pieces.append(Node("".join(said), offset))
            said = []
            close = self._behind_inner(at)
            name = text[at : close - 1].strip("~ \t")
            ref = piece == "${" and _NAME.fullmatch(name) is not None
            pieces.append(Node(name if ref else "", offset, "ref" if ref else "other"))
            at = close
        if not pieces:
            return Node("".join(said), offset)
        pieces.append(Node("".join(said), offset))
        whole = [piece for piece in pieces if piece.value or piece.tag]
        if len(whole) == 1:  # "${var.region}" is var.region
            return whole[0]
        return Node(whole, offset, "template")

    def _behind_quoted(self, at: int) -> int:
        """Where a quoted text ends. Texts and braces in its `${…}` are counted, without recursion."""
        begin, open_ = at, ['"']
        while open_:
            quoted = open_[-1] == '"'
            found = (_PIECE if quoted else _INNER).match(self.text, at)
            if found is None or (found[0] == "\n" and len(open_) == 1) or len(open_) > MAX_DEPTH:
                raise Unreadable("a text that does not end", begin - 1)
            at, piece = found.end(), found[0]
            if (quoted and piece == '"') or (not quoted and piece == "}"):
                open_.pop()
            elif quoted and piece in ("${", "%{"):
                open_.append("{")
            elif not quoted and piece in ('"', "{"):
                open_.append(piece)
        return at

    def _behind_inner(self, at: int) -> int:
        """Where `${` ends."""
        begin, depth = at, 1
        while depth:
            found = _INNER.match(self.text, at)
            if found is None:
                raise Unreadable("`${` without `}`", begin)
            at = found.end()
            if found[0] == '"':
                at = self._behind_quoted(at)
            depth += (found[0] == "{") - (found[0] == "}")
        return at

    def _heredoc(self, opening: re.Match[str]) -> Node:
        end = re.compile(rf"^[ \t]*{re.escape(opening[1])}[ \t]*\r?$", re.MULTILINE).search(self.text, opening.end())
        if end is None:
            raise Unreadable(f"a text that does not end with `{opening[1]}`", opening.start())
        self.at = end.end()
        try:
            return self.parts(opening.end(), end.start(), opening.start())
        except Unreadable:  # scripts may hold `${` of a shell
            return Node("", opening.start(), "other")

    def _over(self, ends: str) -> None:
        """To the end of an expression that nobody here understands."""
        depth = 0
        text = self.text
        while self.at < len(text):
            sign = text[self.at]
            if not depth and (sign in ends or sign in "}])"):
                return
            heredoc = _HEREDOC.match(text, self.at) if sign == "<" else None
            if heredoc:
                self._heredoc(heredoc)
            elif sign == '"':
                self.at = self._behind_quoted(self.at + 1)
            elif sign in "{}()[],":
                depth += (sign in "{([") - (sign in "})]")
                self.at += 1
            elif sign == "\n":
                self.at += 1
            else:
                found = (_SKIP_LINE if sign in " \t\r#/" else _STEP).match(text, self.at)
                self.at = max(found.end() if found else 0, self.at + 1)

    def _label(self) -> str:
        if self._next() == '"':
            return self._quoted().text
        found = _WORD.match(self.text, self.at)
        if found is None:
            raise Unreadable("is not the language of Terraform", self.at)
        self.at = found.end()
        return found[0]

    def _close(self, sign: str) -> None:
        if self._next() != sign:
            raise Unreadable(f"`{sign}` is missing", self.at)
        self.at += 1

    def _next(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self) -> None:
        found = _SKIP.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def _line(self) -> None:
        found = _SKIP_LINE.match(self.text, self.at)
        self.at = found.end() if found else self.at

"""Text of Terraform: between quotes, in a heredoc, with names in it (`${…}`), and what stands between."""

from __future__ import annotations

import re
from typing import Final

from auditor.evidence.reading.tree import MAX_DEPTH, Node, Unreadable

_SKIP: Final = re.compile(r"(?>[ \t\r\n]+|(?:\#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+")
SKIP_LINE: Final = re.compile(r"(?>[ \t\r]+|(?:\#|//)[^\n]*|/\*(?:[^*]|\*(?!/))*+\*/)*+")
_PIECE: Final = re.compile(r'(?>[^"\\$%{}\n]+|\\.|\$\$\{|%%\{|\$\{|%\{|[$%{}"\n])', re.DOTALL)
_INNER: Final = re.compile(r'(?>[^"{}\n]+|["{}\n])')
HEREDOC: Final = re.compile(r"<<-?([A-Za-z_][\w-]*)[ \t]*\r?\n")
NAME: Final = re.compile(r"[A-Za-z_][\w-]*(?:\.[\w-]+|\.\*|\[(?:\"[^\"\n]*\"|\d+|\*)\])*")
_ESCAPES: Final = {"\\n": "\n", "\\t": "\t", "\\r": "\r", '\\"': '"', "\\\\": "\\", "$${": "${", "%%{": "%{"}


class Cursor:
    """A place in a text, and how to get past what it knows. Every step goes forward."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def quoted(self) -> Node:
        start = self.at + 1
        self.at = self.behind_quoted(start)
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
            ref = piece == "${" and NAME.fullmatch(name) is not None
            pieces.append(Node(name if ref else "", offset, "ref" if ref else "other"))
            at = close
        if not pieces:
            return Node("".join(said), offset)
        pieces.append(Node("".join(said), offset))
        whole = [piece for piece in pieces if piece.value or piece.tag]
        if len(whole) == 1:  # "${var.region}" is var.region
            return whole[0]
        return Node(whole, offset, "template")

    def behind_quoted(self, at: int) -> int:
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
                at = self.behind_quoted(at)
            depth += (found[0] == "{") - (found[0] == "}")
        return at

    def heredoc(self, opening: re.Match[str]) -> Node:
        end = re.compile(rf"^[ \t]*{re.escape(opening[1])}[ \t]*\r?$", re.MULTILINE).search(self.text, opening.end())
        if end is None:
            raise Unreadable(f"a text that does not end with `{opening[1]}`", opening.start())
        self.at = end.end()
        try:
            return self.parts(opening.end(), end.start(), opening.start())
        except Unreadable:  # scripts may hold `${` of a shell
            return Node("", opening.start(), "other")

    def next(self) -> str:
        return self.text[self.at : self.at + 1]

    def skip(self) -> None:
        found = _SKIP.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def line(self) -> None:
        found = SKIP_LINE.match(self.text, self.at)
        self.at = found.end() if found else self.at


def template(text: str, offset: int) -> Node:
    """Text with names in it, as it stands between quotes (or in JSON)."""
    return Cursor(text).parts(0, len(text), offset)

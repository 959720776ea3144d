"""Lines of text cut into pieces, for formats that set pages: what must stay whole, and what must not run off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from auditor.text.plain import readable
from auditor.typeset.blocks import Hint, Inline, Line, Link, Strong
from auditor.typeset.markdown import web

_ADDRESS: Final = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+[^\s<>\".,;:)]|[^\s@,;:()<>\"]+@[^\s@,;:()<>\"]+[^\s@,;:()<>\".]"
)
WIDEST: Final = 40
"""Characters of a word that fit a line of the narrowest column, however wide: a longer one may be broken anywhere."""
LONGEST: Final = 100
"""Characters of an address that stays whole, if need be in smaller letters. A longer one is broken, with no hyphen."""
_LONG: Final = re.compile(rf"[^\s\u200b-]{{{WIDEST + 1},}}")
BREAK: Final = "\u200b"
"""A place to break at that shows nothing."""


class Piece(NamedTuple):
    """A piece of a line. A `whole` one is never broken; `url` is empty where it leads nowhere."""

    text: str
    strong: bool = False
    url: str = ""
    whole: bool = False
    hint: bool = False


def pieces(line: Line) -> list[Piece]:
    """The pieces of a line; what a person wrote in it is text that can be read."""
    return [piece for part in line for piece in _pieces(part)]


def _pieces(part: Inline) -> Iterator[Piece]:
    url = part.url if isinstance(part, Link) and web(part.url) else ""
    like = Piece("", isinstance(part, Strong), url, hint=isinstance(part, Hint))
    text = readable(part if isinstance(part, str) else part.text)
    start = 0
    for found in _ADDRESS.finditer(text):
        if found.start() > start:
            yield like._replace(text=_breakable(text[start : found.start()]))
        whole = len(found[0]) <= LONGEST
        yield like._replace(text=found[0] if whole else _breakable(found[0]), whole=whole)
        start = found.end()
    if start < len(text):
        yield like._replace(text=_breakable(text[start:]))


def _breakable(text: str) -> str:
    """A word that is wider than any line may be broken anywhere."""
    return _LONG.sub(lambda found: BREAK.join(found[0]), text)

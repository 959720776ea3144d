"""A document as PDF/UA-1, set by typst: tagged, with its title and language, the same bytes everywhere.

Only fonts that typst embeds and those of the extra `fonts` are used, never the system's: they differ by machine. Text
that no font shows is never a box: it is written as its code points, and the document says of which scripts.
"""

from __future__ import annotations

import calendar
import importlib.util
import json
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from auditor.typeset.blocks import Block, Bullets, Document, Field, Heading, Line, Paragraph, Table, line
from auditor.typeset.extra import NeedsExtra
from auditor.typeset.pieces import Piece, pieces

STANDARD: Final = "ua-1"
FIRST: Final = ("Noto Sans", "Noto Sans CJK SC")
SERIF: Final = "Libertinus Serif"
PACKAGES: Final = ("manimgx_fonts", "manimgx_fonts_cjk")
"""What the extra `fonts` installs: Noto for the scripts that the fonts within typst lack."""
_NO_GLYPH: Final = re.compile(r"the text `\"(.*?)\"` could not be displayed", re.DOTALL)
_ROUNDS: Final = 40
"""The engine may name only some of the characters that it cannot show."""


def render(document: Document, as_of: date) -> bytes:
    """The document; `as_of` is the day that the file carries. Raises NeedsExtra without typst, and where a text needs
    fonts that the extra `fonts` would bring."""
    try:
        import typst
    except ImportError:
        raise NeedsExtra("pdf") from None
    unshown: frozenset[str] = frozenset()
    for _ in range(_ROUNDS):
        try:
            pdf: bytes = typst.compile(
                _template(),
                sys_inputs={"document": json.dumps(_data(document, unshown), ensure_ascii=True)},
                font_paths=_fonts(),
                ignore_system_fonts=True,
                pdf_standards=[STANDARD],
                timestamp=calendar.timegm((as_of.year, as_of.month, as_of.day, 0, 0, 0)),
            )
            return pdf
        except typst.TypstError as error:
            more = frozenset("".join(_NO_GLYPH.findall(error.diagnostic or str(error)))) - unshown
            if not more:
                raise
            if len(_folders()) < len(PACKAGES):
                raise NeedsExtra("fonts") from None
            unshown |= more
    raise RuntimeError("a document with more characters without a font than can be told apart")


@cache
def _template() -> bytes:
    return files("auditor.typeset").joinpath("document.typ").read_bytes()


@cache
def _folders() -> tuple[Path, ...]:
    """Where the fonts of the extra are."""
    specs = [importlib.util.find_spec(package) for package in PACKAGES]
    return tuple(Path(place) for spec in specs if spec for place in spec.submodule_search_locations or ())


@cache
def _fonts() -> Any:
    """The fonts, read once."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in _folders()])


@cache
def _families() -> list[str]:
    """The families in the order in which they are asked for a character: that of documents, Noto by name, of its four
    for Han characters the simplified Chinese one first, and at last what typst has beside them."""
    return sorted(_fonts().families(), key=lambda name: (name != SERIF, "Noto" not in name, name not in FIRST, name))


def _data(document: Document, unshown: frozenset[str]) -> dict[str, Any]:
    """The document as the template reads it."""

    def said(parts: Line) -> list[dict[str, Any]]:
        return [_shown(piece, unshown)._asdict() for piece in pieces(parts)]

    scripts = (document.unshown.format(scripts=_scripts(unshown)),) if unshown else ()
    return {
        "title": "".join(piece["text"] for piece in said(line(document.title))),
        "head": said(line(document.title)),
        "language": document.language,
        "fonts": _families(),
        "mark": said(line(document.mark)) if document.mark else [],
        "subtitle": said(line(document.subtitle)) if document.subtitle else [],
        "warnings": [said(line(text)) for text in (*scripts, *document.warnings)],
        "blocks": [_block(block, said, block in _on_new_pages(document)) for block in document.blocks],
        "stamp": [[said(line(label)), said(line(value))] for label, value in document.stamp],
        "footer": said(line(document.footer)),
        "paging": _paging(document.paging),
    }


def _paging(text: str) -> list[str]:
    """`Page {page} of {pages}` in parts: the two words alone, texts with a blank before them."""
    parts = re.split(r"\{(page|pages)\}", text)
    return [part if number % 2 else f" {part}" for number, part in enumerate(parts)]


def _shown(piece: Piece, unshown: frozenset[str]) -> Piece:
    if not unshown.intersection(piece.text):
        return piece
    return piece._replace(text="".join(f"\\u{{{ord(char):x}}}" if char in unshown else char for char in piece.text))


def _scripts(unshown: Iterable[str]) -> str:
    """The scripts of characters, as the first words of their names say them."""
    names = (unicodedata.name(char, f"U+{ord(char):04X}").split()[0].capitalize() for char in unshown)
    return ", ".join(sorted(set(names)))


def _on_new_pages(document: Document) -> list[Heading]:
    """The numbered parts of a document that is parted begin on a new page, but for the first."""
    if not document.parted:
        return []
    numbered = [block for block in document.blocks if isinstance(block, Heading) and block.level == 2 and block.number]
    return numbered[1:]


def _block(block: Block, said: Any, breaks: bool) -> dict[str, Any]:
    if isinstance(block, Heading):
        text = f"{block.number} {block.text}".strip()
        return {"kind": "heading", "level": block.level, "line": said(line(text)), "breaks": breaks}
    if isinstance(block, Paragraph):
        return {"kind": "paragraph", "line": said(block.line), "tone": block.tone}
    if isinstance(block, Bullets):
        return {"kind": "bullets", "items": [said(item) for item in block.items]}
    if isinstance(block, Field):
        label = f"{block.number} {block.label}".strip()
        lines = [said(answer) for answer in block.lines]
        return {"kind": "field", "label": said(line(label)), "lines": lines, "state": block.state}
    assert isinstance(block, Table)
    headings = [said(line(head)) for head in block.headings]
    return {"kind": "table", "headings": headings, "rows": [[said(cell) for cell in row] for row in block.rows]}

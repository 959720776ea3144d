"""A document as one HTML file: no script, nothing loaded from elsewhere, light and dark, fit for print."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from auditor.text.plain import readable
from auditor.typeset.blocks import Document, Inline
from auditor.typeset.markdown import web

_ROOM: Final = "auditor.typeset"


def render(document: Document) -> str:
    """The document as a page of its own."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # slow to import, and only HTML needs it

    environment = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["readable"] = readable
    environment.tests["web"] = web
    style = _file("document.css")
    page: str = environment.get_template("document.html.jinja").render(
        document=document, style=style, policy=_policy(style), kind=_kind, part=_part
    )
    return page + "\n"


def _kind(block: object) -> str:
    return type(block).__name__.lower()


def _part(part: Inline) -> str:
    """What a part of a line is: `str`, `link`, `strong` or `hint`."""
    return type(part).__name__.lower()


def _policy(style: str) -> str:
    """Nothing may be loaded or run: whatever a name smuggled in, it would stay text."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _file(name: str) -> str:
    return files(_ROOM).joinpath(name).read_text(encoding="utf-8")

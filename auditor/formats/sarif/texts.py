"""Texts as SARIF and its readers take them: cut, as sentences, and with nothing in them that is read."""

from __future__ import annotations

import re
from typing import Final

LONGEST: Final = 1_024
"""UTF-16 code units of a description; longer ones are refused or cut without a word."""


def sentence(text: str) -> str:
    """A text that ends as a sentence does, cut to what is shown."""
    said = cut(text, LONGEST - 1)
    return said if said.endswith((".", "!", "?", "…")) else f"{said}."


def cut(text: str, most: int = LONGEST) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    if len(raw) <= 2 * most:
        return text
    return raw[: 2 * (most - 1)].decode("utf-16-le", "ignore") + "…"


def escaped(text: str) -> str:
    """A message in which nothing is taken for a link."""
    return re.sub(r"([\[\]\\])", r"\\\1", text)


def markdown(text: str) -> str:
    """A text of which nothing is taken for Markdown or HTML, on one line."""
    flat = " ".join(text.split())
    plain = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|~@:=])", r"\\\1", plain)

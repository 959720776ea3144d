"""Cells of a table that programs for spreadsheets open: none of them is taken for a formula.

Such a program runs what begins with `=`, `+`, `-` or `@` (and the wide forms of these), after a tab or a line break
too, and, where its list separator is a semicolon, after each of those. An apostrophe is put before such a sign, and
before an apostrophe that stands there already: so `+91 22 1234` is `'+91 22 1234` in the file, and taking one
apostrophe away there gives back every text as it was.
"""

from __future__ import annotations

import re
from typing import Final

_BEGINNING: Final = r"(?:\A|(?<=[;\t\r\n]))[ \u00a0]*+"
_SIGN: Final = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA: Final = re.compile(rf"({_BEGINNING})(?='*{_SIGN})|\A(?='*[\t\r\n])")
_GUARDED: Final = re.compile(rf"({_BEGINNING})'(?='*{_SIGN})|\A'(?='*[\t\r\n])")


def guarded(text: str) -> str:
    """The text as no spreadsheet takes it for a formula."""
    return _FORMULA.sub(lambda found: f"{found[1] or ''}'", text)


def unguarded(text: str) -> str:
    """The text as it was before it was guarded; one that needed no guard, as it is."""
    return _GUARDED.sub(lambda found: found[1] or "", text)

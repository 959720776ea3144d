"""Text from outside made safe to show, and how wide it is."""

from __future__ import annotations

import unicodedata


def shown(text: str, most: int | None = None) -> str:
    """Text with everything that could move the cursor, hide or reorder it written as an escape; cut after
    `most` characters."""
    if most is not None and len(text) > most:
        text = f"{text[: most - 3]}..."
    if text.isprintable():
        return text
    return "".join(char if _harmless(char) else f"\\u{{{ord(char):x}}}" for char in text)


def _harmless(char: str) -> bool:
    return char == " " or (unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def counted(number: int, thing: str) -> str:
    """`1 flow`, `2 flows`, `3,000 flows`."""
    return f"{number} {thing}" if number == 1 else f"{number:,} {thing}s"


def cells(text: str) -> int:
    """The columns that a terminal gives a text: wide characters take two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

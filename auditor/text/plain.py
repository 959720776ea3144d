"""Text from outside made safe to show, and how wide it is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from auditor.location import Location


def shown(text: str, most: int | None = None) -> str:
    """Text with everything that could move the cursor, hide or reorder it written as an escape; cut after
    `most` characters."""
    if most is not None and len(text) > most:
        text = f"{text[: most - 3]}..."
    if text.isprintable():
        return text
    return "".join(char if _harmless(char) else f"\\u{{{ord(char):x}}}" for char in text)


JOINERS = "\u200c\u200d"
"""What some scripts and emoji are joined and parted with: it shows nothing itself."""


def readable(text: str) -> str:
    """Text for a document that people read: as `shown`, with the joiners that scripts need; a line break is a space."""
    spaced = " ".join(text.split("\n"))
    if spaced.isprintable():
        return spaced
    return "".join(char if char in JOINERS else shown(char) for char in spaced)


def _harmless(char: str) -> bool:
    return char == " " or (unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def counted(number: int, thing: str) -> str:
    """`1 flow`, `2 flows`, `3,000 flows`."""
    if number == 1:
        return f"{number} {thing}"
    return f"{number:,} {thing}es" if thing.endswith("ch") else f"{number:,} {thing}s"


def some(words: Sequence[str], most: int) -> str:
    """Words joined by commas, not too many: `a, b and 12 more`."""
    more = len(words) - most
    return f"{', '.join(words[:most])} and {more} more" if more > 0 else ", ".join(words)


def short(found: str, most: int = 3) -> str:
    """A long list of what was found, cut: `a, b, c and 4 more`."""
    return some(found.split(", "), most)


def columns(rows: Sequence[Sequence[str]], widest: int = 60) -> list[str]:
    """Rows of cells as lines, each column as wide as its widest cell, within reason."""
    count = max(map(len, rows), default=0)
    widths = [
        min(widest, max((cells(row[number]) for row in rows if number < len(row)), default=0))
        for number in range(count)
    ]
    lines = []
    for row in rows:
        padded = [cell + " " * (width - cells(cell)) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join(padded).rstrip())
    return lines


def only_in(deployments: Sequence[str], every: Sequence[str]) -> list[str]:
    """A remark about what holds in some deployments alone; none where it holds in all."""
    return [] if tuple(deployments) == tuple(every) else [f"only in {', '.join(deployments)}"]


def promised(promise: str | None, says: str, source: str | None, location: Location | None) -> str:
    """The words of a promise with where they are from; a clause in words as it is."""
    if promise is None:
        return shown(says)
    return f'{promise}, "{shown(says)}" ({shown(source or "")}), {shown(str(location))}'


def cells(text: str) -> int:
    """The columns that a terminal gives a text: wide characters take two, combining ones none."""
    return len(text) if text.isascii() else sum(map(_cells, text))


def _cells(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me") or "\u1160" <= char <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1

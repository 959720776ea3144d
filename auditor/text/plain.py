"""Text from outside made safe to show, and the lines of a file with a caret below the place."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from auditor.location import Location

WIDTH = 110


def shown(text: str) -> str:
    """Text with everything that could move the cursor, hide or reorder it written as an escape."""
    if text.isprintable():
        return text
    return "".join(char if _harmless(char) else f"\\u{{{ord(char):x}}}" for char in text)


def _harmless(char: str) -> bool:
    return char == " " or (unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def counted(number: int, thing: str) -> str:
    """`1 flow`, `2 flows`."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


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
        min(widest, max((_width(row[number]) for row in rows if number < len(row)), default=0))
        for number in range(count)
    ]
    lines = []
    for row in rows:
        padded = [cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=False)]
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


def frame(location: Location, line: str) -> list[str]:
    """The place, and its line with a caret; a long line is cut around the column."""
    number = str(location.line)
    pad = " " * len(number)
    lines = [f"{pad}--> {shown(str(location))}"]
    if not line.strip():
        return lines
    start = max(0, location.column - 1 - WIDTH // 2) if len(line) > WIDTH else 0
    piece = line.replace("\t", " ")[start : start + WIDTH]
    before = shown(piece[: location.column - 1 - start])
    after = shown(piece[location.column - 1 - start :])
    lines += [f"{pad} |", f"{number} | {before}{after}".rstrip(), f"{pad} | {' ' * _width(before)}^"]
    return lines


def _width(text: str) -> int:
    """The columns that a terminal gives a text: wide characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(bool(unicodedata.combining(char)) for char in text)

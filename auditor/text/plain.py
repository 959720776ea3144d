"""Text from outside made safe to show, and the lines of a file with a caret below the place."""

from __future__ import annotations

import unicodedata

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

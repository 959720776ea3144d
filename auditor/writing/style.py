"""Plain data as YAML text. Reading it gives exactly the data, here and with any other YAML reader."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

Data = str | int | date | Sequence["Data"] | Mapping[str, "Data"]
"""What can be written: text, numbers and flags, days, and lists and mappings of them."""

WIDTH = 100
"""Columns after which a text goes on in the next line, if it has a space to break at."""
FEW = 3
"""A mapping of so many keys may stand in one line."""

_INDICATORS = "-?:,[]{}#&*!|>'\"%@`=<~"
_WORDS = frozenset(("null", "true", "false", "yes", "no", "on", "off", "y", "n"))
_NUMBER = re.compile(
    r"[-+]?[0-9.][0-9_.:]*(?:e[-+]?[0-9]+)?|[-+]?0[xob][0-9a-f_]+|[-+]?\.(?:inf|nan)"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t ].*)?",
    re.IGNORECASE,
)
"""Text that some reader of YAML takes for a number or a time."""
_PLAIN_IN_LINE = re.compile(r"[\w./@=%+-]+(?: [\w./@=%+-]+)*")
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\"}
_BREAKABLE = re.compile(r"(?<=[^ ]) (?=[^ ])")


def block(entries: Mapping[str, Data], column: int = 0, step: int = 2) -> list[str]:
    """The lines of a block mapping that begins at a column (from 0); `step` is one level of indentation."""
    return [line for key, value in entries.items() for line in _entry(f"{_key(key)}:", value, column, step)]


def in_line(data: Data, quoted: bool = False) -> str:
    """The data in one line, in braces and brackets; with `quoted` all text is in double quotes, as in JSON."""
    if isinstance(data, Mapping):
        return f"{{{', '.join(f'{_short(key, quoted)}: {in_line(value, quoted)}' for key, value in data.items())}}}"
    if isinstance(data, date | int):
        return _quoted(said(data)) if quoted else said(data)
    return _short(data, quoted) if isinstance(data, str) else f"[{', '.join(in_line(one, quoted) for one in data)}]"


def said(data: str | int | date) -> str:
    """A scalar as its text: flags are `true` and `false`."""
    if isinstance(data, bool):
        return "true" if data else "false"
    return data.isoformat() if isinstance(data, date) else str(data)


def in_braces(entries: Mapping[str, Data], indent: str, step: str, quoted: bool = False) -> list[str]:
    """The lines of entries that stand between braces. None ends with a comma that needs another entry."""
    lines: list[str] = []
    for key, value in entries.items():
        line = f"{indent}{_short(key, quoted)}: {in_line(value, quoted)}"
        if isinstance(value, Mapping) and value and (len(line) > WIDTH or len(value) > FEW or _holds_mappings(value)):
            inner = in_braces(value, indent + step, step, quoted)
            lines += [f"{indent}{_short(key, quoted)}: {{", *inner, f"{indent}}},"]
        else:
            lines.append(f"{line},")
    return [*lines[:-1], lines[-1].removesuffix(",")]


def _entry(head: str, value: Data, column: int, step: int) -> list[str]:
    """A key with its value."""
    start = f"{' ' * column}{head}"
    if isinstance(value, str):
        first, *rest = _scalar(value, len(start) + 1, column + step)
        return [f"{start} {first}", *rest]
    line = f"{start} {in_line(value)}"
    if isinstance(value, date | int) or not value or (len(line) <= WIDTH and _is_simple(value)):
        return [line]
    if isinstance(value, Mapping):
        return [start, *block(value, column + step, step)]
    return [start, *(line for one in value for line in _item(one, column + step, step))]


def _item(value: Data, column: int, step: int) -> list[str]:
    """An entry of a list."""
    start = f"{' ' * column}-"
    if isinstance(value, Mapping) and value:
        first, *rest = block(value, column + 2, step)
        return [f"{start} {first.lstrip()}", *rest]
    if isinstance(value, str):
        first, *rest = _scalar(value, column + 2, column + 2)
        return [f"{start} {first}", *rest]
    return [f"{start} {in_line(value)}"]


def _holds_mappings(value: Mapping[str, Data]) -> bool:
    return any(isinstance(inner, Mapping) for inner in value.values())


def _is_simple(value: Sequence[Data] | Mapping[str, Data]) -> bool:
    """A list, or few keys, with nothing but plain words."""
    inner = [*value, *value.values()] if isinstance(value, Mapping) else value
    if isinstance(value, Mapping) and len(value) > FEW:
        return False
    return all(isinstance(one, date) or (isinstance(one, str) and _short(one, False) == one) for one in inner)


def _scalar(text: str, used: int, column: int) -> list[str]:
    """Text as a value in a block: in one line where it fits beside the `used` columns, else in lines that
    begin at `column`."""
    pieces = text.split("\n")
    if all(piece.isprintable() and piece == piece.strip() for piece in pieces) and pieces[0] and pieces[-1]:
        pad = " " * column
        if len(pieces) > 1:
            return ["|-", *(f"{pad}{piece}" if piece else "" for piece in pieces)]
        if used + len(text) > WIDTH and _BREAKABLE.search(text):
            return [">-", *(f"{pad}{line}" for line in _filled(text, WIDTH - column))]
    return [text if _is_plain(text) else _quoted(text)]


def _filled(text: str, width: int) -> list[str]:
    """The text in lines; a single space between two words is where it breaks."""
    lines: list[str] = []
    for word in _BREAKABLE.split(text):
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _is_plain(text: str) -> bool:
    """Does the text need no quotes in a block?"""
    return (
        text.isprintable()
        and text == text.strip()
        and text[:1] not in _INDICATORS
        and text.lower() not in _WORDS
        and not text.endswith(":")
        and ": " not in text
        and " #" not in text
        and not _NUMBER.fullmatch(text)
    )


def _key(text: str) -> str:
    return text if _is_plain(text) else _quoted(text)


def _short(text: str, quoted: bool) -> str:
    """Text between brackets, where more signs have a meaning."""
    return text if not quoted and _PLAIN_IN_LINE.fullmatch(text) and _is_plain(text) else _quoted(text)


def _quoted(text: str) -> str:
    """Text in double quotes. What cannot be seen is written as an escape."""
    return f'"{"".join(_ESCAPES.get(char) or (char if char.isprintable() else _escape(char)) for char in text)}"'


def _escape(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) <= 0xFFFF else f"\\U{ord(char):08x}"

"""TOML with places. `tomllib` reads it; where a key stands is found by a second look at the text."""

from __future__ import annotations

import re
import tomllib
from typing import Any, Final

from auditor.evidence.reading.tree import MAX_DEPTH, MAX_NODES, Node, Unreadable

MAX_CHARACTERS: Final = 2_000_000

_KEY: Final = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED: Final = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_PIECE: Final = re.compile(
    r'(?P<long>"""(?:[^\\]|\\.)*?"""|\'\'\'.*?\'\'\')'
    r"|(?P<comment>\#[^\n]*)"
    rf"|(?P<table>^[ \t]*\[\[?[ \t]*(?P<name>{_DOTTED})[ \t]*\]\]?)"
    rf"|(?P<set>^[ \t]*(?P<key>{_DOTTED})[ \t]*=[ \t]*)"
    r"|(?P<short>\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*')",
    re.DOTALL | re.MULTILINE,
)
_LINE: Final = re.compile(r"line (\d+), column (\d+)")


def tree(text: str) -> Node:
    """The whole text. Raises Unreadable."""
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(f"larger than {MAX_CHARACTERS:,} characters", 0)
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise Unreadable("is not TOML", _offset(text, str(error))) from None
    except RecursionError:
        raise Unreadable("nested too deep", 0) from None
    return _Places(text).node(data)


def _offset(text: str, message: str) -> int:
    found = _LINE.search(message)
    if found is None:
        return len(text)
    lines = text.splitlines(keepends=True)[: int(found[1]) - 1]
    return min(sum(map(len, lines)) + int(found[2]) - 1, len(text))


class _Places:
    """Where each dotted key of a text stands: its key and its value."""

    def __init__(self, text: str) -> None:
        self.found: dict[tuple[str, ...], list[tuple[int, int]]] = {}
        self.count = 0
        table: tuple[str, ...] = ()
        for piece in _PIECE.finditer(text):
            if piece["table"]:
                table = _names(piece["name"])
                self.found.setdefault(table, []).append((piece.start("name"), piece.start("name")))
            elif piece["set"]:
                route = table + _names(piece["key"])
                self.found.setdefault(route, []).append((piece.start("key"), piece.end()))

    def node(self, data: Any, route: tuple[str, ...] = (), around: tuple[int, int] = (0, 0), number: int = 0) -> Node:
        """The tree of plain data. An entry of a list of tables is the `number`th of its route."""
        self.count += 1
        if len(route) > MAX_DEPTH or self.count > MAX_NODES:
            raise Unreadable("nested too deep", around[0])
        places = self.found.get(route, ())
        place = places[min(number, len(places) - 1)] if places else around
        if isinstance(data, dict):
            held = {key: self.node(value, (*route, key), place, number) for key, value in data.items()}
            node = Node(held, place[1])
        elif isinstance(data, list):
            node = Node([self.node(value, route, place, index) for index, value in enumerate(data)], place[1])
        else:
            node = Node(str(data).lower() if isinstance(data, bool) else str(data), place[1])
        node.key = place[0]
        return node


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(name.strip("\"'") for name in re.findall(_KEY, dotted))

"""How many labels of arrows lie on one another, or on a system, in an SVG that an engine drew."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

_GROUP = re.compile(r'<g id="[^"]*" class="(\w+)">')
_TEXT = re.compile(
    r'<text [^>]*text-anchor="middle" x="([-\d.]+)" y="([-\d.]+)"[^>]*font-size="([\d.]+)"[^>]*>([^<]*)<'
)
_WIDTH = 0.46
"""Of a letter, for each unit of its height: a little less than most, so that what only touches does not count."""


class _Area(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


def overlaps(drawn: str) -> int:
    """The number of pairs."""
    areas: dict[str, list[_Area]] = {"edge": [], "node": []}
    groups = list(_GROUP.finditer(drawn))
    ends = [*(group.start() for group in groups), len(drawn)][1:]
    for group, end in zip(groups, ends, strict=True):
        lines = [_line(*match.groups()) for match in _TEXT.finditer(drawn, group.end(), end) if match[4].strip("\xa0 ")]
        if group[1] in areas and lines:
            areas[group[1]].append(_around(lines))
    labels = areas["edge"]
    pairs = sum(_meet(one, other) for number, one in enumerate(labels) for other in labels[:number])
    return pairs + sum(_meet(label, thing) for label in labels for thing in areas["node"])


def _line(x: str, y: str, size: str, text: str) -> _Area:
    middle, base, height = float(x), float(y), float(size)
    half = height * _WIDTH * len(unescape(text)) / 2
    return _Area(middle - half, base - 0.7 * height, middle + half, base + 0.1 * height)


def _around(lines: list[_Area]) -> _Area:
    return _Area(
        min(line.left for line in lines),
        min(line.top for line in lines),
        max(line.right for line in lines),
        max(line.bottom for line in lines),
    )


def _meet(one: _Area, other: _Area) -> bool:
    across = one.left < other.right and other.left < one.right
    return across and one.top < other.bottom and other.top < one.bottom

"""The lines of a file that a message is about, with what is meant underlined, as compilers show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from auditor.location import Location
from auditor.text.lines import GUTTER, PLACE, PLAIN, Line, Span, line
from auditor.text.plain import cells, shown

LineOf = Callable[[Location], str]

MOST_LINES: Final = 8
"""So many lines of one file are shown at most; a place on another one is named only."""
CUT: Final = "..."


def gutter(places: Sequence[Location]) -> int:
    """The columns that the line numbers of a frame take."""
    return max((len(str(place.line)) for place in places), default=1)


def frame(places: Sequence[Location], line_of: LineOf, width: int, role: str, indent: str = "") -> Iterator[Line]:
    """The places, the first one named first; those in one file in one frame. A long line is cut around
    what is meant in it."""
    margin = indent + " " * gutter(places)
    by_file: dict[str, list[Location]] = {}
    for place in dict.fromkeys(places):
        by_file.setdefault(place.file, []).append(place)
    for number, (_, inside) in enumerate(by_file.items()):
        yield line(Span(GUTTER, f"{margin}{':::' if number else '-->'} "), Span(PLACE, shown(str(inside[0]))))
        yield from _lines(inside, line_of, width, role, margin)


def _lines(places: list[Location], line_of: LineOf, width: int, role: str, margin: str) -> Iterator[Line]:
    """The lines of one file in their order; one line between two is shown, more are left out."""
    by_line: dict[int, list[Location]] = {}
    for place in places[:MOST_LINES]:
        if line_of(place).strip():
            by_line.setdefault(place.line, []).append(place)
    bar = Span(GUTTER, f"{margin} |")
    room = max(width - len(margin) - 3, 20)
    before = 0
    for number in sorted(by_line):
        here = by_line[number]
        if not before:
            yield line(bar)
        elif number == before + 2:
            yield _numbered(before + 1, margin, _piece(line_of(Location(here[0].file, before + 1, 1)), [], room)[0])
        elif number > before + 2:
            yield line(Span(GUTTER, f"{margin[: -len(CUT)]}{CUT}"))
        said, under = _piece(line_of(here[0]), here, room)
        yield _numbered(number, margin, said)
        yield line(bar, Span(role, f" {under}"))
        before = number


def _numbered(number: int, margin: str, said: str) -> Line:
    return line(Span(GUTTER, f"{number:>{len(margin)}} |"), Span(PLAIN, f" {said}" if said else ""))


def _piece(text: str, places: list[Location], room: int) -> tuple[str, str]:
    """What is shown of a line, and what stands below it."""
    meant = {at for place in places for at in range(place.column - 1, place.column - 1 + min(place.length, 4 * room))}
    first = min(meant, default=0)
    start = max(0, first - 4 * room)
    chars = [" " if char == "\t" else shown(char) for char in text[start : first + 4 * room]]
    begin, end = _window(
        [cells(char) for char in chars], first - start, room, (start > 0, first + 4 * room < len(text))
    )
    said, under = "", ""
    if start + begin > 0:
        said, under = CUT, " " * len(CUT)
    for at in range(begin, end):
        said += chars[at]
        under += ("^" if start + at in meant else " ") * cells(chars[at])
    if start + end < len(text):
        said += CUT
    if "^" not in under:  # the end of the line is meant, or something without width
        under += "^"
    return said.rstrip(), under.rstrip()


def _window(sizes: list[int], first: int, room: int, more: tuple[bool, bool]) -> tuple[int, int]:
    """Which of the characters fit: from a third of the room before the first that is meant, or sooner
    where the line ends."""
    if sum(sizes) <= room and not any(more):
        return 0, len(sizes)
    room -= 2 * len(CUT)
    begin, used = min(first, len(sizes)), 0
    while begin > 0 and used + sizes[begin - 1] <= room // 3:
        begin -= 1
        used += sizes[begin]
    end, used = begin, 0
    while end < len(sizes) and used + sizes[end] <= room:
        used += sizes[end]
        end += 1
    while begin > 0 and used + sizes[begin - 1] <= room:
        begin -= 1
        used += sizes[begin]
    return begin, end

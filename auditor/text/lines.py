"""Lines made of parts with roles: joined they are plain text, and a terminal may give each role its look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from auditor.text.plain import cells

PLAIN: Final = ""
HEADING: Final = "heading"
ERROR: Final = "error"
WARNING: Final = "warning"
NOTE: Final = "note"
GOOD: Final = "good"
GUTTER: Final = "gutter"
LABEL: Final = "label"
PLACE: Final = "place"
ID: Final = "id"
ARROW: Final = "arrow"
"""An arrow between two things: a line may end before it, never within it or before what it points at."""
ROLES: Final = (PLAIN, HEADING, ERROR, WARNING, NOTE, GOOD, GUTTER, LABEL, PLACE, ID, ARROW)

_OURS = re.compile(r" *(?:[=|]|:::|-->)")
"""What begins a line of ours, below a frame."""
_GAP = re.compile(rf" ++(?!{_OURS.pattern})")
"""Where a line may end: not before what begins a line of ours, or text could pose as one."""


class Span(NamedTuple):
    """A part of a line: what it is, and its text."""

    role: str
    text: str


Line = tuple[Span, ...]
EMPTY: Final[Line] = ()


def line(*parts: Span | str) -> Line:
    return tuple(part if isinstance(part, Span) else Span(PLAIN, part) for part in parts)


def plain(lines: Iterable[Line]) -> str:
    """The text, every line ended."""
    return "".join("".join(span.text for span in each).rstrip() + "\n" for each in lines)


def wide(spans: Iterable[Span]) -> int:
    """The columns that they take."""
    return sum(cells(span.text) for span in spans)


def wrapped(lead: Line, text: Iterable[Span], width: int, hanging: int) -> Iterator[Line]:
    """Text after a lead, its further lines `hanging` columns in. Only a word that no line holds is broken."""
    text = tuple(text)
    if _fits(lead, text, width):
        yield joined((*lead, *text))
        return
    current, used, fresh = list(lead), wide(lead), True
    further = Span(PLAIN, " " * hanging)
    for word in _words(text):
        size = wide(word)
        if not fresh and used + 1 + size > width:
            yield joined(current)
            current, used, fresh = [further], hanging, True
        if not fresh:
            current.append(Span(PLAIN, " "))
            used += 1
        elif used + size > width and used > hanging and hanging + size <= width and not _OURS.match(word[0].text):
            yield joined(current)
            current, used = [further], hanging
        rest = word
        while rest and used + wide(rest) > width:
            head, rest = _broken(rest, max(width - used, 1))
            yield joined([*current, *head])
            current, used, fresh = [further], hanging, True
        if rest:
            current += rest
            used, fresh = used + wide(rest), False
    if current != [further]:
        yield joined(current)


def _fits(lead: Line, text: Line, width: int) -> bool:
    """Is it one line as it stands, with no gap to close or to open?"""
    said = "".join(span.text for span in text)
    return (
        said.isascii()
        and bool(said)
        and "  " not in said
        and said[0] != " " != said[-1]
        and wide(lead) + len(said) <= width
        and all(role != ARROW or part[:1] == " " for role, part in text)
    )


def _words(text: Iterable[Span]) -> Iterator[list[Span]]:
    """The text in pieces that stay together; a word may have parts of several roles."""
    word: list[Span] = []
    for role, said in text:
        for number, piece in enumerate(("", said.lstrip()) if role == ARROW else _GAP.split(said)):
            if number and word:
                yield word
                word = []
            if piece:
                word.append(Span(role, piece))
    if word:
        yield word


def _broken(word: list[Span], room: int) -> tuple[list[Span], list[Span]]:
    """A word in two: what fits in `room` columns, one character at least, and the rest."""
    head: list[Span] = []
    for number, (role, said) in enumerate(word):
        for position, char in enumerate(said):
            size = cells(char)
            if size > room and (head or position):
                while position > 1 and " " in said[position - 1 : position + 1]:  # a gap where no line may end
                    position -= 1
                return [*head, Span(role, said[:position])], [Span(role, said[position:]), *word[number + 1 :]]
            room -= size
        head.append(word[number])
    return head, []


def joined(spans: Sequence[Span]) -> Line:
    """One line, neighbours of one role made one."""
    made: list[Span] = []
    for span in spans:
        if made and (span.role == made[-1].role or not span.text.strip()):
            made[-1] = Span(made[-1].role, made[-1].text + span.text)
        elif span.text:
            made.append(span)
    return tuple(made)

"""The words and the addresses that every part of the page shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from auditor.diagrams.picture import BAD, FINE, OPEN, WARNED
from auditor.location import Location
from auditor.phrases import Phrases
from auditor.text.frame import frame
from auditor.text.lines import Line
from auditor.text.plain import shown

WIDTH: Final = 88
"""The columns of the lines that a frame shows."""
MOST_PLACES: Final = 10

VERDICTS: Final = {BAD: "violated", OPEN: "undecided", WARNED: "warned of", FINE: "nothing found"}


class Said(NamedTuple):
    """A line about something: what it tells, and the text."""

    label: str
    text: str


def framed(phrases: Phrases, places: Iterable[Location], role: str) -> tuple[Line, ...]:
    """The lines of the files that are meant."""
    return tuple(frame(list(places)[:MOST_PLACES], phrases.workspace.merged.line, WIDTH, role))


def anchor(kind: str, name: str) -> str:
    """The id of an element of the page, and of its address after `#`: no space is ever in it."""
    return shown(f"{kind}={name}").replace(" ", "%20")


def linked(phrases: Phrases, thing: str) -> str:
    """Where the page tells more about a thing (`flows/edge-logs`); empty where it does not."""
    section, _, name = thing.partition("/")
    if section == "flows" and name in phrases.flows:
        return f"#{anchor('flow', name)}"
    if section == "vendors" and name in phrases.workspace.vendors:
        return f"#{anchor('vendor', name)}"
    return ""

"""A picture before it is drawn: words, states and who is joined to whom. Nothing of colours or of a language.

Ids are the user's words with what they name in front (`flow-edge-logs`, `system-web_app`); the languages make
up their own. Every text is as the user wrote it: each language makes it safe for itself.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from auditor.vocabulary.answers import Answer

BAD: Final = "violated"
OPEN: Final = "undecided"
WARNED: Final = "warned"
FINE: Final = "fine"
WORST_FIRST: Final = (BAD, OPEN, WARNED, FINE)
SIGNS: Final = {BAD: "×", OPEN: "?", WARNED: "!"}
"""What stands before words about a verdict, for those who see no colours."""

PERSON: Final = "person"
STORE: Final = "store"
SYSTEM: Final = "system"
"""The shapes of things."""

ACTIVE: Final = "active"
PROPOSED: Final = "proposed"
CHAIN: Final = "chain"
"""The kinds of arrows: what goes, what may go one day, and what a vendor passes on to its own vendors."""


class Verdict(NamedTuple):
    """The worst that was found about something, the rules that say so, and all that was found in words."""

    state: str = FINE
    rules: tuple[str, ...] = ()
    words: str = ""


class Thing(NamedTuple):
    """A system, a person, or an end of a flow.

    `own`: our component, whoever runs it. `known` is false of somebody whom nobody named.
    """

    id: str
    title: str
    words: tuple[str, ...]
    shape: str
    own: bool
    verdict: Verdict
    sentence: str
    link: str | None
    known: bool = True
    proposed: bool = False


class Box(NamedTuple):
    """What one vendor runs in one region; `known` is false for a vendor whom nobody named.

    A box without a title is not drawn: its one thing stands in the region itself.
    """

    vendor: str | None
    title: str | None
    words: tuple[str, ...]
    known: bool
    proposed: bool
    verdict: Verdict
    sentence: str
    link: str | None
    things: tuple[Thing, ...]


class Region(NamedTuple):
    """A place, in as many lines as there are answers; `known` is false where one of them is not known."""

    title: tuple[str, ...]
    known: bool
    boxes: tuple[Box, ...]


class Arrow(NamedTuple):
    """A flow, a link of a chain, or (in an overview) several: `flows` says how many flows it stands for, `several`
    which arrows.

    `rests`: does what it brings stay at its end?
    """

    id: str
    source: str
    target: str
    name: str
    data: tuple[str, ...]
    words: tuple[str, ...]
    rests: Answer
    kind: str
    verdict: Verdict
    sentence: str
    link: str | None
    flows: int = 1
    several: tuple[str, ...] = ()


class Picture(NamedTuple):
    """`outside` are the people, and the ends that nobody named. `caption` has a line a fact."""

    title: str
    caption: tuple[str, ...]
    outside: tuple[Thing, ...]
    regions: tuple[Region, ...]
    arrows: tuple[Arrow, ...]

"""The lines that stand at a thing, a box or an arrow: the same words in every language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.diagrams.picture import (
    BAD,
    CHAIN,
    FINE,
    OPEN,
    PROPOSED,
    SIGNS,
    WARNED,
    Arrow,
    Box,
    Picture,
    Region,
    Thing,
    Verdict,
)
from auditor.text.plain import shown
from auditor.vocabulary.answers import MAYBE, NO, YES

STATES = {BAD: "violated", OPEN: "undecided, a fact is unknown", WARNED: "warning"}
HEADS = {
    YES: "filled head: kept there",
    NO: "open head: in transit only",
    MAYBE: "half-open head: not known whether kept",
}
KINDS = {PROPOSED: "dashed: proposed", CHAIN: "dotted: passed on down a chain of vendors"}
WIDEST = 30
"""Characters in a line."""
LONGEST = 60
"""Characters of a title."""
CATEGORIES_SHOWN = 2
RULES_SHOWN = 2
_BREAKS = re.compile(r"[^ .\-_,/:]*[ .\-_,/:]+|[^ .\-_,/:]+")
SPACES = re.compile(r"[^ ]*[ ]+|[^ ]+")
"""Where lines may break: anywhere in an id, or between words alone."""


def of_thing(thing: Thing) -> tuple[list[str], list[str]]:
    """The title of a thing, and what stands below it."""
    return _named(thing.title, thing.known), [*_several(thing.words), *_found(thing.verdict)]


def of_box(box: Box) -> tuple[list[str], list[str]]:
    return _named(box.title or "", box.known), [*_several(box.words), *_found(box.verdict)]


def of_arrow(arrow: Arrow) -> tuple[list[str], list[str]]:
    data = [line for word in arrow.data[:CATEGORIES_SHOWN] for line in folded(word)]
    more = len(arrow.data) - CATEGORIES_SHOWN
    if more > 0:
        data[-1] += f" +{more}"
    return folded(arrow.name), [*data, *_several(arrow.words), *_found(arrow.verdict)]


def of_region(region: Region) -> list[str]:
    title = [line for text in region.title for line in folded(text, 40, 80, SPACES)]
    return title if region.known else [f"? {title[0]}", *title[1:]]


def _named(title: str, known: bool) -> list[str]:
    first, *more = folded(title)
    return [first if known else f"? {first}", *more]


def _several(words: tuple[str, ...]) -> list[str]:
    return [line for word in words for line in folded(word)]


def _found(verdict: Verdict) -> list[str]:
    """A sign and the rules, not too many."""
    if verdict.state == FINE:
        return []
    lines = [line for rule in verdict.rules[:RULES_SHOWN] for line in folded(f"{SIGNS[verdict.state]} {rule}")]
    more = len(verdict.rules) - RULES_SHOWN
    return [*lines, f"{SIGNS[verdict.state]} and {more} more"] if more > 0 else lines


def folded(text: str, widest: int = WIDEST, longest: int = LONGEST, breaks: re.Pattern[str] = _BREAKS) -> list[str]:
    """Text made safe to show, cut when it is very long, in as few lines as are not too wide, all about as wide."""
    text = shown(text if len(text) <= longest else f"{text[: longest - 1]}…")
    parts = [part[start : start + widest] for part in breaks.findall(text) for start in range(0, len(part), widest)]
    lines = _filled(parts, widest)
    for width in range(widest - 1, widest // 2, -1):
        narrower = _filled(parts, width)
        if len(narrower) > len(lines):
            break
        lines = narrower
    return lines


def _filled(parts: Iterable[str], widest: int) -> list[str]:
    lines = [""]
    for part in parts:
        if lines[-1] and len(lines[-1]) + len(part.rstrip()) > widest:
            lines.append("")
        lines[-1] += part
    return [line.rstrip() for line in lines]


def legend(picture: Picture) -> list[str]:
    """What the signs and lines of a picture mean, those that are in it."""
    things = [thing for region in picture.regions for box in region.boxes for thing in box.things]
    boxes = [box for region in picture.regions for box in region.boxes]
    verdicts = [one.verdict for one in (*picture.outside, *things)]
    verdicts += [box.verdict for box in boxes] + [arrow.verdict for arrow in picture.arrows]
    states = {verdict.state for verdict in verdicts}
    kinds = {arrow.kind for arrow in picture.arrows}
    heads = {arrow.rests for arrow in picture.arrows if arrow.kind != CHAIN}
    said = [f"{SIGNS[state]} {word}" for state, word in STATES.items() if state in states]
    said += [word for rests, word in HEADS.items() if rests in heads]
    said += [word for kind, word in KINDS.items() if kind in kinds]
    if any(thing.own for thing in things):
        said.append("tinted: our own system")
    return [f"Legend: {'; '.join(said)}."] if said else []

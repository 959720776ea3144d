"""A picture with one thing a vendor and one arrow a pair, for companies with many flows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from auditor.diagrams.picture import (
    ACTIVE,
    BAD,
    CHAIN,
    OPEN,
    PERSON,
    PROPOSED,
    SIGNS,
    STORE,
    SYSTEM,
    WARNED,
    Arrow,
    Box,
    Picture,
    Region,
    Thing,
    Verdict,
)
from auditor.diagrams.verdicts import NOTHING, joined
from auditor.text.plain import counted, some
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer

PEOPLE, NOBODY = "people", "unnamed"
_SAID = {BAD: "violated", OPEN: "undecided", WARNED: "with a warning"}


MOST_ARROWS = 45
"""Above that, vendors of one region about which the same was found are shown as one."""
NAMES_SHOWN = 8


def overview(whole: Picture) -> Picture:
    """Everybody outside becomes one, every box one thing, all arrows between two of those one arrow."""
    shown = _grouped(whole, _itself)
    return shown if len(shown.arrows) <= MOST_ARROWS else _grouped(whole, _alike)


def _itself(region: Region, box: Box) -> str:
    """An id for a box: a vendor has one in each region."""
    who = f"box-{box.vendor}" if box.vendor is not None else "ours" if box.known else "nobody"
    return f"{who}-in-{'-'.join(region.title)}"


def _alike(region: Region, box: Box) -> str:
    """An id for all boxes of vendors in a region about which the same was found."""
    if box.vendor is None:
        return _itself(region, box)
    return f"vendors-{_found(box).state}-in-{'-'.join(region.title)}"


def _found(box: Box) -> Verdict:
    return joined([box.verdict, *(thing.verdict for thing in box.things)])


def _grouped(whole: Picture, key: Callable[[Region, Box], str]) -> Picture:
    place = {thing.id: PEOPLE if thing.shape == PERSON else NOBODY for thing in whole.outside}
    groups: list[tuple[Region, dict[str, list[Box]]]] = []
    for region in whole.regions:
        boxes: dict[str, list[Box]] = {}
        for box in region.boxes:
            boxes.setdefault(key(region, box), []).append(box)
            place.update((thing.id, key(region, box)) for thing in box.things)
        groups.append((region, boxes))
    between: dict[tuple[str, str, bool], list[Arrow]] = {}
    for arrow in whole.arrows:
        between.setdefault((place[arrow.source], place[arrow.target], arrow.kind == CHAIN), []).append(arrow)
    inside = {source: arrows for (source, target, chain), arrows in between.items() if source == target and not chain}
    return whole._replace(
        outside=tuple(_outside(whole.outside, inside)),
        regions=tuple(
            region._replace(boxes=tuple(_one(name, several, inside.get(name, ())) for name, several in boxes.items()))
            for region, boxes in groups
        ),
        arrows=tuple(
            _chain((source, target), arrows) if chain else _bundle((source, target), arrows)
            for (source, target, chain), arrows in between.items()
            if source != target
        ),
    )


def _one(name: str, boxes: Sequence[Box], inside: Sequence[Arrow]) -> Box:
    """Boxes as one thing, in a box that is not drawn."""
    verdict = joined([*map(_found, boxes), *(arrow.verdict for arrow in inside)])
    things = [thing for box in boxes for thing in box.things]
    first = boxes[0]
    titles = [box.title or box.things[0].title for box in boxes]
    title, words = titles[0], _words(first)
    if len(boxes) > 1:
        title, words = counted(len(boxes), "vendor"), list(titles[:NAMES_SHOWN])
        words += [f"and {len(titles) - NAMES_SHOWN} more"] if len(titles) > NAMES_SHOWN else []
    thing = Thing(
        id=name,
        title=title,
        words=(*(word for word in words if word), *_within(inside)),
        shape=STORE if len(boxes) == 1 and any(thing.shape == STORE for thing in things) else SYSTEM,
        own=any(thing.own for thing in things),
        verdict=verdict,
        sentence=f"{', '.join(titles)}: {', '.join(thing.title for thing in things)}. {verdict.words}".strip(),
        link=first.link if len(boxes) == 1 else None,
        known=first.known,
        proposed=all(box.proposed for box in boxes),
    )
    return first._replace(title=None, verdict=NOTHING, things=(thing,))


def _words(box: Box) -> list[str]:
    """What stands below the title of a box that is one thing."""
    if box.title is None:
        return list(box.things[0].words)
    titles = [thing.title for thing in box.things]
    kinds = dict.fromkeys(word for thing in box.things for word in thing.words)
    return [*box.words, *(titles if len(titles) < 3 else [counted(len(titles), "system")]), some(list(kinds), 2)]


def _within(inside: Sequence[Arrow]) -> list[str]:
    return [f"{counted(len(inside), 'flow')} inside"] if inside else []


def _outside(things: Iterable[Thing], inside: dict[str, list[Arrow]]) -> Iterable[Thing]:
    people = [thing for thing in things if thing.shape == PERSON]
    nobody = [thing for thing in things if thing.shape != PERSON]
    for name, title, several in ((PEOPLE, "People", people), (NOBODY, "not named", nobody)):
        if several:
            within = inside.get(name, ())
            verdict = joined([*(thing.verdict for thing in several), *(arrow.verdict for arrow in within)])
            titles = [thing.title for thing in several] if name == PEOPLE else []
            yield Thing(
                id=name,
                title=title,
                words=(*titles[:3], *([f"and {len(titles) - 3} more"] if len(titles) > 3 else []), *_within(within)),
                shape=several[0].shape,
                known=name == PEOPLE,
                own=False,
                verdict=verdict,
                sentence=f"{title}: {', '.join(titles)}. {verdict.words}".strip() if titles else title,
                link=None,
            )


def _bundle(ends: tuple[str, str], several: Sequence[Arrow]) -> Arrow:
    """Several flows as one arrow: how many there are, what they carry, and the worst that was found."""
    verdict = joined(arrow.verdict for arrow in several)
    states = Counter(arrow.verdict.state for arrow in several)
    counts = tuple(f"{SIGNS[state]} {states[state]} {said}" for state, said in _SAID.items() if states[state])
    return Arrow(
        id=f"flows-{ends[0]}..{ends[1]}",
        source=ends[0],
        target=ends[1],
        name=counted(len(several), "flow"),
        data=(),
        words=counts,
        rests=_worst(arrow.rests for arrow in several),
        kind=PROPOSED if all(arrow.kind == PROPOSED for arrow in several) else ACTIVE,
        verdict=Verdict(verdict.state, (), verdict.words),
        sentence=" ".join(arrow.sentence for arrow in several),
        link=several[0].link,
        flows=len(several),
        several=tuple(arrow.id for arrow in several),
    )


def _chain(ends: tuple[str, str], several: Sequence[Arrow]) -> Arrow:
    names = dict.fromkeys(arrow.name for arrow in several)
    return several[0]._replace(
        id=f"links-{ends[0]}..{ends[1]}",
        source=ends[0],
        target=ends[1],
        name=some(list(names), 2),
        verdict=joined(arrow.verdict for arrow in several),
        sentence=" ".join(arrow.sentence for arrow in several),
        several=tuple(arrow.id for arrow in several),
    )


def _worst(answers: Iterable[Answer]) -> Answer:
    """Of several ends: something stays, or may stay, or nothing does."""
    found = set(answers)
    return YES if YES in found else MAYBE if MAYBE in found else NO

"""A picture with one thing a vendor and one arrow a pair, for companies with many flows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from auditor.diagrams.picture import (
    ACTIVE,
    BAD,
    CHAIN,
    FINE,
    OPEN,
    PERSON,
    PROPOSED,
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


def overview(whole: Picture) -> Picture:
    """Everybody outside becomes one, every box one thing, all arrows between two of those one arrow."""
    place: dict[str, str] = {}
    for thing in whole.outside:
        place[thing.id] = PEOPLE if thing.shape == PERSON else NOBODY
    for region in whole.regions:
        for box in region.boxes:
            name = _name(region, box)
            place.update((thing.id, name) for thing in box.things)
    between: dict[tuple[str, str, bool], list[Arrow]] = {}
    for arrow in whole.arrows:
        ends = place[arrow.source], place[arrow.target]
        between.setdefault((*ends, arrow.kind == CHAIN), []).append(arrow)
    inside = {source: several for (source, target, chain), several in between.items() if source == target and not chain}
    regions = tuple(
        region._replace(boxes=tuple(_one(region, box, inside.get(_name(region, box), ())) for box in region.boxes))
        for region in whole.regions
    )
    arrows = tuple(
        _chain(ends[:2], several) if ends[2] else _bundle(ends[:2], several)
        for ends, several in between.items()
        if ends[0] != ends[1]
    )
    return whole._replace(outside=tuple(_outside(whole.outside, inside)), regions=regions, arrows=arrows)


def _name(region: Region, box: Box) -> str:
    """An id for a box: a vendor has one in each region."""
    return f"box-{box.vendor or box.title}-in-{'-'.join(region.title)}"


def _one(region: Region, box: Box, inside: Sequence[Arrow]) -> Box:
    """A box as one thing, in a box that is not drawn."""
    verdict = joined([box.verdict, *(thing.verdict for thing in box.things), *(arrow.verdict for arrow in inside)])
    first = box.things[0]
    if box.title is None:
        words = list(first.words)
    else:
        titles = [thing.title for thing in box.things]
        kinds = dict.fromkeys(word for thing in box.things for word in thing.words)
        words = [*box.words, *(titles if len(titles) < 3 else [counted(len(titles), "system")]), some(list(kinds), 2)]
    title = box.title or first.title
    thing = first._replace(
        id=_name(region, box),
        title=title,
        words=(*(word for word in words if word), *_within(inside)),
        shape=STORE if any(thing.shape == STORE for thing in box.things) else SYSTEM,
        own=any(thing.own for thing in box.things),
        verdict=verdict,
        sentence=f"{title}: {', '.join(thing.title for thing in box.things)}. {verdict.words}".strip(),
        link=box.link,
        known=box.known,
        proposed=box.proposed,
    )
    return box._replace(title=None, verdict=NOTHING, things=(thing,))


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
    often = Counter(word for arrow in several for word in arrow.data)
    states = Counter(arrow.verdict.state for arrow in several)
    counts = [f"{states[state]} {said}" for state, said in _SAID.items() if states[state]]
    name = several[0].name if len(several) == 1 else counted(len(several), "flow")
    return Arrow(
        id=f"flows-{ends[0]}..{ends[1]}",
        source=ends[0],
        target=ends[1],
        name=name,
        data=tuple(sorted(often, key=lambda word: (-often[word], word))),
        words=tuple(counts) if len(several) > 1 else (),
        rests=_worst(arrow.rests for arrow in several),
        kind=PROPOSED if all(arrow.kind == PROPOSED for arrow in several) else ACTIVE,
        verdict=verdict if verdict.state == FINE or len(several) == 1 else Verdict(verdict.state, verdict.rules),
        sentence=f"{name}: " + " ".join(arrow.sentence for arrow in several),
        link=several[0].link,
        flows=len(several),
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
    )


def _worst(answers: Iterable[Answer]) -> Answer:
    """Of several ends: something stays, or may stay, or nothing does."""
    found = set(answers)
    return YES if YES in found else MAYBE if MAYBE in found else NO

"""Random pictures, made without an audit: systems in boxes in regions, and arrows anywhere between them."""

import random
from typing import TypeVar

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
from auditor.vocabulary.answers import MAYBE, NO, YES

T = TypeVar("T")


def random_picture(seed: int, least: int = 10, most: int = 300, words: str = "") -> Picture:
    """From `least` to `most` arrows, more often few. `words` stand wherever a user's words do."""
    chance = random.Random(seed)
    count = least + int((most - least) * chance.random() ** 2)
    systems = [_thing(chance, number, words) for number in range(max(3, int(count * chance.uniform(0.15, 0.6))))]
    boxes = [_box(number, part, words) for number, part in enumerate(_parts(chance, systems))]
    regions = tuple(
        Region((f"region {number} {words}",), chance.random() < 0.9, tuple(part))
        for number, part in enumerate(_parts(chance, boxes))
    )
    outside = tuple(_person(number, words) for number in range(chance.randint(0, 8)))
    ends = [thing.id for thing in (*outside, *systems)]
    hubs = chance.sample(ends, max(1, len(ends) // 6))
    arrows = tuple(
        _arrow(chance, number, chance.choice(hubs if chance.random() < 0.5 else ends), chance.choice(ends), words)
        for number in range(count)
    )
    return Picture(f"Picture {seed} {words}", (f"{count} arrows {words}",), outside, regions, arrows)


def _parts(chance: random.Random, things: list[T]) -> list[list[T]]:
    """Things dealt out to a few heaps, none of them empty."""
    heaps: list[list[T]] = [[] for _ in range(max(1, int(len(things) * chance.uniform(0.2, 0.8))))]
    for thing in things:
        chance.choice(heaps).append(thing)
    return [heap for heap in heaps if heap]


def _verdict(chance: random.Random, words: str) -> Verdict:
    state = chance.choice([BAD, OPEN, WARNED, *[FINE] * 6])
    return Verdict(state, () if state == FINE else (f"a-rule-{chance.randint(1, 9)}{words}",), words)


def _thing(chance: random.Random, number: int, words: str) -> Thing:
    shape = chance.choice([SYSTEM, SYSTEM, STORE])
    return Thing(
        f"system-s{number}", f"System {number}{words}", (f"kind{words}",), shape, chance.random() < 0.3,
        _verdict(chance, words), f"The system {number}. {words}", f"a%20b.yaml#L{number}", chance.random() < 0.95,
    )  # fmt: skip


def _person(number: int, words: str) -> Thing:
    return Thing(f"system-p{number}", f"Person {number}{words}", (), PERSON, False, Verdict(), words, None)


def _box(number: int, things: list[Thing], words: str) -> Box:
    alone = len(things) == 1 and number % 2 == 0
    title = None if alone else f"Vendor {number}{words}"
    return Box(f"v{number}", title, (), True, number % 7 == 0, Verdict(), words, None, tuple(things))


def _arrow(chance: random.Random, number: int, source: str, target: str, words: str) -> Arrow:
    return Arrow(
        id=f"flow-f{number}", source=source, target=target, name=f"f{number}{words}",
        data=tuple(f"data.{n}{words}" for n in range(chance.randint(0, 4))), words=(),
        rests=chance.choice([YES, NO, MAYBE]), kind=chance.choice([ACTIVE, ACTIVE, ACTIVE, PROPOSED, CHAIN]),
        verdict=_verdict(chance, words), sentence=f"f{number} goes. {words}", link=f"x.yaml#L{number}",
    )  # fmt: skip

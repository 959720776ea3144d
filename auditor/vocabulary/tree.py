"""A tree of words with several parents: dots and `is` both mean "is a kind of"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.vocabulary.answers import MAYBE, NO, YES, Answer


class Tree:
    """Words and what is below what, as bit sets: bit i stands for `ids[i]`.

    `parents` maps each word to the words right above it. It must have no cycle (see `cycle`).
    """

    def __init__(self, parents: Mapping[str, Iterable[str]]) -> None:
        self.ids = tuple(sorted(parents))
        self.index = {word: number for number, word in enumerate(self.ids)}
        self.parents = {word: tuple(sorted(set(parents[word]))) for word in self.ids}
        self.all = (1 << len(self.ids)) - 1
        self.below = [1 << number for number in range(len(self.ids))]
        """For each word, itself and all below it."""
        self.order = _children_last(self.parents)
        """The words, each after all its parents."""
        for word in reversed(self.order):
            for parent in self.parents[word]:
                self.below[self.index[parent]] |= self.below[self.index[word]]

    def __contains__(self, word: object) -> bool:
        return word in self.index

    def bit(self, word: str) -> int:
        return 1 << self.index[word]

    def bits(self, words: Iterable[str]) -> int:
        """The words themselves."""
        bits = 0
        for word in words:
            bits |= 1 << self.index[word]
        return bits

    def under(self, words: Iterable[str]) -> int:
        """The words and all below them."""
        bits = 0
        for word in words:
            bits |= self.below[self.index[word]]
        return bits

    def down(self, bits: int) -> int:
        """All at or below the words of a bit set."""
        result = 0
        for number in ones(bits):
            result |= self.below[number]
        return result

    def words(self, bits: int) -> tuple[str, ...]:
        return tuple(self.ids[number] for number in ones(bits))

    def leaves(self, word: str) -> tuple[str, ...]:
        """What is below `word` and has nothing below itself."""
        number = self.index[word]
        below = self.below[number] & ~(1 << number)
        return tuple(self.ids[n] for n in ones(below) if self.below[n] == 1 << n)

    def answer(self, value: str, wanted: int) -> Answer:
        """Is `value` one of the wanted words? `wanted` is what `under` gave for them."""
        number = self.index[value]
        if wanted >> number & 1:
            return YES
        return MAYBE if self.below[number] & wanted else NO


def ones(bits: int) -> list[int]:
    """The positions of the bits that are set, rising."""
    positions = []
    while bits:
        low = bits & -bits
        positions.append(low.bit_length() - 1)
        bits ^= low
    return positions


def dotted_parent(word: str) -> str | None:
    """`a.b` for `a.b.c`."""
    head, dot, _ = word.rpartition(".")
    return head if dot else None


def cycle(parents: Mapping[str, Iterable[str]]) -> list[str] | None:
    """Some cycle of "is a kind of", each word followed by one of its parents; None when there is none."""
    done: set[str] = set()
    for start in sorted(parents):
        path: list[str] = []
        waiting = [(start, iter(sorted(parents[start])))] if start not in done else []
        on_path = {start}
        while waiting:
            word, above = waiting[-1]
            if not path or path[-1] != word:
                path.append(word)
            for parent in above:
                if parent in on_path:
                    return path[path.index(parent) :]
                if parent not in done and parent in parents:
                    on_path.add(parent)
                    waiting.append((parent, iter(sorted(parents[parent]))))
                    break
            else:
                waiting.pop()
                path.pop()
                on_path.discard(word)
                done.add(word)
    return None


def _children_last(parents: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    children: dict[str, list[str]] = {}
    missing = {}
    for word, above in parents.items():
        missing[word] = len(above)
        for parent in above:
            children.setdefault(parent, []).append(word)
    order = [word for word in parents if not missing[word]]
    for word in order:
        for child in children.get(word, ()):
            missing[child] -= 1
            if not missing[child]:
                order.append(child)
    return tuple(order)

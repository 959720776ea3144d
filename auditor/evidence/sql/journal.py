"""Shelves that remember what they held, so that a transaction can be taken back."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Journal:
    """How to undo each change of all its shelves, in order."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []

    def note(self, undo: Callable[[], None]) -> None:
        self._undo.append(undo)

    def mark(self) -> int:
        """A point to come back to."""
        return len(self._undo)

    def back(self, mark: int) -> None:
        """Undo what changed since a mark."""
        while len(self._undo) > mark:
            self._undo.pop()()

    def keep(self) -> None:
        """Nothing before now can be undone any more."""
        self._undo.clear()


class Shelf(Generic[K, V]):
    """Things by key."""

    def __init__(self, journal: Journal) -> None:
        self._things: dict[K, V] = {}
        self._journal = journal

    def get(self, key: K) -> V | None:
        return self._things.get(key)

    def __contains__(self, key: K) -> bool:
        return key in self._things

    def __iter__(self) -> Iterator[V]:
        return iter(tuple(self._things.values()))

    def names(self) -> tuple[K, ...]:
        return tuple(self._things)

    def put(self, key: K, thing: V) -> None:
        things = self._things
        if key in things:
            old = things[key]
            self._journal.note(lambda: things.__setitem__(key, old))
        else:
            self._journal.note(lambda: things.__delitem__(key))
        things[key] = thing

    def drop(self, key: K) -> None:
        things = self._things
        if key in things:
            old = things.pop(key)
            self._journal.note(lambda: things.__setitem__(key, old))

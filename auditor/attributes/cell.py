"""What an attribute of a row is: values that are there, values that may be, or nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from auditor.location import Route


class Cell(NamedTuple):
    """The values of an attribute. `may` holds values that are possible beside them; with `unknown`,
    something is missing that nobody declared."""

    known: tuple[Any, ...] = ()
    may: tuple[Any, ...] = ()
    unknown: bool = False


class Carried(NamedTuple):
    """Data categories, as joined sets (see `graph.network.Parts`): those that are there, and those of
    which even that is in doubt, because it is not known whether they are kept."""

    sure: int
    doubted: int = 0


def known_values(cell: Cell | Carried) -> tuple[Any, ...]:
    """The values that are certain; data categories are none (they are sets of their own)."""
    return cell.known if isinstance(cell, Cell) else ()


class Fact(NamedTuple):
    """An attribute of one row: its cell, where it stands, and where the missing part would be written.

    With `lacking`, the value is not written at `place`: the thing there lacks it, or it is derived.
    `also` are other places where some of the values may be written.
    """

    cell: Cell | Carried
    place: Route
    missing: tuple[Route, ...] = ()
    lacking: bool = False
    also: tuple[Route, ...] = ()


NOT_KNOWN = Cell(unknown=True)
SAID = ("said",)
"""The key that decides what a system says of itself, whatever comes to it."""


class Row(Protocol):
    """A row of a subject: something that rules are asked about. Rows are compared by identity."""

    @property
    def subject(self) -> str: ...

    @property
    def id(self) -> str: ...

    def fact(self, attribute: Attribute) -> Fact: ...

    def of(self, category: str) -> Row:
        """The same row as it is for one of the categories it carries."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """A column of a subject's table: its name, its type, what it means, and how to read it off a row.

    `by` names the keys of its table that decide its cell: rows with the same key have the same cell. Without any, only
    the row itself does. `decided_by` reads off a row, more quickly than `read`, what alone decides its cell; None where
    nothing does. Where there are two keys, the first is of rows with such a thing, the second of those without. Where
    the cell is a thing, `said_by` are the keys that decide what it says of itself: its attributes that are by `SAID`.
    """

    name: str
    type: Any
    doc: str
    read: Callable[[Any], Fact]
    by: tuple[str, ...] = ()
    decided_by: Callable[[Any], Hashable] | None = None
    said_by: tuple[str, ...] = ()

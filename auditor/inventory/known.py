"""What a document can print of a fact: the values, and what of it nobody declared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from auditor.location import Route


class Known(NamedTuple):
    """Values in the order in which they are printed, and the places where one would write what is not known.

    No value and nothing missing: there is none. `wording` is what a person wrote to be printed instead.
    """

    values: tuple[Any, ...] = ()
    missing: tuple[Route, ...] = ()
    wording: str | None = None

    @property
    def stated(self) -> bool:
        """Can it be printed whole?"""
        return self.wording is not None or not self.missing


def joined(parts: Iterable[Known]) -> Known:
    """Several facts as one: each value once, in the order in which it comes first."""
    every = list(parts)
    return Known(
        tuple(dict.fromkeys(value for part in every for value in part.values)),
        tuple(dict.fromkeys(route for part in every for route in part.missing)),
    )

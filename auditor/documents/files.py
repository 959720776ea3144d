"""What a document gives to be written: files, each with its name and how its bytes are made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from auditor.changes.records import Compared
from auditor.declarations.customer import Customer
from auditor.inventory.stamp import Fields


class Asked(NamedTuple):
    """What was asked of the documents, beside the audit: what each needs of it, it takes."""

    root: Path
    """The workspace."""
    customer: Customer | None = None
    """The customer's half of the annexes, where their file was given."""
    others: Mapping[str, Fields] = {}
    """The fields of the other documents, by document: what the worksheet asks for."""
    vendors: tuple[str, ...] = ()
    """The vendors that notices are asked for; none named: every one that they are about."""
    compared: Compared | None = None
    """What changed since a base, where one was given: notices are about that."""


class File(NamedTuple):
    """A file of a document. `format` is what `--format` calls it; `make` gives its bytes, the same at every time."""

    name: str
    format: str
    make: Callable[[], bytes]
    fields: Fields


def midnight(day: date) -> tuple[int, int, int, int, int, int]:
    """The moment that files carry that must carry one: the day of the audit, at its beginning."""
    return (day.year, day.month, day.day, 0, 0, 0)

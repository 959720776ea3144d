"""What a category says of itself, and what its parents pass down to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from auditor.declarations.dataflows import Category
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.tree import Tree


class Inherits(NamedTuple):
    """The values of a fact of a category, the places where what is not known would be written, and those
    where the values are."""

    values: tuple[Any, ...]
    missing: tuple[Route, ...]
    written: tuple[Route, ...] = ()


def passed_down(tree: Tree, categories: Mapping[str, Category], key: str) -> dict[str, Inherits]:
    """`subjects` or `sensitive` of every category: its own, else what comes from its parents."""
    found: dict[str, Inherits] = {}
    for word in tree.order:
        value = getattr(categories[word], key) if word in categories else None
        parents = [found[parent] for parent in tree.parents[word]]
        if value is UNKNOWN or (value is None and not parents):
            found[word] = Inherits((), (("data", word, key),))
        elif value is not None:
            found[word] = Inherits(value if isinstance(value, tuple) else (value,), (), (("data", word, key),))
        else:
            found[word] = _joined(parents, key)
    return found


def _joined(parents: list[Inherits], key: str) -> Inherits:
    values = tuple(dict.fromkeys(value for parent in parents for value in parent.values))
    missing = tuple(dict.fromkeys(route for parent in parents for route in parent.missing))
    written = tuple(dict.fromkeys(route for parent in parents for route in parent.written))
    if key != "sensitive":
        return Inherits(values, missing, written)
    if True in values:  # one sensitive parent is enough, one unknown may be
        return Inherits((True,), (), written)
    return Inherits((), missing) if missing else Inherits((False,), (), written)

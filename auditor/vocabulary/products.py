"""The products of the catalog: what each is, and the signals by which a repository gives away that it is used.

An entry is a product, not a company: the login button of a company is another product than its advertising pixel.
`data/catalog/` holds the entries, a file a kind; `data/catalog.json` is made from them and holds only their names and
kinds, because most runs ask for no more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from auditor.vocabulary.shipped import DATA, shipped

SIGNALS: Final = (
    "hosts", "urls", "npm", "pypi", "python", "go", "rubygems", "composer", "terraform", "env", "actions", "commands",
    "images", "files", "config",
)  # fmt: skip
"""The kinds of signal. How each is compared with what a repository says is in `catalog.py`."""

REGION: Final = "{region}"
"""Stands in a host for any region code of a provider."""

Signals = Mapping[str, tuple[str, ...]]


class Product(NamedTuple):
    """A product that data may go to.

    `look_alikes` prove nothing about this product, though one of its signals takes them in or seems to. `regions`
    are hosts in a place that is known: the place, or the provider whose region codes stand where `{region}` does.
    """

    id: str
    name: str
    kinds: tuple[str, ...]
    roles: tuple[str, ...]
    legal_name: str | None
    country: str | None
    website: str | None
    signals: Signals
    look_alikes: Signals
    regions: Mapping[str, str]


def names() -> Mapping[str, Any]:
    """The products that ship: `name` and `kind` by id. Cheap: no signal is read."""
    found: Mapping[str, Any] = shipped("catalog")["products"]
    return found


@cache
def products() -> Mapping[str, Product]:
    """The products that ship, with all that is known of them, sorted by id."""
    found: dict[str, Product] = {}
    for file in sorted((DATA / "catalog").glob("*.json")):
        written = json.loads(file.read_text(encoding="utf-8"))
        found |= {name: product(name, entry) for name, entry in written.items()}
    return dict(sorted(found.items()))


def product(name: str, entry: Mapping[str, Any]) -> Product:
    """A product from the plain content of its entry, which fits its declaration."""
    return Product(
        id=name,
        name=entry["name"],
        kinds=_several(entry["kind"]),
        roles=_several(entry.get("role") or ()),
        legal_name=entry.get("legal_name"),
        country=entry.get("country"),
        website=entry.get("website"),
        signals=_signals(entry),
        look_alikes=_signals(entry.get("not_signals") or {}),
        regions=entry.get("regions") or {},
    )


def _signals(entry: Mapping[str, Any]) -> Signals:
    return {signal: tuple(entry[signal]) for signal in SIGNALS if entry.get(signal)}


def _several(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)

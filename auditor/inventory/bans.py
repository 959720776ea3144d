"""What is not used, by the rules that forbid it outright."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from auditor.audit import Audit
from auditor.declarations.policy import Rule
from auditor.vocabulary.products import names

PRODUCTS: Final = "catalog"


class Ban(NamedTuple):
    """What a rule forbids: kinds of vendors and systems, products by the names of the catalog, and purposes."""

    rule: str
    title: str
    because: tuple[str, ...]
    kinds: tuple[str, ...]
    products: tuple[str, ...]
    purposes: tuple[str, ...]


def bans(audit: Audit) -> list[Ban]:
    """The bans of a policy that close the gate, by the ids of their rules."""
    return [found for name, rule in audit.workspace.rules.items() if (found := _ban(audit, name, rule)) is not None]


def _ban(audit: Audit, name: str, rule: Rule) -> Ban | None:
    if not rule.forbid or rule.severity != "error":
        return None
    asked = _asked(next(iter(rule.forbid.values())))
    if not asked or any(key not in ("kind", PRODUCTS, "purposes") for key in asked):
        return None
    kinds, purposes = audit.workspace.titles["kinds"], audit.workspace.titles["purposes"]
    return Ban(
        rule=name,
        title=rule.title,
        because=rule.because,
        kinds=tuple(kinds.get(word, word) for word in asked.get("kind", ())),
        products=tuple(_product(audit, word) for word in asked.get(PRODUCTS, ())),
        purposes=tuple(purposes.get(word, word) for word in asked.get("purposes", ())),
    )


def _product(audit: Audit, word: str) -> str:
    """The name of a product: the workspace's own entry before the one that ships."""
    own = audit.workspace.catalog.get(word)
    if own is not None:
        return own.name
    return str(names()[word]["name"]) if word in names() else word


def _asked(match: object) -> dict[str, tuple[str, ...]]:
    """What a match asks for at its ends, through `to`, `from` and `vendor`; empty when it asks in another form."""
    asked: dict[str, tuple[str, ...]] = {}
    for key, words in _ends(match):
        if words is None or key in asked:
            return {}
        asked[key] = words
    return asked


def _ends(match: object) -> Iterator[tuple[str, tuple[str, ...] | None]]:
    written: Mapping[str, Any] = match if isinstance(match, Mapping) else {}
    for key, value in written.items():
        if key in ("to", "from", "vendor") and isinstance(value, Mapping):
            yield from _ends(value)
        elif isinstance(value, str):
            yield key, (value,)
        elif isinstance(value, (list, tuple)) and all(isinstance(word, str) for word in value):
            yield key, tuple(value)
        else:
            yield key, None

"""Facts as the properties of a document for tools: names with values, both of them text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from auditor.inventory.known import Known
from auditor.inventory.printed import raw
from auditor.workspace.model import Node

PREFIX: Final = "auditor"
"""What the names of all properties begin with."""


def property_of(name: str, value: str) -> dict[str, str]:
    """A property as CycloneDX writes it."""
    return {"name": name if name.startswith(f"{PREFIX}:") else f"{PREFIX}:{name}", "value": value}


def told(prefix: str, facts: dict[str, Known]) -> Iterator[tuple[str, str]]:
    """Facts as properties: one for each value, `unknown` for what nobody declared, `none` where there is none."""
    for key, fact in facts.items():
        values = [_as_text(value) for value in fact.values] + ["unknown"] * bool(fact.missing)
        yield from ((f"{prefix}:{key}", value) for value in values or ["none"])


def _as_text(value: Any) -> str:
    said = raw(value)
    if isinstance(said, dict):
        return ", ".join(said.values())
    return str(said).lower() if isinstance(said, bool) else str(said)


def title_of(node: Node) -> str:
    """What people call a system: its title, the name of a vendor that is one, else its id."""
    said = getattr(node.declared, "title", None) or getattr(node.declared, "name", None)
    return said if isinstance(said, str) else node.id

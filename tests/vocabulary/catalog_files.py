"""How the files of the catalog are written, and the index that is made from them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.declarations.catalog import Entry
from auditor.declarations.shape import fields

DATA = Path(__file__).resolve().parents[2] / "auditor" / "data"
FOLDER = DATA / "catalog"
INDEX = DATA / "catalog.json"
FILES = sorted(FOLDER.glob("*.json"))

_FIRST = ("name", "kind", "role", "legal_name", "country", "website", "hosts", "regions")
_LAST = ("not_signals", "evidence", "note")
_KEYS = [key for key in fields(Entry) if key not in (*_FIRST, *_LAST)]
ORDER = (*_FIRST, *_KEYS, *_LAST)
"""The keys of an entry, in the order in which a reader wants them."""


def read(file: Path) -> dict[str, Any]:
    """A file of the catalog. Raises AssertionError where a key stands twice in a mapping."""
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=_unique)
    return found


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs), sorted(key for key, _ in pairs)
    return dict(pairs)


def text_of(entries: Mapping[str, Any]) -> str:
    """A file of the catalog as it is written: entries sorted by id, a line a key, lists sorted."""
    parts = []
    for name in sorted(entries):
        entry = entries[name]
        lines = [f"    {json.dumps(key)}: {_one_line(entry[key])}" for key in ORDER if key in entry]
        lines += [f"    {json.dumps(key)}: {_one_line(entry[key])}" for key in sorted(entry.keys() - set(ORDER))]
        parts.append(f"  {json.dumps(name)}: {{\n" + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _one_line(value: Any) -> str:
    return json.dumps(_sorted(value), ensure_ascii=False)


def _sorted(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return sorted(set(value)) if isinstance(value, list) else value


def index() -> dict[str, Any]:
    """The products of all files with their names and kinds."""
    every = {name: entry for file in FILES for name, entry in read(file).items()}
    return {name: {"kind": entry["kind"], "name": entry["name"]} for name, entry in every.items()}

"""Every sentence that a document prints of its own, from one table: `auditor/data/sentences.json`.

Another language is another such table. The table holds sections (one a document, and those that several share), in
them a sentence by its name, with `{…}` where something of the workspace stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

LANGUAGE: Final = "en"
"""The language of the table, as documents name it (BCP 47)."""
_TABLE: Final = Path(__file__).resolve().parent.parent / "data" / "sentences.json"


def say(name: str, /, **parts: object) -> str:
    """The sentence `SECTION.NAME` with its parts filled in."""
    return template(name).format_map({key: str(value) for key, value in parts.items()})


def template(name: str) -> str:
    """The sentence as it stands, for whoever fills in its parts."""
    section, _, key = name.partition(".")
    return _table()[section][key]


def has(name: str) -> bool:
    """Is there such a sentence?"""
    section, _, key = name.partition(".")
    return key in _table().get(section, {})


@cache
def _table() -> Mapping[str, Mapping[str, str]]:
    table: Mapping[str, Mapping[str, str]] = json.loads(_TABLE.read_text(encoding="utf-8"))
    return table

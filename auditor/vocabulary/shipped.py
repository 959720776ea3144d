"""Dated facts that ship with the auditor, read from `auditor/data/`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def shipped(name: str) -> Any:
    """The content of `auditor/data/NAME.json`: a mapping with `as_of` (a date) and `source` (how it was checked)."""
    return json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))

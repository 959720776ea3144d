"""Dated facts that ship with the auditor, read from `auditor/data/`."""

from __future__ import annotations

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

FACTS = ("adequacy", "catalog", "countries", "regions")
OLD_AFTER = timedelta(days=365)
DATA = Path(__file__).resolve().parent.parent / "data"


@cache
def shipped(name: str) -> Any:
    """The content of `auditor/data/NAME.json`: a mapping with `as_of` (a date) and `source` (how it was checked)."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


def old_facts(as_of: date) -> dict[str, date]:
    """The facts that ship and were last checked more than a year before a day, with the date of each."""
    checked = {name: date.fromisoformat(shipped(name)["as_of"]) for name in FACTS}
    return {name: day for name, day in checked.items() if as_of - day > OLD_AFTER}

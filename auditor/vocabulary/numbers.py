"""Whole numbers and dates as they are written."""

from __future__ import annotations

import re
from datetime import date


def read_number(text: str) -> int | None:
    """A whole number; None when it is not one."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text, re.ASCII) else None


def read_day(text: str) -> date | None:
    """A date written YYYY-MM-DD; None when it is not one."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

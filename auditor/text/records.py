"""Frozen records as plain data for JSON: their fields by name, places as file, line and column."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from auditor.location import Location


def plain_data(value: Any) -> Any:
    """A record, and all in it, as mappings, lists, text and numbers."""
    if isinstance(value, Location):
        return {"file": value.file, "line": value.line, "column": value.column}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: plain_data(one) for name, one in value._asdict().items()}
    if isinstance(value, (tuple, list)):
        return [plain_data(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value

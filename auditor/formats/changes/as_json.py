"""The changes as JSON, schema `auditor/changes/1`: a record of its own, copied field by field."""

from __future__ import annotations

import json
from typing import Any

from auditor.changes.records import Change, Value
from auditor.formats.changes.records import Report
from auditor.location import Location


def render(report: Report) -> str:
    """One JSON document; changes sorted by type and id."""
    document = {"schema": "auditor/changes/1", "changes": [_change(change) for change in report.changes]}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _change(change: Change) -> dict[str, Any]:
    earliest = change.prospect.earliest if change.prospect is not None else None
    return {
        "type": change.type,
        "attribute": change.attribute,
        "material": change.material,
        "why": change.why,
        "before": _value(change.before),
        "after": _value(change.after),
        "vendor": change.vendor,
        "system": change.system,
        "flow": change.flow,
        "data": list(change.data),
        "region": list(change.region),
        "purposes": list(change.purposes),
        "deployments": list(change.deployments),
        "includes": list(change.includes),
        "earliest": earliest.isoformat() if earliest is not None else None,
        "location": {"before": _location(change.location_before), "after": _location(change.location_after)},
    }


def _value(value: Value) -> str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


def _location(location: Location | None) -> dict[str, Any] | None:
    return None if location is None else {"file": location.file, "line": location.line, "column": location.column}

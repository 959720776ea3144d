"""The declarations as the other tools get them: the resolved facts of each flow, those that are not known left out.

None of the tools follows data, so only flows that list what they carry are asked about; and none has a tree of
places, so the promises here are the twelve that need none.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import yaml

Facts = dict[str, Any]
Pair = tuple[str, str]
"""A flow and a rule."""

RULES = (
    "edge-keeps-nothing", "ai-keeps-30-days", "tls", "no-sale", "no-profiles", "logs-90-days", "no-secrets-in-logs",
    "no-training", "no-cards-in-analytics", "no-health-by-email", "support-sees-no-health", "jobs-end",
)  # fmt: skip
DAY = 86_400
FOR_EVER = 10**12


class Said(NamedTuple):
    """What a tool says: the pairs that break, and those where it could not answer and said so."""

    broken: frozenset[Pair]
    errors: frozenset[Pair] = frozenset()


Decide = Callable[[], Said]


def load(root: Path) -> dict[str, dict[str, Any]]:
    """All sections of a workspace, as a script would read them."""
    sections: dict[str, dict[str, Any]] = {}
    for path in sorted((root / "dataflows").rglob("*.yaml")):
        for section, entries in yaml.load(path.read_bytes(), yaml.CSafeLoader).items():
            sections.setdefault(section, {}).update(entries)
    return sections


def facts(sections: dict[str, dict[str, Any]]) -> list[Facts]:
    """What is known of each flow that lists what it carries."""
    ends = {name: _end(name, sections) for name in (*sections["systems"], *sections["vendors"])}
    listing = {name: flow for name, flow in sections["flows"].items() if isinstance(flow["data"], list)}
    return [_flow(name, flow, ends[flow["to"]]) for name, flow in listing.items()]


def _end(name: str, sections: dict[str, dict[str, Any]]) -> Facts:
    declared = sections["systems"].get(name) or sections["vendors"][name]
    runs = name if name in sections["vendors"] else declared["vendor"]
    vendor = {"kind": "none", "trains_on_data": "none"}
    if runs != "none":
        entry = sections["vendors"][runs]
        vendor = {key: entry[key] for key in ("kind", "trains_on_data") if entry.get(key, "unknown") != "unknown"}
    return {"id": name, "kind": declared["kind"], "vendor": vendor}


def _flow(name: str, flow: dict[str, Any], end: Facts) -> Facts:
    known = {"id": name, "to": end, "data": flow["data"], "purposes": flow["purposes"], "controls": flow["controls"]}
    if flow["retention"] != "unknown":
        known["keeps"] = _seconds(flow["retention"])
    return known | {"trigger": flow["trigger"]}


def _seconds(text: str) -> int:
    """How long, in seconds: tools without periods compare numbers."""
    if text in ("none", "indefinite", "until_deleted"):
        return 0 if text == "none" else FOR_EVER
    unit = text.lstrip("0123456789")
    return int(text.removesuffix(unit)) * {"h": DAY // 24, "d": DAY, "y": 365 * DAY}[unit]

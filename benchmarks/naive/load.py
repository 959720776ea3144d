"""A directory -> a checked workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from benchmarks.naive.models import Workspace


def load(root: Path) -> Workspace:
    """Read and merge every YAML file below `dataflows/` and `policy/`. Raises ValueError on what it cannot use."""
    sections: dict[str, dict[str, Any]] = {}
    for folder in ("dataflows", "policy"):
        for path in sorted((root / folder).rglob("*.yaml")):
            merge(sections, yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), path.name)
    workspace = Workspace.model_validate(sections)
    check_references(workspace)
    return workspace


def merge(sections: dict[str, dict[str, Any]], found: dict[str, dict[str, Any]], name: str) -> None:
    for section, entries in found.items():
        known = sections.setdefault(section, {})
        twice = known.keys() & entries.keys()
        if twice:
            raise ValueError(f"{name}: {section} {', '.join(sorted(twice))} declared twice")
        known.update(entries)


def check_references(workspace: Workspace) -> None:
    systems = workspace.systems.keys() | workspace.vendors.keys()
    for name, flow in workspace.flows.items():
        for end in (flow.source, flow.target):
            if end not in systems:
                raise ValueError(f"flow {name}: unknown system {end}")
        if isinstance(flow.data, str):
            if flow.data != "inherited":
                raise ValueError(f"flow {name}: data {flow.data}")
        else:
            for word in flow.data:
                if word not in workspace.data:
                    raise ValueError(f"flow {name}: unknown category {word}")

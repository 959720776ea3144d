"""Drawn workspaces for the properties: how many, how they are audited, how they are written."""

import json
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, settings

from auditor.audit import Audit, audit
from auditor.graph.world import Worlds
from auditor.location import InvalidInput, Problem
from auditor.opening import open_workspace
from tests.reference.workspaces import AS_OF, dump, workspace_of
from tests.reference.writer import Entry, Writer

MORE = int(os.environ.get("AUDITOR_SEEDS", "0"))
"""How many seeds to try where the tests would take fewer."""
Drawn = tuple[Entry, Entry]
"""What `dataflows/` and `policy/` say."""


def examples(number: int) -> settings:
    """So many examples by hypothesis: the same ones in every run, new ones where more are asked for."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]
    return settings(
        max_examples=max(number, MORE // 20), deadline=None, derandomize=not MORE, suppress_health_check=slow
    )


def drawn(
    number: int, start: int = 0, part: tuple[int, int] = (0, 1), reach: bool = False
) -> Iterator[tuple[int, Drawn]]:
    """So many workspaces with their seeds, or as many as are asked for; in every second one vendors do
    what systems do. `part` is one of several parts of them; with `reach` some rules are about that."""
    for seed in range(start, start + max(number, MORE))[part[0] :: part[1]]:
        yield seed, workspace_of(seed, vendor_system_keys=bool(seed % 2), reach=reach)


def audit_of(workspace: Drawn, deployments: Sequence[str] = (), must_check: bool = True) -> Audit:
    """Write a workspace, and audit it."""
    with tempfile.TemporaryDirectory() as folder:
        dump(*workspace, Path(folder))
        return audit(Path(folder), AS_OF, deployments, must_check=must_check)


def problems_of(root: Path) -> tuple[Problem, ...]:
    """Why the files in a directory are refused; nothing where they are audited. No other end is right."""
    try:
        audit(root, AS_OF)
    except InvalidInput as invalid:
        return invalid.problems
    return ()


def worlds_of(workspace: Drawn) -> Worlds:
    """The data of a workspace, followed; no rule is asked."""
    with tempfile.TemporaryDirectory() as folder:
        dump(*workspace, Path(folder))
        return Worlds(open_workspace(Path(folder), AS_OF)[0])


def shown(workspace: Drawn) -> str:
    """A workspace as a person would write it, for the message of a failing test."""
    return "\n".join(
        f"# {folder}/\n{yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=200)}"
        for folder, content in zip(("dataflows", "policy"), copy_of(workspace), strict=True)
    )


def copy_of(workspace: Drawn) -> Drawn:
    """A copy that may be changed."""
    dataflows, policy = json.loads(json.dumps(workspace))
    return dataflows, policy


def writer_of(seed: int) -> Writer:
    """Makes choices from a seed."""
    return Writer(random.Random(seed).randint)


def rules_only(rules: dict[str, Any]) -> Entry:
    """A policy with nothing but rules."""
    filled = {"title": "A rule", "because": ["A clause in words"]}
    return {"rules": {name: {**filled, **rule} for name, rule in rules.items()}}

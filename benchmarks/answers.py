"""That the auditor and the naive program find the same: each figure that sets them side by side begins with it."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.measure import MeasuringFailed, check, output, python


def naive(workspace: Path, *arguments: str) -> list[str]:
    """The command line of the naive program."""
    return python("-m", "benchmarks.naive", "check", str(workspace), *arguments)


def same_findings(workspace: Path) -> int:
    """How many findings both have. Raises MeasuringFailed when their ids differ."""
    ours = {finding["id"] for finding in json.loads(output(check(workspace, "--format", "json")))["findings"]}
    rival = set(json.loads(output(naive(workspace, "--json"))))
    if ours != rival:
        some = sorted(ours ^ rival)[:3]
        raise MeasuringFailed(f"the naive program finds something else: {len(ours ^ rival)} differ, as {some}")
    return len(ours)

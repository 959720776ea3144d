"""`python -m benchmarks`: measure, print the table, and write `benchmarks/RESULTS.md`.

Each group is measured in a process of its own: a fresh one, whose memory is not that of the others. Exit code 1 when
something could not be measured; a figure that misses its target is a result, and no error.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
import time
from math import isnan
from pathlib import Path

from benchmarks.measure import ROOT, Figure, MeasuringFailed, environment, python
from benchmarks.results import lines, load, measured, page, target

GROUPS = ("small", "reading", "matching", "propagation", "large", "changes", "evidence", "field", "page")
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
GROUP_LIMIT = 400.0
"""Seconds after which a group is given up."""


def main() -> int:
    """Measure all groups, or some."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures the auditor beside its rivals.")
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"only these: {', '.join(GROUPS)}")
    parser.add_argument(
        "--quick", action="store_true", help="tiny sizes, to see that it works; the figures say nothing"
    )
    parser.add_argument("--output", type=Path, help="write the page there (default: RESULTS.md, of a whole run)")
    parser.add_argument("--into", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    given.groups = list(dict.fromkeys(given.groups))
    strange = [group for group in given.groups if group not in GROUPS]
    if strange:
        parser.error(f"unknown group {strange[0]}: the groups are {', '.join(GROUPS)}")
    if given.into:
        return measure_here(given.groups[0], given.quick, given.into)
    whole = not given.quick and not given.groups
    output = given.output or (RESULTS if whole else None)
    before, began = load(), time.monotonic()
    figures: list[Figure] = []
    failures: list[str] = []
    left_out = list(GROUPS)
    for group in given.groups or GROUPS:
        found, failure = measure(group, given.quick)
        figures += found
        failures += [failure] if failure else []
        left_out.remove(group)
        if output:  # after each group: a run that is broken off leaves what it has
            text = page(figures, [*failures, *(f"{name}: left out of this run" for name in left_out)], before,
                        time.monotonic() - began)  # fmt: skip
            output.write_text(text, encoding="utf-8")
    if output:
        print(f"\nThe page is {output.name}.")
    return conclude(figures, failures)


def measure(group: str, quick: bool) -> tuple[list[Figure], str | None]:
    """Measure a group in a process of its own, telling of each figure; and why it ended early, if it did."""
    with tempfile.TemporaryDirectory() as folder:
        into = Path(folder) / "figures.jsonl"
        argv = python("-m", "benchmarks", group, "--into", str(into), *(["--quick"] if quick else []))
        print(f"== {group}", flush=True)
        try:
            done = subprocess.run(argv, cwd=ROOT, env=environment(), timeout=GROUP_LIMIT, check=False)
            failure = None if done.returncode == 0 else f"{group}: {_reason(into, done.returncode)}"
        except subprocess.TimeoutExpired:
            failure = f"{group}: given up after {GROUP_LIMIT:.0f} s"
        written = into.read_text(encoding="utf-8").splitlines() if into.exists() else []
    if failure:
        print(f"   FAILED {failure}", flush=True)
    return [Figure(**json.loads(line)) for line in written], failure


def measure_here(group: str, quick: bool, into: Path) -> int:
    """Measure a group in this process; figures go to a file as they come."""
    measuring = importlib.import_module(f"benchmarks.{group}")
    with tempfile.TemporaryDirectory() as folder, into.open("w", encoding="utf-8") as file:
        try:
            for figure in measuring.figures(quick, Path(folder)):
                print(told(figure), flush=True)
                print(json.dumps(figure._asdict()), file=file, flush=True)
        except MeasuringFailed as failed:
            _reason_file(into).write_text(str(failed), encoding="utf-8")
            return 1
    return 0


def _reason_file(into: Path) -> Path:
    return into.with_suffix(".reason")


def _reason(into: Path, code: int) -> str:
    reason = _reason_file(into)
    return reason.read_text(encoding="utf-8") if reason.exists() else f"ended with {code}"


def told(figure: Figure) -> str:
    """A figure as one line of a terminal."""
    verdict = {True: "reached", False: "NOT REACHED", None: ""}[figure.reached]
    return f"   {measured(figure):>14}  {target(figure):>22}  {verdict:<11}  {figure.what}"


def conclude(figures: list[Figure], failures: list[str]) -> int:
    """The last lines, and the exit code."""
    aimed = [figure for figure in figures if figure.target is not None]
    reached = sum(figure.reached is True for figure in aimed)
    missing = sum(isnan(figure.measured) for figure in figures)
    print(f"\n{reached} of {len(aimed)} targets reached; {len(failures) + missing} could not be measured.")
    for line in lines([], failures):
        print(line)
    return 1 if failures or missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""Figures as a table for people, and as the page `RESULTS.md`."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from math import isnan
from pathlib import Path

from benchmarks.measure import ROOT, Figure

VERDICTS = {True: "reached", False: "**not reached**", None: "-"}
PACKAGES = ("pydantic", "PyYAML", "networkx", "pytm", "common-expression-language", "cedarpy", "gordon-to-regorus")
ABOUT = """\
# What it costs

Written by `make bench`, which measures each figure beside its rival in one run: A B A B …, the median of the ratios
pair by pair. Seconds say something about the machine, ratios about the program. A figure that misses its target
stands here as one that does.

- **x** is ours by the rival's, so less is better; **x faster** is the rival's by ours, so more is better. In the last
  column come the medians, the spread of the ratios, and the ratio by CPU time, ours by the rival's.
- The *naive program* is `benchmarks/naive/`: the same audit as a competent team would write it in a week. Before it is
  timed, both must give the same finding ids, or there is no figure.
- *Values seldom repeat*: almost every flow has its own list of categories, retention and controls, and there is a
  system for three flows. What remembers answers gains little there. No company is like that; real ones lie between.
- The other tools get the resolved facts of each flow, since none of them follows data or knows a tree of places, and
  say yes or no: the table tells what they do with a fact that nobody declared, which we call undecided.
"""


def lines(figures: Iterable[Figure], failures: Sequence[str]) -> Iterator[str]:
    """The table, group by group, in Markdown."""
    for group, found in groupby(figures, key=lambda figure: figure.group):
        yield f"## {group}"
        yield ""
        yield "| what | measured | target | | how |"
        yield "|---|---|---|---|---|"
        for figure in found:
            verdict = VERDICTS[figure.reached]
            yield f"| {figure.what} | {measured(figure)} | {target(figure)} | {verdict} | {figure.detail} |"
        yield ""
    if failures:
        yield "## Not measured"
        yield ""
        yield from (f"- {failure}" for failure in failures)
        yield ""


def measured(figure: Figure) -> str:
    return "-" if isnan(figure.measured) else f"{number(figure.measured)} {figure.unit}"


def target(figure: Figure) -> str:
    if figure.target is None:
        return "-"
    return f"{'at least' if figure.at_least else 'at most'} {figure.target:g} {figure.unit}"


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def page(figures: Iterable[Figure], failures: Sequence[str], before: str, took: float) -> str:
    """The whole page. `before` is the load before the run, `took` its seconds."""
    after = load()
    when = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    head = [
        ABOUT,
        f"Measured on {when} at {revision()}, in {took / 60:.0f} minutes,",
        f"with Python {platform.python_version()} on {machine()}.",
        f"Load before: {before}; after: {after} (of 1, 5 and 15 minutes; the run itself makes about 1).",
        f"Versions: {', '.join(versions())}.",
        "",
    ]
    return "\n".join([*head, *lines(figures, failures)]).rstrip() + "\n"


def load() -> str:
    """How busy the machine is, over 1, 5 and 15 minutes."""
    return ", ".join(f"{value:.2f}" for value in os.getloadavg())


def machine() -> str:
    """Processor, processors and system: no name of the machine."""
    info = Path("/proc/cpuinfo")
    models = [
        line.partition(":")[2].strip()
        for line in (info.read_text(encoding="utf-8").splitlines() if info.is_file() else ())
        if line.startswith("model name")
    ]
    model = models[0] if models else platform.processor() or platform.machine()
    return f"{os.cpu_count()} processors ({model}), {platform.system()} {platform.machine()}"


def revision() -> str:
    """The commit that was measured."""
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError:
        return "an unknown commit"
    return done.stdout.strip() if done.returncode == 0 else "an unknown commit"


def versions() -> Iterator[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"no {package}"

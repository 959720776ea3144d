"""The HTML report of a large company in a real browser: how much it is, and how soon it is there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from statistics import median

from auditor.audit import audit
from auditor.formats.html import report
from benchmarks.measure import Figure, MeasuringFailed
from tests.diagrams.companies import company
from tests.formats.html.browser import Browser, installed

GROUP = "Page"
DAY = date(2026, 11, 23)
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"


def figures(quick: bool, scratch: Path) -> Iterator[Figure]:
    """500 flows: the size of the file, and the seconds until all of it is loaded and its script has run."""
    flows, count = (60, 2) if quick else (500, 15)
    for name, declared in zip(("dataflows", "policy"), company(flows), strict=True):
        (scratch / name).mkdir(parents=True)
        (scratch / name / "all.yaml").write_text(json.dumps(declared, ensure_ascii=False), encoding="utf-8")
    file = scratch / "report.html"
    file.write_text(report.render(audit(scratch, DAY)), encoding="utf-8")
    yield Figure(GROUP, f"the HTML report of {flows} flows", file.stat().st_size / 1e6, "MB", 1.5)
    program = installed()
    if program is None:
        raise MeasuringFailed("there is no Chromium")
    loaded, painted = [], []
    with Browser(program) as browser:
        browser.size(1280)
        for _ in range(count):
            browser.open(file)
            loaded.append(browser.run(LOADED))
            painted.append(browser.run(PAINTED))
    detail = (
        f"median of {count}, {min(loaded):.2f} to {max(loaded):.2f} s; something is seen after {median(painted):.2f} s"
    )
    yield Figure(GROUP, f"the HTML report of {flows} flows opens in Chromium", median(loaded), "s", 2.0, detail=detail)

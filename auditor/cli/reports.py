"""`auditor check --reports DIR`: every format, every diagram and the ledger, in one run."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.cli.arguments import complain, deliver
from auditor.cli.check import FORMATS

FILES: Final = {
    "text": "report.txt",
    "json": "findings.json",
    "sarif": "findings.sarif",
    "junit": "junit.xml",
    "github": "github.txt",
    "gitlab": "gl-code-quality-report.json",
    "markdown": "report.md",
    "html": "report.html",
}
"""What the file of each format is called."""
LINKED: Final = ("markdown",)
"""Formats whose links lead to the files of the workspace from where the report stands."""
PICTURES: Final = ("overview", "violations", "full")


class Report(NamedTuple):
    """A file of the reports: its name, and how its content is made."""

    name: str
    make: Callable[[], str]


def write(audit: Audit, root: Path, folder: Path) -> None:
    """Write all reports into a folder; those that no engine can draw are left out, and it is said."""
    from auditor.cli.progress import progress
    from auditor.diagrams.render import NotDrawn

    undrawn: dict[str, list[str]] = {}
    every = list(reports(audit, base_of(root, folder)))
    with progress(len(every)) as step:
        for report in every:
            step(report.name)
            try:
                deliver(report.make(), folder / report.name)
            except NotDrawn as error:
                (folder / report.name).unlink(missing_ok=True)  # an older one would tell of another day
                undrawn.setdefault(str(error), []).append(report.name)
    for why, names in undrawn.items():
        complain(f"note: {', '.join(names)} not written: {why}\n")


def base_of(root: Path, folder: Path) -> str:
    """What leads from the reports to the workspace, with `/` behind; nothing where no path does."""
    try:
        way = os.path.relpath(root.resolve(), folder.resolve())
    except ValueError:  # another drive
        return ""
    return "" if way == "." else Path(way).as_posix() + "/"


def reports(audit: Audit, base: str) -> Iterator[Report]:
    """Every report. `base` is put before the path of every link."""
    for name, module in FORMATS.items():
        yield Report(FILES[name], _format(audit, name, module, base))
    yield Report("promises.md", lambda: importlib.import_module("auditor.formats.markdown.ledger").render(audit, base))
    yield Report("matrix.md", lambda: _matrix(audit))
    for view in PICTURES:
        yield Report(f"{view}.svg", _svg(audit, view, base))
        yield Report(f"{view}.dot", _dot(audit, view, base))
        yield Report(f"{view}.mermaid.md", _mermaid(audit, view))


def _format(audit: Audit, name: str, module: str, base: str) -> Callable[[], str]:
    def make() -> str:
        found = importlib.import_module(f"auditor.formats.{module}")
        text: str = found.render(audit, base) if name in LINKED else found.render(audit)
        return text

    return make


def _matrix(audit: Audit) -> str:
    from auditor.diagrams import matrix

    return matrix.markdown(matrix.matrix(audit))


def _dot(audit: Audit, view: str, base: str) -> Callable[[], str]:
    def make() -> str:
        from auditor.diagrams import dot, views

        return dot.source(views.picture(audit, views.View(view)), base=base)

    return make


def _svg(audit: Audit, view: str, base: str) -> Callable[[], str]:
    def make() -> str:
        from auditor.diagrams import dot, render, views

        picture = views.picture(audit, views.View(view))
        return render.svg(dot.source(picture, base=base), picture)

    return make


def _mermaid(audit: Audit, view: str) -> Callable[[], str]:
    def make() -> str:
        from auditor.diagrams import mermaid, views

        parts = mermaid.diagrams(views.picture(audit, views.View(view)))
        return "\n".join(f"```mermaid\n{part}```\n" for part in parts)

    return make

"""`auditor diff`: what changed in meaning, how material it is, and who must be told by when."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from auditor.cli import github
from auditor.cli.arguments import CLEAN, add_deployments, add_output, as_of, complain, day, deliver
from auditor.cli.base import at, is_workspace, opened
from auditor.comparison import Base, compared
from auditor.formats.changes.records import Report
from auditor.graph.world import Worlds
from auditor.location import InvalidInput, Problem
from auditor.opening import open_workspace

FORMATS: Final = {"text": "text", "markdown": "markdown", "json": "as_json"}
"""The register of formats: the module of each in `auditor.formats.changes`."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", metavar="BASE", help="what to compare with: a directory, or a git revision")
    parser.add_argument("head", metavar="HEAD", nargs="?", help="what to compare (default: the workspace here)")
    parser.add_argument("--as-of", metavar="DATE", type=day, default=None, help="judge as on this day (default: today)")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to report (default: text)")
    add_output(parser)
    add_deployments(parser)


def run(arguments: argparse.Namespace) -> int:
    head, here = _head(arguments)
    base = opened(arguments.base, here, as_of(arguments))
    found = compared(base, Worlds(head.workspace), head.policy)
    _check_deployments(arguments.deployment, base, head)
    chosen = set(arguments.deployment)
    shown = [change for change in found.changes if not chosen or not chosen.isdisjoint(change.deployments)]
    for note in (*base.notes, *head.notes):
        complain(f"note: {note}\n")
    report = Report(shown, head.workspace, (arguments.base, arguments.head or "here"))
    deliver(_rendered(arguments, report), arguments.output)
    return CLEAN


def _head(arguments: argparse.Namespace) -> tuple[Base, Path]:
    """What is compared, and the workspace whose repository knows the revisions: the one given as HEAD, or the one
    here."""
    here = Path(arguments.head) if arguments.head and is_workspace(arguments.head) else Path()
    if arguments.head is None or is_workspace(arguments.head):
        return Base(*open_workspace(here, as_of(arguments))), here
    return at(here, arguments.head, as_of(arguments)), here


def _check_deployments(wanted: Sequence[str], base: Base, head: Base) -> None:
    """Either revision may have them."""
    known = tuple(sorted({*base.workspace.deployments, *head.workspace.deployments}))
    hint = f"the deployments are {', '.join(known)}"
    strange = [name for name in dict.fromkeys(wanted) if name not in known]
    if strange:
        raise InvalidInput([Problem(f"unknown deployment `{name}`", None, hint, name, known) for name in strange])


def _rendered(arguments: argparse.Namespace, report: Report) -> str:
    if arguments.format == "text" and arguments.output is None:
        from auditor.cli import terminal
        from auditor.formats.changes import text as lines_of

        return terminal.drawn(lines_of.lines(report, terminal.width(lines_of.WIDTH)))
    module = importlib.import_module(f"auditor.formats.changes.{FORMATS[arguments.format]}")
    extra = (github.base_of(report.workspace),) if arguments.format == "markdown" else ()
    rendered: str = module.render(report, *extra)
    return rendered

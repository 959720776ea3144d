"""`auditor diff`: what changed in meaning, how material it is, and who must be told by when."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Final

from auditor.audit import open_workspace
from auditor.cli import github
from auditor.cli.arguments import CLEAN, add_deployments, add_output, as_of, day, deliver
from auditor.comparison import Base, compared
from auditor.graph.world import Worlds
from auditor.workspace.merge import FOLDERS

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
    from auditor.formats.changes.records import Report

    base = _open(arguments.base, arguments)
    head = _open(arguments.head or ".", arguments)
    found = compared(base, Worlds(head.workspace), head.policy)
    wanted = set(arguments.deployment)
    shown = [change for change in found.changes if not wanted or not wanted.isdisjoint(change.deployments)]
    report = Report(shown, head.workspace, (arguments.base, arguments.head or "here"))
    deliver(_rendered(arguments, report), arguments.output)
    return CLEAN


def _open(name: str, arguments: argparse.Namespace) -> Base:
    workspace, policy = open_workspace(Path(name), as_of(arguments))
    return Base(workspace, policy)


def _is_workspace(name: str) -> bool:
    return any((Path(name) / folder).is_dir() for folder in FOLDERS)


def _rendered(arguments: argparse.Namespace, report: object) -> str:
    if arguments.format == "text" and arguments.output is None:
        from auditor.cli import terminal
        from auditor.formats.changes import text as lines_of

        return terminal.drawn(lines_of.lines(report, terminal.width(lines_of.WIDTH)))  # type: ignore[arg-type]
    module = importlib.import_module(f"auditor.formats.changes.{FORMATS[arguments.format]}")
    extra = (github.commit(),) if arguments.format == "markdown" else ()
    rendered: str = module.render(report, *extra)
    return rendered

"""`auditor scan`: what the files of a repository show, each thing with its file and line."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from auditor.attributes.rows import Rows
from auditor.cli import terminal
from auditor.cli.arguments import CLEAN, add_output, complain, deliver, today
from auditor.cli.evidence import add_given, given
from auditor.cli.progress import counting
from auditor.evidence.observe import observe
from auditor.formats import observations
from auditor.graph.world import Worlds
from auditor.location import InvalidInput, Problem
from auditor.text.lines import plain
from auditor.workspace.disk import Disk
from auditor.workspace.load import load, nothing
from auditor.workspace.merge import FOLDERS
from auditor.workspace.model import Workspace


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directory", metavar="DIR", nargs="?", type=Path, default=Path(), help="the folder to scan (default: here)"
    )
    add_given(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to report (default: text)")
    add_output(parser)
    parser.add_argument(
        "--suggest", action="store_true", help="print declarations for what was seen, as YAML to review and complete"
    )


def run(arguments: argparse.Namespace) -> int:
    root: Path = arguments.directory
    if not root.is_dir():
        raise InvalidInput([Problem(f"{root}: there is no such folder", None)])
    named = given(arguments)
    workspace = _declared(root, today())
    with counting("scanning") as step:
        observed = observe(workspace, root, given=named, step=step)
    if arguments.suggest:
        from auditor.evidence.suggest import suggest

        text = suggest(workspace, observed)
    else:
        rows = Rows(Worlds(workspace), observed)
        text = _rendered(arguments, rows, workspace)
    if arguments.format == "json" or arguments.suggest:
        complain("".join(f"note: {line}\n" for line in observations.unread(observed.seen)))
    deliver(text, arguments.output)
    return CLEAN


def _rendered(arguments: argparse.Namespace, rows: Rows, workspace: Workspace) -> str:
    if arguments.format == "json":
        return observations.render_json(rows, workspace)
    if arguments.output is None:
        return terminal.drawn(observations.lines(rows, workspace))
    return plain(observations.lines(rows, workspace))


def _declared(root: Path, as_of: date) -> Workspace:
    """What the folder declares. Raises InvalidInput where that cannot be read."""
    if not any((root / folder).is_dir() for folder in FOLDERS):
        return nothing(as_of)
    workspace, problems = load(Disk(root), as_of)
    if problems:
        raise InvalidInput(problems, workspace.merged.line)
    return workspace

"""`auditor check`: audit a workspace, or several, report, and set the gate."""

from __future__ import annotations

import argparse
import importlib
import posixpath
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from auditor.audit import Audit, audit
from auditor.cli import github
from auditor.cli.arguments import CLEAN, CLOSED, add_as_of, add_deployments, add_output, as_of, deliver
from auditor.cli.evidence import add_given, given
from auditor.cli.progress import counting
from auditor.location import Problem
from auditor.vocabulary.words import SEVERITIES

FORMATS: Final = {
    "text": "text.report",
    "json": "findings_json",
    "sarif": "sarif.report",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown.report",
    "html": "html.report",
}
"""The register of formats: the module of each in `auditor.formats`, imported only when it is asked for."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directories", metavar="DIR", nargs="*", type=Path, default=[Path()], help="a workspace (default: here)"
    )
    parser.set_defaults(mistake=parser.error)
    add_as_of(parser)
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="how to report (default: text)")
    add_output(parser)
    add_deployments(parser)
    parser.add_argument(
        "--fail-on",
        choices=tuple(reversed(SEVERITIES)),
        default="error",
        help="the least severity that closes the gate",
    )
    parser.add_argument(
        "--against",
        metavar="REV",
        help="a revision in git, as origin/main: only what is introduced since closes the gate",
    )
    parser.add_argument(
        "--reports", metavar="DIR", type=Path, help="also write every format, every diagram and the ledger there"
    )
    add_given(parser)


def run(arguments: argparse.Namespace) -> int:
    directories: list[Path] = arguments.directories
    if len(directories) > 1:
        from auditor.cli import several

        return several.run(arguments, directories)
    arguments.directory = directories[0]
    found = audited(arguments, arguments.directory)
    deliver(rendered(arguments.format, found, to_file=arguments.output is not None), arguments.output)
    if arguments.reports is not None:
        from auditor.cli import reports

        reports.write(found, arguments.directory, arguments.reports)
    if arguments.format == "github":
        github.summarize(found)
    return CLOSED if found.gate_closed else CLEAN


def refused(arguments: argparse.Namespace, problems: Sequence[Problem]) -> None:
    """What a report for another tool says where nothing was audited."""
    from auditor.formats.wrong_input import RENDERS
    from auditor.workspace.disk import Disk

    if arguments.format in RENDERS:
        folder = Disk(arguments.directory).folder
        there = [_here(problem, folder, f" at {arguments.against}") for problem in problems]
        deliver(RENDERS[arguments.format](there), arguments.output)


def _here(problem: Problem, folder: str, elsewhere: str) -> Problem:
    """A problem with its place from the root of the repository on. One of another revision has none here."""
    place = problem.location
    if place is None:
        return problem
    if place.file.endswith(elsewhere):
        return problem._replace(message=f"{place}: {problem.message}", location=None)
    return problem._replace(location=replace(place, file=posixpath.normpath(folder + place.file)))


def audited(arguments: argparse.Namespace, root: Path) -> Audit:
    """The audit of a workspace that the arguments ask for."""
    with counting("scanning") as step:
        return audit(
            root,
            as_of(arguments),
            arguments.deployment,
            arguments.fail_on,
            against=arguments.against,
            given=given(arguments),
            step=step,
        )


def rendered(name: str, found: Audit, *, to_file: bool, share: int = 1) -> str:
    """The report in a format; so many of them `share` the room that there is for one."""
    if name == "text" and not to_file:
        from auditor.cli import terminal
        from auditor.formats.text import report

        return terminal.drawn(report.lines(found, terminal.width(report.WIDTH)))
    if name == "markdown":
        from auditor.formats.markdown import report as markdown

        return markdown.render(found, github.base_of(found.workspace), markdown.MOST // share)
    text: str = importlib.import_module(f"auditor.formats.{FORMATS[name]}").render(found)
    return text

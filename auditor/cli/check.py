"""`auditor check`: audit a workspace, report, and set the gate."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Final

from auditor.audit import Audit, audit
from auditor.cli import github
from auditor.cli.arguments import CLEAN, CLOSED, add_deployments, add_output, add_workspace, as_of, deliver
from auditor.cli.evidence import add_given, given
from auditor.cli.progress import counting
from auditor.vocabulary.words import SEVERITIES

FORMATS: Final = {
    "text": "text.report",
    "json": "findings_json",
    "sarif": "sarif",
    "junit": "junit",
    "github": "github",
    "gitlab": "gitlab",
    "markdown": "markdown.report",
    "html": "html.report",
}
"""The register of formats: the module of each in `auditor.formats`, imported only when it is asked for."""


def add(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
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
        "--reports", metavar="DIR", type=Path, help="also write every format, every diagram and the ledger there"
    )
    add_given(parser)


def run(arguments: argparse.Namespace) -> int:
    with counting("scanning") as step:
        found = audit(
            arguments.directory,
            as_of(arguments),
            arguments.deployment,
            arguments.fail_on,
            given=given(arguments),
            step=step,
        )
    deliver(_rendered(arguments.format, found, to_file=arguments.output is not None), arguments.output)
    if arguments.reports is not None:
        from auditor.cli import reports

        reports.write(found, arguments.directory, arguments.reports)
    if arguments.format == "github":
        github.summarize(found)
    return CLOSED if found.gate_closed else CLEAN


def _rendered(name: str, found: Audit, *, to_file: bool) -> str:
    if name == "text" and not to_file:
        from auditor.cli import terminal
        from auditor.formats.text import report

        return terminal.drawn(report.lines(found, terminal.width(report.WIDTH)))
    if name == "markdown":
        from auditor.formats.markdown import report as markdown

        return markdown.render(found, github.commit())
    text: str = importlib.import_module(f"auditor.formats.{FORMATS[name]}").render(found)
    return text

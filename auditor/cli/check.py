"""`auditor check`: audit a workspace, report, and set the gate."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from auditor.audit import Audit, audit
from auditor.cli.arguments import CLEAN, CLOSED, add_deployments, add_output, add_workspace, as_of, deliver
from auditor.vocabulary.words import SEVERITIES

FORMATS = ("text", "json", "github", "gitlab", "markdown")


def add(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to report (default: text)")
    add_output(parser)
    add_deployments(parser)
    parser.add_argument(
        "--fail-on",
        choices=tuple(reversed(SEVERITIES)),
        default="error",
        help="the least severity that closes the gate",
    )


def run(arguments: argparse.Namespace) -> int:
    found = audit(arguments.directory, as_of(arguments), arguments.deployment, arguments.fail_on)
    deliver(_rendered(arguments.format, found, to_file=arguments.output is not None), arguments.output)
    if arguments.format == "github":
        _summarize(found)
    return CLOSED if found.gate_closed else CLEAN


def _rendered(name: str, found: Audit, *, to_file: bool) -> str:
    """The register of formats. Each is imported only when it is asked for."""
    if name == "json":
        from auditor.formats import findings_json

        return findings_json.render(found)
    if name == "github":
        from auditor.formats import github

        return github.render(found)
    if name == "gitlab":
        from auditor.formats import gitlab

        return gitlab.render(found)
    if name == "markdown":
        from auditor.formats.markdown import report as markdown

        return markdown.render(found, _commit())
    from auditor.formats.text import report

    if to_file:
        return report.render(found)
    from auditor.cli import terminal

    return terminal.drawn(report.lines(found, terminal.width(report.WIDTH)))


def _summarize(found: Audit) -> None:
    """Add the report to the summary of a step on GitHub, where there is one."""
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        from auditor.formats.markdown import report as markdown

        with Path(summary).open("a", encoding="utf-8", errors="backslashreplace", newline="") as file:
            file.write(markdown.render(found, _commit()))


def _commit() -> str:
    """Where GitHub shows the files that a job checks. It leads no relative link of a comment or a summary to a
    file; elsewhere a relative link does."""
    named = [os.environ.get(name) for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA")]
    return f"{named[0]}/{named[1]}/blob/{named[2]}/" if all(named) else ""

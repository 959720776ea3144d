"""`auditor trace`: follow a category, or show what arrives at a system or a vendor and leaves it."""

from __future__ import annotations

import argparse

from auditor.cli.arguments import CLEAN, add_deployments, add_output, add_question, as_of, deliver
from auditor.graph.world import Worlds
from auditor.opening import open_workspace


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("word", metavar="WORD", help="the id of a data category, a system or a vendor, or section/id")
    add_question(parser)
    add_output(parser)
    add_deployments(parser)


def run(arguments: argparse.Namespace) -> int:
    from auditor.formats import trace as formats
    from auditor.trace.trace import trace

    workspace, _ = open_workspace(arguments.directory, as_of(arguments), arguments.deployment)
    chosen = tuple(name for name in workspace.deployments if not arguments.deployment or name in arguments.deployment)
    found = trace(workspace, Worlds(workspace), chosen, arguments.word)
    render = formats.render_json if arguments.format == "json" else formats.render_text
    deliver(render(found), arguments.output)
    return CLEAN

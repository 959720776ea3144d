"""`auditor diagram`: draw the flows of a workspace with its verdict."""

from __future__ import annotations

import argparse

from auditor.audit import audit
from auditor.cli.arguments import CLEAN, WRONG, add_deployments, add_output, add_workspace, as_of, complain, deliver


def add(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument("--format", choices=("svg", "dot"), default="svg", help="what to write (default: svg)")
    add_output(parser)
    add_deployments(parser)


def run(arguments: argparse.Namespace) -> int:
    from auditor.diagrams import dot, render

    found = audit(arguments.directory, as_of(arguments), arguments.deployment, must_check=False)
    source = dot.source(found)
    if arguments.format == "dot":
        deliver(source, arguments.output)
        return CLEAN
    flows = tuple(flow.id for flow in found.workspace.flows if set(flow.deployments) & set(found.deployments))
    try:
        deliver(render.svg(source, flows), arguments.output)
    except render.NotDrawn as error:
        complain(f"error: {error}\n= help: --format dot writes the source of the picture\n")
        return WRONG
    return CLEAN

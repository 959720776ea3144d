"""`auditor diagram`: draw the flows of a workspace with its verdict."""

from __future__ import annotations

import argparse

from auditor.audit import audit
from auditor.cli.arguments import CLEAN, WRONG, add_deployments, add_output, add_workspace, as_of, complain, deliver


def add(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument("--format", choices=("svg", "png", "dot"), default="svg", help="what to write (default: svg)")
    parser.add_argument("--view", default="")
    parser.add_argument("--dark", action="store_true")
    add_output(parser)
    add_deployments(parser)


def run(arguments: argparse.Namespace) -> int:
    from auditor.diagrams import dot, render
    from auditor.diagrams.palette import DARK, LIGHT
    from auditor.diagrams.views import View, fitting, picture

    found = audit(arguments.directory, as_of(arguments), arguments.deployment, must_check=False)
    view = View(*arguments.view.split("=")) if arguments.view else fitting(found)
    shown = picture(found, view)
    source = dot.source(shown, DARK if arguments.dark else LIGHT)
    if arguments.format == "dot":
        deliver(source, arguments.output)
        return CLEAN
    try:
        if arguments.format == "png":
            deliver(render.png(source, shown), arguments.output)
        else:
            deliver(render.svg(source, shown, follow=not arguments.dark), arguments.output)
    except render.NotDrawn as error:
        complain(f"error: {error}\n= help: --format dot writes the source of the picture\n")
        return WRONG
    return CLEAN

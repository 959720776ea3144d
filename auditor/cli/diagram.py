"""`auditor diagram`: draw the flows of a workspace with its verdict."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.audit import Audit, audit
from auditor.cli.arguments import CLEAN, WRONG, add_deployments, add_output, add_workspace, as_of, complain, deliver

if TYPE_CHECKING:
    from auditor.diagrams.picture import Picture
    from auditor.diagrams.views import View

PLAIN_VIEWS = ("overview", "violations", "full", "matrix")
VIEWS_OF = ("data", "vendor")
VIEWS = "overview, violations, full, data=ID, vendor=ID or matrix"
DRAWN = ("svg", "png", "dot", "mermaid")
WRITTEN = ("text", "markdown")
ENDINGS = {
    ".svg": "svg", ".png": "png", ".dot": "dot", ".gv": "dot", ".mmd": "mermaid", ".mermaid": "mermaid",
    ".txt": "text", ".md": "markdown",
}  # fmt: skip
"""What a file is named like -> its format."""


def add(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)
    parser.add_argument(
        "--view", metavar="VIEW", type=_view, default=None,
        help="what to show: overview (vendors in their regions), violations (what is wrong alone), full (every flow), "
        "data=ID (where a data category goes), vendor=ID (what goes to a vendor and comes from it), or matrix (a table "
        "of data categories and vendors); default: full up to 30 flows, else overview",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=(*DRAWN, *WRITTEN), default=None,
        help="what to write (default: what the name of FILE ends in, else svg); the matrix is text or markdown",
    )  # fmt: skip
    parser.add_argument("--dark", action="store_true", help="dark colours; an SVG without it follows its reader")
    add_output(parser)
    add_deployments(parser)


def _view(text: str) -> tuple[str, str]:
    kind, equals, name = text.partition("=")
    if (kind in PLAIN_VIEWS and not equals) or (kind in VIEWS_OF and name):
        return kind, name
    from auditor.location import nearest

    near = nearest(kind, (*PLAIN_VIEWS, *VIEWS_OF))
    hint = f": did you mean `{near}{'=ID' if near in VIEWS_OF else ''}`?" if near else ""
    raise argparse.ArgumentTypeError(f"`{text}` is not a view{hint or '.'} Expected {VIEWS}")


def run(arguments: argparse.Namespace) -> int:
    from auditor.diagrams.views import View, fitting, picture

    view = View(*arguments.view) if arguments.view else None
    form, wrong = _format(arguments, view)
    if wrong:
        complain(f"error: {wrong}\n")
        return WRONG
    found = audit(arguments.directory, as_of(arguments), arguments.deployment, must_check=False)
    if form in WRITTEN:
        return _matrix(found, form, arguments.output)
    if view is None:
        view = fitting(found)
        complain(_chosen(view, found))
    return _draw(picture(found, view), form, arguments)


def _format(arguments: argparse.Namespace, view: View | None) -> tuple[str, str]:
    """The format, and what is wrong with asking for it."""
    output: Path | None = arguments.output
    matrix = view is not None and view.kind == "matrix"
    ending = ENDINGS.get(output.suffix.lower(), "") if output else ""
    if ending == "markdown" and not matrix:
        ending = "mermaid"
    form: str = arguments.format or ending or ("text" if matrix else "svg")
    if matrix and form in DRAWN:
        return form, f"the matrix is a table: --format {form} cannot show it, text and markdown can"
    if form in WRITTEN and not matrix:
        return form, f"--format {form} is for the table: --view matrix"
    if form == "png" and output is None and sys.stdout.isatty():
        return form, "a terminal cannot show a PNG: name a file with --output"
    return form, ""


def _chosen(view: View, found: Audit) -> str:
    """Which view was taken, for whom nobody asked; nothing where it is all there is."""
    if view.kind == "full":
        return ""
    return f"note: {found.summary.flows} flows are many for one picture: drew the {view.kind}; --view takes {VIEWS}\n"


def _matrix(found: Audit, form: str, output: Path | None) -> int:
    from auditor.diagrams import matrix

    table = matrix.matrix(found)
    deliver(matrix.markdown(table) if form == "markdown" else matrix.text(table), output)
    return CLEAN


def _draw(shown: Picture, form: str, arguments: argparse.Namespace) -> int:
    from auditor.diagrams.palette import DARK, LIGHT

    palette = DARK if arguments.dark else LIGHT
    if form == "mermaid":
        from auditor.diagrams import mermaid

        _parts(mermaid.diagrams(shown, palette), arguments.output)
        return CLEAN
    from auditor.diagrams import dot, render

    source = dot.source(shown, palette)
    try:
        if form == "dot":
            deliver(source, arguments.output)
        elif form == "png":
            deliver(render.png(source, shown), arguments.output)
        else:
            deliver(render.svg(source, shown, follow=not arguments.dark), arguments.output)
    except render.NotDrawn as error:
        complain(f"error: {error}\n= help: --format dot and --format mermaid need no engine\n")
        return WRONG
    return CLEAN


def _parts(diagrams: list[str], output: Path | None) -> None:
    """One diagram as it is. Several as blocks of Markdown, or as a file each where the file is not Markdown."""
    markdown = output is not None and output.suffix.lower() == ".md"
    if len(diagrams) == 1 and not markdown:
        deliver(diagrams[0], output)
    elif output is None or markdown:
        deliver("\n".join(f"```mermaid\n{diagram}```\n" for diagram in diagrams), output)
    else:
        for number, diagram in enumerate(diagrams, start=1):
            deliver(diagram, output.with_name(f"{output.stem}-{number}-of-{len(diagrams)}{output.suffix}"))
        complain(f"note: too much for one Mermaid diagram: wrote {len(diagrams)} files, {output.stem}-1-of-…\n")

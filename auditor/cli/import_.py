"""`auditor import`: bring what stands in other files into a workspace."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path
from typing import Final

from auditor.cli.arguments import CLEAN, WRONG, as_of, complain, day, deliver
from auditor.formats import problems
from auditor.location import InvalidInput
from auditor.text.plain import counted, shown
from auditor.workspace.write import save_all

FORMATS: Final = ("worksheet",)
"""The register of formats, each a module of `auditor.importers`."""


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("format", metavar="FORMAT", choices=FORMATS, help=f"what the files are: {', '.join(FORMATS)}")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="the files to read")
    parser.add_argument(
        "--to", "--dir", metavar="DIR", dest="directory", type=Path, default=Path(),
        help="the workspace to write into (default: here)",
    )  # fmt: skip
    parser.add_argument("--as-of", metavar="DATE", type=day, default=None, help="read as on this day (default: today)")


def run(arguments: argparse.Namespace) -> int:
    """Read everything, then write everything. Nothing is written unless all of it is sound."""
    importer = importlib.import_module(f"auditor.importers.{arguments.format}")
    files = [(str(path), path.read_bytes()) for path in arguments.files]
    try:
        found = importer.read(files, arguments.directory, as_of(arguments))
    except InvalidInput as invalid:
        complain(problems.render_text(invalid.problems, invalid.line_of, "written"))
        return WRONG
    save_all(found.changes)
    names = "".join(f"{shown(str(one.path))}\n" for one in found.changes)
    deliver(
        f"{names}{counted(found.facts, 'fact')} written, {counted(found.unanswered, 'row')} without an answer\n", None
    )
    return CLEAN

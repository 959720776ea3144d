"""What commands that scan have in common: files that are named beside the repository."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path

from auditor.location import InvalidInput, Problem


def add_given(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--plan", metavar="FILE", type=Path, action="append", default=[],
        help="a plan of Terraform, as `terraform show -json` prints it; may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--sbom", metavar="FILE", type=Path, action="append", default=[],
        help="a list of components and services (CycloneDX JSON); may be repeated",
    )  # fmt: skip
    parser.add_argument(
        "--lineage", metavar="FILE", type=Path, action="append", default=[],
        help="events of OpenLineage as JSON, one or one a line; may be repeated",
    )  # fmt: skip


def given(arguments: argparse.Namespace) -> Mapping[str, Sequence[Path]]:
    """The files that were named. Raises InvalidInput where one is not there, or no file."""
    named: dict[str, list[Path]] = {what: getattr(arguments, what) for what in ("plan", "sbom", "lineage")}
    wrong = [
        Problem(f"--{what} {path}: there is no such file", None)
        for what, paths in named.items()
        for path in paths
        if not path.is_file()
    ]
    if wrong:
        raise InvalidInput(wrong)
    return named

"""The documents of a workspace, written by the command."""

import csv
import io
from pathlib import Path

import pytest

from auditor.cli.main import main
from tests.documents.strange import LEANOS, MENDED, NAMES, write_company

DAY = "2026-11-23"
WORKSPACES = ("leanos", "mended", *NAMES)


def workspace(name: str, folder: Path) -> Path:
    """One of WORKSPACES; a made-up company is written below the folder."""
    real = {"leanos": LEANOS, "mended": MENDED}
    return real[name] if name in real else write_company(name, folder / "company")


def write(root: Path, to: Path, document: str, *more: str) -> dict[str, bytes]:
    """The files of a document, by name."""
    before = {path.name for path in to.glob("*")} if to.exists() else set()
    assert main(["write", document, "--dir", str(root), "--to", str(to), "--as-of", DAY, *more]) == 0
    return {path.name: path.read_bytes() for path in sorted(to.iterdir()) if path.name not in before}


def rows_of(raw: bytes) -> list[dict[str, str]]:
    """A table of RFC 4180, read by a stranger."""
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True))


parametrized = pytest.mark.parametrize("name", WORKSPACES)

"""The same workspace gives the same bytes of every document, and `--check` says when one is stale."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.cli.main import main
from tests.documents.strange import ROOT, write_company
from tests.documents.written import DAY

DOCUMENTS = ("register", "worksheet", "cyclonedx", "graph")
FILES = {
    "register.csv", "register.xlsx", "worksheet.csv", "cyclonedx.json", "cyclonedx-1.7.json", "graph.graphml",
    "graph.json",
}  # fmt: skip


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_on_two_hash_seeds_in_two_directories(tmp_path: Path) -> None:
    written = []
    for seed in ("1", "2"):
        root = tmp_path / f"in-{seed}"
        write_company("quotes", root / "w")
        command = [sys.executable, "-m", "auditor", "write", *DOCUMENTS, "--as-of", DAY, "--dir"]
        where: list[str] = ["w", "--to", "out"] if seed == "1" else [str(root / "w"), "--to", str(root / "out")]
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": f"UTC-{seed}"}
        subprocess.run([*command, *where], cwd=root, env=environment, check=True, capture_output=True)
        written.append(_bytes(root / "out"))
    assert set(written[0]) == FILES
    assert written[0] == written[1]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_stale_document_is_told(document: str, tmp_path: Path) -> None:
    root = write_company("quotes", tmp_path / "w")
    command = ["write", document, "--dir", str(root)]
    assert main([*command, "--as-of", "2026-10-01"]) == 0
    assert main([*command, "--check"]) == 0, "it is judged on the day that it carries"
    for path in sorted((root / "reports").iterdir()):
        raw = path.read_bytes()
        path.write_bytes(raw + b"x")
        assert main([*command, "--check"]) == 1
        path.write_bytes(raw)
    file = root / "dataflows/all.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('"30d"', '"60d"'), encoding="utf-8")
    assert main([*command, "--check"]) == 1


def test_the_names_of_files_change_nothing(tmp_path: Path) -> None:
    one, two = (write_company("emoji", tmp_path / name) for name in ("one", "two"))
    shutil.move(two / "dataflows/all.yaml", two / "dataflows/other.yaml")
    for root in (one, two):
        assert (
            main(["write", *(name for name in DOCUMENTS if name != "worksheet"), "--dir", str(root), "--as-of", DAY])
            == 0
        )
    assert _bytes(one / "reports") == _bytes(two / "reports")

"""A file that may not be read is a placed problem, whoever runs the audit (root may read everything)."""

import json
from pathlib import Path

import pytest

from auditor.cli.main import main


def test_a_file_that_may_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for folder in ("dataflows", "policy"):
        (tmp_path / folder).mkdir()
    (tmp_path / "dataflows" / "open.yaml").write_text("data: {photo: {titel: Photos}}\n", encoding="utf-8")
    (tmp_path / "dataflows" / "shut.yaml").write_text("flows: {}\n", encoding="utf-8")
    really = Path.read_bytes

    def read_bytes(path: Path) -> bytes:
        if path.name == "shut.yaml":
            raise PermissionError(13, "Permission denied", str(path))
        return really(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert main(["check", str(tmp_path), "--format", "json"]) == 2
    found = [(p["location"]["file"], p["message"]) for p in json.loads(capfd.readouterr().out)["problems"]]
    # What could be read is still looked through.
    assert ("dataflows/shut.yaml", "cannot be read: Permission denied") in found
    assert ("dataflows/open.yaml", "unknown key `titel`") in found

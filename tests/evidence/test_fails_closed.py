"""What was not scanned is never clean: what only git or the file system can make, and a case cannot hold."""

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import Audit, audit
from auditor.cli.main import main
from auditor.evidence.observe import observe, repository
from auditor.workspace.load import nothing
from tests.evidence.test_checked import DATAFLOWS, IMPORT, RULES, states, write
from tests.reference.workspaces import AS_OF

TRACK = 'import mixpanel from "mixpanel-browser";\n'
WORKSPACE: dict[str, str | bytes] = {"dataflows/a.yaml": DATAFLOWS, "policy/p.yaml": RULES, "app/a.ts": IMPORT}


def git(root: Path, *arguments: str) -> None:
    names = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "protocol.file.allow=always"]
    subprocess.run(["git", "-C", str(root), *names, *arguments], check=True, capture_output=True)


def committed(root: Path, files: dict[str, str | bytes]) -> Path:
    root.mkdir()
    git(root, "init", "-q")
    write(root, files)
    git(root, "add", ".")
    git(root, "commit", "-qm", "all")
    return root


def not_scanned(found: Audit) -> dict[str, str]:
    return {name: state for name, state in states(found).items() if name.startswith("not-scanned")}


def undecided(found: Audit, file: str) -> None:
    """The gate is closed for what was not scanned alone, and no promise is kept."""
    assert not_scanned(found) == {f"not-scanned@observed_files/{file}": "undecided"}
    assert not any(name.startswith("banned") for name in states(found))
    assert found.gate_closed
    assert [one.status for one in found.promises] == ["undecided"]


def test_a_submodule_is_undecided(tmp_path: Path) -> None:
    other = committed(tmp_path / "other", {"track.ts": TRACK})
    root = committed(tmp_path / "r", WORKSPACE)
    git(root, "submodule", "add", "-q", str(other), "lib/other")
    git(root, "commit", "-qm", "more")
    undecided(audit(root, AS_OF), "lib/other")


def test_a_repository_in_the_repository_is_undecided(tmp_path: Path) -> None:
    root = committed(tmp_path / "r", WORKSPACE)
    committed(root / "lib", {"track.ts": TRACK})
    undecided(audit(root, AS_OF), "lib")


def test_an_ignored_repository_is_not_ours(tmp_path: Path) -> None:
    root = committed(tmp_path / "r", {**WORKSPACE, ".gitignore": "/lib/\n"})
    committed(root / "lib", {"track.ts": TRACK})
    assert not not_scanned(audit(root, AS_OF))


def test_what_a_sparse_checkout_leaves_out_is_undecided(tmp_path: Path) -> None:
    root = committed(tmp_path / "r", {**WORKSPACE, "lib/track.ts": TRACK, "lib/more.ts": TRACK})
    git(root, "sparse-checkout", "set", "--no-cone", "/*", "!/lib")
    assert not (root / "lib").exists()
    found = audit(root, AS_OF)
    undecided(found, ".")
    said = next(one.message for one in found.findings if one.rule == "not-scanned")
    assert "2 files are left out of this checkout" in said
    git(root, "sparse-checkout", "disable")
    assert "banned@observed_vendors/mixpanel/kind=analytics.product" in states(audit(root, AS_OF))


def test_a_deleted_file_is_gone(tmp_path: Path) -> None:
    root = committed(tmp_path / "r", {**WORKSPACE, "lib/track.ts": TRACK})
    (root / "lib/track.ts").unlink()
    assert not not_scanned(audit(root, AS_OF))


def test_a_folder_that_cannot_be_listed_is_undecided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "r", {**WORKSPACE, "lib/track.ts": TRACK})
    listing = os.scandir

    def refusing(path: Any) -> Any:
        if Path(path).name == "lib":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr("auditor.evidence.files.os.scandir", refusing)
    undecided(audit(root, AS_OF), "lib")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_rights_is_undecided(tmp_path: Path) -> None:
    root = write(tmp_path / "r", {**WORKSPACE, "lib/track.ts": TRACK})
    (root / "lib").chmod(0)
    try:
        undecided(audit(root, AS_OF), "lib")
    finally:
        (root / "lib").chmod(0o700)


@pytest.mark.parametrize("what", ["plan", "sbom", "lineage"])
@pytest.mark.parametrize("text", [b"", b" \n", b"PK\x03\x04\0\0", b'{"resource'], ids=["empty", "blank", "zip", "cut"])
def test_a_named_file_without_what_it_should_hold_is_undecided(
    what: str, text: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = committed(tmp_path / "r", WORKSPACE)
    named = write(tmp_path, {"given.json": text}) / "given.json"
    assert main(["check", str(root), "--as-of", "2026-11-23", f"--{what}", str(named)]) == 1
    out = capfd.readouterr().out
    assert f"not-scanned@observed_files/{named.as_posix()}" in out


def test_a_workspace_in_a_repository_without_code_is_undecided(tmp_path: Path) -> None:
    root = committed(tmp_path / "r", {f"privacy/{name}": text for name, text in WORKSPACE.items() if "app" not in name})
    found = audit(root / "privacy", AS_OF)
    undecided(found, "..")


def test_a_folder_that_declares_nothing_may_be_empty(tmp_path: Path) -> None:
    """A scan before there is a workspace has nothing to doubt."""
    assert not observe(nothing(AS_OF), repository(tmp_path)).seen.problems

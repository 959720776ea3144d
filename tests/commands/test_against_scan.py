"""`check --against REV` with rules about what a scan sees: the base is scanned, too, as it was committed."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import Audit, audit
from auditor.cli.main import main
from auditor.evidence.files import walk
from auditor.evidence.observe import observe
from tests.commands.test_against import TODAY, introduced
from tests.repositories.git import NO_FILE, Repo, cloned, made

BAN = """\
rules:
  listed:
    title: Who gets data is declared
    because: [it is said so]
    for: {observed_vendor: {grade: used}}
    require: {listed: true}
"""
OLD = "listed@observed_vendors/segment/listed=false"
NEW = "listed@observed_vendors/mixpanel/listed=false"
ASKS = 'import requests\nrequests.post("https://api.{}.com/v1/track")\n'
"""A program that asks a vendor."""


@pytest.fixture(autouse=True)
def _nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", NO_FILE)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


@pytest.fixture(params=[".", "apps/shop"])
def repo(request: pytest.FixtureRequest, tmp_path: Path) -> Repo:
    """A shop whose code asks somebody whom nobody declared."""
    found = made(tmp_path / "repo", request.param)
    found.write("policy/seen.yaml", BAN)
    found.write("app/track.py", ASKS.format("segment"))
    found.commit("track")
    return found


def check(repo: Repo, capfd: pytest.CaptureFixture[str], *more: str, code: int) -> Any:
    command = ["check", str(repo.workspace), "--against", "HEAD", "--as-of", TODAY.isoformat(), "--format", "json"]
    said = main([*command, *more])
    out, err = capfd.readouterr()
    assert (said, err) == (code, "")
    return json.loads(out)


def test_what_the_base_shows_too_is_known(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.write("app/more.py", ASKS.format("mixpanel"))
    found = introduced(check(repo, capfd, code=1))
    assert {OLD: False, NEW: True}.items() <= found.items()
    (repo.workspace / "app/more.py").unlink()
    found = introduced(check(repo, capfd, code=0))
    assert OLD in found
    assert not any(found.values())


def test_what_went_is_fixed(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.write("app/track.py", ASKS.format("mixpanel"))
    document = check(repo, capfd, code=1)
    assert introduced(document)[NEW] is True
    assert OLD in [one["id"] for one in document["fixed"]]


def test_a_rule_that_comes_with_the_change_finds_new_things(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    repo = made(tmp_path / "repo")
    repo.write("app/track.py", ASKS.format("segment"))
    repo.commit("track")
    repo.write("policy/seen.yaml", BAN)
    assert introduced(check(repo, capfd, code=1))[OLD] is True


def test_what_only_a_named_file_shows_is_introduced(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    bom = repo.root.parent / "bom.json"
    component = {"type": "library", "name": "mixpanel", "purl": "pkg:npm/mixpanel-browser@2.0.0"}
    service = {"name": "Mixpanel", "endpoints": ["https://api.mixpanel.com"]}
    bom.write_text(
        json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [component], "services": [service]})
    )
    found = introduced(check(repo, capfd, "--sbom", str(bom), code=1))
    assert {OLD: False, NEW: True}.items() <= found.items()


def audited(repo: Repo) -> Audit:
    return audit(repo.workspace, TODAY, against="HEAD")


def test_a_clone_without_contents_scans_no_base(repo: Repo, tmp_path: Path) -> None:
    """All that is seen is introduced then, and it is said why."""
    repo.write("app/track.py", ASKS.format("amplitude"))
    repo.commit("other")
    repo.git("config", "uploadpack.allowFilter", "true")
    clone = cloned(
        repo, tmp_path / "clone", "--filter=blob:none", below=repo.workspace.relative_to(repo.root).as_posix()
    )
    found = audit(clone.workspace, TODAY, against="HEAD^")
    assert found.against is not None
    assert OLD.replace("segment", "amplitude") in found.against.introduced
    (note,) = found.against.notes
    assert note.startswith(
        "At HEAD^, nothing was scanned, so all that a scan shows is introduced: the clone is partial"
    )


def test_the_base_is_what_git_has_of_it(repo: Repo) -> None:
    """Also what is ignored and kept all the same, hostile names, links and empty files; nothing is written to git."""
    repo.write(".gitignore", "kept/\n")
    repo.write("kept/track.py", ASKS.format("mixpanel"))
    repo.write("app/line\nbreak 'é.py", ASKS.format("amplitude"))
    repo.write("app/empty.py", "")
    (repo.workspace / "app/link.py").symlink_to("track.py")
    (repo.workspace / "app/out.py").symlink_to("/etc/passwd")
    (repo.workspace / "app/loop.py").symlink_to("loop.py")
    repo.git("add", "-A", "-f")
    repo.commit("odd")
    state = sorted(os.walk(repo.root / ".git", followlinks=False))
    found = audited(repo)
    assert sorted(os.walk(repo.root / ".git", followlinks=False)) == state
    assert found.observed is not None
    assert {OLD, NEW} <= {one.id for one in found.findings}
    assert found.against is not None
    assert (found.against.introduced, found.against.fixed, found.gate_closed) == (frozenset(), (), False)


def test_a_folder_laid_out_holds_what_is_walked(repo: Repo) -> None:
    from auditor.evidence.committed import laid_out
    from auditor.workspace.git import repository

    (repo.workspace / "app/link.py").symlink_to("track.py")
    commit = repo.commit("a link")
    with laid_out(repository(repo.workspace), commit) as (folder, names):
        before, problems = walk(folder, names)
        assert [one.path for one in before] == [one.path for one in walk(repo.root)[0]]
        assert [one.file.read_bytes() for one in before] == [one.file.read_bytes() for one in walk(repo.root)[0]]
        assert problems == []
    assert not folder.exists()


def test_a_submodule_is_not_scanned_in_either(repo: Repo, tmp_path: Path) -> None:
    other = made(tmp_path / "other")
    repo.git("submodule", "--quiet", "add", str(other.root), "lib/other")
    repo.commit("a submodule")
    found = audited(repo)
    (missed,) = [one for one in found.findings if one.rule == "not-scanned"]
    assert found.against is not None
    assert missed.id not in found.against.introduced
    assert not found.gate_closed


def test_no_room_for_the_files_is_told(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(repo.root / "nowhere"))
    found = audited(repo)
    assert found.against is not None
    assert OLD in found.against.introduced
    assert found.gate_closed
    (note,) = found.against.notes
    assert note.startswith("At HEAD, nothing was scanned, so all that a scan shows is introduced: there is no room")


def test_a_scan_of_the_base_says_what_a_scan_of_a_checkout_says(repo: Repo, tmp_path: Path) -> None:
    from auditor.evidence.committed import observe_at

    found = audited(repo)
    clone = cloned(repo, tmp_path / "clone", below=repo.workspace.relative_to(repo.root).as_posix())
    there = observe(found.workspace, clone.root, clone.workspace)
    assert observe_at(found.workspace, repo.workspace, "HEAD").seen == there.seen

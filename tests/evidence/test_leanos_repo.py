"""A small repository and its mistakes: each is found at its line, and what only looks like one is not.

`leanos-repo/clean` is the repository as it should be. `mistakes` and `look-alikes` hold a patch each.
`findings.txt` is written by hand: what each mistake must give, and where.
"""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from auditor.cli.main import main
from auditor.evidence.observation import USED
from auditor.evidence.scan import scan
from auditor.evidence.seen import seen
from auditor.vocabulary.catalog import Catalog
from auditor.vocabulary.products import products

HERE = Path(__file__).resolve().parent / "leanos-repo"
MISTAKES = sorted(path.stem for path in (HERE / "mistakes").glob("*.patch"))
LOOK_ALIKES = sorted(path.stem for path in (HERE / "look-alikes").glob("*.patch"))


def wanted() -> Mapping[str, list[tuple[str, str]]]:
    """What each mistake must give: the ids, each with file and line."""
    found: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for line in (HERE / "findings.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            finding, _, place = line.strip().partition(" at ")
            found[name].append((finding, place))
        else:
            name = line
            found[name] = []
    return found


def repository(root: Path, patch: Path | None) -> Path:
    """A copy of the clean repository, patched, in git as anybody's is."""
    shutil.copytree(HERE / "clean", root)
    run = ["git", "-C", str(root)]
    subprocess.run([*run, "init", "-q"], check=True)
    if patch is not None:
        subprocess.run([*run, "apply", "--whitespace=nowarn", str(patch)], check=True)
    return root


def checked(root: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, set[tuple[str, str, str]]]:
    code = main(["check", str(root), "--format", "json", "--as-of", "2026-11-23"])
    out, err = capfd.readouterr()
    assert not err
    return code, {
        (one["id"], f"{one['location']['file']}:{one['location']['line']}", one["state"])
        for one in json.loads(out)["findings"]
    }


def test_enough_mistakes_and_look_alikes() -> None:
    assert sorted(wanted()) == MISTAKES
    assert len(MISTAKES) >= 30
    assert len(LOOK_ALIKES) >= 10
    assert all(wanted().values())


def test_clean(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert checked(repository(tmp_path / "r", None), capfd) == (0, set())


def test_what_is_used_is_what_is_declared(tmp_path: Path) -> None:
    root = repository(tmp_path / "r", None)
    declared = yaml.safe_load((root / "dataflows" / "leanos.yaml").read_text(encoding="utf-8"))["vendors"]
    vendors = seen(scan(root, Catalog(products()), ("leanos.example",)), products()).vendors
    used = {name for name, vendor in vendors.items() if vendor.grade == USED}
    assert used == {name for name, vendor in declared.items() if vendor["status"] == "active"}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    _, found = checked(repository(tmp_path / "r", HERE / "mistakes" / f"{name}.patch"), capfd)
    missing = {(finding, place, "violated") for finding, place in wanted()[name]} - found
    assert not missing, sorted(found)


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alike(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert checked(repository(tmp_path / "r", HERE / "look-alikes" / f"{name}.patch"), capfd) == (0, set())

"""`auditor diff`: what it compares, what it prints, and with which exit code it ends."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import main
from auditor.text.markdown import size
from tests.repositories.git import NO_FILE, Repo, made

AS_OF = ("--as-of", "2026-11-23")
KEYS = [
    "type", "attribute", "material", "why", "before", "after", "vendor", "system", "flow", "data", "region", "purposes",
    "deployments", "includes", "earliest", "location",
]  # fmt: skip
NOTHING = "Nothing changed in meaning.\n"


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """The shop in one commit, and the command run in it."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", NO_FILE)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    found = made(tmp_path / "repo")
    monkeypatch.chdir(found.workspace)
    return found


@contextmanager
def inside(folder: Path) -> Iterator[None]:
    here = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(here)


def diff(capfd: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """The exit code, stdout and stderr."""
    try:
        code = main(["diff", *arguments, *AS_OF])
    except SystemExit as end:  # argparse
        code = int(end.code or 0)
    out, err = capfd.readouterr()
    return code, out, err


def changes(capfd: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    code, out, err = diff(capfd, *arguments, "--format", "json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert list(document) == ["schema", "changes"]
    assert document["schema"] == "auditor/changes/1"
    found: list[dict[str, Any]] = document["changes"]
    assert all(list(change) == KEYS for change in found)
    return found


def test_nothing_changed(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    assert diff(capfd, "HEAD") == (0, NOTHING, "")
    assert diff(capfd, ".", ".") == (0, NOTHING, "")
    assert diff(capfd, "HEAD", "HEAD", "--format", "markdown") == (0, "## Nothing changed in meaning.\n", "")
    assert changes(capfd, "HEAD") == []


def test_the_files_here_are_compared_with_a_commit(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.change("dataflows/all.yaml", "kind: email, region: DE", "kind: email, region: US")
    (change,) = changes(capfd, "HEAD")
    assert (change["type"], change["vendor"], change["material"]) == ("region_changed", "mail", True)
    assert (change["before"], change["after"], change["region"]) == (["DE"], ["US"], ["US"])
    assert change["why"] == "a new country or region: US"
    assert change["deployments"] == ["default"]
    assert change["earliest"] is None  # nobody promised a notice
    place = {"file": "dataflows/all.yaml", "line": 5, "column": 59}
    assert change["location"] == {"before": place, "after": place}


def test_two_commits_are_compared_either_way(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.change("dataflows/all.yaml", "systems:", "  new: {name: New, status: active, kind: crm, region: DE}\nsystems:")
    repo.change(
        "dataflows/all.yaml", "  user-to-mail:", "  to-new: {from: user, to: new, data: [photo]}\n  user-to-mail:"
    )
    repo.commit("second")
    (added,) = changes(capfd, "main~1", "main")
    assert (added["type"], added["vendor"], added["material"]) == ("vendor_added", "new", True)
    assert added["includes"] == ["data_added.vendors.new", "flow_added.to-new"]
    assert added["location"]["before"] is None
    assert added["location"]["after"] == {"file": "dataflows/all.yaml", "line": 6, "column": 3}
    (removed,) = changes(capfd, "main", "main~1")
    assert (removed["type"], removed["material"]) == ("vendor_removed", False)
    assert removed["includes"] == ["data_removed.vendors.new", "flow_removed.to-new"]
    assert removed["location"]["after"] is None


def test_directories_are_compared_from_elsewhere(repo: Repo, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    other = made(tmp_path / "other")
    other.change("dataflows/all.yaml", "user-to-mail: {from: user", "user-to-mail: {status: retired, from: user")
    with inside(tmp_path):
        found = changes(capfd, "repo", "other")
    assert [change["type"] for change in found] == ["flow_removed", "data_removed"]
    assert not any(change["material"] for change in found)


def test_links_of_a_job_begin_at_the_root_of_its_repository(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    found = made(tmp_path / "repo", "apps/the shop")
    found.change("dataflows/all.yaml", "kind: email, region: DE", "kind: email, region: US")
    for name, said in (("SERVER_URL", "https://github.example"), ("REPOSITORY", "us/app"), ("SHA", "c0ffee")):
        monkeypatch.setenv(f"GITHUB_{name}", said)
    with inside(found.workspace):
        code, out, err = diff(capfd, "HEAD", "--format", "markdown")
    assert (code, err) == (0, "")
    root = "https://github.example/us/app/blob/c0ffee/"
    assert f"]({root}apps/the%20shop/dataflows/all.yaml#L5)" in out


def test_only_a_deployment(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.change("dataflows/all.yaml", "systems:", "deployments: {eu: {title: EU}, us: {title: US}}\nsystems:")
    repo.commit("deployments")
    repo.change("dataflows/all.yaml", "kind: email, region: DE", "kind: email, region: {eu: DE, us: US}")
    assert [change["deployments"] for change in changes(capfd, "HEAD")] == [["us"]]
    assert changes(capfd, "HEAD", "--deployment", "eu") == []
    code, _, err = diff(capfd, "HEAD", "--deployment", "uk")
    assert code == 2
    assert "unknown deployment `uk`" in err


def test_a_notice_counts_from_its_own_day(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    """The base is of 2026-11-01: a notice that took effect by then was about something else."""
    repo.change("dataflows/all.yaml", "name: Shop}", "name: Shop, notice: {days: 30}}")
    repo.write(
        "dataflows/told.yaml",
        "notices: {old: {sent: 2026-10-01, effective: 2026-11-01, vendors: [mail], about: changed}}\n",
    )
    repo.commit("notices")
    repo.change("dataflows/all.yaml", "kind: email, region: DE", "kind: email, region: US")
    (change,) = changes(capfd, "HEAD")
    assert change["earliest"] == "2026-12-23"
    repo.change("dataflows/told.yaml", "effective: 2026-11-01", "effective: 2026-11-02")
    earliest = {change["type"]: change["earliest"] for change in changes(capfd, "HEAD")}
    assert earliest == {"region_changed": "2026-11-02", "notice_changed": None}


def test_what_people_read(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.change("dataflows/all.yaml", "name: Shop}", "name: Shop, notice: {days: 30}}")
    repo.commit("promise")
    repo.change("dataflows/all.yaml", "kind: email, region: DE", "kind: email, region: US")
    code, out, err = diff(capfd, "HEAD")
    assert (code, err) == (0, "")
    assert (
        out
        == """\
Shop: 1 change from HEAD to here, as of 2026-11-23; customers must be told of 1

Customers must be told

  vendors/mail (Mail)
    region_changed: region: DE -> US
      = material: a new country or region: US
      = when: not before 2026-12-23: no notice of it is in the ledger; send it today
      = before: dataflows/all.yaml:5:59
      = after: dataflows/all.yaml:5:59
      = id: region_changed.vendors.mail

Notices to send
  mail: region: DE -> US (a new country or region: US)
    = ledger: 2026-11-mail-changed: {sent: 2026-11-23, about: changed, effective: 2026-12-23, vendors: [mail]}
"""
    )
    entry = out.rpartition("ledger: ")[2]
    repo.write("dataflows/told.yaml", f"notices:\n  {entry}")
    told = {change["type"]: change["earliest"] for change in changes(capfd, "HEAD")}
    assert told == {"region_changed": "2026-12-23", "notice_added": None}
    assert "may go live on 2026-12-23, 30 days after the notice of 2026-11-23" in diff(capfd, "HEAD")[1]


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_hostile_words_stay_words(repo: Repo, form: str, capfd: pytest.CaptureFixture[str]) -> None:
    nasty = "x\\u001b[31m\\u202e @all <script>alert(1)</script> | `a` [b](http://evil.example) #1 " + "y" * 3_000
    repo.change("dataflows/all.yaml", "name: Mail,", f'name: "{nasty}",')
    repo.change("dataflows/all.yaml", "title: Photos", f'title: "{nasty}"')
    repo.change("policy/all.yaml", "title: Nothing is kept", f'title: "{nasty}"')
    code, out, err = diff(capfd, "HEAD", "--format", form)
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "\u202e" not in out
    if form == "markdown":
        assert "<script>" not in out
        assert "](http://evil" not in out
        assert "@all" not in out


def test_a_comment_is_never_too_long(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    many = "\n".join(f"  v{number}: {{name: Vendor {number}, kind: crm, region: US}}" for number in range(400))
    flows = "\n".join(f"  f{number}: {{from: user, to: v{number}, data: [photo]}}" for number in range(400))
    repo.write("dataflows/many.yaml", f"vendors:\n{many}\nflows:\n{flows}\n")
    code, out, _ = diff(capfd, "HEAD", "--format", "markdown")
    assert code == 0
    assert size(out) <= 65_536
    assert "more changes; `--format json` lists every one." in out


def test_what_cannot_be_read_is_wrong_input(repo: Repo, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, out, err = diff(capfd, "nowhere")
    assert (code, out) == (2, "")
    assert "there is no revision `nowhere` here" in err
    repo.change("dataflows/all.yaml", "kind: email", "kind: emial")
    code, out, err = diff(capfd, "HEAD", "--format", "json")
    assert code == 2
    assert json.loads(out)["schema"] == "auditor/problems/1"
    with inside(tmp_path):
        code, out, err = diff(capfd, str(repo.workspace), "nothing-there")
    assert (code, out) == (2, "")
    assert diff(capfd)[0] == 2


def test_a_workspace_without_flows_and_rules_is_compared(repo: Repo, capfd: pytest.CaptureFixture[str]) -> None:
    repo.write("dataflows/all.yaml", "organization: {name: Shop}\n")
    repo.write("policy/all.yaml", "promises: {}\n")
    types = [change["type"] for change in changes(capfd, "HEAD")]
    assert types == ["vendor_removed", "vendor_removed", "system_removed", "rule_removed"]

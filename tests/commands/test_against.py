"""`check --against REV`: what a change introduces closes the gate, what its base has too does not."""

import json
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sarif_kit.validate import validation_errors

from auditor.audit import Audit, audit, audit_opened
from auditor.cli.main import main
from auditor.comparison import Base
from auditor.formats import findings_json, gitlab, junit
from auditor.formats import github as annotations
from auditor.formats.html import report as html
from auditor.formats.markdown import report as markdown
from auditor.formats.sarif import report as sarif
from auditor.formats.text import report as text
from auditor.opening import open_workspace
from tests.reference.workspaces import dump
from tests.repositories.git import NO_FILE, Repo, cloned, made
from tests.tools.npm import installed

TODAY = date(2026, 11, 23)
KEPT_BY_HOST = "keeps-nothing@flows/user-to-host/data=photo"
KEPT_BY_MAIL = "keeps-nothing@flows/user-to-mail/data=photo"


@pytest.fixture(autouse=True)
def _nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", NO_FILE)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def check(capfd: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["check", "--as-of", TODAY.isoformat(), *map(str, arguments)])
    out, err = capfd.readouterr()
    return code, out, err


def against(capfd: pytest.CaptureFixture[str], repo: Repo, revision: str = "HEAD", *more: str) -> tuple[int, Any]:
    code, out, err = check(capfd, repo.workspace, "--against", revision, "--format", "json", *more)
    assert err == ""
    return code, json.loads(out)


def introduced(document: Any) -> dict[str, bool | None]:
    return {finding["id"]: finding["introduced"] for finding in document["findings"]}


HOST, MAIL = "to: host, data: [photo], retention: none", "to: mail, data: [photo], retention: none"


def breaks(repo: Repo, flow: str, retention: str = "30d") -> None:
    repo.change("dataflows/all.yaml", flow, flow.replace("none", retention))


def test_only_what_is_introduced_closes_the_gate(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r")
    breaks(repo, HOST)
    repo.commit()
    code, document = against(capfd, repo)
    assert (code, introduced(document), document["fixed"]) == (0, {KEPT_BY_HOST: False}, [])
    assert document["gate"] == "open"
    breaks(repo, MAIL)
    code, document = against(capfd, repo)
    assert (code, introduced(document)) == (1, {KEPT_BY_HOST: False, KEPT_BY_MAIL: True})
    code, out, _ = check(capfd, repo.workspace, "--format", "json")
    assert (code, set(introduced(json.loads(out)).values())) == (1, {None})


def test_what_is_fixed_is_listed_as_it_was(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r")
    breaks(repo, HOST)
    breaks(repo, MAIL)
    repo.commit()
    repo.change("dataflows/all.yaml", "host, data: [photo], retention: 30d", "host, data: [photo], retention: none")
    code, document = against(capfd, repo)
    assert (code, introduced(document)) == (0, {KEPT_BY_MAIL: False})
    (fixed,) = document["fixed"]
    assert (fixed["id"], fixed["state"], fixed["introduced"]) == (KEPT_BY_HOST, "violated", False)
    assert fixed["location"] == {"file": "dataflows/all.yaml", "line": 8, "column": 47}
    assert set(fixed) == set(document["findings"][0])


@pytest.mark.parametrize(
    ("before", "after", "is_new"),
    [
        ("retention: 30d", "retention: 30d", False),
        ("retention: 30d", "retention: unknown", True),  # a better state, but another value was found
        ("retention: unknown", "retention: 30d", True),  # worse
        ("retention: 30d", "retention: 90d", False),  # the condition asks whether it is at rest, and finds the same
    ],
)
def test_the_same_or_a_worse_state_with_the_same_found(
    tmp_path: Path, capfd: Any, before: str, after: str, is_new: bool
) -> None:
    repo = made(tmp_path / "r")
    repo.change("dataflows/all.yaml", HOST, HOST.replace("retention: none", before))
    repo.commit()
    repo.change("dataflows/all.yaml", HOST.replace("retention: none", before), HOST.replace("retention: none", after))
    _, document = against(capfd, repo)
    assert introduced(document) == {KEPT_BY_HOST: is_new}


def test_a_finding_is_new_in_another_deployment(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r")
    repo.write("dataflows/d.yaml", "deployments: {eu: {title: EU}, us: {title: US}}\n")
    breaks(repo, HOST)
    repo.change("dataflows/all.yaml", "host, data", "host, deployments: [eu], data")
    repo.commit()
    assert against(capfd, repo)[0] == 0
    repo.change("dataflows/all.yaml", "deployments: [eu], ", "")
    code, document = against(capfd, repo)
    assert (code, introduced(document)) == (1, {KEPT_BY_HOST: True})
    code, document = against(capfd, repo, "HEAD", "--deployment", "eu")
    assert (code, introduced(document)) == (0, {KEPT_BY_HOST: False})
    code, document = against(capfd, repo, "HEAD", "--deployment", "us")
    assert (code, introduced(document)) == (1, {KEPT_BY_HOST: True})
    repo.commit()
    repo.change("dataflows/all.yaml", "host, data", "host, deployments: [us], data")
    _, document = against(capfd, repo)
    assert [(fixed["id"], fixed["deployments"]) for fixed in document["fixed"]] == [(KEPT_BY_HOST, ["eu"])]


def waiver(finding: str, expires: str = "2026-12-31", more: str = "") -> str:
    return f"waivers:\n  w: {{finding: {finding}, reason: r, owner: o, expires: {expires}{more}}}\n"


def test_each_side_has_its_own_waivers_at_one_day(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r")
    breaks(repo, HOST)
    repo.write("policy/w.yaml", waiver(KEPT_BY_HOST))
    repo.commit()
    assert against(capfd, repo)[0] == 0
    repo.write("policy/w.yaml", "waivers: {}\n")
    code, document = against(capfd, repo)  # waived there, open here
    assert (code, introduced(document)) == (1, {KEPT_BY_HOST: True})
    repo.commit()
    repo.write("policy/w.yaml", waiver(KEPT_BY_HOST))
    code, document = against(capfd, repo)  # open there, waived here: neither new nor fixed
    assert (code, introduced(document), document["fixed"]) == (0, {KEPT_BY_HOST: False}, [])
    repo.write("policy/w.yaml", waiver(KEPT_BY_HOST, "2026-11-20", ", granted: 2026-11-01"))
    repo.commit()
    code, document = against(capfd, repo)  # it has ended on both sides
    assert (code, introduced(document)) == (0, {KEPT_BY_HOST: False, "expired-waiver@waivers/w": False})


def test_a_waiver_in_a_new_deployment_makes_a_finding_no_newer(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r")
    repo.write("dataflows/d.yaml", "deployments: {eu: {title: EU}}\n")
    breaks(repo, HOST)
    repo.commit()
    repo.write("dataflows/d.yaml", "deployments: {eu: {title: EU}, us: {title: US}}\n")
    repo.write("policy/w.yaml", waiver(KEPT_BY_HOST, more=", deployments: [us]"))
    code, document = against(capfd, repo)
    assert (code, introduced(document)) == (0, {KEPT_BY_HOST: False})


def test_each_side_has_its_own_policy(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r")
    breaks(repo, HOST)
    repo.commit()
    rule = "keeps-nothing:\n    title: Nothing is kept\n    severity: warning"
    repo.change("policy/all.yaml", "keeps-nothing:\n    title: Nothing is kept", rule)
    repo.commit()
    assert against(capfd, repo, "HEAD~1", "--fail-on", "warning")[0] == 0
    repo.write("policy/all.yaml", (repo.workspace / "policy/all.yaml").read_text().replace("keeps-nothing", "other"))
    code, document = against(capfd, repo, "HEAD", "--fail-on", "warning")
    assert (code, list(introduced(document).values())) == (1, [True])
    assert [fixed["id"] for fixed in document["fixed"]] == [KEPT_BY_HOST]
    _, out, _ = check(capfd, repo.workspace, "--against", "HEAD")
    assert "Nothing is kept: carries photo (its rule is gone)" in out


def test_a_base_without_the_workspace_says_so(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r", "apps/shop")
    shutil.rmtree(repo.workspace / "dataflows")
    repo.commit()
    repo.git("checkout", "-q", "HEAD~1", "--", ".")
    breaks(repo, HOST)
    code, document = against(capfd, repo)
    assert (code, introduced(document)) == (1, {KEPT_BY_HOST: True})
    for base in ("HEAD", "0" * 40):
        _, out, _ = check(capfd, repo.workspace, "--against", base)
        assert "everything is introduced." in " ".join(out.split())
        assert f"Against {base}: 1 introduced, 0 known and 0 fixed." in " ".join(out.split())
    shutil.rmtree(repo.workspace / "dataflows")
    code, out, err = check(capfd, repo.workspace, "--against", "HEAD~1")
    assert (code, out) == (2, "")
    assert "unknown data category `customer_data`" in err


def test_a_merge_commit_a_rename_and_a_shallow_clone(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r", "apps/old")
    breaks(repo, HOST)
    repo.commit()
    repo.git("checkout", "-q", "-b", "topic", "HEAD~1")
    repo.write("dataflows/more.yaml", "flows:\n  more: {from: user, to: mail, data: [photo], retention: 1d}\n")
    repo.commit()
    repo.git("merge", "-q", "-m", "merge", "main")
    code, document = against(capfd, repo, "main")
    assert (code, introduced(document)) == (
        1, {KEPT_BY_HOST: False, "keeps-nothing@flows/more/data=photo": True},
    )  # fmt: skip
    repo.git("mv", "apps/old", "apps/new")
    repo.commit()
    code, document = against(capfd, Repo(repo.root, "apps/new"), "main")
    assert introduced(document)[KEPT_BY_HOST] is False
    fork = cloned(repo, tmp_path / "fork", "--depth=1", "-b", "topic", below="apps/new")
    code, out, err = check(capfd, fork.workspace, "--against", "origin/main")
    assert (code, out) == (2, "")
    assert "`git fetch --depth=1 origin +refs/heads/main:refs/remotes/origin/main` brings it" in err
    fork.git("fetch", "-q", "--depth=1", "origin", "+refs/heads/main:refs/remotes/origin/main")
    # There is no history between the two, and yet the workspace is found where it was.
    assert introduced(against(capfd, fork, "origin/main")[1]) == introduced(document)


def test_a_base_that_cannot_be_read_is_wrong_input(tmp_path: Path, capfd: Any) -> None:
    repo = made(tmp_path / "r")
    repo.write("dataflows/bad.yaml", "flows: &a {}\n")
    repo.commit()
    (repo.workspace / "dataflows/bad.yaml").unlink()
    code, out, err = check(capfd, repo.workspace, "--against", "HEAD")
    assert (code, out) == (2, "")
    assert "dataflows/bad.yaml at HEAD:1:8" in err
    code, out, _ = check(capfd, repo.workspace, "--against", "HEAD", "--format", "github")
    assert (code, "file=" in out, "dataflows/bad.yaml at HEAD:1:8: " in out) == (2, False, True)


@pytest.mark.parametrize("revision", ["--upload-pack=x", "HEAD:../..", "-h", ""])
def test_hostile_revisions(tmp_path: Path, capfd: Any, revision: str) -> None:
    repo = made(tmp_path / "r")
    code, out, err = check(capfd, repo.workspace, f"--against={revision}")
    assert (code, out) == (2, "")
    assert "Traceback" not in err
    assert f"`{revision}`" in err


# ---- the definition, computed a second time

RETENTIONS = ("none", "30d", "90d", "unknown")
FLOW = st.fixed_dictionaries(
    {"retention": st.sampled_from(RETENTIONS), "deployments": st.sampled_from((["eu"], ["us"], ["eu", "us"]))}
)
SIDE = st.fixed_dictionaries(
    {
        "flows": st.dictionaries(st.sampled_from(("one", "two", "three")), FLOW, min_size=1),
        "severity": st.sampled_from(("error", "warning")),
        "on_unknown": st.sampled_from(("violation", "warning", "ignore")),
        "rules": st.sets(st.sampled_from(("rest", "long")), min_size=1),
        "waived": st.sets(st.tuples(st.sampled_from(("one", "two")), st.sampled_from(("eu", "us")))),
    }
)


def side(root: Path, said: Any) -> Any:
    flows = {name: {"from": "user", "to": "host", "data": ["photo"], **flow} for name, flow in said["flows"].items()}
    dataflows = {
        "organization": {"name": "S"}, "data": {"photo": {"title": "P"}}, "flows": flows,
        "deployments": {"eu": {"title": "EU"}, "us": {"title": "US"}}, "systems": {"user": {"kind": "person"}},
        "vendors": {"host": {"name": "H", "status": "active", "kind": "cdn", "region": "DE"}},
    }  # fmt: skip
    matches: dict[str, dict[str, Any]] = {
        "rest": {"forbid": {"flow": {"data": "photo", "at_rest": True}}},
        "long": {"for": {"flow": {"data": "photo"}}, "require": {"retention": {"at_most": "60d"}}},
    }
    rated = {key: said[key] for key in ("severity", "on_unknown")}
    rules = {name: {"title": name, "because": ["it is so"], **rated, **matches[name]} for name in said["rules"]}
    waivers = {
        f"w-{flow}-{where}": {
            "finding": f"rest@flows/{flow}/data=photo", "deployments": [where], "reason": "r", "owner": "o",
            "expires": "2026-12-01",
        }
        for flow, where in said["waived"] if "rest" in said["rules"]
    }  # fmt: skip
    shutil.rmtree(root, ignore_errors=True)
    dump(dataflows, {"rules": rules, "waivers": waivers}, root)
    return open_workspace(root, TODAY)


BADNESS = {"violated": 3, "undecided": 2, "waived": 1}


def triples(found: Audit) -> list[tuple[str, str, str, dict[str, str], str]]:
    """Every (id, deployment, state) that is listed, with what its conditions found and how severe it is."""
    listed = []
    for part in found.parts:
        rule = found.workspace.rules.get(part.rule)
        if not (rule is not None and rule.on_unknown == "ignore" and part.state == "undecided"):
            asked = {each.attribute: each.found for each in part.conditions}
            listed += [(part.id, deployment, state, asked, part.severity) for deployment, state in part.states]
    return listed


@settings(max_examples=120, deadline=None)
@given(before=SIDE, after=SIDE)
def test_the_introduced_are_exactly_the_new_triples(tmp_path_factory: Any, before: Any, after: Any) -> None:
    folder = tmp_path_factory.mktemp("sides")
    old, new = side(folder / "old", before), side(folder / "new", after)
    base = audit_opened(*old)
    found = audit_opened(*new, base=Base(*old))
    assert found.against is not None
    there = triples(base)
    fresh = [
        (name, where, state, severity)
        for name, where, state, asked, severity in triples(found)
        if not [
            1 for other, at, was, saw, _ in there
            if (other, at, saw) == (name, where, asked) and BADNESS[was] >= BADNESS[state]
        ]
    ]  # fmt: skip
    open_ = {name for name, _, state, _ in fresh if state != "waived"}
    wholly = {each.id for each in found.findings if each.state == "waived"}
    assert found.against.introduced == open_ | {name for name, *_ in fresh if name in wholly}
    assert found.gate_closed == any(state != "waived" and severity == "error" for _, _, state, severity in fresh)
    every = {(part.id, where) for part in found.parts for where, _ in part.states}
    gone = {(name, where) for name, where, state, *_ in there if state != "waived" and (name, where) not in every}
    assert {(each.id, where) for each in found.against.fixed for where in each.deployments} == gone
    same = audit_opened(*new, base=Base(*new))
    assert same.against is not None
    assert (same.against.introduced, same.against.fixed, same.gate_closed) == (frozenset(), (), False)
    renders = (text.render, markdown.render, findings_json.render, sarif.render, junit.render, gitlab.render)
    for render in (*renders, annotations.render):
        assert render(found)


# ---- the formats


@pytest.fixture
def three(tmp_path: Path) -> Audit:
    """One finding introduced, one known, one fixed; in a folder of a repository."""
    repo = made(tmp_path / "r", "apps/shop")
    more = "  third: {from: user, to: mail, data: [photo], retention: 1d}\n"
    repo.write("dataflows/more.yaml", f"flows:\n{more}")
    breaks(repo, HOST)
    repo.commit()
    breaks(repo, MAIL)
    (repo.workspace / "dataflows/more.yaml").unlink()
    return audit(repo.workspace, TODAY, against="HEAD")


THIRD = "keeps-nothing@flows/third/data=photo"


def test_text_tells_the_three_apart(three: Audit) -> None:
    said = text.render(three)
    first, _, rest = said.partition("\nKnown: HEAD has it too, and it does not close the gate\n")
    known, _, fixed = rest.partition("\nFixed: HEAD had it\n")
    assert KEPT_BY_MAIL in first
    assert "^^^^^" in first
    assert KEPT_BY_HOST not in first
    assert known.startswith(f"  error: {KEPT_BY_HOST}\n    --> dataflows/all.yaml:8:")
    assert fixed.startswith(f"  error: {THIRD}\n    Nothing is kept: carries photo\n")
    assert "Against HEAD: 1 introduced, 1 known and 1 fixed." in fixed
    assert "The gate is closed: at or above `error`, 1 introduced finding is violated. Exit code 1." in fixed


def test_markdown_folds_the_known_and_names_the_fixed(three: Audit) -> None:
    said = markdown.render(three)
    assert said.index(KEPT_BY_MAIL) < said.index("### Fixed") < said.index(THIRD) < said.index("1 known finding")
    folded = said[said.index("<summary>1 known finding") :]
    assert KEPT_BY_HOST in folded.partition("</details>")[0]
    assert said.count(KEPT_BY_HOST) == said.count(THIRD) == 1


def test_html_lists_all_three_and_every_link_leads_somewhere(three: Audit) -> None:
    said = html.render(three)
    for title, name in (("Introduced", KEPT_BY_MAIL), ("Known", KEPT_BY_HOST), ("Fixed", THIRD)):
        listed = said[said.index(f"<summary>{title}: 1</summary>") :].partition("</details>")[0]
        assert name in listed
    anchors = set(re.findall(r'id="([^"]+)"', said))
    assert [link for link in re.findall(r'href="#([^"]+)"', said) if link not in anchors] == []


def test_sarif_has_the_state_of_every_result(three: Audit) -> None:
    run = json.loads(sarif.render(three))["runs"][0]
    states = {result["properties"]["id"]: result["baselineState"] for result in run["results"]}
    assert states == {KEPT_BY_MAIL: "new", KEPT_BY_HOST: "unchanged", THIRD: "absent"}
    uris = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]
    }  # fmt: skip
    assert uris == {"apps/shop/dataflows/all.yaml", "apps/shop/dataflows/more.yaml"}
    assert run["automationDetails"] == {"id": "auditor/apps/shop/"}
    assert validation_errors(json.loads(sarif.render(three))) == []


def test_no_validator_of_sarif_complains(three: Audit, tmp_path: Path) -> None:
    tool = installed("@microsoft/sarif-multitool-linux/Sarif.Multitool")
    (tmp_path / "report.sarif").write_text(sarif.render_all([three, three._replace(against=None)]), encoding="utf-8")
    run = subprocess.run(
        [tool, "validate", "--rule-kind", "Sarif;Gh", "--level", "Error;Warning", "report.sarif"],
        cwd=tmp_path, capture_output=True, check=False, text=True,
        env={"DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert re.findall(r": (error|warning) ([A-Z]+\d+)", run.stdout) == []


def test_junit_fails_by_what_is_introduced_alone(three: Audit) -> None:
    (case,) = ElementTree.fromstring(junit.render(three)).iterfind(".//testcase[@name='keeps-nothing']")
    failure, out = case.find("failure"), case.findtext("system-out")
    assert failure is not None
    assert KEPT_BY_MAIL in str(failure.text)
    assert KEPT_BY_HOST not in str(failure.text)
    assert f"Known from the base, violated: {KEPT_BY_HOST}" in str(out)


def test_junit_passes_where_all_is_known(tmp_path: Path) -> None:
    repo = made(tmp_path / "r")
    breaks(repo, HOST)
    promise = "promises: {said: {says: S, source: Page}}\n"
    rules = (repo.workspace / "policy/all.yaml").read_text().replace("[it is said so]", "[said]")
    repo.write("policy/all.yaml", f"{promise}{rules}")
    opened = open_workspace(repo.workspace, TODAY)
    root = ElementTree.fromstring(junit.render(audit_opened(*opened, base=Base(*opened))))
    assert (root.get("failures"), root.get("errors")) == ("0", "0")
    for name in ("said", "keeps-nothing"):
        assert f"Known from the base, violated: {KEPT_BY_HOST}" in str(
            root.findtext(f".//testcase[@name='{name}']/system-out")
        )


def test_annotations_are_of_what_is_introduced(three: Audit) -> None:
    *written, last = annotations.render(three).splitlines()
    assert [re.findall(r"file=([^,]*)", each) for each in written] == [["apps/shop/dataflows/all.yaml"]]
    assert "flows/user-to-mail" in written[0]
    assert last.endswith("Against HEAD: 1 introduced, 1 known and 1 fixed.")


def test_gitlab_compares_itself(three: Audit) -> None:
    entries = json.loads(gitlab.render(three))
    assert {entry["location"]["path"] for entry in entries} == {"apps/shop/dataflows/all.yaml"}
    assert len({entry["fingerprint"] for entry in entries}) == 2
    other = three._replace(workspace=three.workspace._replace(folder="apps/other/"))
    both = json.loads(gitlab.render_all([three, other]))
    assert len({entry["fingerprint"] for entry in both}) == 4


def test_a_device_is_written_to_and_stays_one(tmp_path: Path, capfd: Any) -> None:
    """An output that is no file is not replaced by one."""
    repo = made(tmp_path / "r")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert check(capfd, repo.workspace, "--output", pipe) == (0, "", "")
    assert b"The gate is open" in os.read(reading, 100_000)
    assert pipe.is_fifo()
    os.close(reading)

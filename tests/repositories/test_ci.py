"""Where teams work: what a job runs, run as the job would, against real repositories; and what validators say."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.repositories.git import NO_FILE, Repo, cloned, made

ROOT = Path(__file__).resolve().parents[2]
HOST = "to: host, data: [photo], retention: "
MAIL = "to: mail, data: [photo], retention: "
KEPT_BY_HOST = "keeps-nothing@flows/user-to-host/data=photo"


def tool(name: str) -> str:
    """A command of the tests' dependencies. Where it is not installed the test is skipped, or fails when CI=true."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not installed", pytrace=False)
        pytest.skip(f"{name} is not installed")
    return found


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))


def auditor(folder: Path) -> Path:
    """A folder with the command, as a job has it after its installation."""
    folder.mkdir(parents=True, exist_ok=True)
    command = folder / "auditor"
    command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m auditor "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    return folder


def shell(repo: Repo, script: str, environment: dict[str, str], *program: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    wanted = {**kept, "GIT_CONFIG_GLOBAL": NO_FILE, "GIT_CONFIG_NOSYSTEM": "1", **environment}
    return subprocess.run(
        [*(program or ("bash", "--noprofile", "--norc", "-eo", "pipefail")), "-c", script],
        cwd=repo.root, env=wanted, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


# ---- the action

STEPS = {step["name"]: step for step in read("action.yml")["runs"]["steps"]}
INPUTS = {name: given["default"] for name, given in read("action.yml")["inputs"].items()}


class Job:
    """What the steps of the action leave behind."""

    def __init__(self, repo: Repo, folder: Path, event: str, base: str, **inputs: str) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        auditor(folder / "auditor/bin")
        given = {**INPUTS, **inputs}
        files = {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
        runner = {
            "RUNNER_TEMP": str(folder), "GITHUB_ACTION_PATH": str(ROOT), "GITHUB_EVENT_NAME": event, **files,
        }  # fmt: skip
        asked = {"AGAINST": given["against"], "EVENT_BASE": base, "FAIL_ON": given["fail-on"]}
        self.check = shell(repo, STEPS["Check"]["run"], {**runner, **asked, "DIRECTORIES": given["directories"]})
        assert self.check.returncode == 0, self.check.stderr  # the steps after it are to run
        lines = (folder / "GITHUB_OUTPUT").read_text(encoding="utf-8").splitlines()
        self.outputs = dict(line.split("=", 1) for line in lines)
        self.code = shell(repo, STEPS["Gate"]["run"], {"CODE": self.outputs["exit-code"]}).returncode
        self.comment = Path(self.outputs["comment"]).read_text(encoding="utf-8")
        summary = folder / "GITHUB_STEP_SUMMARY"
        self.summary = summary.read_text(encoding="utf-8") if summary.exists() else ""

    @property
    def annotated(self) -> list[str]:
        """The files of the annotations."""
        lines = [line for line in self.check.stdout.splitlines() if line.startswith("::error file=")]
        return [line.removeprefix("::error file=").partition(",")[0] for line in lines]

    def results(self) -> set[str]:
        document = json.loads(Path(self.outputs["sarif"]).read_text(encoding="utf-8"))
        return {result["properties"]["id"] for run in document["runs"] for result in run["results"]}


def test_the_steps_get_what_the_tests_below_give_them() -> None:
    assert STEPS["Check"]["env"] == {
        "AGAINST": "${{ inputs.against }}",
        "EVENT_BASE": "${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha "
        "|| github.event.before }}",
        "DIRECTORIES": "${{ inputs.directories }}",
        "FAIL_ON": "${{ inputs.fail-on }}",
    }
    assert STEPS["Gate"]["env"] == {"CODE": "${{ steps.check.outputs.exit-code }}"}
    assert list(STEPS) == ["Install", "Check", "Upload", "Gate"]
    assert "${{" not in "".join(step.get("run", "") for step in STEPS.values())  # else an input would be a script
    assert {name: output["value"] for name, output in read("action.yml")["outputs"].items()} == {
        name: f"${{{{ steps.check.outputs.{name} }}}}" for name in ("exit-code", "comment", "sarif")
    }


def known_and_new(root: Path, below: str = ".") -> Repo:
    """`main` breaks one promise, and so does the branch `topic`, another one."""
    repo = made(root, below)
    repo.git("checkout", "-q", "-b", "topic")
    repo.change("dataflows/all.yaml", f"{MAIL}none", f"{MAIL}30d")
    repo.commit("topic")
    repo.git("checkout", "-q", "main")
    repo.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    repo.commit("main")
    return repo


def merged(repo: Repo, branch: str = "topic") -> Repo:
    """As GitHub makes it for a pull request. Other lines changed, or git would ask."""
    repo.git("checkout", "-q", "-B", "merge", "main")
    repo.git("merge", "-q", "--no-ff", "-X", "theirs", "-m", "merge", branch)
    return repo


def test_a_pull_request_in_the_shallow_clone_of_a_job(tmp_path: Path) -> None:
    repo = made(tmp_path / "r")
    repo.git("config", "uploadpack.allowAnySHA1InWant", "true")
    old = repo.git("rev-parse", "HEAD")
    repo.git("checkout", "-q", "-b", "topic")
    repo.write("dataflows/more.yaml", "flows:\n  more: {from: user, to: mail, data: [photo], retention: 30d}\n")
    repo.commit("topic")
    repo.git("checkout", "-q", "main")
    repo.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    repo.commit("main moved on since the request was opened")
    merged(repo)
    clone = cloned(repo, tmp_path / "clone", "--depth=1", "-b", "merge")
    job = Job(clone, tmp_path / "job", "pull_request", old)
    more = "keeps-nothing@flows/more/data=photo"
    assert (job.outputs["exit-code"], job.code, job.annotated) == ("1", 1, ["dataflows/more.yaml"])
    assert job.comment.startswith("<!-- dataflow-auditor -->\n## ❌ The gate is closed")
    assert job.comment.index(more) < job.comment.index("<summary>1 known finding") < job.comment.index(KEPT_BY_HOST)
    assert job.summary.startswith("## ❌ The gate is closed")
    assert job.results() == {KEPT_BY_HOST, more}  # all of them: code scanning compares for itself
    job = Job(clone, tmp_path / "job", "pull_request", old, against="none")
    assert (job.code, job.annotated) == (1, ["dataflows/all.yaml", "dataflows/more.yaml"])


def test_a_pull_request_that_introduces_nothing(tmp_path: Path) -> None:
    repo = made(tmp_path / "r")
    repo.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    base = repo.commit("broken for long")
    repo.git("checkout", "-q", "-b", "topic")
    repo.write("README.md", "More words.\n")
    repo.commit("topic")
    merged(repo)
    job = Job(repo, tmp_path / "job", "pull_request", base)
    assert (job.outputs["exit-code"], job.code, job.annotated) == ("0", 0, [])
    assert job.results() == {KEPT_BY_HOST}


def test_a_push_and_the_first_one(tmp_path: Path) -> None:
    repo = made(tmp_path / "r")
    before = repo.git("rev-parse", "HEAD")
    repo.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    repo.commit()
    assert Job(repo, tmp_path / "job", "push", before).code == 1
    assert Job(repo, tmp_path / "job", "push", repo.git("rev-parse", "HEAD")).code == 0
    first = Job(repo, tmp_path / "job", "push", "0" * 40)
    assert (first.code, first.annotated) == (1, ["dataflows/all.yaml"])
    assert "There is no base: everything is introduced" in first.comment
    without = Job(repo, tmp_path / "job", "schedule", "")
    assert (without.code, without.annotated) == (1, ["dataflows/all.yaml"])
    assert "introduced" not in without.comment


def test_a_renamed_folder_and_a_deleted_one(tmp_path: Path) -> None:
    repo = made(tmp_path / "r", "apps/old")
    repo.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    base = repo.commit()
    repo.git("mv", "apps/old", "apps/new")
    repo.commit()
    job = Job(repo, tmp_path / "job", "push", base, directories="apps/new")
    assert (job.code, job.annotated) == (0, [])
    assert "apps/new was apps/old" in job.comment.replace("<!-- -->", "")
    shutil.rmtree(repo.root / "apps/new/dataflows")
    repo.commit()
    job = Job(repo, tmp_path / "job", "push", base, directories="apps/new")
    assert (job.outputs["exit-code"], job.code) == ("2", 2)
    assert "sarif" not in job.outputs
    assert "nothing was audited" in job.comment
    assert job.check.stdout.startswith("::error file=apps/new/policy/all.yaml,")


def test_several_workspaces_and_hostile_inputs(tmp_path: Path) -> None:
    repo = made(tmp_path / "r", "apps/a")
    made(repo.root, "apps/b").change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    before = repo.git("rev-parse", "HEAD")
    job = Job(repo, tmp_path / "job", "push", before, directories="apps/*")
    assert (job.code, job.annotated) == (1, ["apps/b/dataflows/all.yaml"])
    assert [line for line in job.comment.splitlines() if line.startswith("# ")] == ["# apps/a", "# apps/b"]
    for inputs in ({"directories": "apps/a; touch hacked"}, {"against": "--upload-pack=touch hacked"},
                   {"against": "$(touch hacked)"}, {"fail-on": "error --output hacked"}):  # fmt: skip
        assert Job(repo, tmp_path / "job", "push", before, **{"directories": "apps/a", **inputs}).code == 2
        assert not (repo.root / "hacked").exists()


# ---- plain shells, GitLab, pre-commit


def test_a_plain_shell(tmp_path: Path) -> None:
    origin = made(tmp_path / "r")
    origin.git("checkout", "-q", "-b", "topic")
    origin.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    origin.commit()
    path = {"PATH": f"{auditor(tmp_path / 'bin')}:{os.environ['PATH']}"}
    for options in (("--depth=1",), ()):
        clone = cloned(origin, tmp_path / f"clone{len(options)}", *options, "-b", "topic")
        done = shell(clone, f"{ROOT}/ci/check.sh", {**path, "BASE": "origin/main"}, "sh")
        assert (done.returncode, KEPT_BY_HOST in done.stdout) == (1, True)
        assert clone.git("rev-parse", "--is-shallow-repository") == ("true" if options else "false")
        assert clone.git("status", "--porcelain") == ""
    done = shell(clone, f"{ROOT}/ci/check.sh", {**path, "BASE": "HEAD"}, "sh")
    assert done.returncode == 0
    whole = cloned(origin, tmp_path / "whole", "--single-branch", "-b", "topic")
    done = shell(whole, f"{ROOT}/ci/check.sh", {**path, "BASE": "origin/main"}, "sh")
    assert (done.returncode, whole.git("rev-parse", "--is-shallow-repository")) == (1, "false")
    done = shell(clone, f"{ROOT}/ci/check.sh", {**path, "BASE": "gone"}, "sh")
    assert (done.returncode, "there is no revision `gone` here" in done.stderr) == (2, True)


@pytest.mark.parametrize("kind", ["merge request", "merged result", "push", "first push"])
def test_the_job_of_gitlab(tmp_path: Path, kind: str) -> None:
    origin = known_and_new(tmp_path / "r")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    first, main = origin.git("rev-parse", "main~1"), origin.git("rev-parse", "main")
    bases = {
        "merge request": {"CI_MERGE_REQUEST_DIFF_BASE_SHA": first, "CI_COMMIT_BEFORE_SHA": "0" * 40},
        "merged result": {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": main, "CI_MERGE_REQUEST_DIFF_BASE_SHA": first},
        "push": {"CI_COMMIT_BEFORE_SHA": main},
        "first push": {"CI_COMMIT_BEFORE_SHA": "0" * 40},
    }[kind]
    branch = "topic" if kind == "merge request" else "main"
    clone = cloned(origin, tmp_path / "clone", "--depth=1", "-b", branch)
    job = read("ci/gitlab.yml")["auditor"]
    auditor(clone.root / ".auditor/bin")
    done = shell(clone, "\n".join(job["script"]), {**job["variables"], **bases})
    assert done.returncode == {"merge request": 1, "merged result": 0, "push": 0, "first push": 1}[kind], done.stderr
    entries = json.loads((clone.root / job["artifacts"]["reports"]["codequality"]).read_text(encoding="utf-8"))
    assert len(entries) == 1


def test_pre_commit_in_a_real_repository(tmp_path: Path) -> None:
    """The hook as it is declared, but that it runs the auditor of these tests: to install it would need the network."""
    command = tool("pre-commit")
    (hook,) = read(".pre-commit-hooks.yaml")
    assert (hook["language"], hook["entry"]) == ("python", "auditor check")
    repo = made(tmp_path / "r", "apps/shop")
    entry = f"{auditor(tmp_path / 'bin')}/auditor check apps/shop --against HEAD"
    local = {"repo": "local", "hooks": [{**hook, "language": "system", "entry": entry}]}
    (repo.root / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [local]}), encoding="utf-8")
    repo.commit()
    environment = {"PRE_COMMIT_HOME": str(tmp_path / "home"), "GIT_AUTHOR_NAME": "A", "GIT_COMMITTER_NAME": "A",
                   "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_EMAIL": "a@example.org"}  # fmt: skip

    def commit(*names: str) -> subprocess.CompletedProcess[str]:
        return shell(repo, f"git add {' '.join(names)} && git commit -m change", environment)

    installed = shell(repo, f"{command} install", environment)
    assert installed.returncode == 0, installed.stderr
    repo.write("../../README.md", "words\n")
    done = commit("README.md")
    assert (done.returncode, "(no files to check)Skipped" in done.stderr) == (0, True)
    repo.write("dataflows/notes.yml", "measures: {m: {title: M, text: T}}\n")
    done = commit("apps")
    assert (done.returncode, "data flows against promises" in done.stderr, "Passed" in done.stderr) == (0, True, True)
    repo.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    done = commit("apps")
    assert (done.returncode, KEPT_BY_HOST in done.stderr) == (1, True)
    # What is not staged is not committed, and is not judged.
    repo.git("reset", "-q", "HEAD")
    repo.write("policy/more.yaml", "promises: {p: {says: S, source: Page, not_enforced: a contract term}}\n")
    done = commit("apps/shop/policy")
    assert (done.returncode, "Passed" in done.stderr) == (0, True)
    # In a worktree git tells its hooks of another repository folder.
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"))
    tree = Repo(tmp_path / "tree", "apps/shop")
    tree.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    done = shell(tree, "git add apps && git commit -m change", environment)
    assert (done.returncode, KEPT_BY_HOST in done.stderr) == (1, True)


# ---- validators


@pytest.mark.parametrize(
    ("schema", "file"), [("vendor.github-actions", "action.yml"), ("vendor.gitlab-ci", "ci/gitlab.yml")]
)
def test_the_schema_of_the_service(schema: str, file: str) -> None:
    command = [tool("check-jsonschema"), "--builtin-schema", schema]
    done = subprocess.run([*command, str(ROOT / file)], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout


def test_the_schema_does_complain(tmp_path: Path) -> None:
    action = read("action.yml")
    del action["runs"]["using"]
    (tmp_path / "action.yml").write_text(yaml.safe_dump(action), encoding="utf-8")
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.github-actions", str(tmp_path / "action.yml")]
    assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 1


def test_pre_commit_takes_the_manifest() -> None:
    command = [tool("pre-commit"), "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout


# ---- the README


def workflow() -> str:
    """The job that the README shows."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").partition("\n## In CI\n")[2]
    text = re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)[0]
    assert isinstance(text, str)
    return text


def test_the_job_of_the_readme_has_ten_lines_and_fits_the_schema(tmp_path: Path) -> None:
    assert len(workflow().splitlines()) == 10
    (tmp_path / "job.yml").write_text(workflow(), encoding="utf-8")
    command = [tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", str(tmp_path / "job.yml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout


def test_the_job_of_the_readme_works_when_pasted(tmp_path: Path) -> None:
    """All of it but the runner and what `pipx` installs."""
    repo = made(tmp_path / "r")
    repo.git("checkout", "-q", "-b", "topic")
    repo.write("README.md", "words\n")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.change("dataflows/all.yaml", f"{HOST}none", f"{HOST}30d")
    repo.commit("known")
    merged(repo)
    (job,) = yaml.safe_load(workflow())["jobs"].values()
    checkout, *steps = job["steps"]
    assert checkout["uses"].startswith("actions/checkout@")
    depth = f"--depth={checkout['with']['fetch-depth']}"
    folder = auditor(tmp_path / "bin")
    (folder / "pipx").write_text('#!/bin/sh\ntest "$*" = "install dataflow-auditor"\n', encoding="utf-8")
    (folder / "pipx").chmod(0o755)

    def run() -> list[int]:
        shutil.rmtree(tmp_path / "clone", ignore_errors=True)
        clone = cloned(repo, tmp_path / "clone", depth, "-b", "merge")
        path = {"PATH": f"{folder}:{os.environ['PATH']}"}
        return [shell(clone, step["run"], path).returncode for step in steps]

    assert run() == [0, 0]
    repo.git("checkout", "-q", "topic")
    repo.write("dataflows/more.yaml", "flows:\n  more: {from: user, to: mail, data: [photo], retention: 30d}\n")
    repo.commit()
    merged(repo)
    assert run() == [0, 1]

"""A workspace read at a revision is the one that a checkout of it would give, wherever git keeps it."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from auditor.comparison import Base
from auditor.location import InvalidInput, Problem
from auditor.opening import open_at, open_workspace
from auditor.workspace.disk import Disk
from auditor.workspace.load import load
from auditor.workspace.revision import opened
from tests.repositories.git import NO_FILE, RULES, Repo, cloned, made

TODAY = date(2026, 11, 23)
NO_COMMIT = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The empty tree."""
ONE_MORE = "  third: {from: user, to: mail, data: [photo], retention: none}\n"


@pytest.fixture(autouse=True)
def _nobodys_configuration(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", NO_FILE)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def at(repo: Repo, revision: str = "HEAD") -> Base:
    return open_at(repo.workspace, revision, TODAY)


def refused(repo: Repo, revision: str = "HEAD") -> Problem:
    with pytest.raises(InvalidInput) as found:
        at(repo, revision)
    (problem,) = found.value.problems
    return problem


def flows(base: Base) -> list[str]:
    return [flow.id for flow in base.workspace.flows]


def both(repo: Repo, revision: str = "HEAD") -> tuple[list[Problem], list[Problem]]:
    """The problems with the workspace on the disk and at the revision; what was read is the same."""
    on_disk, problems = load(Disk(repo.workspace), TODAY)
    with opened(repo.workspace, revision) as (files, _):
        in_git, more = load(files, TODAY)
    assert [(each.name, each.text) for each in on_disk.merged.sources] == [
        (each.name, each.text) for each in in_git.merged.sources
    ]
    assert (on_disk.merged.sections, on_disk.folder) == (in_git.merged.sections, in_git.folder)
    return problems, more


@pytest.mark.parametrize("below", [".", "apps/shop"])
def test_it_is_what_stands_on_the_disk(tmp_path: Path, below: str) -> None:
    repo = made(tmp_path / "r", below)
    repo.write("dataflows/deep/er/UPPER.YML", "measures: {m: {title: M, text: T}}\n")
    repo.write("dataflows/notes.txt", "no YAML: [")
    (repo.workspace / "dataflows/link.yaml").symlink_to("../policy/../dataflows/deep/er/target")
    repo.write("dataflows/deep/er/target", "subjects: {worker: {title: W}}\n")
    repo.commit()
    assert both(repo) == ([], [])
    workspace, _ = open_workspace(repo.workspace, TODAY)
    assert at(repo).workspace.digest == workspace.digest
    assert at(repo).notes == ()
    assert workspace.folder == ("" if below == "." else "apps/shop/")


def test_what_is_refused_on_the_disk_is_refused_there(tmp_path: Path) -> None:
    repo = made(tmp_path / "r", "apps/shop")
    (tmp_path / "outside.yaml").write_text("{}", encoding="utf-8")
    repo.write("../other.yaml", "measures: {}\n")
    repo.write("dataflows/folder.yaml/inner.yaml", "measures: {}\n")
    repo.write("dataflows/bad.yaml", "flows: &a {}\n")
    repo.write("elsewhere/x.yaml", "measures: {}\n")
    links = {
        "out": "../../../../outside.yaml", "nowhere": "gone.yaml", "beside": "../../other.yaml", "loop": "loop.yaml",
        "above": "../../../../../../../../../../../../nothing.yaml",
    }  # fmt: skip
    for name, target in links.items():
        (repo.workspace / f"dataflows/{name}.yaml").symlink_to(target)
    (repo.workspace / "dataflows/linked").symlink_to("../elsewhere")
    repo.commit()
    on_disk, in_git = both(repo)
    told = {problem.location.file: problem.message for problem in in_git if problem.location}
    assert told == {
        "dataflows/folder.yaml": "a directory named like a YAML file",
        "dataflows/bad.yaml": "an anchor (`&a`) is not allowed",
        "dataflows/out.yaml": "a symbolic link out of the workspace",
        "dataflows/nowhere.yaml": "a symbolic link that leads nowhere",
        "dataflows/beside.yaml": "a symbolic link out of the workspace",
        "dataflows/loop.yaml": "a symbolic link that leads nowhere",
        # What is outside of the repository, git does not know: it is not looked for.
        "dataflows/above.yaml": "a symbolic link out of the workspace",
        "dataflows/linked": "a symbolic link to a directory is not followed",
    }
    assert [problem for problem in on_disk if "above" not in str(problem.location)] == [
        problem for problem in in_git if "above" not in str(problem.location)
    ]


def test_folders_of_the_workspace_may_be_links_inside_of_it_only(tmp_path: Path) -> None:
    repo = made(tmp_path / "r", "apps/shop")
    shutil.move(repo.workspace / "dataflows", repo.workspace / "real")
    (repo.workspace / "dataflows").symlink_to("real")
    repo.commit()
    assert both(repo) == ([], [])
    assert flows(at(repo)) == ["user-to-host", "user-to-mail"]
    (repo.workspace / "dataflows").unlink()
    shutil.move(repo.workspace / "real", repo.root / "real")
    (repo.workspace / "dataflows").symlink_to("../../real")
    repo.commit()
    on_disk, in_git = both(repo)
    assert on_disk == in_git
    assert (str(in_git[0].location), in_git[0].message) == ("dataflows:1:1", "a symbolic link out of the workspace")


def test_an_absolute_link_is_of_one_machine(tmp_path: Path) -> None:
    repo = made(tmp_path / "r")
    (repo.workspace / "dataflows/absolute.yaml").symlink_to(repo.workspace / "policy/all.yaml")
    repo.commit()
    problem = refused(repo)
    assert str(problem.location) == "dataflows/absolute.yaml at HEAD:1:1"
    assert problem.message == "a symbolic link out of the workspace"


def test_names_that_are_no_text(tmp_path: Path) -> None:
    repo = made(tmp_path / "r")
    (repo.workspace / "dataflows" / os.fsdecode(b"\xff\xfe.yaml")).write_text("subjects: {w: {title: W}}\n")
    (repo.workspace / "dataflows" / os.fsdecode(b"\xff\xfd.yaml")).write_text("subjects: {no title}\n")
    (repo.workspace / "dataflows" / "new\nline \\ \"'.yaml").write_text("measures: {m: {title: M, text: T}}\n")
    repo.commit()
    on_disk, in_git = both(repo)
    assert on_disk == in_git
    assert {problem.location.file for problem in in_git if problem.location} == {"dataflows/\\udcff\\udcfd.yaml"}


def test_uncommitted_changes_are_not_of_the_revision(tmp_path: Path) -> None:
    repo = made(tmp_path / "r")
    repo.write("dataflows/all.yaml", (repo.workspace / "dataflows/all.yaml").read_text() + ONE_MORE)
    assert flows(at(repo)) == ["user-to-host", "user-to-mail"]
    shutil.rmtree(repo.workspace / "dataflows")
    assert flows(at(repo)) == ["user-to-host", "user-to-mail"]
    shutil.rmtree(repo.workspace / "policy")
    (repo.root / ".git/index").unlink()
    assert flows(at(repo)) == ["user-to-host", "user-to-mail"]


def test_a_problem_names_the_file_and_the_revision(tmp_path: Path) -> None:
    repo = made(tmp_path / "r")
    repo.write("dataflows/bad.yaml", "vendors:\n  host: {name: Twice, status: actve}\n")
    repo.commit()
    repo.git("tag", "v1")
    with pytest.raises(InvalidInput) as found:
        at(repo, "v1")
    places = [str(problem.location) for problem in found.value.problems]
    assert places == ["dataflows/bad.yaml at v1:2:3"]
    assert [str(other.location) for other in found.value.problems[0].related] == ["dataflows/all.yaml at v1:4:3"]
    where = found.value.problems[0].location
    assert where is not None
    assert found.value.line_of(where) == "  host: {name: Twice, status: actve}"


def test_a_submodule_inside_is_a_placed_problem(tmp_path: Path) -> None:
    inner = made(tmp_path / "inner")
    repo = made(tmp_path / "r")
    repo.git("submodule", "--quiet", "add", str(inner.root), "dataflows/sub")
    repo.commit()
    problem = refused(repo)
    assert str(problem.location) == "dataflows/sub at HEAD:1:1"
    assert problem.message == "a submodule: its files are not in this repository"


def test_a_workspace_in_a_submodule_and_in_a_worktree(tmp_path: Path) -> None:
    inner = made(tmp_path / "inner", "apps/shop")
    outer = made(tmp_path / "r")
    outer.git("submodule", "--quiet", "add", str(inner.root), "sub")
    outer.commit()
    assert flows(at(Repo(outer.root / "sub", "apps/shop"))) == ["user-to-host", "user-to-mail"]
    inner.git("worktree", "add", "-q", "-b", "other", str(tmp_path / "tree"))
    tree = Repo(tmp_path / "tree", "apps/shop")
    assert (tree.root / ".git").is_file()
    tree.change("dataflows/all.yaml", "  user-to-mail:", "  renamed:")
    tree.commit()
    assert flows(at(tree)) == ["renamed", "user-to-host"]
    assert flows(at(tree, "main")) == ["user-to-host", "user-to-mail"]


def test_a_bare_repository_and_one_that_stands_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = made(tmp_path / "r")
    bare = cloned(repo, tmp_path / "bare.git", "--bare")
    assert flows(at(bare, "main")) == ["user-to-host", "user-to-mail"]
    bare.git("worktree", "add", "-q", str(tmp_path / "tree"), "main")
    assert flows(at(Repo(tmp_path / "tree"))) == ["user-to-host", "user-to-mail"]
    apart = tmp_path / "apart"
    shutil.copytree(repo.workspace / "dataflows", apart / "inner/dataflows")
    assert refused(Repo(apart)).message == f"`{apart}` is in no git repository"
    monkeypatch.setenv("GIT_DIR", str(bare.root))
    assert refused(Repo(apart)).message == f"`{apart}` is in no git repository"
    monkeypatch.setenv("GIT_WORK_TREE", str(apart))
    assert flows(at(Repo(apart), "main")) == ["user-to-host", "user-to-mail"]


def test_what_a_hook_leaves_does_not_lead_astray(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = made(tmp_path / "other")
    repo = made(tmp_path / "r", "apps/shop")
    monkeypatch.chdir(repo.root)
    for name, value in {
        "GIT_DIR": str(other.root / ".git"), "GIT_INDEX_FILE": "nothing", "GIT_PREFIX": "x/", "GIT_TRACE": "1",
        "GIT_OBJECT_DIRECTORY": "nowhere", "GIT_NAMESPACE": "n", "GIT_LITERAL_PATHSPECS": "1", "LANGUAGE": "de",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    assert at(repo).workspace.folder == "apps/shop/"


def run_hint(repo: Repo, hint: str | None) -> None:
    """Do what the hint says."""
    command = re.search(r"`git ([^`]*)`", hint or "")
    assert command is not None, hint
    repo.git(*shlex.split(command[1]))


def test_a_shallow_clone_says_what_to_fetch_and_that_helps(tmp_path: Path) -> None:
    origin = made(tmp_path / "r")
    first = origin.git("rev-parse", "HEAD")
    origin.git("config", "uploadpack.allowAnySHA1InWant", "true")
    origin.git("tag", "v1")
    origin.git("checkout", "-q", "-b", "feature/a")
    origin.write("dataflows/more.yaml", f"flows:\n{ONE_MORE}")
    origin.commit()
    for revision, after in (
        ("origin/main", "origin/main"), (first, first), ("main", "FETCH_HEAD"), ("v1", "FETCH_HEAD"),
        ("HEAD~1", "HEAD~1"), ("HEAD^", "HEAD^"),
    ):  # fmt: skip
        shallow = cloned(origin, tmp_path / "shallow", "--depth=1", "-b", "feature/a")
        problem = refused(shallow, revision)
        assert problem.message == f"there is no revision `{revision}` here"
        assert "the clone is shallow" in str(problem.hint)
        run_hint(shallow, problem.hint)
        assert flows(at(shallow, after)) == ["user-to-host", "user-to-mail"]
        shutil.rmtree(shallow.root)


@pytest.mark.parametrize("lacks", ["blob:none", "tree:0"])
def test_a_partial_clone_is_never_fetched(tmp_path: Path, lacks: str) -> None:
    origin = made(tmp_path / "r")
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.change("dataflows/all.yaml", "{name: Shop}", "{name: Shops}")
    origin.commit()
    partial = cloned(origin, tmp_path / "partial", f"--filter={lacks}")
    assert flows(at(partial)) == ["user-to-host", "user-to-mail"]
    before = sorted(str(path) for path in (partial.root / ".git/objects").rglob("*"))
    problem = refused(partial, "HEAD~1")
    assert "is not here: the clone is partial" in problem.message
    assert sorted(str(path) for path in (partial.root / ".git/objects").rglob("*")) == before
    run_hint(partial, problem.hint)
    assert flows(at(partial, "HEAD~1")) == ["user-to-host", "user-to-mail"]


@pytest.mark.parametrize(
    ("revision", "message"),
    [
        ("--upload-pack=x", "`--upload-pack=x` is not a revision"),
        ("-h", "`-h` is not a revision"),
        ("", "`` is not a revision"),
        ("  ", "`  ` is not a revision"),
        ("a\nb", "`a\\u{a}b` is not a revision"),
        ("a\0b", "`a\\u{0}b` is not a revision"),
        ("\udcff", "`\\u{dcff}` is not a revision"),
        ("HEAD:../..", "there is no revision `HEAD:../..` here"),
        ("HEAD:dataflows", "there is no revision `HEAD:dataflows` here"),
        ("HEAD..main", "there is no revision `HEAD..main` here"),
        ("HEAD^{tree}", "there is no revision `HEAD^{tree}` here"),
        ("HEAD HEAD", "there is no revision `HEAD HEAD` here"),
        (NO_COMMIT, f"there is no revision `{NO_COMMIT}` here"),
        ("x" * 100_000, f"there is no revision `{'x' * 100_000}` here"),
    ],
)  # fmt: skip
def test_hostile_names_of_revisions(tmp_path: Path, revision: str, message: str) -> None:
    assert refused(made(tmp_path / "r"), revision).message == message


def test_a_name_that_is_nearly_right(tmp_path: Path) -> None:
    assert str(refused(made(tmp_path / "r"), "mian").hint).startswith("did you mean `main`?")


def test_extended_folders_are_of_the_same_revision(tmp_path: Path) -> None:
    repo = made(tmp_path / "r", "apps/shop")
    common = RULES.replace("keeps-nothing", "common-rule")
    repo.write("../../common/policy/all.yaml", common)
    repo.write("policy/all.yaml", f"extends: [../../common/policy]\n{RULES}")
    repo.commit()
    assert both(repo) == ([], [])
    (repo.root / "common/policy/all.yaml").write_text(common.replace("common-rule", "newer-rule"))
    assert sorted(at(repo).workspace.rules) == ["common-rule", "keeps-nothing"]
    assert [source.name for source in at(repo).workspace.merged.sources][-1] == "../../common/policy/all.yaml"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("../../../outside", "`../../../outside` is outside the repository"),
        ("../missing", "there is no folder `../missing`"),
        ("no-pack", "unknown pack `no-pack`"),
        ("../shop/policy", "`../shop/policy` is policy/ itself, or around it"),
        ("./policy/inner", "`./policy/inner` is policy/ itself, or around it"),
        ("../../apps", "`../../apps` is policy/ itself, or around it"),
        ("linked/x", "`linked/x` is outside the repository"),
    ],
)
def test_what_may_not_be_extended(tmp_path: Path, entry: str, message: str) -> None:
    repo = made(tmp_path / "r", "apps/shop")
    (tmp_path / "outside/x").mkdir(parents=True)
    (repo.workspace / "linked").symlink_to("../../../outside")
    repo.write("policy/inner/x.yaml", "promises: {}\n")
    repo.write("policy/all.yaml", f"extends: [{entry}]\n{RULES}")
    repo.commit()
    on_disk, in_git = both(repo)
    assert on_disk == in_git
    assert [problem.message for problem in in_git] == [message]


def test_where_there_was_nothing_the_base_is_empty(tmp_path: Path) -> None:
    repo = Repo(tmp_path / "r", "apps/shop")
    repo.root.mkdir()
    repo.git("init", "-q", "-b", "main")
    empty = repo.commit("nothing")
    made(repo.root, "apps/shop")
    assert at(repo, empty).notes == (f"At {empty}, there is no apps/shop/dataflows/: everything is introduced.",)
    assert flows(at(repo, empty)) == []
    assert at(repo, "0" * 40).notes == ("There is no base: everything is introduced.",)
    assert flows(at(repo, "0" * 40)) == []
    shutil.rmtree(repo.workspace / "dataflows")
    deleted = repo.commit("deleted")
    assert at(repo, deleted).notes == (f"At {deleted}, there is no apps/shop/dataflows/: everything is introduced.",)
    assert (flows(at(repo, deleted)), list(at(repo, deleted).workspace.rules)) == ([], [])


def test_a_folder_that_was_renamed(tmp_path: Path) -> None:
    repo = made(tmp_path / "r", "apps/old")
    repo.git("mv", "apps/old", "apps/new")
    repo.commit()
    new = Repo(repo.root, "apps/new")
    assert flows(at(new, "HEAD~1")) == ["user-to-host", "user-to-mail"]
    assert at(new, "HEAD~1").notes == ("At HEAD~1, apps/new was apps/old.",)
    assert at(new, "HEAD~1").workspace.folder == "apps/old/"
    new.git("mv", "apps/new/dataflows", "apps/new/policy", ".")
    new.commit()
    assert at(Repo(repo.root), "HEAD~2").notes == ("At HEAD~2, the root of the repository was apps/old.",)
    assert at(Repo(repo.root), "HEAD").notes == ()


def test_a_folder_that_was_copied_is_new(tmp_path: Path) -> None:
    repo = made(tmp_path / "r", "apps/old")
    shutil.copytree(repo.workspace, repo.root / "apps/new")
    repo.commit()
    assert flows(at(Repo(repo.root, "apps/new"), "HEAD~1")) == []


def test_a_workspace_that_was_split_off_is_new(tmp_path: Path) -> None:
    """What it came from is still there: its findings are not those of the new one."""
    repo = made(tmp_path / "r", "apps/old")
    repo.write("dataflows/more.yaml", f"flows:\n{ONE_MORE}")
    repo.commit()
    (repo.root / "apps/new/dataflows").mkdir(parents=True)
    repo.git("mv", "apps/old/dataflows/more.yaml", "apps/new/dataflows/more.yaml")
    repo.commit()
    assert flows(at(Repo(repo.root, "apps/new"), "HEAD~1")) == []


def test_git_that_is_not_there_or_does_not_trust(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = made(tmp_path / "r")
    git = shutil.which("git")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    wrapper = bin_ / "git"
    wrapper.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {git} "$@"\n', encoding="utf-8")
    wrapper.chmod(wrapper.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(bin_))
    problem = refused(repo)
    assert problem.message == "git does not read this repository, for it belongs to somebody else"
    assert str(problem.hint).endswith(f"`git config --global --add safe.directory {repo.root}`")
    wrapper.write_text("#!/bin/sh\necho strange >&2\nexit 3\n", encoding="utf-8")
    assert refused(repo).message == "git cannot be asked: strange"
    wrapper.unlink()
    assert refused(repo).message == "git is not installed, or not found"


def test_several_processes_read_a_large_revision(tmp_path: Path) -> None:
    """Each of them gets its files from the one pipe that there is."""
    repo = made(tmp_path / "r")
    for number in range(60):
        repo.write(f"dataflows/{number}.yaml", f"flows:\n  flow-{number}: {{from: user, to: mail, data: [photo]}}\n")
    (repo.workspace / "dataflows/zz.yaml").symlink_to("../one-more")
    repo.write("one-more", "flows:\n  flow-60: {from: user, to: mail, data: [photo]}\n")
    repo.commit()
    code = f"""
from datetime import date
from pathlib import Path
from auditor.workspace import shares
shares.LEAST = 1
shares._processes = lambda: 3
from auditor.opening import open_at
print(len(open_at(Path({str(repo.root)!r}), "HEAD", date(2026, 11, 23)).workspace.flows))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("63\n", "")

"""Input that git cannot hold, or that is too big for a case: refused with a place, never a traceback, never a wait."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import auditor

TIMEOUT = 30
REPOSITORY = Path(auditor.__file__).resolve().parent.parent
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(REPOSITORY)}

FLOWS = """\
data:
  orders: {title: Orders}
systems:
  shop: {kind: application, vendor: none, produces: [orders]}
  archive: {kind: database, vendor: none}
flows:
  shop-to-archive: {from: shop, to: archive, data: [orders]}
"""
RULES = """\
rules:
  no-advertising:
    title: Orders never reach advertising
    because: [we never sell your orders]
    forbid: {flow: {data: orders, to: {kind: advertising}}}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A small workspace in which nothing is wrong."""
    root = tmp_path / "workspace"
    (root / "dataflows").mkdir(parents=True)
    (root / "policy").mkdir()
    (root / "dataflows" / "shop.yaml").write_text(FLOWS)
    (root / "policy" / "rules.yaml").write_text(RULES)
    return root


def run(root: Path, *arguments: str, command: str = "check") -> subprocess.CompletedProcess[str]:
    """`auditor check` of a directory, as a process of its own. It must end, and never with a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "auditor", *(command.split()), *arguments],
        cwd=root if root.is_dir() else root.parent,
        env=ENVIRONMENT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=TIMEOUT,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    return done


def problems_of(root: Path, *arguments: str) -> list[dict[str, Any]]:
    """What `--format json` says is wrong: JSON on stdout alone, exit code 2."""
    done = run(root, "--format", "json", *arguments)
    assert (done.returncode, done.stderr) == (2, "")
    document = json.loads(done.stdout)
    assert document["schema"] == "auditor/problems/1"
    assert document["problems"]
    for problem in document["problems"]:
        assert set(problem) == {"message", "location", "hint"}
    found: list[dict[str, Any]] = document["problems"]
    return found


def refused(root: Path, file: str, line: int, column: int, message: str, *arguments: str) -> str:
    """Both reports name the place and the problem. Gives the one for people."""
    done = run(root, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"error: {message}" in done.stderr
    assert f"--> {file}:{line}:{column}" in done.stderr
    found = [(problem["message"], problem["location"]) for problem in problems_of(root, *arguments)]
    assert (message, {"file": file, "line": line, "column": column}) in found
    return done.stderr


def clean(root: Path) -> None:
    done = run(root)
    assert (done.returncode, done.stderr) == (0, "")


def usage(done: subprocess.CompletedProcess[str], *said: str) -> None:
    """A mistake on the command line: a word on stderr, nothing on stdout."""
    assert (done.returncode, done.stdout) == (2, "")
    for word in said:
        assert word in done.stderr


def link(place: Path, target: Path | str) -> None:
    try:
        place.symlink_to(target)
    except OSError:
        pytest.skip("this system makes no symbolic links")


def test_the_small_workspace_is_clean(workspace: Path) -> None:
    clean(workspace)


# ---- directories


def test_an_empty_directory_is_no_workspace(tmp_path: Path) -> None:
    refused(tmp_path, ".", 1, 1, "there is no workspace here")


def test_two_empty_folders_are_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "dataflows").mkdir()
    (tmp_path / "policy").mkdir()
    refused(tmp_path, "dataflows", 1, 1, "there is no flow to check")
    refused(tmp_path, "policy", 1, 1, "there is no rule to check")


def test_a_file_called_dataflows_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "dataflows").write_text(FLOWS)
    refused(tmp_path, ".", 1, 1, "there is no workspace here")


def test_a_directory_that_is_not_there(workspace: Path) -> None:
    refused(workspace, ".", 1, 1, "there is no workspace here", "nowhere")


def test_a_file_instead_of_a_directory(workspace: Path) -> None:
    refused(workspace, ".", 1, 1, "there is no workspace here", "policy/rules.yaml")


def test_a_directory_named_like_a_file(workspace: Path) -> None:
    (workspace / "dataflows" / "mail.yaml").mkdir()
    refused(workspace, "dataflows/mail.yaml", 1, 1, "a directory named like a YAML file")


def test_folders_nested_a_hundred_deep_are_read(workspace: Path) -> None:
    deep = workspace / "dataflows" / "/".join(["more"] * 100)
    deep.mkdir(parents=True)
    (deep / "back.yaml").write_text("flows:\n  back: {from: archive, to: shop, data: [carts]}\n")
    file = f"dataflows/{'more/' * 100}back.yaml"
    refused(workspace, file, 2, 42, "unknown data category `carts`")


# ---- bytes


def test_bytes_that_are_not_utf_8(workspace: Path) -> None:
    (workspace / "dataflows" / "mail.yaml").write_bytes(b"data:\n  post: {title: Gr\xfc\xdfe}\n")
    refused(workspace, "dataflows/mail.yaml", 2, 19, "not UTF-8: byte 0xfc")


def test_utf_16_is_not_utf_8(workspace: Path) -> None:
    (workspace / "dataflows" / "mail.yaml").write_text("data:\n  post: {title: Post}\n", encoding="utf-16")
    problem = problems_of(workspace)[0]
    assert problem["message"].startswith("not UTF-8: byte 0xf")
    assert problem["location"] == {"file": "dataflows/mail.yaml", "line": 1, "column": 1}


def test_a_nul_byte(workspace: Path) -> None:
    (workspace / "dataflows" / "mail.yaml").write_bytes(b"data:\n  post: {title: a\x00b}\n")
    refused(workspace, "dataflows/mail.yaml", 2, 18, "character U+0000 is not allowed in YAML")


def test_half_of_a_surrogate_pair(workspace: Path) -> None:
    (workspace / "dataflows" / "mail.yaml").write_text('data:\n  post: {title: "\\ud83d", sensitive: perhaps}\n')
    problems = problems_of(workspace)
    assert {problem["location"]["file"] for problem in problems} == {"dataflows/mail.yaml"}
    assert run(workspace).returncode == 2


def test_a_terminal_is_not_made_to_obey(workspace: Path) -> None:
    (workspace / "dataflows" / "mail.yaml").write_text('data:\n  "\\e[2J\\e[31mred": {title: Red}\n')
    done = run(workspace)
    assert done.returncode == 2
    assert "dataflows/mail.yaml:2:3" in done.stderr
    assert "\x1b" not in done.stderr + done.stdout
    assert "\x1b" not in run(workspace, "--format", "json").stdout


def test_a_file_that_is_too_large(workspace: Path) -> None:
    with (workspace / "dataflows" / "mail.yaml").open("wb") as file:
        file.truncate(64 * 1024 * 1024 + 1)
    refused(workspace, "dataflows/mail.yaml", 1, 1, "the file is larger than 64 MiB")


# ---- big, and still YAML


@pytest.mark.parametrize("opening", ["[", "{a: "])
def test_five_thousand_nested_brackets(workspace: Path, opening: str) -> None:
    (workspace / "dataflows" / "mail.yaml").write_text(f"flows: {opening * 5_000}")
    # The mapping around `flows` is the first level, so the 64th bracket is the 65th.
    refused(workspace, "dataflows/mail.yaml", 1, 8 + 63 * len(opening), "nested deeper than 64 levels")


def test_two_hundred_thousand_nested_brackets(workspace: Path) -> None:
    (workspace / "dataflows" / "mail.yaml").write_text(f"flows: {'[' * 200_000}")
    refused(workspace, "dataflows/mail.yaml", 1, 71, "nested deeper than 64 levels")


def test_sixty_four_levels_are_not_too_many(workspace: Path) -> None:
    (workspace / "dataflows" / "mail.yaml").write_text(f"flows: {'[' * 63}{']' * 63}")
    assert "nested deeper" not in refused(workspace, "dataflows/mail.yaml", 1, 8, "`flows` must be a mapping")


def test_an_alias_bomb_costs_nothing(workspace: Path) -> None:
    lines = ["flows:", "  level-0: {from: shop, to: archive, data: [orders], purposes: &a0 [service]}"]
    for level in range(1, 40):
        words = ", ".join([f"*a{level - 1}"] * 10)
        lines.append(f"  level-{level}: {{from: shop, to: archive, data: [orders], purposes: &a{level} [{words}]}}")
    (workspace / "dataflows" / "bomb.yaml").write_text("\n".join(lines))
    problems = problems_of(workspace)
    assert len(problems) == 40 + 39 * 10
    assert problems[0]["message"] == "an anchor (`&a0`) is not allowed"


def test_a_line_of_a_megabyte_is_not_printed_whole(workspace: Path) -> None:
    title = "A" * 1_000_000
    (workspace / "dataflows" / "mail.yaml").write_text(f"data:\n  post: {{title: {title}, sensitiv: true}}\n")
    said = refused(workspace, "dataflows/mail.yaml", 2, 17 + 1_000_000 + 2, "unknown key `sensitiv`")
    assert len(said) < 1_000


def test_a_word_of_a_megabyte_has_its_place(workspace: Path) -> None:
    word = "a" * 1_000_000
    (workspace / "dataflows" / "mail.yaml").write_text(
        f"flows:\n  back: {{from: archive, to: {word}, data: [orders]}}\n"
    )
    refused(workspace, "dataflows/mail.yaml", 2, 29, f"unknown system `{word}`")


def test_thousands_of_mistakes_are_all_reported(workspace: Path) -> None:
    flows = "".join(f"  flow-{n}: {{from: shop, to: archive, data: [orders], retension: 1d}}\n" for n in range(1_500))
    (workspace / "dataflows" / "many.yaml").write_text(f"flows:\n{flows}")
    assert len(problems_of(workspace)) == 1_500
    said = refused(workspace, "dataflows/many.yaml", 1_501, 56, "unknown key `retension`")
    assert said.count("did you mean") == 1


def test_at_most_twenty_suggestions_a_run(workspace: Path) -> None:
    flows = "".join(f"  back-{n}: {{from: archive, to: shop{n}, data: [orders]}}\n" for n in range(30))
    (workspace / "dataflows" / "many.yaml").write_text(f"flows:\n{flows}")
    problems = problems_of(workspace)
    assert [problem["message"] for problem in problems] == [f"unknown system `shop{n}`" for n in range(30)]
    assert sum("did you mean" in (problem["hint"] or "") for problem in problems) == 20


@pytest.mark.parametrize("section", ["data", "subjects", "purposes", "kinds"])
def test_a_chain_of_is_a_few_thousand_long_is_read(workspace: Path, section: str) -> None:
    words = "".join(f"  level{n}: {{title: Level {n}, is: [level{n - 1}]}}\n" for n in range(1, 3_000))
    (workspace / "dataflows" / "long.yaml").write_text(f"{section}:\n  level0: {{title: Level 0}}\n{words}")
    clean(workspace)


def test_what_passes_down_a_long_chain_of_is_arrives(workspace: Path) -> None:
    words = "".join(f"  level{n}: {{title: Level {n}, is: [level{n - 1}]}}\n" for n in range(1, 3_000))
    (workspace / "dataflows" / "long.yaml").write_text(
        f"data:\n  level0: {{title: Level 0, sensitive: true}}\n{words}"
        "flows:\n  deep: {from: archive, to: shop, data: [level2999]}\n"
    )
    (workspace / "policy" / "more.yaml").write_text(
        "rules:\n  none-sensitive:\n    title: Nothing sensitive\n    because: [we take nothing sensitive]\n"
        "    forbid: {flow: {sensitive: true}}\n"
    )
    done = run(workspace, "--format", "json")
    assert done.returncode == 1
    ids = [finding["id"] for finding in json.loads(done.stdout)["findings"]]
    assert "none-sensitive@flows/deep/sensitive=true" in ids


def test_a_cycle_of_is_a_few_thousand_long_is_refused(workspace: Path) -> None:
    words = "".join(f"  level{n}: {{title: Level {n}, is: [level{(n + 1) % 3_000}]}}\n" for n in range(3_000))
    (workspace / "dataflows" / "long.yaml").write_text(f"data:\n{words}")
    done = run(workspace)
    assert done.returncode == 2
    assert "error: a cycle of `is`: level0 is a level1 is a level2" in done.stderr


def test_a_chain_of_flows_a_few_thousand_long_is_followed(workspace: Path) -> None:
    systems = "".join(f"  hop{n}: {{kind: service, vendor: none}}\n" for n in range(3_000))
    flows = "".join(f"  from{n}: {{from: hop{n}, to: hop{n + 1}, data: inherited}}\n" for n in range(2_999))
    (workspace / "dataflows" / "long.yaml").write_text(
        f"systems:\n{systems}  banners: {{kind: advertising, vendor: none}}\n"
        f"flows:\n{flows}  first: {{from: shop, to: hop0, data: inherited}}\n"
        "  last: {from: hop2999, to: banners, data: inherited}\n"
    )
    done = run(workspace, "--format", "json")
    assert done.returncode == 1
    (finding,) = json.loads(done.stdout)["findings"]
    assert finding["id"] == "no-advertising@flows/last/data=orders"
    assert len(finding["witness"]) == 3_001


# ---- what is no ordinary file


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file(workspace: Path) -> None:
    (workspace / "dataflows" / "shop.yaml").chmod(0)
    refused(workspace, "dataflows/shop.yaml", 1, 1, "cannot be read: Permission denied")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_folder(workspace: Path) -> None:
    (workspace / "dataflows" / "mail").mkdir(mode=0)
    refused(workspace, "dataflows/mail", 1, 1, "cannot be read: Permission denied")


def test_a_link_that_leads_nowhere(workspace: Path) -> None:
    link(workspace / "dataflows" / "mail.yaml", "gone.yaml")
    refused(workspace, "dataflows/mail.yaml", 1, 1, "a symbolic link that leads nowhere")


def test_a_link_to_itself(workspace: Path) -> None:
    link(workspace / "dataflows" / "mail.yaml", "mail.yaml")
    refused(workspace, "dataflows/mail.yaml", 1, 1, "a symbolic link that leads nowhere")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_named_pipe_does_not_block(workspace: Path) -> None:
    os.mkfifo(workspace / "dataflows" / "mail.yaml")
    refused(workspace, "dataflows/mail.yaml", 1, 1, "not a regular file")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_link_to_a_pipe_elsewhere_does_not_block(workspace: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    link(workspace / "dataflows" / "mail.yaml", tmp_path / "pipe")
    refused(workspace, "dataflows/mail.yaml", 1, 1, "a symbolic link out of the workspace")


def test_a_link_out_of_the_workspace_is_not_followed(workspace: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("password: swordfish\n")
    link(workspace / "dataflows" / "mail.yaml", secret)
    said = refused(workspace, "dataflows/mail.yaml", 1, 1, "a symbolic link out of the workspace")
    assert "swordfish" not in said


def test_a_folder_that_is_a_link_out_of_the_workspace_is_not_followed(workspace: Path, tmp_path: Path) -> None:
    (workspace / "dataflows").rename(tmp_path / "elsewhere")
    link(workspace / "dataflows", tmp_path / "elsewhere")
    refused(workspace, "dataflows", 1, 1, "a symbolic link out of the workspace")


def test_a_folder_that_links_to_one_around_it_is_not_followed(workspace: Path) -> None:
    link(workspace / "dataflows" / "again", "..")
    refused(workspace, "dataflows/again", 1, 1, "a symbolic link to a directory is not followed")


def test_a_link_inside_the_workspace_is_read(workspace: Path) -> None:
    (workspace / "elsewhere.txt").write_text("flows:\n  back: {from: archive, to: shop, data: [orders]}\n")
    link(workspace / "dataflows" / "shared.yaml", "../elsewhere.txt")
    clean(workspace)


# ---- names


def test_a_newline_in_the_name_of_a_file(workspace: Path) -> None:
    (workspace / "dataflows" / "a\nb.yaml").write_text("flows:\n  back: {from: archive, to: shop, data: [carts]}\n")
    done = run(workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: unknown data category `carts`" in done.stderr
    assert "--> dataflows/a\\u{a}b.yaml:2:42" in done.stderr
    (problem,) = problems_of(workspace)
    assert problem["location"] == {"file": "dataflows/a\nb.yaml", "line": 2, "column": 42}


def test_a_name_that_is_not_utf_8(workspace: Path) -> None:
    name = os.fsencode(workspace / "dataflows") + b"/caf\xe9.yaml"
    try:
        with open(name, "w") as file:  # noqa: PTH123 - a path of bytes
            file.write("flows:\n  back: {from: archive, to: shop, data: [carts]}\n")
    except OSError:
        pytest.skip("this file system holds no such name")
    done = run(workspace)
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: unknown data category `carts`" in done.stderr
    (problem,) = problems_of(workspace)
    assert (problem["location"]["line"], problem["location"]["column"]) == (2, 42)
    assert problem["location"]["file"].startswith("dataflows/caf")


def test_a_name_with_a_colon_and_spaces(workspace: Path) -> None:
    (workspace / "dataflows" / "a: b 1:2.yaml").write_text("data: {post: {title: Post, sensitiv: true}}\n")
    refused(workspace, "dataflows/a: b 1:2.yaml", 1, 28, "unknown key `sensitiv`")


# ---- what a policy extends


def extend(workspace: Path, entry: str) -> None:
    (workspace / "policy" / "extends.yaml").write_text(f"extends: [{json.dumps(entry)}]\n")


EXTENDS: dict[str, Callable[[Path], str]] = {
    "a folder beside the workspace": lambda outside: "../outside",
    "a folder by its absolute path": lambda outside: str(outside),
    "a file by its absolute path, without its ending": lambda outside: str(outside / "rules"),
    "all of the machine": lambda outside: "/",
    "a folder that is not there": lambda outside: "shared/policy",
    "a pack that does not exist": lambda outside: "gdpr-transfer",
    "nothing": lambda outside: "",
    "here": lambda outside: ".",
    "a name of five thousand letters": lambda outside: "a" * 5_000,
    "a name with a NUL in it": lambda outside: "a/\0b",
}


@pytest.mark.parametrize("kind", EXTENDS)
def test_a_policy_extends_folders_of_its_repository_alone(workspace: Path, tmp_path: Path, kind: str) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "rules.yaml").write_text(RULES.replace("no-advertising", "more"))
    extend(workspace, EXTENDS[kind](outside))
    found = [problem["location"] for problem in problems_of(workspace)]
    assert {"file": "policy/extends.yaml", "line": 1, "column": 11} in found or {
        "file": "policy/extends.yaml",
        "line": 1,
        "column": 1,
    } in found
    assert run(workspace).returncode == 2


# ---- the command line


def test_a_deployment_that_is_not_declared(workspace: Path) -> None:
    done = run(workspace, "--deployment", "europe")
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: unknown deployment `europe`" in done.stderr
    (problem,) = problems_of(workspace, "--deployment", "europe")
    assert problem["message"] == "unknown deployment `europe`"


@pytest.mark.parametrize(
    "day",
    ["yesterday", "2026-13-01", "2026-02-30", "20261123", "2026-11-23T00:00", "\uff12\uff10\uff12\uff16-11-23", ""],
)
def test_a_day_that_is_none(workspace: Path, day: str) -> None:
    usage(run(workspace, "--as-of", day), "--as-of", "YYYY-MM-DD")
    usage(run(workspace, "--as-of", day, "--format", "json"), "--as-of")


@pytest.mark.parametrize(("option", "value"), [("--format", "yaml"), ("--fail-on", "fatal"), ("--colour", "red")])
def test_an_option_that_is_not_known(workspace: Path, option: str, value: str) -> None:
    usage(run(workspace, option, value), option)


@pytest.mark.parametrize("command", ["", "chek", "check . .. --format html"])
def test_a_command_that_is_not_known(workspace: Path, command: str) -> None:
    usage(run(workspace, command=command), "usage: auditor")


@pytest.mark.parametrize("output", ["policy/rules.yaml/report.txt", "policy", "/dev/null/report.txt"])
@pytest.mark.parametrize("form", ["text", "json"])
def test_an_output_that_cannot_be_written(workspace: Path, output: str, form: str) -> None:
    usage(run(workspace, "--format", form, "--output", output), "error: ")


@pytest.mark.parametrize("form", ["text", "json"])
def test_problems_that_cannot_be_written_either(workspace: Path, form: str) -> None:
    (workspace / "dataflows" / "mail.yaml").write_text("flow: {}\n")
    usage(run(workspace, "--format", form, "--output", "policy/rules.yaml/report.json"), "error: ")


def test_an_output_that_cannot_be_written_is_left_as_it_was(workspace: Path) -> None:
    (workspace / "reports").mkdir()
    before = sorted(workspace.rglob("*"))
    usage(run(workspace, "--output", "reports"), "error: ")
    assert sorted(workspace.rglob("*")) == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no full device")
def test_a_full_disk(workspace: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "auditor", "check"],
            cwd=workspace,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=TIMEOUT,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert "error: " in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_machine_without_unicode(workspace: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (workspace / "dataflows" / "mail.yaml").write_text("data: {post: {title: Grüße, größe: 1}}\n", encoding="utf-8")
    for name, value in {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}.items():
        monkeypatch.setitem(ENVIRONMENT, name, value)
    done = run(workspace, "--format", form)
    assert done.returncode == 2
    assert "dataflows/mail.yaml" in done.stdout + done.stderr

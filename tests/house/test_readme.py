"""The README shows what really happens: its example is run, its commands and exit codes are there."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(yaml|text)\n(.*?)```", README, re.DOTALL)


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "auditor", *arguments],
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def example(folder: Path) -> None:
    """The workspace of the README: its first two blocks."""
    for name, (kind, text) in zip(("dataflows", "policy"), BLOCKS, strict=False):
        assert kind == "yaml"
        (folder / name).mkdir()
        (folder / name / "all.yaml").write_text(text, encoding="utf-8")


def test_the_report_is_the_one_that_the_example_gives(tmp_path: Path) -> None:
    example(tmp_path)
    done = run("check", "--as-of", "2026-11-23", cwd=tmp_path)
    kind, shown = BLOCKS[2]
    assert kind == "text"
    assert done.stdout == shown
    assert done.returncode == 1


def test_the_report_of_the_real_page_is_the_one_that_this_workspace_gives() -> None:
    done = run("check", "--as-of", "2026-11-23")
    kind, shown = BLOCKS[3]
    assert (kind, done.returncode) == ("text", 1)
    assert done.stdout == shown
    lines = (r"^\w+/\S+$", r"^  (?:error|warning): ", r"^  warning\[open-question\]")
    broken, missing, questions = (len(re.findall(line, shown, re.MULTILINE)) for line in lines)
    told = f"{broken + missing + questions} places: {broken} that break a"
    assert told in README
    assert f"{missing} facts that nobody wrote down, {questions} questions" in README


def test_a_newcomer_begins_with_what_the_code_shows(tmp_path: Path) -> None:
    (install, *lines) = re.findall(r"```sh\n(pipx .*?)```", README, re.DOTALL)[0].splitlines()
    assert install.startswith("pipx install dataflow-auditor ")
    (tmp_path / "app.js").write_text('import Anthropic from "@anthropic-ai/sdk"\n', encoding="utf-8")
    ours = f'auditor() {{ "{sys.executable}" -m auditor "$@"; }}'
    done = subprocess.run(
        ["sh", "-ec", "\n".join([ours, *lines])],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert "  anthropic:\n" in (tmp_path / "dataflows/seen.yaml").read_text(encoding="utf-8")
    assert "error: deployments/default/law" in done.stdout
    assert "Checked 1 flow, 2 systems and 1 vendor against 11 rules." in done.stdout


def test_the_examples_of_its_rule_pass(tmp_path: Path) -> None:
    example(tmp_path)
    done = run("test", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 examples passed, 0 failed" in done.stdout


def test_it_names_every_command() -> None:
    listed = re.findall(r"^    (\w+) +\w", run("--help").stdout, re.MULTILINE)
    assert {"check", "test", "diagram", "explain", "trace", "waive"} <= set(listed)
    for command in listed:
        assert f"`auditor {command}" in README


def test_it_links_to_files_that_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target

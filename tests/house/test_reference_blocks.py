"""What the two reference pages show is what happens: their workspaces are read, their findings are found.

`UPDATE_GOLDEN=1 pytest tests/house` rewrites the reports under `<!-- says: auditor … -->`, and nothing else.
"""

import json
import os
from pathlib import Path

import pytest

from auditor.cli.main import main
from tests.house.reference_pages import BLOCKS, PAGES, Block, build, text_of

UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))
AS_OF = ("--as-of", "2026-11-23")

YAML = [block for block in BLOCKS if block.kind == "yaml"]
WORKSPACES = list(dict.fromkeys((block.page, name) for block in YAML for name in block.workspaces))
FINDS = {(block.page, block.of): block.text.splitlines() for block in BLOCKS if block.mark == "finds"}
SAYS = [block for block in BLOCKS if block.mark == "says"]


def run(*arguments: str, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = main([*arguments, *AS_OF])
    out, err = capfd.readouterr()
    return code, out + err


def found_in(root: Path, capfd: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """The exit code of `auditor check`, and a line for each mistake, or each finding and each promise."""
    code, out = run("check", str(root), "--format", "json", capfd=capfd)
    report = json.loads(out)
    lines = []
    for problem in report.get("problems", ()):
        lines.append(problem["message"] + (f": {problem['hint']}" if problem["hint"] else ""))
    for finding in report.get("findings", ()):
        by = f" by {', '.join(finding['witness'])}" if len(finding["witness"]) > 1 else ""
        waits = f" waits for {', '.join(finding['missing'])}" if finding["missing"] else ""
        lines.append(f"{finding['state']} {finding['id']}{by}{waits}")
    return code, lines + [f"{promise['status']} {promise['id']}" for promise in report.get("promises", ())]


def test_every_block_says_what_it_is_of() -> None:
    assert {block.page for block in YAML} == set(PAGES)
    for block in BLOCKS:
        assert block.mark in {"yaml": ("workspace",), "text": ("says", "finds")}.get(block.kind, ("",)), block.text
    named = {*FINDS, *((block.page, block.of.split()[2]) for block in SAYS)}
    assert named <= set(WORKSPACES)


@pytest.mark.parametrize(("page", "name"), WORKSPACES)
def test_its_workspaces_are_read(page: str, name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    code, lines = found_in(build(page, name, tmp_path), capfd)
    if (page, name) in FINDS:
        assert lines == FINDS[page, name]
    else:
        assert code in (0, 1), lines


@pytest.mark.parametrize(("page", "name"), WORKSPACES)
def test_the_examples_of_its_rules_pass(
    page: str, name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root = build(page, name, tmp_path)
    if any("examples:" in file.read_text(encoding="utf-8") for file in root.glob("policy/*.yaml")):
        code, said = run("test", str(root), capfd=capfd)
        assert code == 0, said


@pytest.mark.parametrize("block", SAYS, ids=lambda block: f"{block.page}: {block.of}")
def test_its_reports_are_what_the_command_says(block: Block, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    auditor, command, name, *options = block.of.split()
    assert auditor == "auditor"
    _, said = run(command, str(build(block.page, name, tmp_path)), *options, capfd=capfd)
    if UPDATE:
        page, fence = text_of(block.page), f"<!-- says: {block.of} -->\n```text\n"
        assert page.count(fence + block.text + "```\n") == 1
        PAGES[block.page].write_text(page.replace(fence + block.text, fence + said), encoding="utf-8")
    else:
        assert block.text == said

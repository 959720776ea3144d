"""The measuring itself runs, at sizes that say nothing about speed. The rivals that live apart are not needed here."""

import importlib
import json
import math
import subprocess
from pathlib import Path
from typing import Any

import pytest

from benchmarks import changes, evidence, field, large, reading, small
from benchmarks.measure import ROOT, Figure, MeasuringFailed, Taken, environment, pairs, python
from benchmarks.peers.facts import Facts, Said, facts, load

TAKEN = Taken(1.0, 1.0, 500_000_000_000)


@pytest.fixture
def no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole processes are not run."""
    for module in (small, reading, large, changes, evidence, field):
        monkeypatch.setattr(module, "command", lambda argv: lambda: TAKEN)
        monkeypatch.setattr(module, "same_findings", lambda root: 7, raising=False)


@pytest.mark.usefixtures("no_processes")
@pytest.mark.parametrize(
    ("group", "count"),
    [("small", 2), ("reading", 12), ("matching", 8), ("propagation", 3), ("large", 4), ("changes", 1), ("evidence", 4)],
)
def test_a_group_measures(group: str, count: int, tmp_path: Path) -> None:
    figures: list[Figure] = list(importlib.import_module(f"benchmarks.{group}").figures(True, tmp_path))
    assert len(figures) == count
    assert all(figure.measured > 0 for figure in figures)
    assert len({figure.what for figure in figures}) == count
    assert any(figure.target is not None for figure in figures)


@pytest.mark.usefixtures("no_processes")
def test_memory_over_its_target_is_not_reached(tmp_path: Path) -> None:
    peaks = [figure for figure in large.figures(True, tmp_path) if figure.unit == "MB"]
    assert [figure.measured for figure in peaks] == [500_000, 500_000]
    assert not any(figure.reached for figure in peaks)


@pytest.mark.usefixtures("no_processes")
def test_a_tool_that_is_not_installed_is_a_line_of_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(tool: str, asked: list[Facts]) -> None:
        raise ImportError(f"no {tool}")

    monkeypatch.setattr(field, "_prepared", missing)
    figures = list(field.figures(True, tmp_path))
    assert [figure.detail for figure in figures] == [f"not installed: no {tool}" for tool in field.TOOLS]
    assert all(math.isnan(figure.measured) and figure.reached is False for figure in figures)


def test_tools_are_compared_where_both_are_certain(tmp_path: Path) -> None:
    ours = Said(frozenset({("a", "r")}), frozenset({("b", "r"), ("c", "r"), ("d", "r")}))
    theirs = Said(frozenset({("a", "r"), ("b", "r")}), frozenset({("c", "r")}))
    assert field.compared(ours, theirs).endswith("undecided, it passes 1, forbids 1, reports an error for 1")
    for other in (
        Said(frozenset()),
        Said(frozenset({("a", "r"), ("e", "r")})),
        ours._replace(errors=frozenset({("e",) * 2})),
    ):
        with pytest.raises(MeasuringFailed, match="differ where both are certain"):
            field.compared(ours, other)


def test_other_tools_get_no_fact_that_is_unknown(tmp_path: Path) -> None:
    sections: dict[str, dict[str, Any]] = {
        "systems": {"s": {"kind": "crm", "vendor": "v"}},
        "vendors": {"v": {"kind": "crm", "trains_on_data": "unknown"}},
        "flows": {
            "a": {"to": "s", "data": ["x"], "purposes": [], "controls": [], "retention": "unknown", "trigger": "event"},
            "b": {"to": "s", "data": ["x"], "purposes": [], "controls": [], "retention": "2d", "trigger": "event"},
            "c": {
                "to": "s",
                "data": "inherited",
                "purposes": [],
                "controls": [],
                "retention": "2d",
                "trigger": "event",
            },
        },
    }
    first, second = facts(sections)
    assert (first["id"], second["id"], second["keeps"]) == ("a", "b", 172_800)
    assert "keeps" not in first
    assert first["to"] == {"id": "s", "kind": "crm", "vendor": {"kind": "crm"}}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    argv = python("-m", "benchmarks", *arguments)
    return subprocess.run(argv, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    done = run("propagation", "--quick", "--output", str(tmp_path / "page.md"))
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "## Propagation" in text
    assert "- reading: left out of this run\n" in text
    assert "- propagation" not in text
    assert text.count("| ") > 10
    assert str(ROOT) not in text
    assert "of 3 targets reached; 0 could not be measured" in done.stdout


def test_a_group_that_fails_is_said_and_is_exit_code_1(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmarks import __main__ as command

    def broken(quick: bool, scratch: Path) -> None:
        raise MeasuringFailed("the answers differ")

    monkeypatch.setattr(small, "figures", broken)
    into = tmp_path / "figures.jsonl"
    assert command.measure_here("small", True, into) == 1
    assert command._reason(into, 1) == "the answers differ"
    assert command.conclude([], ["small: the answers differ"]) == 1
    assert command.conclude([Figure("Group", "slow", 9.0, "x", 1.0)], []) == 0


def test_strange_groups_are_refused() -> None:
    done = run("reeding")
    assert done.returncode == 2
    assert "unknown group reeding" in done.stderr


def test_pairs_of_json(tmp_path: Path) -> None:
    figure = Figure("Group", "what", 1.5, "x", 2.0, detail=pairs(lambda: TAKEN, lambda: TAKEN, 2).detail)
    assert Figure(**json.loads(json.dumps(figure._asdict()))) == figure
    (tmp_path / "dataflows").mkdir()
    assert load(tmp_path) == {}

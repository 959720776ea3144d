"""Modules and functions stay small enough to be read at one sitting."""

import ast
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

MODULE_LIMIT, MODULE_GOAL = 350, 250
FUNCTION_LIMIT, FUNCTION_GOAL = 60, 40


def sizes() -> Iterator[tuple[str, int, int, int]]:
    """Each module and function: its place and name, its lines, its limit, its goal."""
    for path in sorted((ROOT / "auditor").rglob("*.py")):
        place = path.relative_to(ROOT).as_posix()
        text = path.read_text(encoding="utf-8")
        yield place, len(text.splitlines()), MODULE_LIMIT, MODULE_GOAL
        for node in ast.walk(ast.parse(text, place)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{place}:{node.lineno} {node.name}()", lines, FUNCTION_LIMIT, FUNCTION_GOAL


@pytest.mark.filterwarnings("default")
def test_modules_and_functions_are_small() -> None:
    found = list(sizes())
    assert found, "auditor/ holds no module"
    large = [f"{name}: {lines} lines, at most {limit}" for name, lines, limit, _ in found if lines > limit]
    if large:
        pytest.fail("split these:\n" + "\n".join(large), pytrace=False)
    for name, lines, _, goal in found:
        if lines > goal:
            warnings.warn(f"{name}: {lines} lines, better at most {goal}", stacklevel=1)

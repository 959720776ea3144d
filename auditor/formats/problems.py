"""Problems of the input, for people and as JSON, schema `auditor/problems/1`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from auditor.location import Problem, Related
from auditor.text.frame import LineOf, frame
from auditor.text.lines import ERROR, plain
from auditor.text.plain import shown

WIDTH = 110
"""The columns that a frame may take."""


def render_text(problems: Sequence[Problem], line_of: LineOf, undone: str = "audited") -> str:
    """Each problem with its place, the line that it is about, and what to do; and that nothing was done."""
    parts = []
    for problem in problems:
        lines = [f"error: {shown(problem.message)}"]
        if problem.location is not None:
            lines += plain(frame([problem.location], line_of, WIDTH, ERROR)).splitlines()
        lines += [f"   = {shown(str(other.location))}: {shown(other.message)}" for other in problem.related]
        if problem.hint:
            lines.append(f"   = help: {shown(problem.hint)}")
        parts.append("\n".join(lines))
    count = len(problems)
    parts.append(f"{count} problem{'' if count == 1 else 's'} in the input: nothing was {undone}.")
    return "\n\n".join(parts) + "\n"


def _elsewhere(other: Related) -> str:
    return f"{other.message}: {other.location}"


def render_json(problems: Sequence[Problem]) -> str:
    document = {
        "schema": "auditor/problems/1",
        "problems": [
            {
                "message": problem.message,
                "location": None
                if problem.location is None
                else {
                    "file": problem.location.file,
                    "line": problem.location.line,
                    "column": problem.location.column,
                },
                "hint": "; ".join(filter(None, (problem.hint, *map(_elsewhere, problem.related)))) or None,
            }
            for problem in problems
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"

"""Problems of the input, for people and as JSON, schema `auditor/problems/1`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence

from auditor.location import Location, Problem
from auditor.text.plain import frame, shown

LineOf = Callable[[Location], str]


def render_text(problems: Sequence[Problem], line_of: LineOf, undone: str = "audited") -> str:
    """Each problem with its place, the line that it is about, and what to do; and that nothing was done."""
    parts = []
    for problem in problems:
        lines = [f"error: {shown(problem.message)}"]
        if problem.location is not None:
            lines += frame(problem.location, line_of(problem.location))
        lines += [f"   = {shown(str(other.location))}: {shown(other.message)}" for other in problem.related]
        if problem.hint:
            lines.append(f"   = help: {shown(problem.hint)}")
        parts.append("\n".join(lines))
    count = len(problems)
    parts.append(f"{count} problem{'' if count == 1 else 's'} in the input: nothing was {undone}.")
    return "\n\n".join(parts) + "\n"


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
                "hint": problem.hint,
            }
            for problem in problems
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"

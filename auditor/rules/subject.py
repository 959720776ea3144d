"""`{SUBJECT: MATCH}`, as it stands in rules and in the tables of the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.facts.register import LATER, SUBJECTS
from auditor.location import Problem, Route
from auditor.rules.match import Compiler, Match


def subject_match(compiler: Compiler, written: Mapping[str, Any], route: Route) -> Match | None:
    """The match of one subject; None when there is no such subject, which is a problem."""
    if len(written) != 1:
        compiler.wrong("expected one subject with its match", route, f"the subjects are {', '.join(SUBJECTS)}")
        return None
    subject, match = next(iter(written.items()))
    if subject in LATER:
        hint = f"this version judges {', '.join(SUBJECTS)}; a rule it cannot judge is no promise kept"
        compiler.wrong(f"rules about `{subject}` are not supported yet", (*route, subject), hint, key=True)
        return None
    if subject not in SUBJECTS:
        where = compiler.merged.at((*route, subject), key=True)
        known = (*SUBJECTS, *LATER)
        compiler.problems.append(Problem(f"unknown subject `{subject}`", where, None, subject, known))
        return None
    return compiler.match(subject, match, (*route, subject))

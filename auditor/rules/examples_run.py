"""Runs the examples of rules through the very evaluator that judges real rows."""

from __future__ import annotations

from typing import NamedTuple

from auditor.location import Location
from auditor.rules.compile import Policy
from auditor.rules.violations import violations
from auditor.workspace.model import Workspace


class Result(NamedTuple):
    """One example: what it should show (`violates` or `complies`), and what it did (violates, complies, undecided)."""

    rule: str
    expected: str
    found: str
    because: tuple[str, ...]
    location: Location

    @property
    def passed(self) -> bool:
        return self.expected == self.found


def run_examples(workspace: Workspace, policy: Policy) -> list[Result]:
    """Every example of every rule, in the order they are written."""
    results = []
    for name, rule in policy.rules.items():
        for expected, rows in (("violates", policy.violates[name]), ("complies", policy.complies[name])):
            for row in rows:
                found = violations(rule, row)
                state = "complies"
                if found:
                    state = "violates" if any(violation.violated for violation in found) else "undecided"
                because = tuple(f"{v.attribute}={v.value}" for v in found if v.attribute)
                results.append(Result(name, expected, state, because, workspace.merged.at(row.route)))
    return results

"""What the examples of the rules showed, for people."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.rules.examples_run import Result
from auditor.text.plain import shown


def render(results: Sequence[Result], rules: Sequence[str]) -> str:
    """Each example that failed, and counts."""
    lines = []
    for result in results:
        if not result.passed:
            why = f" ({shown(', '.join(result.because))})" if result.because else ""
            lines.append(f"failed[{result.rule}]: an example under `{result.expected}` {SHOWED[result.found]}{why}")
            lines.append(f"  --> {shown(str(result.location))}")
    tested = {result.rule for result in results}
    untested = [rule for rule in rules if rule not in tested]
    if untested:
        lines.append(f"no example: {', '.join(untested)}")
    failed = sum(not result.passed for result in results)
    lines.append(f"{len(results) - failed} examples passed, {failed} failed, of {len(tested)} rules.")
    return "\n".join(lines) + "\n"


SHOWED = {"violates": "violates the rule", "complies": "keeps it", "undecided": "leaves it undecided"}

"""A word from the command line -> the explanation of what it names."""

from __future__ import annotations

from auditor.audit import Audit
from auditor.explain.finding import explain_finding
from auditor.explain.names import called, finding_called
from auditor.explain.promise import explain_promise
from auditor.explain.records import Explanation
from auditor.explain.rule import explain_rule
from auditor.explain.thing import explain_things


def explain(audit: Audit, word: str) -> Explanation:
    """Explain the finding, the rule, the promise or the thing that a word names, by its id or by `section/id`.

    Raises InvalidInput when it names nothing, or several things.
    """
    finding = finding_called(audit, word)
    if finding is not None:
        return explain_finding(audit, finding)
    names = called(audit, word)
    section, name = names[0]
    if section == "rules":
        return explain_rule(audit, name)
    if section == "promises":
        return explain_promise(audit, name)
    return explain_things(audit, names)

"""An explanation as JSON, schema `auditor/explanation/1`."""

from __future__ import annotations

import json

from auditor.explain.records import Explanation, FindingExplanation, PromiseExplanation, RuleExplanation
from auditor.text.records import plain_data

KINDS = {RuleExplanation: "rule", FindingExplanation: "finding", PromiseExplanation: "promise"}


def render(explanation: Explanation) -> str:
    """One JSON document with all that is known; nothing is left out."""
    kind = KINDS.get(type(explanation), "thing")
    document = {"schema": "auditor/explanation/1", "kind": kind, **plain_data(explanation)}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"

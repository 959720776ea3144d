"""What a rule's answer rests on: what was declared, or evidence of where each fact was read, and when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from auditor.attributes.rows import TableRow
from auditor.declarations.dataflows import Evidence
from auditor.rules.judge import Leaf, judge
from auditor.rules.violations import CompiledRule
from auditor.vocabulary.answers import NO
from auditor.workspace.model import Workspace

WHICH = frozenset(
    (
        "data", "to", "from", "vendor", "receives", "holds", "kind", "own", "status", "used", "direct", "deployment",
        "id", "sourced",
    )
)  # fmt: skip
"""Attributes that say which rows a ban is about: what it is, who gets what. The others are facts that somebody read."""
OF_EVIDENCE = frozenset(("evidenced", "evidence_days"))


def has_evidence(workspace: Workspace) -> bool:
    """Is there any evidence at all? Where there is none, nobody need look for it rule by rule."""
    declared = (*workspace.vendors.values(), *(node.declared for node in workspace.nodes.values()))
    return any(entry.evidence for entry in declared) or any("evidence" in flow.declared for flow in workspace.flows)


def rests_on_evidence(rule: CompiledRule, rows: Iterable[TableRow]) -> bool:
    """Has every fact that decides a rule evidence, in every row that it applies to?

    Of a requirement those are the facts that it requires; of a ban, in each row that it is about, at
    least one fact that keeps the row from being what is forbidden.
    """
    applied = False
    for row in rows:
        answer, groups = judge(rule.scope, row, every=False)
        leaves = [leaf for group in groups for leaf in group]
        if rule.require is not None:
            if answer is NO:
                continue
            leaves = [leaf for group in judge(rule.require, row.whole(), every=True)[1] for leaf in group]
            proven = all(_proven(leaf) for leaf in leaves)
        else:
            facts = [leaf for leaf in leaves if _name(leaf) not in WHICH]
            if not facts or any(leaf.answer is NO for leaf in leaves if _name(leaf) in WHICH):
                continue
            proven = any(_proven(leaf) for leaf in facts if answer is not NO or leaf.answer is NO)
        if not proven:
            return False
        applied = True
    return applied


def _name(leaf: Leaf) -> str:
    return leaf.path.rpartition(".")[2]


def _proven(leaf: Leaf) -> bool:
    """Has the fact of a leaf evidence with an address and a day?"""
    if _name(leaf) in OF_EVIDENCE:
        return True
    if leaf.fact is None or len(leaf.fact.place) < 3:
        return False
    section, name, key = (str(step) for step in leaf.fact.place[:3])
    found = _evidence(leaf.row, section, name).get(key)
    return found is not None and isinstance(found.url, str) and isinstance(found.checked, date)


def _evidence(row: TableRow, section: str, name: str) -> Mapping[str, Evidence]:
    if section == "vendors":
        return row.workspace.vendors[name].evidence
    if section == "systems":
        return row.workspace.nodes[name].declared.evidence
    found: Mapping[str, Evidence] = row.world.flows[name].declared.get("evidence", {}) if section == "flows" else {}
    return found

"""A violation becomes a finding: placed, explained, and as severe as its rule says."""

from __future__ import annotations

from auditor.attributes.rows import TableRow
from auditor.facts.change import ChangeRow
from auditor.facts.reach import ReachRow
from auditor.findings.finding import UNDECIDED, VIOLATED, Condition, Finding
from auditor.findings.places import missing_of, place_of, related_of, section_of, undeclared_of, witness_of
from auditor.rules.judge import Leaf
from auditor.rules.violations import Violation
from auditor.vocabulary.words import SEVERITIES
from auditor.workspace.model import Workspace


def finding_of(workspace: Workspace, violation: Violation) -> Finding:
    """The finding of one violation, in the deployment of its row."""
    row: TableRow = violation.row
    rule = workspace.rules[violation.rule]
    location = place_of(workspace.merged, violation)
    section, thing = section_of(row)
    state = VIOLATED if violation.violated else UNDECIDED
    return Finding(
        rule=violation.rule,
        section=section,
        thing=thing,
        attribute=violation.attribute,
        value=violation.value,
        state=state,
        severity=_severity(rule.severity, rule.on_unknown, state),
        message=f"{rule.title}: {_what(violation, rule.forbid is None)}{_shown_by(row)}",
        location=location,
        because=rule.because,
        resolve=rule.resolve,
        related=related_of(workspace.merged, violation, location),
        states=((row.world.deployment, state),),
        witness=witness_of(violation),
        conditions=tuple(condition_of(workspace, leaf) for leaf in violation.leaves),
        missing=missing_of(workspace, violation),
        undeclared=undeclared_of(violation),
    )


def _severity(severity: str, on_unknown: str, state: str) -> str:
    """`on_unknown: warning` lowers what is undecided; it never raises a note."""
    if state == UNDECIDED and on_unknown == "warning":
        return min(severity, "warning", key=SEVERITIES.index)
    return severity


def _what(violation: Violation, requires: bool) -> str:
    """What was found, in a few words; of a rule that requires, also what it wants."""
    leaf = violation.leaf
    if isinstance(violation.row, ReachRow):
        return _way(violation.row, violation)
    if leaf is None:
        return f"`{violation.row.id}` is one"
    told = requires and leaf.wanted not in (violation.value, "true", "false", "declared")
    wanted = f", wanted {leaf.wanted}" if told else ""
    if requires and violation.attribute.endswith("evidenced") and leaf.condition is not None:
        there = violation.value.split(",")
        wants = [test.values for test in leaf.condition.tests if test.operator == "is"]
        if lacking := [str(word) for words in wants for word in words if word not in there]:
            return f"there is no evidence of {' and '.join(lacking)}"
    phrase = PHRASES.get((violation.attribute.rpartition(".")[2], violation.value))
    if phrase is not None:
        return f"{phrase}{wanted}"
    verb = VERBS.get(violation.attribute)
    if verb is not None and violation.value != "unknown":
        return f"{verb} {violation.value}{wanted}"
    if violation.value == "none" and ".vendor." in f".{violation.attribute}":
        return f"{violation.attribute} is none, nobody else runs it{wanted}"
    if violation.value == "unknown":
        return f"{violation.attribute} is not declared{wanted}"
    return f"{violation.attribute} is {violation.value}{wanted}"


def _shown_by(row: TableRow) -> str:
    """Of a change, what makes it material, or what shows it."""
    if not isinstance(row, ChangeRow):
        return ""
    said = row.change.why if row.change.material else row.change.note
    return f" ({said})" if said else ""


def _way(row: ReachRow, violation: Violation) -> str:
    """What gets where, and past what it should have gone through."""
    what = "data that nobody named" if row.category is None else row.category
    gets = "gets" if row.is_sure else "may get"
    around = [leaf.wanted for leaf in violation.leaves if leaf.path == "through"]
    past = f", not through {around[0]}" if around else ""
    return f"{what} {gets} from {row.source} to {row.target}{past}"


PHRASES = {
    ("transfer", "missing"): "there is no ground for the transfer",
    ("notice_days", "none"): "no notice names it",
    ("at_rest", "true"): "it is kept",
    ("at_rest", "false"): "it is not kept",
    ("in_residency", "false"): "it is outside the residency",
}
VERBS = {"data": "carries", "receives": "receives", "holds": "holds"}


def condition_of(workspace: Workspace, leaf: Leaf) -> Condition:
    """A condition as reports show it."""
    where = None
    if leaf.fact is not None:
        where = workspace.merged.at(leaf.fact.place, key=leaf.fact.lacking)
    return Condition(leaf.path, leaf.wanted, leaf.found, leaf.answer.word, where)


def listed(workspace: Workspace, finding: Finding) -> bool:
    """Is a finding shown? An undecided one of a rule with `on_unknown: ignore` only counts in the ledger."""
    rule = workspace.rules.get(finding.rule)
    return rule is None or rule.on_unknown != "ignore" or finding.state != UNDECIDED


def at_least(severity: str, level: str) -> bool:
    return SEVERITIES.index(severity) >= SEVERITIES.index(level)

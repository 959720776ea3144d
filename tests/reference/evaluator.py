"""The findings of a workspace, straight from the words of the format, as slowly as it takes.

`evaluate` says for each finding id its state, severity and deployments.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from tests.reference.attributes import OF_A_CATEGORY, TABLE, Thing, World
from tests.reference.builtins import BUILT_IN, built_in_findings
from tests.reference.kleene import NO, UNKNOWN, YES, both, either
from tests.reference.match import Leaf, ask, counts_active, leaves
from tests.reference.reach import Reaches
from tests.reference.waivers import Seen, waive

Finding = tuple[str, str, tuple[str, ...]]
KEPT = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./:,")
STATES = {YES: "violated", UNKNOWN: "undecided"}


def encode(text: str) -> str:
    """ "Letters, digits and `-_./:,` stay, the rest is percent-encoded." """
    return "".join(one if one in KEPT else "".join(f"%{byte:02X}" for byte in one.encode()) for one in text)


def evaluate(
    dataflows: dict[str, Any],
    policy: dict[str, Any],
    as_of: datetime.date,
    observations: list[dict[str, Any]] | None = None,
    base: dict[str, Any] | None = None,
) -> dict[str, Finding]:
    """Finding id to (state, severity, deployments). Observations are what a scan prints, the base is what `dataflows/`
    said before; without them nothing is observed, or changed."""
    world = World(dataflows, policy, as_of, observations, base)
    reaches = Reaches(world)
    seen = Seen()
    for rule_id, rule in policy.get("rules", {}).items():
        if rule_id in BUILT_IN:
            continue
        for row, suffix, state in _rule_findings(world, reaches, rule):
            finding_id = f"{rule_id}@{_place(row)}{suffix}"
            seen.setdefault(finding_id, []).append((row.deployment, state, _severity(rule, state)))
    for finding_id, deployment, state in built_in_findings(world, scanned=observations is not None):
        name = finding_id.split("@")[0]
        severity = policy.get("rules", {}).get(name, {}).get("severity", BUILT_IN[name])
        seen.setdefault(finding_id, []).append((deployment, state, severity))
    if "waivers" in policy:
        seen = waive(seen, policy, sorted(world.facts.deployments), as_of)
    shown = {finding_id: _shown(policy, finding_id, found) for finding_id, found in seen.items()}
    return {finding_id: _merged(found) for finding_id, found in shown.items() if found}


def _merged(found: list[tuple[str, str, str]]) -> Finding:
    """ "One id in several deployments is one finding: the worst state" """
    worst = min((state for _, state, _ in found), key=["violated", "undecided", "waived"].index)
    severity = next(severity for _, state, severity in found if state == worst)
    return worst, severity, tuple(sorted({deployment for deployment, _, _ in found}))


def _shown(policy: dict[str, Any], finding_id: str, found: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What a rule with `on_unknown: ignore` leaves undecided is not listed; a waiver may cover it still,
    for the promise waits for it "whatever `severity` and `on_unknown` say"."""
    rule = policy.get("rules", {}).get(finding_id.split("@")[0], {})
    ignored = rule.get("on_unknown") == "ignore"
    return [one for one in found if not (ignored and one[1] == "undecided")]


def _severity(rule: dict[str, Any], state: str) -> str:
    """ "an undecided answer counts at the rule's severity (default); or: warning, ignore" """
    severity = str(rule.get("severity", "error"))
    lowered = state == "undecided" and rule.get("on_unknown") == "warning" and severity == "error"
    return "warning" if lowered else severity


def _place(row: Thing) -> str:
    """ "SECTION is the subject in the plural"; the organization has no id."""
    sections = {"organization": "organization", "reach": f"reach/{row.id}"}
    return sections.get(row.subject, f"{row.subject}s/{row.id}")


def _rule_findings(world: World, reaches: Reaches, rule: dict[str, Any]) -> Iterator[tuple[Thing, str, str]]:
    """Each row with the suffix of a finding's id and its state."""
    ((subject, match),) = rule.get("forbid", rule.get("for", {})).items()
    if subject == "reach":
        yield from reaches.findings(rule)
        return
    if subject not in TABLE:
        return
    for row in world.rows(subject):
        forbids = "forbid" in rule
        found = _forbid(world, row, match) if forbids else _require(world, row, match, rule["require"])
        for path, text, state in found:
            yield row, f"/{path}={encode(text)}" if path else "", state


# --- the categories of a flow


def _together(
    world: World, row: Thing, match: dict[str, Any], asked: dict[str, list[Leaf]]
) -> list[tuple[str, str, dict[str, Leaf]]]:
    """Each carried category, its answer with "`subjects`, `sensitive` and `sourced` ... asked of that
    category", and those leaves."""
    found = []
    for category, answer in asked["data"][0].values:
        own: dict[str, Leaf] = {}
        for attribute in OF_A_CATEGORY:
            if attribute in match:
                values = world.of_categories(row, attribute, {category: False}, counts_active("flow", match))
                if category == "none":  # it carries nothing that could have one
                    values.values = []
                own[attribute] = ask(world, values, match[attribute], False, attribute)
        found.append((category, both([answer, *[leaf.answer for leaf in own.values()]]), own))
    return found


def _others(asked: dict[str, list[Leaf]], without: list[str]) -> str:
    """The answer of all other attributes: "Attributes are ANDed"."""
    return both(leaf.answer for name, group in asked.items() if name not in without for leaf in group)


# --- forbid


def _forbid(world: World, row: Thing, match: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What of the row matches, or may match."""
    asked = leaves(world, row, match, every=False)
    if not match:
        yield "", "", "violated"
    elif row.subject == "flow" and "data" in match:
        rest = _others(asked, ["data", *OF_A_CATEGORY])
        categories = [(category, answer) for category, answer, _ in _together(world, row, match, asked)]
        yield from _each("data", categories, rest)
    else:
        first = next(iter(asked))
        # "`data=CATEGORY` when the match names `data`, else `receives=…`, else `holds=…`"
        for name in ("holds", "receives", "data"):
            first = name if name in asked else first
        leaf = asked[first][0]
        rest = both([_others(asked, [first]), *[other.answer for other in asked[first][1:]]])
        yield from _each(leaf.path, leaf.values, rest)


def _each(path: str, values: list[tuple[str, str]], rest: str) -> Iterator[tuple[str, str, str]]:
    """One finding a value that matches or may match."""
    for text, answer in values:
        if both([answer, rest]) != NO:
            yield path, text, STATES[both([answer, rest])]


# --- for and require


def _require(
    world: World, row: Thing, scope: dict[str, Any], required: dict[str, Any]
) -> Iterator[tuple[str, str, str]]:
    """What the row lacks of what is required."""
    asked = leaves(world, row, scope, every=False)
    categories: list[tuple[str, str, dict[str, Leaf]]] = []
    if row.subject == "flow" and "data" in scope:
        categories = _together(world, row, scope, asked)
        rest = _others(asked, ["data", *OF_A_CATEGORY])
        in_scope = both([rest, either(answer for _, answer, _ in categories)])
    else:
        in_scope = _others(asked, [])
    if in_scope == NO:
        return
    wanted = leaves(world, row, required, every=True)
    if row.subject == "flow" and ("data" in scope or "data" in required):
        # each "asked of that category"; none where the flow carries nothing
        if "data" in scope:
            chosen = {category: answer != YES for category, answer, _ in categories if answer != NO}
        else:
            chosen = {category: in_scope != YES for category, _ in wanted["data"][0].values}
        chosen.pop("none", None)
        for attribute in OF_A_CATEGORY:
            if attribute in required:
                del wanted[attribute]
            for category, perhaps in chosen.items() if attribute in required else ():
                values = world.of_categories(row, attribute, {category: False}, active=False)
                leaf = ask(world, values, required[attribute], True, attribute)
                if perhaps:
                    leaf.values = [(text, _at_most_unknown(one)) for text, one in leaf.values]
                    leaf.answer = _at_most_unknown(leaf.answer)
                wanted[f"{attribute} of {category}"] = [leaf]
    if _others(wanted, []) == YES:
        return  # "When `require` holds there is no finding, whatever `for` says."
    if in_scope == UNKNOWN:
        yield from _first_undecided(scope, asked, categories)
        return
    for group in wanted.values():
        yield from _failed(group)


def _at_most_unknown(answer: str) -> str:
    """Of a category for which `for` is not certain, nothing is violated for sure."""
    return UNKNOWN if answer == NO else answer


def _failed(group: list[Leaf]) -> Iterator[tuple[str, str, str]]:
    """ "nested: the first leaf that failed": one that is no, else one that is unknown."""
    for failing in (NO, UNKNOWN):
        for leaf in group:
            if leaf.answer == failing:
                for text, answer in leaf.values:
                    if answer != YES:
                        yield leaf.path, text, "violated" if answer == NO else "undecided"
                return


def _first_undecided(
    scope: dict[str, Any], asked: dict[str, list[Leaf]], categories: list[tuple[str, str, dict[str, Leaf]]]
) -> Iterator[tuple[str, str, str]]:
    """ "the first undecided attribute of `for`, in the table's order, state undecided" """
    open_ones = [(category, own) for category, answer, own in categories if answer == UNKNOWN]
    certain = any(answer == YES for _, answer, _ in categories)
    for name, group in asked.items():
        if categories and name == "data":
            values = [] if certain else [pair for pair in group[0].values if pair[1] == UNKNOWN]
            pairs = [("data", text) for text, _ in values if text in dict(open_ones)]
        elif categories and name in OF_A_CATEGORY:
            found = [] if certain else [own[name] for _, own in open_ones]
            pairs = [(name, text) for leaf in found for text, answer in leaf.values if answer == UNKNOWN]
        else:
            undecided = [leaf for leaf in group if leaf.answer == UNKNOWN][:1]
            pairs = [(leaf.path, text) for leaf in undecided for text, one in leaf.values if one == UNKNOWN]
        if pairs:
            for path, text in sorted(set(pairs)):
                yield path, text, "undecided"
            return

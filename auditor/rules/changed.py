"""Two policies compared: rules that came, went, or refuse less or more than before, each shown by a row."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Final, NamedTuple

from auditor.changes.making import Making, plain
from auditor.changes.material import immaterial
from auditor.changes.meaning import meaning
from auditor.declarations.policy import BuiltIn, Rule
from auditor.graph.world import Worlds
from auditor.rules.compile import Policy
from auditor.rules.match import Match
from auditor.rules.violations import CompiledRule
from auditor.rules.witness_rows import compare_rows
from auditor.vocabulary.words import SEVERITIES

OURS: Final = "a rule is ours; nothing that customers get changes by it"
UNKNOWNS: Final = ("ignore", "warning", "violation")
"""What an undecided answer counts, rising."""


class Side(NamedTuple):
    """A policy with the worlds that it judges."""

    policy: Policy
    worlds: Worlds


def rule_changes(making: Making, before: Side, after: Side) -> None:
    """Add the changes of rules."""
    old, new = before.policy.rules, after.policy.rules
    for name in sorted(new.keys() - old.keys()):
        making.add("rule_added", "rules", name, immaterial(OURS), after=after.worlds.workspace.rules[name].title)
    for name in sorted(old.keys() - new.keys()):
        title = before.worlds.workspace.rules[name].title
        making.add("rule_removed", "rules", name, immaterial(OURS), old=True, before=title)
    for name in sorted(old.keys() & new.keys()):
        _rule(making, name, before, after)
    _built_ins(making, before, after)


def _rule(making: Making, name: str, before: Side, after: Side) -> None:
    was, now = (side.worlds.workspace.rules[name] for side in (before, after))
    for key, type_ in (("title", "title_changed"), ("resolve", "wording_changed")):
        if getattr(was, key) != getattr(now, key):
            _words(making, name, key, type_)
    for key, scale in (("severity", SEVERITIES), ("on_unknown", UNKNOWNS), ("waivable", (True, False))):
        _scale(making, name, key, scale, getattr(was, key), getattr(now, key))
    if (was.forbid, was.for_, was.require) == (now.forbid, now.for_, now.require):
        return
    if rule_meaning(before.policy.rules[name]) == rule_meaning(after.policy.rules[name]):
        return
    shown = compare_rows(name, before.worlds, after.worlds)
    for type_, row in (("rule_loosened", shown.looser), ("rule_tightened", shown.tighter)):
        if row is not None:
            _match(making, type_, name, was, now, row)
    if shown.looser is None and shown.tighter is None:
        said = "no row was found that tells them apart, so nobody knows that it is not looser"
        _match(making, "rule_loosened", name, was, now, said)


def _match(making: Making, type_: str, name: str, was: Rule, now: Rule, said: str) -> None:
    making.add(
        type_, "rules", name, immaterial(OURS), note=said, before=_written(was), after=_written(now),
    )  # fmt: skip


def _written(rule: Rule) -> str:
    parts = [("forbid", rule.forbid), ("for", rule.for_), ("require", rule.require)]
    return " ".join(f"{key}: {plain(value)}" for key, value in parts if value is not None)


def _words(making: Making, name: str, key: str, type_: str) -> None:
    route = ("rules", name, key)
    making.add(
        type_, "rules", name, immaterial(OURS), key=key, attribute=key,
        before=plain(making.before.written(route)), after=plain(making.after.written(route)),
    )  # fmt: skip


def _scale(making: Making, name: str, key: str, scale: tuple[object, ...], was: object, now: object) -> None:
    """A key whose words rise: the later ones are stricter."""
    if was == now:
        return
    looser = scale.index(now) < scale.index(was)
    making.add(
        "rule_loosened" if looser else "rule_tightened", "rules", name, immaterial(OURS), key=key, attribute=key,
        before=str(was).lower(), after=str(now).lower(), note=_effect(key, looser),
    )  # fmt: skip


def _effect(key: str, looser: bool) -> str:
    if key == "waivable":
        return "its findings may be waived now" if looser else "no waiver covers its findings any more"
    what = "an undecided answer" if key == "on_unknown" else "a finding"
    return f"{what} counts {'less' if looser else 'more'} than before"


def _built_ins(making: Making, before: Side, after: Side) -> None:
    """Built-in findings that were given another severity. Not given: as it is, which nobody need compare."""
    old, new = before.worlds.workspace.built_ins, after.worlds.workspace.built_ins
    for name in sorted(old.keys() | new.keys()):
        was, now = _severity(old.get(name)), _severity(new.get(name))
        if was == now:
            continue
        if was is not None and now is not None:
            _scale(making, name, "severity", SEVERITIES, was, now)
        else:
            looser = now != SEVERITIES[-1] and was != SEVERITIES[0]  # whatever it counts without that
            making.add(
                "rule_loosened" if looser else "rule_tightened", "rules", name, immaterial(OURS),
                key="severity", attribute="severity",
                before=was, after=now, old=name not in new,
                note="what it counts without that is for the auditor to say",
            )  # fmt: skip


def _severity(given: BuiltIn | None) -> str | None:
    return given.severity if given is not None else None


def rule_meaning(rule: CompiledRule) -> Hashable:
    """Equal for rules that ask the same, in whatever order."""
    return rule.subject, _asks(rule.scope), None if rule.require is None else _asks(rule.require)


def _asks(match: Match) -> Hashable:
    return match.active, frozenset(
        (
            condition.attribute.name,
            frozenset((test.operator, meaning(test.values)) for test in condition.tests),
            None if condition.nested is None else _asks(condition.nested),
        )
        for condition in match.conditions
    )

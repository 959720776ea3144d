"""How a rule answers a row condition by condition, also where it is kept; which single condition keeps it so,
and which would end a violation. Every answer is the evaluator's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from auditor.facts.reach import ReachRow
from auditor.rules.cells import Value
from auditor.rules.judge import Leaf, judge, judge_condition
from auditor.rules.match import Condition, Match
from auditor.rules.reaches import Asking
from auditor.rules.violations import (
    OF_CATEGORY,
    CompiledRule,
    Scope,
    Violation,
    each_category,
    scopes_of,
    violations,
)
from auditor.vocabulary.answers import NO, YES, Answer

FORBID, FOR, REQUIRE = "forbid", "for", "require"


class Asked(NamedTuple):
    """A condition that was asked of a row, and the part of the rule that asks it."""

    part: str
    leaf: Leaf


class Judged(NamedTuple):
    """What a rule says of a row. `applies` is the answer of its `for` (of a `forbid`: yes); `near` are the
    conditions of which each alone, answered otherwise, would make it violated; `possible` are the paths in
    `forbid` or `for` that are so, or may be."""

    violations: tuple[Violation, ...]
    applies: Answer
    asked: tuple[Asked, ...]
    near: tuple[Asked, ...]
    possible: frozenset[str]


def judged(rule: CompiledRule, row: Any) -> Judged:
    """Ask a rule of a row, and keep all answers."""
    answer, groups = judge(rule.scope, row, every=False)
    whole = _flat(groups)
    scopes: list[Scope] = [(row, None, answer, groups)]
    if _narrows(rule):
        scopes = list(scopes_of(rule.scope, row)) or scopes
    best = max(scopes, key=lambda scope: scope[2])
    found = () if best[2] is NO else tuple(violations(rule, row))
    required = [Asked(REQUIRE, leaf) for leaf in _required(rule, row, scopes)]
    asked = (*(Asked(FORBID if rule.forbids else FOR, leaf) for leaf in _flat(best[3])), *required)
    near = () if found else tuple(_near(rule, row, scopes, whole, required))
    possible = frozenset(leaf.path for leaf in whole if leaf.answer is not NO)
    return Judged(found, YES if rule.forbids else best[2], asked, near, possible)


def judged_reach(asking: Asking) -> Iterator[tuple[ReachRow, Judged]]:
    """The rows that a rule about `reach` asks for, each with all answers. A row that is kept is near where the
    one thing required of it is what it passes."""
    require = asking.rule.require
    for row in asking.rows.all():
        found = tuple(asking.judge(row))
        answer, leaves = asking.rows.scope(row)
        possible = frozenset(leaf.path for leaf in leaves)
        part = FORBID if require is None else FOR
        if found:
            yield row, Judged(found, answer, asked_in(asking.rule, found[0]), (), possible)
            continue
        asking.show(row)
        held = tuple(
            Asked(REQUIRE, Leaf(condition.attribute.name, condition, row, None, YES, (Value("every chain", YES),)))
            for condition in (require.conditions if require else ())
        )
        near = held if len(held) == 1 and answer is YES else ()
        yield row, Judged((), answer, (*(Asked(part, leaf) for leaf in leaves), *held), near, possible)


def _narrows(rule: CompiledRule) -> bool:
    """Is something asked of single categories, so that a row must be looked at category by category?"""
    conditions = (*rule.scope.conditions, *(rule.require.conditions if rule.require else ()))
    return rule.scope.names("data") and any(one.attribute.name in OF_CATEGORY for one in conditions)


def asked_in(rule: CompiledRule, violation: Violation) -> tuple[Asked, ...]:
    """The conditions of a violation; of a rule that requires, the last one is what failed."""
    if rule.forbids:
        return tuple(Asked(FORBID, leaf) for leaf in violation.leaves)
    if isinstance(violation.row, ReachRow):  # it may fail in several ways, and is one finding
        count = len(violation.leaves) - violation.failed
        return tuple(Asked(FOR if number < count else REQUIRE, leaf) for number, leaf in enumerate(violation.leaves))
    *scope, failed = violation.leaves
    return (*(Asked(FOR, leaf) for leaf in scope), Asked(REQUIRE, failed))


def ends(rule: CompiledRule, row: Any, violation: Violation) -> tuple[Asked, ...]:
    """The conditions of which each alone, answered otherwise, would end a violation of a row."""
    asked = asked_in(rule, violation)
    if isinstance(row, ReachRow):
        failing = [one for one in asked if one.part == REQUIRE]
        return asked if len(failing) < 2 else tuple(one for one in asked if one.part != REQUIRE)
    if rule.require is None or violation.leaf is violation.leaves[-1]:
        return asked
    # Whether the rule applies is what is open. All that it requires would have to hold, not just the first that failed.
    failing = [one for one in judged(rule, row).asked if one.part == REQUIRE and one.leaf.answer is not YES]
    return asked if len(failing) == 1 else asked[:-1]


def _flat(groups: Iterable[Iterable[Leaf]]) -> list[Leaf]:
    return [leaf for group in groups for leaf in group]


def _required(rule: CompiledRule, row: Any, scopes: list[Scope]) -> Iterator[Leaf]:
    """What `require` asks. What it asks of categories: of the one that answers worst."""
    require = rule.require
    for condition in require.conditions if require else ():
        rows = [row]
        if require and _by_category(rule) and condition.attribute.name in OF_CATEGORY:
            rows = [narrowed for narrowed, _ in each_category(rule, require, row, scopes)] or rows
        answers = [judge_condition(condition, one.whole(), every=True) for one in rows]
        yield from min(answers, key=lambda found: found[0])[1]


def _by_category(rule: CompiledRule) -> bool:
    return rule.scope.names("data") or (rule.require is not None and rule.require.names("data"))


def _near(
    rule: CompiledRule, row: Any, scopes: list[Scope], whole: Sequence[Leaf], required: Sequence[Asked]
) -> Iterator[Asked]:
    """The conditions of which each alone keeps a row from being violated."""
    applies = max(answer for _, _, answer, _ in scopes)
    if rule.require is not None and applies is YES:
        if all(one.leaf.answer is YES for one in required):
            yield from required
        return
    as_a_whole = {leaf.path: leaf for leaf in whole}
    seen: set[str] = set()
    for narrowed, _, _, groups in scopes:
        leaves = _flat(groups)
        noes = [leaf for leaf in leaves if leaf.answer is NO]
        if len(noes) != 1 or any(leaf.answer not in (NO, YES) for leaf in leaves) or noes[0].path in seen:
            continue
        if rule.require is None or _fails(rule, rule.require, row, narrowed, scopes):
            leaf = noes[0]
            seen.add(leaf.path)
            yield Asked(FORBID if rule.forbids else FOR, as_a_whole[leaf.path] if leaf.path == "data" else leaf)


def _fails(rule: CompiledRule, require: Match, row: Any, narrowed: Any, scopes: list[Scope]) -> bool:
    """Would `require` be broken for sure, were it asked?"""

    def rows(condition: Condition) -> list[Any]:
        if not _by_category(rule) or condition.attribute.name not in OF_CATEGORY:
            return [row]
        if rule.scope.names("data"):
            return [narrowed]
        return [one for one, _ in each_category(rule, require, row, scopes)]

    return any(
        judge_condition(condition, one.whole(), every=True)[0] is NO
        for condition in require.conditions
        for one in rows(condition)
    )

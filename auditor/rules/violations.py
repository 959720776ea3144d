"""What a rule says of a row: nothing, or one violation for each value that breaks it or may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from auditor.attributes.asking import NONE
from auditor.attributes.cell import Carried
from auditor.rules.cells import Value
from auditor.rules.judge import Leaf, judge, judge_condition, judge_things
from auditor.rules.match import Condition, Match
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer

OF_CATEGORY = ("subjects", "sensitive", "sourced")
"""Attributes of a flow that are asked of the category, where a rule names `data`."""
FIRST_NAMED = ("data", "receives", "holds")
"""Attributes that name a `forbid` finding before all others."""


class CompiledRule(NamedTuple):
    """A rule ready to be asked. Either `forbid`, or `scope` (its `for`) with `require`."""

    id: str
    subject: str
    scope: Match
    require: Match | None

    @property
    def forbids(self) -> bool:
        return self.require is None


class Violation(NamedTuple):
    """A value that breaks a rule (`violated`) or may (else: undecided). `attribute` is empty for a
    rule about every row. `leaf` is the condition that names it, `leaves` are all that were asked."""

    rule: str
    row: Any
    attribute: str
    value: str
    violated: bool
    leaf: Leaf | None
    leaves: tuple[Leaf, ...]
    failed: int = 1
    """Of a requirement: so many of the last leaves are what failed."""

    @property
    def name(self) -> tuple[str, str]:
        return self.attribute, self.value


def violations(rule: CompiledRule, row: Any) -> list[Violation]:
    """All violations of a rule in a row; the worst where two have one name."""
    found = _forbidden(rule, row) if rule.require is None else _required(rule, rule.require, row)
    worst: dict[tuple[str, str], Violation] = {}
    for violation in found:
        known = worst.get(violation.name)
        if known is None or (violation.violated and not known.violated):
            worst[violation.name] = violation
    return list(worst.values())


def _forbidden(rule: CompiledRule, row: Any) -> Iterator[Violation]:
    if not rule.scope.conditions:
        yield Violation(rule.id, row, "", "", True, None, ())
        return
    for narrowed, data, answer, groups in scopes_of(rule.scope, row):
        if answer is NO:
            continue
        leaf = data or _naming(groups)
        for each in [groups] if data else _each_thing(rule.scope, narrowed, groups, leaf):
            yield from _named(rule, narrowed, each, data or _naming(each))


def _named(rule: CompiledRule, row: Any, groups: list[list[Leaf]], leaf: Leaf) -> Iterator[Violation]:
    """A violation for each value of a leaf that breaks a `forbid`, or may."""
    leaves = tuple(leaf for group in groups for leaf in group)
    rest = min((found.answer for found in leaves if found.path != leaf.path), default=YES)
    for value in leaf.values:
        state = min(value.answer, rest)
        if state is not NO:
            one = _with_value(leaf, value)
            yield Violation(rule.id, row, leaf.path, value.text, state is YES, one, _with(leaves, one))


def _each_thing(match: Match, row: Any, groups: list[list[Leaf]], naming: Leaf) -> Iterator[list[list[Leaf]]]:
    """Where what names a finding is asked of several things, all leaves with those of one of them."""
    first = match.conditions[0]
    if first.nested is None or naming is not groups[0][0]:
        yield groups
        return
    for _, leaves in judge_things(first, first.nested, row, every=False):
        yield [leaves, *groups[1:]]


def scopes_of(match: Match, row: Any) -> Iterator[tuple[Any, Leaf | None, Answer, list[list[Leaf]]]]:
    """Judge a row as a whole, or once for each category where a match of flows names `data`.

    Gives the row, the leaf of `data` with that one category, the answer, and all leaves by condition.
    """
    answer, groups = judge(match, row, every=False)
    data = _leaf_of(match, groups, "data")
    if data is None:
        yield row, None, answer, groups
        return
    rest = [
        (condition, group) for condition, group in zip(match.conditions, groups, strict=True)
        if condition.attribute.name != "data"
    ]  # fmt: skip
    for value in data.values:
        narrowed = row if value.text == NONE else row.of(value.text)
        one = data._replace(values=(value,), answer=value.answer)
        again = [
            judge_condition(condition, narrowed, every=False)[1] if condition.attribute.name in OF_CATEGORY else group
            for condition, group in rest
        ]
        answers = [value.answer, *(min(leaf.answer for leaf in group) for group in again)]
        yield narrowed, one, min(answers), [[one], *again]


def _leaf_of(match: Match, groups: list[list[Leaf]], attribute: str) -> Leaf | None:
    for condition, group in zip(match.conditions, groups, strict=True):
        if condition.attribute.name == attribute:
            return group[0]
    return None


def _naming(groups: list[list[Leaf]]) -> Leaf:
    """The leaf that names a `forbid` finding: of what reaches or rests there, else the first."""
    for attribute in FIRST_NAMED:
        for group in groups:
            if group[0].path == attribute:
                return group[0]
    return groups[0][0]


def _required(rule: CompiledRule, require: Match, row: Any) -> Iterator[Violation]:
    scopes = list(scopes_of(rule.scope, row)) if rule.scope.conditions else [(row, None, YES, [])]
    whole = max((answer for _, _, answer, _ in scopes), default=NO)  # an example may carry nothing at all
    if whole is NO:
        return
    by_category = rule.scope.names("data") or require.names("data")
    failures: list[Violation] = []
    for condition in require.conditions:
        if by_category and condition.attribute.name in OF_CATEGORY:
            for narrowed, leaves in each_category(rule, require, row, scopes):
                failures += _failures(rule, narrowed, condition, leaves)
        else:
            failures += _failures(rule, row, condition, _best(scopes))
    if failures and whole is MAYBE:
        yield from _undecided_scope(rule, scopes, failures[0])
    else:
        yield from failures


Scope = tuple[Any, Leaf | None, Answer, list[list[Leaf]]]


def each_category(
    rule: CompiledRule, require: Match, row: Any, scopes: list[Scope]
) -> Iterator[tuple[Any, tuple[Leaf, ...]]]:
    """The categories of a row that a requirement about categories is asked of."""
    if rule.scope.names("data"):
        for narrowed, data, answer, groups in scopes:
            if answer is not NO and not (data and data.found == NONE):
                yield narrowed, tuple(leaf for group in groups for leaf in group)
        return
    asked = next(condition for condition in require.conditions if condition.attribute.name == "data")
    for value in judge_condition(asked, row.whole(), every=True)[1][0].values:
        if value.text != NONE:
            yield row.of(value.text), _best(scopes)


def _best(scopes: Iterable[Scope]) -> tuple[Leaf, ...]:
    """The leaves of the category for which `for` holds most clearly."""
    best = max(scopes, key=lambda found: found[2])
    return tuple(leaf for group in best[3] for leaf in group)


def _failures(
    rule: CompiledRule, row: Any, condition: Condition, scope_leaves: tuple[Leaf, ...]
) -> Iterator[Violation]:
    """What one requirement finds wrong in a row: the first leaf that failed, each value of it.

    A category for which `for` itself is undecided cannot be violated for sure.
    """
    sure = all(leaf.answer is YES for leaf in scope_leaves)
    for answer, leaves in _asked(condition, row.whole(), every=True):
        failed = (found for found in leaves if answer is not YES and found.answer is answer)
        for leaf in islice(failed, 1):
            for value in leaf.values:
                if value.answer is not YES:
                    one = _with_value(leaf, value)
                    violated = value.answer is NO and sure
                    yield Violation(rule.id, row, leaf.path, value.text, violated, one, (*scope_leaves, one))


def _asked(condition: Condition, row: Any, every: bool) -> list[tuple[Answer, list[Leaf]]]:
    """A condition asked of a row; of each of the things, where it is about things."""
    if condition.nested is None:
        return [judge_condition(condition, row, every)]
    return judge_things(condition, condition.nested, row, every)


def _undecided_scope(rule: CompiledRule, scopes: list[Scope], failed: Violation) -> Iterator[Violation]:
    """`require` does not hold, and whether it must is not known: the first undecided attribute of `for`,
    in the order of the table, names it, with each value that leaves it open."""
    of_category = [_of_category(rule.scope, groups) for _, _, _, groups in scopes]
    certain = max(of_category) is YES
    for position, condition in enumerate(_in_order(rule.scope)):
        found = []
        by_category = rule.scope.names("data") and condition.attribute.name in ("data", *OF_CATEGORY)
        for (row, _, _, groups), answer in zip(scopes, of_category, strict=True):
            if answer is NO or (by_category and (certain or answer is YES)):
                continue
            for group in _undecided(condition, row, groups[position]):
                leaf = next(leaf for leaf in group if leaf.answer is MAYBE)
                found += [(row, groups, leaf, value) for value in leaf.values if value.answer is MAYBE]
        for row, groups, leaf, value in found:
            one = _with_value(leaf, value)
            leaves = tuple(leaf for group in groups for leaf in group)
            asked = (*_with(leaves, one), *((failed.leaf,) if failed.leaf else ()))
            yield Violation(rule.id, row, leaf.path, value.text, False, one, asked)
        if found:
            return


def _undecided(condition: Condition, row: Any, group: list[Leaf]) -> list[list[Leaf]]:
    """The leaves of a condition that is undecided; of each thing that leaves it open, where it is about things."""
    if min(leaf.answer for leaf in group) is not MAYBE:
        return []
    if condition.nested is None:
        return [group]
    return [leaves for answer, leaves in judge_things(condition, condition.nested, row, every=False) if answer is MAYBE]


def _in_order(match: Match) -> list[Condition]:
    """The conditions as `scopes_of` gives their leaves: `data` first, where it is named."""
    return sorted(match.conditions, key=lambda condition: condition.attribute.name != "data")


def _of_category(match: Match, groups: list[list[Leaf]]) -> Answer:
    """What `for` answers as far as it is about the category alone."""
    answers = [
        leaf.answer
        for condition, group in zip(_in_order(match), groups, strict=True)
        if condition.attribute.name in ("data", *OF_CATEGORY)
        for leaf in group
    ]
    return min(answers, default=YES)


def _with_value(leaf: Leaf, value: Value) -> Leaf:
    return leaf._replace(values=(value,), answer=value.answer)


def _with(leaves: tuple[Leaf, ...], one: Leaf) -> tuple[Leaf, ...]:
    return tuple(one if leaf.path == one.path else leaf for leaf in leaves)


def carried_values(violation: Violation) -> tuple[Leaf, str] | None:
    """The leaf about data categories in a violation, and the category; None when it is not about data."""
    leaves = (violation.leaf, *violation.leaves) if violation.leaf else violation.leaves
    for leaf in leaves:
        if leaf.fact and isinstance(leaf.fact.cell, Carried):
            value = next((value.text for value in leaf.values if value.answer is not NO), None)
            if value is not None:
                return leaf, value
    return None

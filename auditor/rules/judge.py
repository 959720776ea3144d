"""How a row answers a match: yes, no or unknown, with the values that decided it."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import Any, NamedTuple

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Fact
from auditor.rules.cells import UNKNOWN_TEXT, Value, judge_cell
from auditor.rules.match import Condition, Match
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer, truth


class Leaf(NamedTuple):
    """A condition at the end of a path: what was wanted, what was found, and the answer of all its values."""

    path: str
    condition: Condition | None
    row: Any
    fact: Fact | None
    answer: Answer
    values: tuple[Value, ...]

    @property
    def wanted(self) -> str:
        return self.condition.wanted if self.condition and self.condition.nested is None else "there is one"

    @property
    def found(self) -> str:
        return ", ".join(value.text for value in self.values)


def judge(match: Match, row: Any, every: bool, prefix: str = "") -> tuple[Answer, list[list[Leaf]]]:
    """The answer of a row, and for each condition its leaves. `every`: all values must pass (`require`),
    not just one (`forbid` and `for`)."""
    answer = YES
    groups = []
    for condition in match.conditions:
        found, leaves = judge_condition(condition, row, every, prefix)
        answer = min(answer, found)
        groups.append(leaves)
    return answer, groups


def judge_condition(condition: Condition, row: Any, every: bool, prefix: str = "") -> tuple[Answer, list[Leaf]]:
    """One condition asked of a row."""
    fact = row.fact(condition.attribute)
    path = prefix + condition.attribute.name
    if condition.nested is None:
        answer, values = judge_cell(condition, row, fact.cell, every)
        return answer, [Leaf(path, condition, row, fact, answer, values)]
    return (min if every else max)(judge_things(condition, condition.nested, row, every, prefix), key=itemgetter(0))


def judge_things(
    condition: Condition, nested: Match, row: Any, every: bool, prefix: str = ""
) -> list[tuple[Answer, list[Leaf]]]:
    """The same of a match on a thing, for each of the things that the attribute is."""
    fact = row.fact(condition.attribute)
    path = prefix + condition.attribute.name
    things = [thing for thing in fact.cell.known if thing != NONE]
    found = [_of_thing(condition, nested, row, fact, thing, every, path) for thing in things]
    if not things or fact.cell.unknown:
        nobody = fact if not things else fact._replace(cell=NOT_KNOWN)
        leaves = list(_without_thing(condition, row, nobody, path))
        found.append((min(leaf.answer for leaf in leaves), leaves))
    return found


def _of_thing(
    condition: Condition, nested: Match, row: Any, fact: Fact, thing: Any, every: bool, path: str
) -> tuple[Answer, list[Leaf]]:
    """A match asked of one of the things that an attribute is."""
    thing = thing.activated() if nested.active and not every else thing  # what is required counts proposals
    if nested.conditions:
        answer, groups = judge(nested, thing, every, f"{path}.")
        return answer, [leaf for leaves in groups for leaf in leaves]
    return YES, [Leaf(path, condition, row, fact, YES, (Value(thing.id, YES),))]


def _without_thing(condition: Condition, row: Any, fact: Fact, path: str) -> Iterable[Leaf]:
    """The leaves of a match on a thing that is not there, or that nobody named."""
    absent = bool(fact.cell[0])
    text = NONE if absent else UNKNOWN_TEXT
    if condition.nested is None or not condition.nested.conditions:
        answer = _of_nothing(condition, absent)
        yield Leaf(path, condition, row, fact, answer, (Value(text, answer),))
        return
    for inner in condition.nested.conditions:
        yield from _without_thing(inner, row, fact, f"{path}.{inner.attribute.name}")


def _of_nothing(condition: Condition, absent: bool) -> Answer:
    """What a condition answers where its thing is not there (no, and `not` yes) or not known."""
    if condition.tests and condition.tests[0].operator == "declared":
        return truth(not condition.tests[0].values[0])
    if not absent:
        return MAYBE
    if not condition.tests:
        return NO
    return min(truth(test.turned) for test in condition.tests)

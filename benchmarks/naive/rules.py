"""Rules, compiled once into conditions, and asked of a row: yes, no or perhaps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from benchmarks.naive.models import Rule
from benchmarks.naive.words import MAYBE, NO, YES, in_region, is_a, seconds, under

Values = tuple[Any, ...] | list[Any] | frozenset[str]
ORDER = {
    "flow": ("data", "to", "from", "purposes", "retention", "at_rest", "region", "trigger", "controls"),
    "system": ("kind", "receives", "region", "vendor", "controls"),
    "vendor": ("kind", "trains_on_data", "receives", "region", "country", "dpa"),
}
NESTED = {"to": "system", "from": "system", "vendor": "vendor"}
TREES = ("kind", "purposes", "data", "receives")
NAMING = ("data", "receives")


class Condition(NamedTuple):
    """`ask(value, every)` answers for one value of the attribute; `path` leads to it. Of data, `sure` are the
    categories that are wanted, and `perhaps` those above one."""

    path: tuple[str, ...]
    ask: Callable[[Any, bool], int]
    wanted: Any
    sure: frozenset[str] = frozenset()
    perhaps: frozenset[str] = frozenset()


class Compiled(NamedTuple):
    id: str
    subject: str
    scope: tuple[Condition, ...]
    quick: tuple[Condition, ...]
    """The scope, with what is dear to ask at the end: most rows fall out at the first question."""
    require: tuple[Condition, ...]
    forbids: bool


def compile_rule(name: str, rule: Rule, words: Iterable[str]) -> Compiled:
    """`words` are all data categories."""
    part = rule.forbid if rule.forbid is not None else rule.for_
    if not part or len(part) != 1:
        raise ValueError(f"rule {name}: one subject is needed")
    subject, match = next(iter(part.items()))
    words = tuple(words)
    scope = tuple(conditions(subject, match, words))
    quick = tuple(sorted(scope, key=lambda condition: condition.path[-1] in NAMING))
    require = tuple(conditions(subject, rule.require or {}, words))
    return Compiled(name, subject, scope, quick, require, rule.forbid is not None)


def conditions(
    subject: str, match: dict[str, Any], words: tuple[str, ...], path: tuple[str, ...] = ()
) -> Iterator[Condition]:
    for name in sorted(match, key=ORDER[subject].index):
        wanted = match[name]
        if name in NESTED and isinstance(wanted, dict):
            yield from conditions(NESTED[name], wanted, words, (*path, name))
        elif name in NAMING:
            ask = asking(name, wanted)
            answered = {word: ask(word, False) for word in words}
            sure, perhaps = (frozenset(word for word in words if answered[word] is state) for state in (YES, MAYBE))
            yield Condition((*path, name), ask, wanted, sure, perhaps)
        else:
            yield Condition((*path, name), asking(name, wanted), wanted)


def asking(name: str, wanted: Any) -> Callable[[Any, bool], int]:
    """What answers for one value."""
    words = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(wanted, dict) and "declared" in wanted:
        return lambda value, every: YES if (value is not None) == wanted["declared"] else NO
    if isinstance(wanted, dict):
        ((operator, limit),) = wanted.items()
        return period_asking(operator, limit)
    if name == "controls":
        return lambda value, every: MAYBE if value is None else YES if set(words) <= set(value) else NO
    if name == "region":
        return lambda value, every: in_region(value, words[0], every)
    if name in TREES:
        answers: dict[str, int] = {}

        def in_tree(value: str, every: bool) -> int:
            if value not in answers:
                answers[value] = is_a(value, words)
            return answers[value]

        return in_tree
    return lambda value, every: MAYBE if value in (None, "unknown") else YES if value in words else NO


def period_asking(operator: str, limit: str) -> Callable[[Any, bool], int]:
    most = seconds(limit)
    if operator != "at_most" or most is None:
        raise ValueError(f"cannot ask {operator} {limit}")

    def at_most(value: str | None, every: bool) -> int:
        length = None if value is None else seconds(value)
        return MAYBE if length is None else YES if length <= most else NO

    return at_most


class Found(NamedTuple):
    """One value that breaks a rule, or may."""

    attribute: str
    value: str
    violated: bool


def answers(condition: Condition, row: Any, every: bool) -> list[tuple[Any, int]]:
    """Each value of a row, with its answer."""
    attribute = condition.path[-1]
    if attribute in NAMING:
        possible = row.possible
        return [(word, carried(word, possible, condition)) for word in row.declared]
    value = row.get(condition.path)
    if value is ABSENT:
        return [("none", NO)]
    if attribute == "purposes":
        return [(word, condition.ask(word, every)) for word in value] if value is not None else [("unknown", MAYBE)]
    return [(value, condition.ask(value, every))]


ABSENT = object()
"""A thing that is not there: the vendor of what nobody else runs."""


def carried(word: str, possible: Any, condition: Condition) -> int:
    """A category: is it wanted, or may something wanted below it come along?"""
    answer = condition.ask(word, False)
    if answer is not MAYBE:
        return answer
    wanted = condition.wanted if isinstance(condition.wanted, list) else [condition.wanted]
    below = (other for other in possible if under(other, word))
    return MAYBE if any(under(other, one) for other in below for one in wanted) else NO


def answer_of(condition: Condition, row: Any) -> int:
    """The answer of a row to one condition: any value does."""
    attribute = condition.path[-1]
    if attribute in NAMING:
        declared = row.declared
        if not condition.sure.isdisjoint(declared):
            return YES
        if condition.perhaps.isdisjoint(declared):
            return NO
        return max(carried(word, row.possible, condition) for word in declared)
    value = row.values.get(condition.path, MISSING)
    if value is MISSING:
        value = row.get(condition.path)
    if value is ABSENT:
        return NO
    if attribute == "purposes" and value is not None:
        return max((condition.ask(word, False) for word in value), default=NO)
    return condition.ask(value, False)


MISSING = object()


def scope_of(rule: Compiled, row: Any) -> int:
    """The answer of a row for `forbid` or `for`; it stops at the first no."""
    worst = YES
    for condition in rule.quick:
        answer = answer_of(condition, row)
        if answer is NO:
            return NO
        worst = min(worst, answer)
    return worst


def may_break(rule: Compiled, row: Any) -> bool:
    """Whether a row breaks a rule, or may."""
    if scope_of(rule, row) is NO:
        return False
    return rule.forbids or any(
        found is not YES for condition in rule.require for _, found in answers(condition, row, True)
    )


def broken(rule: Compiled, row: Any) -> Iterator[Found]:
    """What a rule says of a row."""
    if not may_break(rule, row):
        return
    worst, values = scope_of(rule, row), [answers(condition, row, False) for condition in rule.scope]
    if rule.forbids:
        yield from forbidden(rule, values)
        return
    failed = [
        (condition, value, found)
        for condition in rule.require
        for value, found in answers(condition, row, True) if found is not YES
    ]  # fmt: skip
    if worst is YES:
        for condition, value, found in failed:
            yield Found(".".join(condition.path), shown(condition, value), found is NO)
        return
    for condition, answered in zip(rule.scope, values, strict=True):
        if max(answer for _, answer in answered) is MAYBE:
            for value, answer in answered:
                if answer is MAYBE:
                    yield Found(".".join(condition.path), shown(condition, value), False)
            return


def forbidden(rule: Compiled, values: list[list[tuple[Any, int]]]) -> Iterator[Found]:
    """A finding for each category, where data is named; else for each value of the first attribute."""
    named = next((n for n, condition in enumerate(rule.scope) if condition.path[-1] in NAMING), 0)
    others = [max(answer for _, answer in found) for n, found in enumerate(values) if n != named]
    rest = min(others, default=YES)
    for value, answer in values[named]:
        if min(answer, rest) is not NO:
            condition = rule.scope[named]
            yield Found(".".join(condition.path), shown(condition, value), min(answer, rest) is YES)


def shown(condition: Condition, value: Any) -> str:
    """A value as ids print it."""
    if condition.path[-1] == "controls":
        return "unknown" if value is None else ",".join(sorted(set(value))) or "none"
    if isinstance(value, bool):
        return str(value).lower()
    if condition.path[-1] == "dpa":
        return "unknown" if value is None else "declared"
    return "unknown" if value is None else str(value)

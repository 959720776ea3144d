"""Rows made of what two rules ask: a value for each answer that a condition can give, in all combinations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice, product
from typing import Any, Final, NamedTuple

from auditor.attributes.asking import NONE, Words
from auditor.attributes.types import Flag, Free, Has, InTree, Label, Region, Text, Word
from auditor.rules.examples import ExampleRow, read_example
from auditor.rules.judge import judge_condition
from auditor.rules.match import Compiler, Condition, Match
from auditor.rules.violations import CompiledRule
from auditor.vocabulary.answers import Answer
from auditor.vocabulary.periods import Period
from auditor.vocabulary.places import Place
from auditor.workspace.model import Workspace

MOST_MADE: Final = 3_000
"""So many combinations are tried."""
ELSEWHERE: Final = ("US", "IN", "DE", "global")
OTHER: Final = "something_else"

Path = tuple[str, ...]
Said = dict[str, Any]


class _Asked(NamedTuple):
    """A condition at the end of a path, and whether all values must pass it."""

    path: Path
    condition: Condition
    every: bool


def made_rows(
    was: CompiledRule, now: CompiledRule, workspace: Workspace, words: Words
) -> Iterator[tuple[ExampleRow, Said]]:
    """Rows with what was said to make them. Of each attribute one value for every way in which the conditions of the
    two rules answer together."""
    asked = [
        each
        for rule in (was, now)
        for match, every in ((rule.scope, False), (rule.require, True))
        if match is not None
        for each in _leaves(match, every)
    ]
    paths = sorted({each.path for each in asked})
    values = [
        list(_representatives(path, [each for each in asked if each.path == path], was.subject, workspace, words))
        for path in paths
    ]
    for chosen in islice(product(*values), MOST_MADE):
        said = _nested(zip(paths, chosen, strict=True))
        row = _read(said, was.subject, workspace, words)
        if row is not None:
            yield row, said


def _leaves(match: Match, every: bool, prefix: Path = ()) -> Iterator[_Asked]:
    for condition in match.conditions:
        path = (*prefix, condition.attribute.name)
        if condition.nested is not None and condition.nested.conditions:
            yield from _leaves(condition.nested, every, path)
        else:
            yield _Asked(path, condition, every)


def _representatives(
    path: Path, asked: list[_Asked], subject: str, workspace: Workspace, words: Words
) -> Iterator[Any]:
    """Values that the conditions answer differently, the ones that are asked for first."""
    seen: set[tuple[Answer, ...]] = set()
    for value in _values(asked, words):
        row = _read(_nested([(path, value)]), subject, workspace, words)
        inner = row
        for step in path[:-1]:
            cell = inner.said.get(step) if inner is not None else None
            inner = cell[0][0] if cell else None  # type: ignore[index]
        if not isinstance(inner, ExampleRow):
            continue
        answers = tuple(judge_condition(each.condition, inner, each.every)[0] for each in asked)
        if answers not in seen:
            seen.add(answers)
            yield value


def _values(asked: list[_Asked], words: Words) -> Iterator[Any]:
    """What an attribute may be said to be: the words of the rules, those beside them, none, unknown."""
    for each in asked:
        kind = each.condition.attribute.type
        for test in each.condition.tests:
            for value in test.values:
                yield from ([one] if kind.many else one for one in _near(kind, value, words))
        if isinstance(kind, Has):
            yield [kind.text(value) for test in each.condition.tests for value in test.values]
            yield []
    yield NONE
    yield "unknown"


def _near(kind: Any, value: Any, words: Words) -> Iterable[Any]:
    """A value of a rule as one writes it, and values just beside it."""
    if value is True or value is False:
        if isinstance(kind, Flag):
            return ("true" if value else "false", "false" if value else "true")
        return (OTHER,) if isinstance(kind, Text | Free | Label) else ()
    if isinstance(value, Period):
        return _periods(value)
    if isinstance(value, date):
        return [(value + timedelta(days=days)).isoformat() for days in (0, -1, 1)]
    if isinstance(value, int):
        return [str(number) for number in (value, value - 1, value + 1) if number >= 0]
    if isinstance(kind, Region):
        countries = sorted(value.countries)[:1] if isinstance(value, Place) and value.countries else []
        return [kind.text(value), *countries, *ELSEWHERE]
    if isinstance(kind, InTree):
        return _in_tree(words.trees[kind.tree], str(value))
    if isinstance(kind, Word):
        return [str(value), *kind.allowed]
    return [kind.text(value), OTHER]


def _periods(value: Period) -> list[str]:
    """A period, one a little shorter and one a little longer, and the words that are periods."""
    beside = []
    if value.seconds:
        unit, length = ("d", 86_400) if value.seconds % 86_400 == 0 else ("s", 1)
        number = value.seconds // length
        beside = [f"{one}{unit}" for one in (number - 1, number + 1) if one]
    return [value.text, *beside, "none", "until_deleted", "indefinite", "kept"]


def _in_tree(tree: Any, word: str) -> list[str]:
    """The word, what is above and below it, and a word that has nothing to do with it."""
    if word not in tree:
        return [word]
    below = [one for one in tree.words(tree.below[tree.index[word]]) if one != word]
    related = {word, *below, *tree.parents[word]}
    others = [one for one in tree.ids if one not in related]
    return [word, *tree.parents[word], *below[:3], *others[:1]]


def _nested(said: Iterable[tuple[Path, Any]]) -> Said:
    """What is said, thing within thing; shorter paths come first. Of a thing that is said to be none, or unknown,
    nothing more is said; one that is named has that name beside the rest."""
    found: Said = {}
    for path, value in said:
        inner: Any = found
        for step in path[:-1]:
            if isinstance(inner, dict):
                known = inner.get(step, {})
                named = isinstance(known, str) and known not in (NONE, "unknown")
                inner[step] = {"id": known} if named else known
                inner = inner[step]
        if isinstance(inner, dict):
            _say(inner, path[-1], value)
    return found


def _say(thing: Said, name: str, value: Any) -> None:
    if not name.startswith("labels."):
        thing[name] = value
    elif isinstance(value, str) and value not in (NONE, "unknown"):
        thing.setdefault("labels", {})[name.removeprefix("labels.")] = value


def _read(said: Mapping[str, Any], subject: str, workspace: Workspace, words: Words) -> ExampleRow | None:
    """The row; None where something that is said of it cannot be."""
    compiler = Compiler(words, workspace.merged, expects=False)
    row = read_example(compiler, subject, said, ("rules",), workspace)
    return None if compiler.problems else row

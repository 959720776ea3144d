"""How the cell of a row answers a condition: each of its values, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from auditor.attributes.asking import NONE, Test, Type
from auditor.attributes.cell import Carried, Cell
from auditor.attributes.types import Appointee, Has, Kind, Label, Text
from auditor.rules.match import Condition
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer, truth, turned

UNKNOWN_TEXT = "unknown"


class Value(NamedTuple):
    """One value of an attribute: its text in ids, and how it answers on its own."""

    text: str
    answer: Answer


def judge_cell(condition: Condition, row: Any, cell: Cell | Carried, every: bool) -> tuple[Answer, tuple[Value, ...]]:
    """The values of a cell, each with its answer, and the answer of them all."""
    kind: Type = condition.attribute.type
    if condition.tests[0].operator == "declared":
        return _declared(kind, row, cell, bool(condition.tests[0].values[0]))
    if isinstance(cell, Carried):
        values = tuple(_carried(condition, row, cell, every))
        return _join(values, every), values
    if isinstance(kind, Has):
        return _has(condition.tests, cell)
    if isinstance(kind, Kind):
        return _kind(kind, condition.tests, cell, every)
    values = tuple(_each(kind, condition.tests, cell, every))
    return _join(values, every), values


def _join(values: Iterable[Value], every: bool) -> Answer:
    answers = [value.answer for value in values]
    return min(answers, default=YES) if every else max(answers, default=NO)


def _pass(kind: Type, value: Any, tests: tuple[Test, ...], every: bool) -> Answer:
    return min(kind.answer(value, test, every) for test in tests)


def _each(kind: Type, tests: tuple[Test, ...], cell: Cell, every: bool) -> Iterable[Value]:
    """Each value on its own. No value at all is `none`, where that is asked for."""
    known = cell.known
    if not known and not cell.may and not cell.unknown and any(NONE in test.values for test in tests):
        known = (NONE,)
    for value in known:
        yield Value(kind.text(value), _pass(kind, value, tests, every))
    for value in cell.may:
        answer = _pass(kind, value, tests, every)
        yield Value(kind.text(value), max(answer, MAYBE) if every else min(answer, MAYBE))
    if cell.unknown:
        yield Value(UNKNOWN_TEXT, MAYBE)


def _has(tests: tuple[Test, ...], cell: Cell) -> tuple[Answer, tuple[Value, ...]]:
    """What a thing has: all of the wanted must be there."""
    if cell.unknown:
        return MAYBE, (Value(UNKNOWN_TEXT, MAYBE),)
    answer = YES
    for test in tests:
        wanted = [value for value in test.values if value != NONE]
        there = all(value in cell.known for value in wanted) and (bool(wanted) or not cell.known)
        answer = min(answer, truth(there != test.turned))
    return answer, (Value(joined(cell.known), answer),)


def joined(values: Iterable[Any]) -> str:
    return ",".join(sorted(str(value) for value in values)) or NONE


def _kind(kind: Type, tests: tuple[Test, ...], cell: Cell, every: bool) -> tuple[Answer, tuple[Value, ...]]:
    """Asked of the thing: it matches when any of its kinds does, and `not` when none does."""
    positive = [Test("is", test.values, test.prepared) for test in tests]
    answer = YES
    for test in tests:
        plain = Test("is", test.values, test.prepared)
        found = max([kind.answer(value, plain, every) for value in cell.known], default=NO)
        found = max(found, MAYBE) if cell.unknown else found
        answer = min(answer, turned(found) if test.turned else found)
    if any(test.turned for test in tests) == every:  # the kinds that match decide it
        each = [Value(str(value), _pass(kind, value, tuple(positive), every)) for value in cell.known]
        each += [Value(UNKNOWN_TEXT, MAYBE)] if cell.unknown else []
        near = [value for value in each if value.answer is not NO]
        if near:
            return answer, tuple(Value(text, turned(found) if every else found) for text, found in near)
    text = UNKNOWN_TEXT if cell.unknown and (answer is MAYBE or not cell.known) else joined(cell.known)
    return answer, (Value(text, answer),)


def _carried(condition: Condition, row: Any, cell: Carried, every: bool) -> Iterable[Value]:
    """Each category that is there, and `unknown` where there may be any."""
    parts = row.parts
    declared, may, anything = parts.split(cell.sure)
    doubted, doubted_may, doubted_anything = parts.split(cell.doubted)
    for sure, bits in ((True, declared), (False, doubted & ~declared)):
        for word in parts.tree.words(bits):
            answer = min(_category(condition, row, word, may | doubted_may, test) for test in condition.tests)
            if not sure:
                answer = max(answer, MAYBE) if every else min(answer, MAYBE)
            yield Value(word, answer)
    if anything | doubted_anything:
        answers = [_anything(row, anything | doubted_anything, test, every) for test in condition.tests]
        yield Value(UNKNOWN_TEXT, min(answers))


def _category(condition: Condition, row: Any, word: str, may: int, test: Test) -> Answer:
    """A category that is carried: a wanted one, or with one below it that may come along."""
    tree = row.parts.tree
    wanted = _wanted(row, test)
    number = tree.index[word]
    possible = MAYBE if tree.below[number] & may & wanted else NO
    answer = YES if wanted >> number & 1 else possible
    return turned(answer) if test.turned else answer


def _wanted(row: Any, test: Test) -> int:
    """The wanted categories and all below them, in the tree of the row: an example may add its own."""
    tree, wanted = test.prepared
    if tree is row.parts.tree:
        return int(wanted)
    return int(row.parts.tree.under(word for word in test.values if word in row.parts.tree))


def _anything(row: Any, possible: int, test: Test, every: bool) -> Answer:
    """Data that nobody named: it may be any of what is possible."""
    wanted = _wanted(row, test)
    fits = possible & ~wanted if test.turned else possible & wanted
    others = possible & wanted if test.turned else possible & ~wanted
    if every:
        return MAYBE if others else YES
    return MAYBE if fits else NO


def _declared(kind: Type, row: Any, cell: Cell | Carried, wanted: bool) -> tuple[Answer, tuple[Value, ...]]:
    """Whether a fact is declared at all: always yes or no. `none` is declared; a label that is not there is not."""
    if isinstance(cell, Carried):
        declared, _, anything = row.parts.split(cell.sure)
        is_declared = not anything and not cell.doubted & ~cell.sure
        texts = list(row.parts.tree.words(declared))
    else:
        absent = isinstance(kind, Label) and not kind.many and cell.known == (NONE,)
        is_declared = not cell.unknown and not absent
        texts = [kind.text(value) for value in (*cell.known, *cell.may)]
        if isinstance(kind, Text | Appointee):
            texts = [NONE if cell.known == (NONE,) else "declared"]
        elif isinstance(kind, Has | Kind):
            texts = [joined(cell.known)]
    answer = truth(is_declared == wanted)
    if not is_declared:
        texts = [NONE if isinstance(cell, Cell) and cell.known == (NONE,) else UNKNOWN_TEXT]
    return answer, tuple(Value(text, answer) for text in texts or [NONE])

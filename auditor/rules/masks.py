"""Which rules a row may break: transposed bit sets, before anything is explained.

For each attribute that rules ask about, each distinct value is turned once into an int whose bits are
the rules: in `scope` those that may apply to it, in `held` those whose requirement it surely meets.
A row's rules are the AND over its attributes. It costs little more for sixty rules than for twenty.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Any

from auditor.attributes.asking import NONE
from auditor.attributes.cell import Attribute, Carried, Cell, known_values
from auditor.rules.judge import judge_condition
from auditor.rules.match import Condition
from auditor.rules.violations import OF_CATEGORY, CompiledRule
from auditor.vocabulary.answers import NO, YES, Answer


class Masks:
    """The rules of one subject in one world, transposed."""

    def __init__(self, rules: Sequence[CompiledRule], active: bool) -> None:
        self.rules = rules
        self.columns: dict[tuple[str, bool], _Column] = {}
        self.never_held = 0
        for number, rule in enumerate(rules):
            by_category = rule.scope.names("data") or (rule.require is not None and rule.require.names("data"))
            for condition in rule.scope.conditions:
                if not (by_category and _differs_by_category(condition)):
                    self._column(condition.attribute, False).scope.add(number, condition)
            for condition in rule.require.conditions if rule.require else ():
                self._column(condition.attribute, active).require.add(number, condition)
                if by_category and _differs_by_category(condition):
                    self.never_held |= 1 << number
        self.all = (1 << len(rules)) - 1
        self.asked = 0
        """The rules of which some row was in the scope, as far as rows were judged."""
        self.forbids = sum(1 << number for number, rule in enumerate(rules) if rule.require is None)

    def _column(self, attribute: Attribute, whole: bool) -> _Column:
        key = attribute.name, whole
        if key not in self.columns:
            self.columns[key] = _Column(attribute, whole)
        return self.columns[key]

    def candidates(self, rows: Sequence[Any]) -> Iterator[tuple[Any, int]]:
        """Each row that may break a rule, with the bits of those rules."""
        columns = [column.of(rows, self.all, self.forbids) for column in self.columns.values()]
        if rows:
            self.asked |= self.forbids
        if not columns:
            self.asked |= self.all if rows else 0
            yield from ((row, self.all) for row in rows if self.all)
            return
        keys = list(zip(*(numbers for numbers, _ in columns), strict=True))
        found = {key: self._bits(key, columns) for key in dict.fromkeys(keys)}
        if any(found.values()):
            yield from ((row, bits) for row, key in zip(rows, keys, strict=True) if (bits := found[key]))

    def _bits(self, key: tuple[int, ...], columns: Sequence[tuple[list[int], list[tuple[int, int]]]]) -> int:
        """The rules that rows of these values may break."""
        scope, held = self.all, self.all & ~self.forbids & ~self.never_held
        for number, (_, masks) in zip(key, columns, strict=True):
            scope &= masks[number][0]
            held &= masks[number][1]
        self.asked |= scope
        return scope & ~held


def _differs_by_category(condition: Condition) -> bool:
    """Whether a category may answer yes where the whole flow answers no: so it is with `declared`."""
    return condition.attribute.name in OF_CATEGORY and condition.tests[0].operator == "declared"


class _Asked:
    """What rules ask of one attribute: each distinct question once, with the bits of the rules that ask it."""

    def __init__(self) -> None:
        self._rules: dict[Hashable, tuple[Condition, int]] = {}

    def add(self, number: int, condition: Condition) -> None:
        key = _meaning(condition)
        first, rules = self._rules.get(key, (condition, 0))
        self._rules[key] = first, rules | 1 << number

    def __iter__(self) -> Iterator[tuple[Condition, int]]:
        return iter(self._rules.values())


def _meaning(condition: Condition) -> Hashable:
    """Equal for conditions that answer alike, wherever they are written."""
    nested = condition.nested
    inner = nested and (nested.active, *map(_meaning, nested.conditions))
    return condition.attribute.name, tuple((test.operator, test.values) for test in condition.tests), inner


class _Column:
    """One attribute, and what the rules ask of it; `whole`: of the row with its proposals."""

    def __init__(self, attribute: Attribute, whole: bool) -> None:
        self.attribute = attribute
        self.whole = whole
        self.scope = _Asked()
        self.require = _Asked()
        self.masks: dict[Any, tuple[int, int]] = {}
        self.answers: dict[Any, dict[tuple[Hashable, bool], Answer]] = {}
        self.meanings: dict[Condition, Hashable] = {}

    def of(self, rows: Sequence[Any], every: int, forbids: int) -> tuple[list[int], list[tuple[int, int]]]:
        """For each row the number of its two masks, and the masks: values that all rules treat alike have one."""
        read = self.attribute.read
        key_of = self.attribute.key or (lambda row: read(row).cell)
        table = [row.whole() for row in rows] if self.whole else rows
        keys = list(map(key_of, table))
        first = dict(zip(reversed(keys), reversed(table), strict=True))
        numbers: dict[tuple[int, int], int] = {}
        number_of = {
            key: numbers.setdefault(self._masks(row, every, forbids), len(numbers)) for key, row in first.items()
        }
        return list(map(number_of.__getitem__, keys)), list(numbers)

    def _masks(self, row: Any, every: int, forbids: int) -> tuple[int, int]:
        cell = row.fact(self.attribute).cell
        masks = self.masks.get(cell)
        if masks is None:
            masks = self.masks[cell] = self._masks_of(row, cell, every, forbids)
        return masks

    def _masks_of(self, row: Any, cell: Cell | Carried, every: int, forbids: int) -> tuple[int, int]:
        scope, held = every, every & ~forbids
        for condition, rules in self.scope:
            if self._answer(condition, row, cell, every=False) is NO:
                scope &= ~rules
        for condition, rules in self.require:
            if self._answer(condition, row, cell, every=True) is not YES:
                held &= ~rules
        return scope, held

    def _answer(self, condition: Condition, row: Any, cell: Cell | Carried, every: bool) -> Answer:
        """What `judge_condition` answers. Things of one kind, and things with the same facts, recur."""
        meaning = self.meanings.get(condition)
        if meaning is None:
            meaning = self.meanings[condition] = _meaning(condition)
        known = self.answers.setdefault(cell, {})
        answer = known.get((meaning, every))
        if answer is None:
            nested, values = condition.nested, known_values(cell)
            thing: Any = values[0] if nested and values else NONE
            if nested and nested.conditions and not nested.active and thing != NONE:
                answer = min(
                    self._answer(inner, thing, thing.fact(inner.attribute).cell, every) for inner in nested.conditions
                )
            else:
                answer = judge_condition(condition, row, every)[0]
            known[meaning, every] = answer
        return answer


def bits_of(bits: int, rules: Sequence[CompiledRule]) -> Iterator[CompiledRule]:
    """The rules of a bit set."""
    return (rule for number, rule in enumerate(rules) if bits >> number & 1)

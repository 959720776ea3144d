"""Which rules a row may break: transposed bit sets, before anything is explained.

For each attribute that rules ask about, each distinct value is turned once into an int whose bits are the rules
that it settles: in the lower half those that surely do not apply to it, in the upper half those whose requirement
it does not surely meet. What settles a row's rules is the OR over its attributes, one for all that rows of the
same key have in common. It costs little more for sixty rules than for twenty.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import compress, count
from operator import or_
from typing import Any

from auditor.attributes.asking import NONE
from auditor.attributes.cell import Attribute, Cell, known_values
from auditor.attributes.rows import Table
from auditor.rules.judge import answer_of
from auditor.rules.match import Condition
from auditor.rules.violations import OF_CATEGORY, CompiledRule
from auditor.vocabulary.answers import NO, YES

ITSELF = "itself"
"""The key of a row that is like no other."""


class Masks:
    """The rules of one subject in one world, transposed."""

    def __init__(self, rules: Sequence[CompiledRule], active: bool) -> None:
        self.rules = rules
        self.all = (1 << len(rules)) - 1
        self.forbids = sum(1 << number for number, rule in enumerate(rules) if rule.require is None)
        self.never_held = 0
        self.asked = 0
        """The rules of which some row was in the scope, as far as rows were judged."""
        self.columns: dict[str, _Column] = {}
        self.of_whole: dict[str, _Column] = {}
        """What is asked of rows with their proposals, where the scope is of rows without."""
        for number, rule in enumerate(rules):
            bit = 1 << number
            by_category = rule.scope.names("data") or (rule.require is not None and rule.require.names("data"))
            for condition in rule.scope.conditions:
                if not (by_category and _differs_by_category(condition)):
                    _column(self.columns, condition).add(condition, False, bit)
            for condition in rule.require.conditions if rule.require else ():
                _column(self.of_whole if active else self.columns, condition).add(condition, True, bit << len(rules))
                if by_category and _differs_by_category(condition):
                    self.never_held |= bit

    def candidates(self, table: Table) -> Iterator[tuple[Any, int]]:
        """Each row that may break a rule, with the bits of those rules."""
        if not table or not self.rules:
            return
        self.asked |= self.forbids
        settled = self._settled(table)
        found = {bits: self._open(bits) for bits in set(settled)}
        if any(found.values()):
            may_break = map({bits for bits, left in found.items() if left}.__contains__, settled)
            yield from ((table[number], found[settled[number]]) for number in compress(count(), may_break))

    def _settled(self, table: Table) -> Sequence[int]:
        """For each row the rules that it settles."""
        by_key = [*_by_key(table, self.columns)]
        if self.of_whole:
            by_key += _by_key(table.whole(), self.of_whole)
        if not by_key:
            return [0] * len(table)
        settled, *others = by_key
        for other in others:
            settled = map(or_, settled, other)
        return list(settled)

    def _open(self, settled: int) -> int:
        """The rules that rows which settle these may break."""
        scope = self.all & ~settled
        held = self.all & ~(settled >> len(self.rules)) & ~self.forbids & ~self.never_held
        self.asked |= scope
        return scope & ~held


def _by_key(table: Table, columns: dict[str, _Column]) -> Iterator[Iterable[int]]:
    """For each key of the rows what all that it decides settles."""
    deciding: dict[str, list[_Column]] = {}
    for column in columns.values():
        for name in column.attribute.by or (ITSELF,):
            deciding.setdefault(name, []).append(column)
    for name, decided in deciding.items():
        keys = table.keys(name)
        some = dict(zip(keys, count(), strict=False))
        settled = {key: _together(table[number], name, decided) for key, number in some.items()}
        yield map(settled.__getitem__, keys)


def _together(row: Any, name: str, columns: Iterable[_Column]) -> int:
    settled = 0
    for column in columns:
        which = column.attribute.which
        if which is None or which(row) == name:
            settled |= column.settled(row)
    return settled


def _differs_by_category(condition: Condition) -> bool:
    """Whether a category may answer yes where the whole flow answers no: so it is with `declared`."""
    return condition.attribute.name in OF_CATEGORY and condition.tests[0].operator == "declared"


def _meaning(condition: Condition) -> Hashable:
    """Equal for conditions that answer alike, wherever they are written."""
    nested = condition.nested
    inner = nested and (nested.active, *map(_meaning, nested.conditions))
    return condition.attribute.name, tuple((test.operator, test.values) for test in condition.tests), inner


def _column(columns: dict[str, _Column], condition: Condition) -> _Column:
    return columns.setdefault(condition.attribute.name, _Column(condition.attribute))


Asked = dict[Hashable, tuple[Condition, bool, int]]
"""Each distinct question once: the condition, whether every value must pass, and the rules that ask."""


class _Column:
    """One attribute, and what the rules ask of it. What they ask of a thing it names is asked in columns of that."""

    def __init__(self, attribute: Attribute) -> None:
        self.attribute = attribute
        self.asked: Asked = {}
        self.asked_of_thing: Asked = {}
        self.inner: dict[str, _Column] = {}
        self.known: dict[Any, int] = {}

    def add(self, condition: Condition, every: bool, bit: int) -> None:
        nested = condition.nested
        of_thing = nested is not None and bool(nested.conditions) and not nested.active
        asked = self.asked_of_thing if of_thing else self.asked
        key = _meaning(condition), every
        asked[key] = condition, every, bit | (asked[key][2] if key in asked else 0)
        for inner in nested.conditions if nested is not None and of_thing else ():
            _column(self.inner, inner).add(inner, every, bit)

    def settled(self, row: Any) -> int:
        """The rules that a row settles by this attribute. Many rows have the same cell."""
        cell = row.fact(self.attribute).cell
        settled = self.known.get(cell)
        if settled is None:
            settled = _settled(self.asked, row)
            there = known_values(cell)
            if self.inner and len(there) == 1 and there[0] != NONE and not (isinstance(cell, Cell) and cell.unknown):
                for column in self.inner.values():
                    settled |= column.settled(there[0])
            else:
                settled |= _settled(self.asked_of_thing, row)
            self.known[cell] = settled
        return settled


def _settled(asked: Asked, row: Any) -> int:
    settled = 0
    for condition, every, rules in asked.values():
        answer = answer_of(condition, row, every)
        if answer is NO or (every and answer is not YES):
            settled |= rules
    return settled


def bits_of(bits: int, rules: Sequence[CompiledRule]) -> Iterator[CompiledRule]:
    """The rules of a bit set."""
    return (rule for number, rule in enumerate(rules) if bits >> number & 1)

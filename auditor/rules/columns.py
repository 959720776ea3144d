"""What each value of an attribute settles of the rules, each distinct value judged once."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from auditor.attributes.asking import NONE
from auditor.attributes.cell import SAID, Attribute, Carried, Cell, known_values
from auditor.attributes.types import Data, Has, Kind
from auditor.graph.network import Parts
from auditor.rules.cells import judge_cell
from auditor.rules.judge import judge_condition
from auditor.rules.match import Condition
from auditor.vocabulary.answers import NO, YES, Answer

ITSELF = ("itself",)
"""The key of a row that is like no other."""


class Question:
    """What some rules ask of an attribute: of every value (`every`, a requirement), or whether there is one.

    The two questions that are asked most have a short way to their answer: what is carried, and one plain value.
    """

    def __init__(self, condition: Condition, every: bool) -> None:
        self.condition = condition
        self.every = every
        self.rules = 0
        kind, test = condition.attribute.type, condition.tests[0] if len(condition.tests) == 1 else None
        self.data = test if test and test.operator == "is" and isinstance(kind, Data) and not every else None
        self.plain = test if test and test.operator != "declared" and not isinstance(kind, Data | Has | Kind) else None
        if self.data:
            self.tree, self.wanted = self.data.prepared
            self.possible = Parts(self.tree).join(self.wanted, self.wanted, self.wanted)

    def settled_by(self, row: Any, cell: Cell | Carried) -> bool:
        """Whether the cell of a row answers no, or to a requirement anything but yes."""
        answer = self._shortly(row, cell)
        if answer is None and self.condition.nested is not None:
            answer, _ = judge_condition(self.condition, row, self.every)
        elif answer is None:
            answer, _ = judge_cell(self.condition, row, cell, self.every)
        return answer is NO or (self.every and answer is not YES)

    def _shortly(self, row: Any, cell: Cell | Carried) -> Answer | None:
        if isinstance(cell, Carried):
            if self.data and self.tree is row.parts.tree:
                if cell.sure & self.wanted:
                    return YES
                if not (cell.sure | cell.doubted) & self.possible:
                    return NO
        elif self.plain and len(cell.known) == 1 and not cell.may and not cell.unknown:
            answer: Answer = self.condition.attribute.type.answer(cell.known[0], self.plain, self.every)
            return answer
        return None


Questions = dict[Hashable, Question]
"""Each distinct question once, by what it means."""


class Column:
    """One attribute, and what the rules ask of it. What they ask of a thing it names is asked in columns of that."""

    def __init__(self, attribute: Attribute) -> None:
        self.attribute = attribute
        self.asked: Questions = {}
        self.asked_of_thing: Questions = {}
        self.inner: dict[str, Column] = {}
        self.known: dict[Any, int] = {}
        self.of_deciding: dict[Any, int] = {}
        self.words: set[Any] | None = set() if isinstance(attribute.type, Has) else None
        """Where only some words count: those that rules ask for."""

    @property
    def by(self) -> Sequence[str]:
        """The keys of rows that decide what it settles."""
        attribute = self.attribute
        of_said = not self.asked and all(inner.attribute.by == SAID for inner in self.inner.values())
        return (of_said and attribute.said_by) or attribute.by or ITSELF

    def ask(self, condition: Condition, every: bool, rules: int) -> None:
        nested = condition.nested
        of_thing = nested is not None and bool(nested.conditions) and not nested.active
        asked = self.asked_of_thing if of_thing else self.asked
        asked.setdefault((_meaning(condition), every), Question(condition, every)).rules |= rules
        if self.words is not None:
            self.words.update(word for test in condition.tests for word in test.values)
        for inner in nested.conditions if nested is not None and of_thing else ():
            ask(self.inner, inner, every, rules)

    def settled(self, row: Any, by: str) -> int:
        """The rules that a row settles by this attribute, as far as it is the key of this name that decides them."""
        attribute = self.attribute
        deciding = attribute.decided_by(row) if attribute.decided_by else None
        if len(attribute.by) > 1 and attribute.by[deciding is None] != by:
            return 0
        if deciding is None:
            return self.settled_by_cell(row)
        settled = self.of_deciding.get(deciding)
        if settled is None:
            settled = self.of_deciding[deciding] = self.settled_by_cell(row)
        return settled

    def settled_by_cell(self, row: Any) -> int:
        """The rules that a row settles. Many rows have the same cell."""
        cell = row.fact(self.attribute).cell
        if self.words is not None:
            known = tuple([word for word in cell.known if word in self.words]) or cell.known[:1]
            cell = Cell(known, cell.may, cell.unknown)
        key = (cell, row.parts.tree) if isinstance(cell, Carried) else cell
        settled = self.known.get(key)
        if settled is None:
            settled = self.known[key] = self._settled(row, cell)
        return settled

    def _settled(self, row: Any, cell: Cell | Carried) -> int:
        settled = _settled(self.asked, row, cell)
        there = known_values(cell)
        if self.inner and len(there) == 1 and there[0] != NONE and not (isinstance(cell, Cell) and cell.unknown):
            for column in self.inner.values():
                settled |= column.settled_by_cell(there[0])
            return settled
        return settled | _settled(self.asked_of_thing, row, cell)


def ask(columns: dict[str, Column], condition: Condition, every: bool, rules: int) -> None:
    """Ask something for some rules, in the column of its attribute."""
    name = condition.attribute.name
    column = columns.get(name)
    if column is None:
        column = columns[name] = Column(condition.attribute)
    column.ask(condition, every, rules)


def _settled(asked: Questions, row: Any, cell: Cell | Carried) -> int:
    settled = 0
    for question in asked.values():
        if question.settled_by(row, cell):
            settled |= question.rules
    return settled


def _meaning(condition: Condition) -> Hashable:
    """Equal for conditions that answer alike, wherever they are written."""
    nested = condition.nested
    inner = nested and (nested.active, *map(_meaning, nested.conditions))
    return condition.attribute.name, tuple((test.operator, test.values) for test in condition.tests), inner

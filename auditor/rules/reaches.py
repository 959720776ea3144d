"""Rules about `reach`: what a rule says of each row, and the chain that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Fact
from auditor.attributes.rows import Rows
from auditor.facts.reach import ReachRow
from auditor.graph.network import OUTSIDE
from auditor.graph.reach import DECLARED, SURE, UNKNOWN_DATA
from auditor.graph.world import World
from auditor.location import Route
from auditor.rules.cells import UNKNOWN_TEXT, Value
from auditor.rules.judge import Leaf, judge_condition
from auditor.rules.match import Condition
from auditor.rules.reach_rows import ReachRows
from auditor.rules.violations import CompiledRule, Violation
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer
from auditor.vocabulary.tree import ones


class ReachAnswer(NamedTuple):
    """What a rule says of one world: its violations, and whether it had a row at all."""

    violations: list[Violation]
    asked: bool


class _Found(NamedTuple):
    """What a required `through` finds: the systems that match, and those of which that is not known."""

    sure: frozenset[int]
    perhaps: frozenset[int]


def reach_violations(rule: CompiledRule, rows: Rows, world: World) -> ReachAnswer:
    """All violations of a rule about `reach` in a world."""
    return Asking(rule, rows, world).answer()


class Asking:
    """One rule asked of one world."""

    def __init__(self, rule: CompiledRule, rows: Rows, world: World) -> None:
        self.rule = rule
        self.rows = ReachRows(rule.scope, rows, world)
        self.names = world.spread.propagation.network.systems
        self._nobody = ReachRow(rows, world, OUTSIDE, OUTSIDE)
        self._finds: dict[Condition, _Found] = {}

    def answer(self) -> ReachAnswer:
        found: list[Violation] = []
        asked = False
        for row in self.rows.all():
            asked = True
            found += self.judge(row)
        if self.rule.forbids:  # a ban is asked of all that goes anywhere
            asked = bool(self.rows.reaches.targets)
        return ReachAnswer(sorted(found, key=lambda violation: (violation.row.id, violation.value)), asked)

    def required(self, row: ReachRow) -> list[Leaf]:
        """What fails of all that is required; then the row has the chain that shows it."""
        part, avoid = self._part(row), frozenset[int]()
        failed: list[Leaf] = []
        for condition in self.rule.require.conditions if self.rule.require else ():
            if condition.attribute.name == "through":
                answer, around, way = self._hole(row, condition)
                if answer is not YES:
                    avoid, part = around, way
                    failed.append(Leaf("through", condition, row, None, answer, ()))
            else:
                answer, leaves = judge_condition(condition, row, every=True)
                failed += [leaf for leaf in leaves if leaf.answer is answer is not YES]
        if failed or self.rule.forbids:
            self._show(row, part, avoid)
        return failed

    def show(self, row: ReachRow) -> None:
        """Find the chain by which the category gets there."""
        self._show(row, self._part(row), frozenset())

    @staticmethod
    def _part(row: ReachRow) -> int:
        return SURE if row.is_sure else UNKNOWN_DATA if row.number is None else DECLARED

    def judge(self, row: ReachRow) -> Iterator[Violation]:
        """What the rule says of a row: nothing, or one violation."""
        failed = self.required(row)
        if self.rule.require and not failed:
            return
        scope, leaves = self.rows.scope(row)
        worst = min((leaf.answer for leaf in failed), default=NO)
        data = next(leaf for leaf in leaves if leaf.path == "data")
        shown = tuple(self._passed_instead(leaf, data) if leaf.path == "through" else leaf for leaf in failed)
        violated = scope is YES and worst is NO
        yield Violation(
            self.rule.id, row, "data", row.category or UNKNOWN_TEXT, violated, data, (*leaves, *shown), len(shown)
        )

    def _found(self, condition: Condition) -> _Found:
        """Which systems a required `through` finds."""
        if condition not in self._finds:
            row = self._nobody
            sure, perhaps = set[int](), set[int]()
            for number, name in enumerate(self.names):
                row.passing = name
                found = judge_condition(condition, row, every=True)[0]
                (sure if found is YES else perhaps if found is MAYBE else set()).add(number)
            self._finds[condition] = _Found(frozenset(sure), frozenset(perhaps))
        return self._finds[condition]

    def _hole(self, row: ReachRow, condition: Condition) -> tuple[Answer, frozenset[int], int]:
        """Whether every chain passes a system that matches; if not, what a chain that does not has to avoid,
        and in which part of `Arrived` the category then is."""
        if row.came_back:  # one flow, and nothing between
            return MAYBE, frozenset(), UNKNOWN_DATA if row.number is None else DECLARED
        passed = self._found(condition)
        every, number = passed.sure | passed.perhaps, row.number
        if number is not None and any(got.sure >> number & 1 for got in self.rows.got(row, every)):
            return NO, every, SURE
        around = self.rows.got(row, passed.sure)
        if number is None:
            return (MAYBE if any(got.unknown for got in around) else YES), passed.sure, UNKNOWN_DATA
        if any(got.sure >> number & 1 for got in around):
            return MAYBE, passed.sure, SURE
        return (MAYBE if any(got.declared >> number & 1 for got in around) else YES), passed.sure, DECLARED

    def _show(self, row: ReachRow, part: int, avoid: frozenset[int]) -> None:
        """Find the chain that shows it."""
        number = ones(self._wanted(row))[0] if row.number is None else row.number
        ends = self.rows.number(row.source), self.rows.number(row.target)
        row.chain = self.rows.reaches.chain(*ends, number, part, avoid, None if row.came_back else self.rows.first)

    def _wanted(self, row: ReachRow) -> int:
        """Of data that nobody named, what the rule asks about, if it may be that."""
        for condition in self.rule.scope.conditions:
            if condition.attribute.name == "data" and condition.tests[0].prepared is not None:
                wanted = int(condition.tests[0].prepared[1])
                turned = condition.tests[0].turned
                return (row.anything & (~wanted if turned else wanted)) or row.anything
        return row.anything

    def _passed_instead(self, leaf: Leaf, data: Leaf) -> Leaf:
        """A `through` that failed: what the chain passes instead, and what is not known of that."""
        assert leaf.condition is not None
        assert data.fact is not None
        row: ReachRow = leaf.row
        between = [self.names[edge.target] for edge in row.chain[:-1]]
        asked = self._nobody
        missing: list[Route] = []
        for name in between:
            asked.passing = name
            _, leaves = judge_condition(leaf.condition, asked, every=True)
            missing += [place for one in leaves if one.answer is MAYBE and one.fact for place in one.fact.missing]
        fact = Fact(NOT_KNOWN, data.fact.place, tuple(dict.fromkeys(missing)) or data.fact.missing)
        condition = replace(leaf.condition, nested=None, wanted=_wanted(leaf.condition))
        return leaf._replace(condition=condition, fact=fact, values=(Value(",".join(between) or NONE, leaf.answer),))


def _wanted(condition: Condition) -> str:
    """What a chain must pass, as people read it."""
    if condition.nested is None:
        return condition.wanted
    inner = (f"{one.attribute.name} {_wanted(one)}" for one in condition.nested.conditions)
    return "a system" if not condition.nested.conditions else f"a system with {' and '.join(inner)}"

"""Rules about `reach`: the rows that a rule asks for are looked up in the graph, not listed and sieved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Fact
from auditor.attributes.rows import Rows
from auditor.facts.reach import ATTRIBUTES, ReachRow
from auditor.graph.network import OUTSIDE
from auditor.graph.reach import Arrived, Reaches
from auditor.graph.world import World
from auditor.location import Route
from auditor.rules.judge import UNKNOWN_TEXT, Leaf, Value, judge, judge_condition
from auditor.rules.match import Condition
from auditor.rules.violations import CompiledRule, Violation
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer
from auditor.vocabulary.tree import ones

SURE, DECLARED, _, UNKNOWN_DATA = range(4)
"""The parts of `Arrived`, by position."""
NOTHING = Arrived(0, 0, 0, 0)


class Answered(NamedTuple):
    """What a rule says of one world: its violations, and whether it had a row at all."""

    violations: list[Violation]
    asked: bool


class _Found(NamedTuple):
    """What a required `through` finds: the systems that match, and those of which that is not known."""

    sure: frozenset[int]
    perhaps: frozenset[int]


def reach_violations(rule: CompiledRule, rows: Rows, world: World) -> Answered:
    """All violations of a rule about `reach` in a world."""
    return _Asking(rule, rows, world).answer()


class _Asking:
    """One rule asked of one world."""

    def __init__(self, rule: CompiledRule, rows: Rows, world: World) -> None:
        self.rule = rule
        self.rows = rows
        self.world = world
        self.reaches: Reaches = world.spread.reaches
        self.names = world.spread.propagation.network.systems
        self.forward = False
        self._finds: dict[Condition, _Found] = {}
        self._ways: dict[tuple[int, frozenset[int]], dict[int, Arrived]] = {}

    def answer(self) -> Answered:
        found: list[Violation] = []
        asked = False
        for row in self._rows():
            asked = True
            found += self._judge(row)
        if self.rule.forbids:  # a ban is asked of all that goes anywhere
            asked = bool(self.reaches.targets)
        return Answered(sorted(found, key=lambda violation: (violation.row.id, violation.value)), asked)

    def _rows(self) -> Iterator[ReachRow]:
        """The rows that the rule may apply to."""
        for source, target, number, arrived in self._ends():
            row = ReachRow(self.rows, self.world, source, target, number, arrived)
            if self._scope(row)[0] is not NO:
                yield row

    def _ends(self) -> Iterator[tuple[int, int, int | None, Arrived]]:
        """From where to where what gets. None stands for data that nobody named. It is followed from the side
        that the rule says more about."""
        targets = [target for target in self.reaches.targets if self._may("to", OUTSIDE, target)]
        if not self.rule.scope.names("from"):
            for target in targets:
                arrived = self.reaches.to(target)
                for source, number in self._origins(arrived):
                    yield source, target, number, arrived[source]
            return
        starts = [source for source in self.reaches.sources if self._may("from", source, OUTSIDE)]
        wanted = set(targets)
        self.forward = len(starts) < len(targets)
        for end in starts if self.forward else targets:
            found = self.reaches.onward(end) if self.forward else self.reaches.to(end)
            for other in sorted(found.keys() & (wanted if self.forward else set(starts))):
                source, target = (end, other) if self.forward else (other, end)
                for number in (*ones(found[other].declared), *((None,) if found[other].unknown else ())):
                    yield source, target, number, found[other]

    def _may(self, name: str, source: int, target: int) -> bool:
        """May the rule apply to rows with this end?"""
        row = ReachRow(self.rows, self.world, source, target, None, NOTHING)
        asked = [condition for condition in self.rule.scope.conditions if condition.attribute.name == name]
        return all(judge_condition(condition, row, every=False)[0] is not NO for condition in asked)

    def _origins(self, arrived: dict[int, Arrived]) -> Iterator[tuple[int, int | None]]:
        """Where each category that arrives somewhere originates."""
        every = 0
        for got in arrived.values():
            every |= got.declared
        for number in ones(every):
            here = [source for source in sorted(arrived) if arrived[source].declared >> number & 1]
            first = [source for source in here if self._originates(source, number)]
            # In a cycle everything seems to come from elsewhere: then it sets out where it is written.
            yield from ((source, number) for source in first or [s for s in here if self.reaches.sends(s, number)])
        for source in sorted(arrived):
            if arrived[source].unknown and self.reaches.writes_unknown(source):
                yield source, None

    def _originates(self, source: int, number: int) -> bool:
        if source == OUTSIDE:
            return True
        node = self.world.workspace.nodes[self.names[source]]
        produced = self.world.spread.produced(node.id)
        return self.reaches.originates(source, number, node.person, produced)

    def _scope(self, row: ReachRow) -> tuple[Answer, list[Leaf]]:
        """What `forbid` or `for` answers, the category first; in doubt where it only may get there."""
        answer, groups = judge(self.rule.scope, row, every=False)
        leaves = [leaf for group in groups for leaf in group]
        if not self.rule.scope.names("data"):
            leaves.insert(0, _arrival(row))
        return min(answer, leaves[0].answer), leaves

    def _judge(self, row: ReachRow) -> Iterator[Violation]:
        part = SURE if row.is_sure else UNKNOWN_DATA if row.number is None else DECLARED
        avoid: frozenset[int] = frozenset()
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
        if self.rule.require and not failed:
            return
        self._show(row, part, avoid)
        scope, leaves = self._scope(row)
        worst = min((leaf.answer for leaf in failed), default=NO)
        data = next(leaf for leaf in leaves if leaf.path == "data")
        shown = tuple(self._passed_instead(leaf, data) if leaf.path == "through" else leaf for leaf in failed)
        violated = scope is YES and worst is NO
        yield Violation(self.rule.id, row, "data", row.category or UNKNOWN_TEXT, violated, data, (*leaves, *shown))

    def _found(self, condition: Condition) -> _Found:
        """Which systems a required `through` finds."""
        if condition not in self._finds:
            row = ReachRow(self.rows, self.world, OUTSIDE, OUTSIDE, None, NOTHING)
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
        passed = self._found(condition)
        every = passed.sure | passed.perhaps
        around = self._around(row, every)
        if row.number is not None and around.sure >> row.number & 1:
            return NO, every, SURE
        around = self._around(row, passed.sure)
        if row.number is None:
            return (MAYBE if around.unknown else YES), passed.sure, UNKNOWN_DATA
        if around.sure >> row.number & 1:
            return MAYBE, passed.sure, SURE
        return (MAYBE if around.declared >> row.number & 1 else YES), passed.sure, DECLARED

    def _around(self, row: ReachRow, avoid: frozenset[int]) -> Arrived:
        source, target = self._number(row.source), self._number(row.target)
        end, other = (source, target) if self.forward else (target, source)
        if (end, avoid) not in self._ways:
            found = self.reaches.onward(end, avoid) if self.forward else self.reaches.to(end, avoid)
            self._ways = {key: way for key, way in self._ways.items() if key[0] == end}  # rows come end by end
            self._ways[end, avoid] = found
        return self._ways[end, avoid].get(other, NOTHING)

    def _number(self, name: str) -> int:
        return self.world.spread.number.get(name, OUTSIDE)

    def _show(self, row: ReachRow, part: int, avoid: frozenset[int]) -> None:
        """Find the chain that shows it."""
        number = row.number
        if number is None:
            number = ones(self._wanted(row))[0]
        row.chain = self.reaches.chain(self._number(row.source), self._number(row.target), number, part, avoid)

    def _wanted(self, row: ReachRow) -> int:
        """Of data that nobody named, what the rule asks about, if it may be that."""
        for condition in self.rule.scope.conditions:
            if condition.attribute.name == "data" and condition.tests[0].prepared is not None:
                wanted = int(condition.tests[0].prepared[1])
                turned = condition.tests[0].turned
                return (row.arrived.unknown & (~wanted if turned else wanted)) or row.arrived.unknown
        return row.arrived.unknown

    def _passed_instead(self, leaf: Leaf, data: Leaf) -> Leaf:
        """A `through` that failed: what the chain passes instead, and what is not known of that."""
        assert leaf.condition is not None
        assert data.fact is not None
        row: ReachRow = leaf.row
        between = [self.names[edge.target] for edge in row.chain[:-1]]
        asked = ReachRow(self.rows, self.world, OUTSIDE, OUTSIDE, None, NOTHING)
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


def _arrival(row: ReachRow) -> Leaf:
    """The category, where the rule does not ask for one."""
    answer = YES if row.is_sure else MAYBE
    value = Value(row.category or UNKNOWN_TEXT, answer)
    return Leaf("data", None, row, row.fact(DATA), answer, (value,))


DATA = ATTRIBUTES[0]

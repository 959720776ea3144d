"""Rules about `reach`: the rows that a rule asks for are looked up in the graph, not listed and sieved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from auditor.attributes.asking import NONE
from auditor.attributes.cell import NOT_KNOWN, Fact
from auditor.attributes.rows import Rows
from auditor.facts.reach import DATA, UNKNOWN_END, ReachRow
from auditor.graph.network import OUTSIDE
from auditor.graph.reach import DECLARED, SURE, UNKNOWN_DATA, Arrived, First, Reaches
from auditor.graph.world import World
from auditor.location import Route
from auditor.rules.judge import UNKNOWN_TEXT, Leaf, Value, judge, judge_condition
from auditor.rules.match import Condition
from auditor.rules.violations import CompiledRule, Violation
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer
from auditor.vocabulary.tree import ones


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
    return Asking(rule, rows, world).answer()


class Asking:
    """One rule asked of one world."""

    def __init__(self, rule: CompiledRule, rows: Rows, world: World) -> None:
        self.rule = rule
        self.rows = rows
        self.world = world
        self.reaches: Reaches = world.spread.reaches
        self.names = world.spread.propagation.network.systems
        self.first: First | None = None if rule.scope.names("from") else world.spread.origins.first
        self.forward = False
        self._finds: dict[Condition, _Found] = {}
        self._ways: dict[tuple[int, frozenset[int]], dict[int, list[Arrived]]] = {}

    def answer(self) -> Answered:
        found: list[Violation] = []
        asked = False
        for row in self.rows_asked():
            asked = True
            found += self.judge(row)
        if self.rule.forbids:  # a ban is asked of all that goes anywhere
            asked = bool(self.reaches.targets)
        return Answered(sorted(found, key=lambda violation: (violation.row.id, violation.value)), asked)

    def rows_asked(self) -> Iterator[ReachRow]:
        """The rows that the rule may apply to."""
        for source, target, arrived, came_back in self._ends():
            for row in self._rows_of(source, target, arrived):
                row.came_back = came_back
                if self.scope(row)[0] is not NO:
                    yield row

    def possible(self) -> frozenset[str]:
        """The paths in `forbid` or `for` that are so, or may be, of anything that gets anywhere."""
        rows = [ReachRow(self.rows, self.world, source, OUTSIDE) for source in self.reaches.sources]
        rows += [ReachRow(self.rows, self.world, OUTSIDE, target) for target in self.reaches.targets]
        declared = unknown = 0
        for edge in self.reaches.edges:
            _, said, not_said = self.reaches.split(edge.brings)
            declared, unknown = declared | said, unknown | not_said
        rows += [ReachRow(self.rows, self.world, OUTSIDE, OUTSIDE, number) for number in ones(declared)]
        found: set[str] = set()
        for row in rows:
            row.below, row.anything = self.reaches.tree.all, unknown
            leaves = (leaf for group in judge(self.rule.scope, row, every=False)[1] for leaf in group)
            found.update(leaf.path for leaf in leaves if leaf.answer is not NO and not _is_beside(row, leaf))
        return frozenset(found)

    def _ends(self) -> Iterator[tuple[int, int, list[Arrived], bool]]:
        """From where to where what gets, and whether it only came back; followed from the side that the rule
        says more about."""
        targets = [target for target in self.reaches.targets if self._may("to", OUTSIDE, target)]
        if self.first is not None:
            for target in targets:
                found = self._around(target, frozenset())
                yield from ((source, target, found[source], False) for source in sorted(found))
                yield from self._come_back(target, found)
            return
        starts = [source for source in self.reaches.sources if self._may("from", source, OUTSIDE)]
        self.forward = len(starts) < len(targets)
        wanted = set(targets if self.forward else starts)
        for end in starts if self.forward else targets:
            found = self._around(end, frozenset())
            for other in sorted(found.keys() & wanted):
                yield *((end, other) if self.forward else (other, end)), found[other], False

    def _rows_of(self, source: int, target: int, arrived: list[Arrived]) -> Iterator[ReachRow]:
        declared = 0
        for got in arrived:
            declared |= got.declared
        for number in ones(declared):
            row = ReachRow(self.rows, self.world, source, target, number)
            for got in arrived:
                if got.declared >> number & 1:
                    row.is_sure = row.is_sure or bool(got.sure >> number & 1)
                    row.below |= got.below
            yield row
        if any(got.unknown for got in arrived):
            row = ReachRow(self.rows, self.world, source, target)
            for got in arrived:
                row.anything |= got.unknown
            yield row

    def _come_back(
        self, target: int, found: dict[int, list[Arrived]]
    ) -> Iterator[tuple[int, int, list[Arrived], bool]]:
        """What sets out from where it goes, by its name, and nowhere else: it may be more than what came back.

        Then it begins with the last flow, perhaps.
        """
        begun = 0
        for arrived in found.values():
            for got in arrived:
                begun |= self.reaches.join(0, got.declared, got.declared | got.unknown)
        loose: dict[int, list[Arrived]] = {}
        for edge, brings, _, below in self.reaches.into.get(target, ()):
            _, declared, unknown = self.reaches.split(brings & ~begun)
            for number in ones(declared | unknown):
                if edge.source in self.world.spread.origins.surely_from(target, number):
                    declared, unknown = declared & ~(1 << number), unknown & ~(1 << number)
            if (declared or unknown) and edge.source != target:
                loose.setdefault(edge.source, []).append(Arrived(0, declared, unknown, below))
        yield from ((source, target, loose[source], True) for source in sorted(loose))

    def _may(self, name: str, source: int, target: int) -> bool:
        """May the rule apply to rows with this end?"""
        row = ReachRow(self.rows, self.world, source, target)
        asked = [condition for condition in self.rule.scope.conditions if condition.attribute.name == name]
        return all(judge_condition(condition, row, every=False)[0] is not NO for condition in asked)

    def scope(self, row: ReachRow) -> tuple[Answer, list[Leaf]]:
        """What `forbid` or `for` answers, the category first; in doubt where it only may get there."""
        answer, groups = judge(self.rule.scope, row, every=False)
        leaves = [leaf for group in groups for leaf in group]
        if not self.rule.scope.names("data"):
            leaves.insert(0, Leaf("data", None, row, row.fact(DATA), YES, (Value(row.category or UNKNOWN_TEXT, YES),)))
        if not row.is_sure:
            leaves[0] = leaves[0]._replace(answer=min(leaves[0].answer, MAYBE))
        return min(answer, leaves[0].answer), leaves

    def required(self, row: ReachRow) -> list[Leaf]:
        """What fails of all that is required; and the chain that shows it, or how the category gets there at all."""
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
        self._show(row, part, avoid)
        return failed

    def judge(self, row: ReachRow) -> Iterator[Violation]:
        """What the rule says of a row: nothing, or one violation."""
        failed = self.required(row)
        if self.rule.require and not failed:
            return
        scope, leaves = self.scope(row)
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
            row = ReachRow(self.rows, self.world, OUTSIDE, OUTSIDE)
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
        if number is not None and any(got.sure >> number & 1 for got in self._got(row, every)):
            return NO, every, SURE
        around = self._got(row, passed.sure)
        if number is None:
            return (MAYBE if any(got.unknown for got in around) else YES), passed.sure, UNKNOWN_DATA
        if any(got.sure >> number & 1 for got in around):
            return MAYBE, passed.sure, SURE
        return (MAYBE if any(got.declared >> number & 1 for got in around) else YES), passed.sure, DECLARED

    def _got(self, row: ReachRow, avoid: frozenset[int]) -> list[Arrived]:
        """What gets from the one end of a row to the other, around some systems."""
        ends = self._number(row.source), self._number(row.target)
        found = self._around(ends[0 if self.forward else 1], avoid)
        return found.get(ends[1 if self.forward else 0], [])

    def _around(self, end: int, avoid: frozenset[int]) -> dict[int, list[Arrived]]:
        """What gets from an end, or to it, around some systems."""
        if (end, avoid) not in self._ways:
            self._ways = {key: way for key, way in self._ways.items() if key[0] == end}  # rows come end by end
            way = self.reaches.onward(end, avoid) if self.forward else self.reaches.to(end, avoid, self.first)
            self._ways[end, avoid] = way
        return self._ways[end, avoid]

    def _number(self, name: str) -> int:
        return self.world.spread.number.get(name, OUTSIDE)

    def _show(self, row: ReachRow, part: int, avoid: frozenset[int]) -> None:
        """Find the chain that shows it."""
        number = ones(self._wanted(row))[0] if row.number is None else row.number
        ends = self._number(row.source), self._number(row.target)
        row.chain = self.reaches.chain(*ends, number, part, avoid, None if row.came_back else self.first)

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
        asked = ReachRow(self.rows, self.world, OUTSIDE, OUTSIDE)
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


def _is_beside(row: ReachRow, leaf: Leaf) -> bool:
    """Is a leaf about an end, or a category, that a row was not made for?"""
    end = {"to": row.target, "from": row.source}.get(leaf.path.partition(".")[0])
    return end == UNKNOWN_END or (leaf.path == "data" and row.number is None and not row.anything)

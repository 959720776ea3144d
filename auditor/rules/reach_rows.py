"""The rows of `reach` that a rule asks for: looked up in the graph, not listed and sieved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from auditor.attributes.rows import Rows
from auditor.facts.reach import DATA, UNKNOWN_END, ReachRow
from auditor.graph.network import OUTSIDE
from auditor.graph.reach import Arrived, First, Reaches
from auditor.graph.world import World
from auditor.rules.cells import UNKNOWN_TEXT, Value
from auditor.rules.judge import Leaf, judge, judge_condition
from auditor.rules.match import Match
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer
from auditor.vocabulary.tree import ones


class ReachRows:
    """The rows of one world that a `forbid` or a `for` asks about."""

    def __init__(self, asked: Match, rows: Rows, world: World) -> None:
        self.asked = asked
        self.rows = rows
        self.world = world
        self.reaches: Reaches = world.spread.reaches
        self.first: First | None = None if asked.names("from") else world.spread.origins.first
        self.forward = False
        self._ways: dict[tuple[int, frozenset[int]], dict[int, list[Arrived]]] = {}

    def all(self) -> Iterator[ReachRow]:
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
            leaves = (leaf for group in judge(self.asked, row, every=False)[1] for leaf in group)
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
        for number in ones(declared & self._categories):
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
        return self._applies(name, ReachRow(self.rows, self.world, source, target))

    def _applies(self, name: str, row: ReachRow) -> bool:
        """May the rule apply to a row, as far as one attribute tells?"""
        asked = [condition for condition in self.asked.conditions if condition.attribute.name == name]
        return all(judge_condition(condition, row, every=False)[0] is not NO for condition in asked)

    @cached_property
    def _categories(self) -> int:
        """The categories that the rule may apply to, wherever they get."""
        found = 0
        for number in range(self.reaches.size):
            row = ReachRow(self.rows, self.world, OUTSIDE, OUTSIDE, number)
            row.below = self.reaches.tree.all
            found |= self._applies("data", row) << number
        return found

    def scope(self, row: ReachRow) -> tuple[Answer, list[Leaf]]:
        """What `forbid` or `for` answers, the category first; in doubt where it only may get there."""
        answer, groups = judge(self.asked, row, every=False)
        leaves = [leaf for group in groups for leaf in group]
        if not self.asked.names("data"):
            leaves.insert(0, Leaf("data", None, row, row.fact(DATA), YES, (Value(row.category or UNKNOWN_TEXT, YES),)))
        if not row.is_sure:
            leaves[0] = leaves[0]._replace(answer=min(leaves[0].answer, MAYBE))
        return min(answer, leaves[0].answer), leaves

    def got(self, row: ReachRow, avoid: frozenset[int]) -> list[Arrived]:
        """What gets from the one end of a row to the other, around some systems."""
        ends = self.number(row.source), self.number(row.target)
        found = self._around(ends[0 if self.forward else 1], avoid)
        return found.get(ends[1 if self.forward else 0], [])

    def _around(self, end: int, avoid: frozenset[int]) -> dict[int, list[Arrived]]:
        """What gets from an end, or to it, around some systems."""
        if (end, avoid) not in self._ways:
            self._ways = {key: way for key, way in self._ways.items() if key[0] == end}  # rows come end by end
            way = self.reaches.onward(end, avoid) if self.forward else self.reaches.to(end, avoid, self.first)
            self._ways[end, avoid] = way
        return self._ways[end, avoid]

    def number(self, name: str) -> int:
        return self.world.spread.number.get(name, OUTSIDE)


def _is_beside(row: ReachRow, leaf: Leaf) -> bool:
    """Is a leaf about an end, or a category, that a row was not made for?"""
    end = {"to": row.target, "from": row.source}.get(leaf.path.partition(".")[0])
    return end == UNKNOWN_END or (leaf.path == "data" and row.number is None and not row.anything)

"""All rows of a subject in one world, and in what they are alike."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import count
from operator import itemgetter
from typing import Any, NamedTuple

from auditor.attributes.rows import Rows, TableRow
from auditor.graph.world import World
from auditor.workspace.model import Flow


class Keys(NamedTuple):
    """How rows are alike in something: those are that have the same key. Of each key, the position of some row."""

    of_rows: Sequence[Hashable]
    some: Mapping[Any, int]


def keys(of_rows: Sequence[Hashable]) -> Keys:
    """Keys, with a row for each."""
    return Keys(of_rows, dict(zip(of_rows, count(), strict=False)))


class Table(Sequence[TableRow]):
    """The rows of a subject in one world, by their ids."""

    def __init__(self, rows: Rows, subject: str, world: World, names: Sequence[str]) -> None:
        self._rows = rows
        self._subject = subject
        self._world = world
        self._names = names

    def __len__(self) -> int:
        return len(self._names)

    def __getitem__(self, position: Any) -> Any:
        return self._rows.get(self._subject, self._names[position], self._world)

    def keys(self, name: str) -> Keys:
        """In what rows are alike, by its name: here each is alike to none."""
        return keys(range(len(self)))

    def whole(self) -> Table:
        """The same things with the proposals."""
        return Table(self._rows, self._subject, self._whole_world(), self._names)

    def _whole_world(self) -> World:
        return self._rows.worlds.of(self._world.deployment)


ENDS = {name: itemgetter(Flow._fields.index(name)) for name in ("source", "target")}
"""What gives an end of a flow; by its position, which is quicker than by its name."""


class FlowTable(Table):
    """Flows. Of many most are like others, so a row is made when it is asked for, and not kept: nothing else leads
    to it."""

    def __init__(self, rows: Rows, world: World, flows: Sequence[Flow]) -> None:
        super().__init__(rows, "flow", world, ())
        self._flows = flows

    def __len__(self) -> int:
        return len(self._flows)

    def __getitem__(self, position: Any) -> Any:
        return TableRow(self._rows, "flow", self._flows[position].id, self._world)

    def keys(self, name: str) -> Keys:
        """Flows are alike that have the same end, or that the workspace found to be."""
        if name in ENDS:
            return keys(list(map(ENDS[name], self._flows)))
        workspace = self._world.workspace
        if name not in workspace.alike:
            return super().keys(name)
        first, firsts = workspace.alike[name]
        if len(self) == len(workspace.flows):
            return Keys(first, {position: position for position in firsts})
        there = set(map(itemgetter(0), self._flows))
        return keys([one for flow, one in zip(workspace.flows, first, strict=True) if flow.id in there])

    def whole(self) -> FlowTable:
        return FlowTable(self._rows, self._whole_world(), self._flows)

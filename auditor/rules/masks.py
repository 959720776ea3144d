"""Which rules a row may break: transposed bit sets, before anything is explained.

For each attribute that rules ask about, each distinct value is turned once into an int whose bits are the rules
that it settles: in the lower half those that surely do not apply to it, in the upper half those whose requirement
it does not surely meet. What settles a row's rules is the OR over its attributes, one for all that rows of the
same key have in common. The rows are gone through eight rules at a time, a byte a row, all rows in one int: it costs
little more for sixty rules than for twenty.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import or_
from re import finditer
from typing import Any

from auditor.attributes.tables import Table
from auditor.rules.columns import Column, ask
from auditor.rules.match import Condition
from auditor.rules.violations import OF_CATEGORY, CompiledRule


class Masks:
    """The rules of one subject in one world, transposed."""

    def __init__(self, rules: Sequence[CompiledRule], active: bool) -> None:
        self.rules = rules
        self.octets = (len(rules) + 7) // 8
        self.forbids = sum(1 << number for number, rule in enumerate(rules) if rule.require is None)
        self.never_held = 0
        self.asked = 0
        """The rules of which some row was in the scope, as far as rows were judged."""
        self.columns: dict[str, Column] = {}
        self.of_whole: dict[str, Column] = {} if active else self.columns
        """What is asked of rows with their proposals, where the scope is of rows without."""
        for number, rule in enumerate(rules):
            bit = 1 << number
            by_category = rule.scope.names("data") or (rule.require is not None and rule.require.names("data"))
            for condition in rule.scope.conditions:
                if not (by_category and _differs_by_category(condition)):
                    ask(self.columns, condition, False, bit)
            for condition in rule.require.conditions if rule.require else ():
                ask(self.of_whole, condition, True, bit << 8 * self.octets)
                if by_category and _differs_by_category(condition):
                    self.never_held |= bit

    def candidates(self, table: Table) -> Iterator[tuple[Any, int]]:
        """Each row that may break a rule, with the bits of those rules."""
        if not table or not self.rules:
            return
        self.asked |= self.forbids
        opened = [rows.to_bytes(len(table), "little") for rows in self._opened(table)]
        some = reduce(or_, (int.from_bytes(rows, "little") for rows in opened)).to_bytes(len(table), "little")
        for number in (match.start() for match in finditer(rb"[^\0]", some)):
            yield table[number], int.from_bytes([rows[number] for rows in opened], "little")

    def _opened(self, table: Table) -> Iterator[int]:
        """The rules that rows may break, eight at a time: a byte a row."""
        settled = [*_settled(table, self.columns)]
        if self.of_whole is not self.columns:
            settled += _settled(table.whole(), self.of_whole)
        one_each = int.from_bytes(b"\1" * len(table), "little")
        for number in range(self.octets):
            left_out = reduce(or_, (each.octet(number) for each in settled), 0)
            scope = one_each * 255 ^ left_out
            not_held = one_each * ((self.forbids | self.never_held) >> 8 * number & 255)
            not_held = reduce(or_, (each.octet(self.octets + number) for each in settled), not_held)
            self.asked |= sum(1 << 8 * number + bit for bit in range(8) if scope >> bit & one_each)
            yield scope & not_held


class _Settled:
    """What a key settles. The rows of keys that settle the same are of one class."""

    def __init__(self, of_rows: Sequence[Hashable], settled: Mapping[Any, int]) -> None:
        classes: dict[int, int] = {}
        number_of = {key: classes.setdefault(bits, len(classes)) for key, bits in settled.items()}
        rows = map(number_of.__getitem__, of_rows)
        self.rows: Sequence[int] = bytes(rows) if len(classes) <= 256 else list(rows)
        self.classes = list(classes)

    def octet(self, number: int) -> int:
        """Eight bits of what is settled: a byte a row."""
        byte_of = bytes(bits >> 8 * number & 255 for bits in self.classes)
        if not any(byte_of):
            return 0
        if isinstance(self.rows, bytes):
            return int.from_bytes(self.rows.translate(byte_of.ljust(256)), "little")
        return int.from_bytes(bytes(map(byte_of.__getitem__, self.rows)), "little")


def _settled(table: Table, columns: Mapping[str, Column]) -> Iterator[_Settled]:
    """What each key of the rows settles."""
    deciding: dict[str, list[Column]] = {}
    for column in columns.values():
        for name in column.by:
            deciding.setdefault(name, []).append(column)
    for name, decided in deciding.items():
        of_rows, some = table.keys(name)
        yield _Settled(of_rows, {key: _together(table[number], name, decided) for key, number in some.items()})


def _together(row: Any, name: str, columns: Iterable[Column]) -> int:
    settled = 0
    for column in columns:
        settled |= column.settled(row, name)
    return settled


def _differs_by_category(condition: Condition) -> bool:
    """Whether a category may answer yes where the whole flow answers no: so it is with `declared`."""
    return condition.attribute.name in OF_CATEGORY and condition.tests[0].operator == "declared"


def bits_of(bits: int, rules: Sequence[CompiledRule]) -> Iterator[CompiledRule]:
    """The rules of a bit set."""
    return (rule for number, rule in enumerate(rules) if bits >> number & 1)

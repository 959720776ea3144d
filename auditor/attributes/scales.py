"""Types of attributes that can be more or less: periods, numbers, dates."""

from __future__ import annotations

from datetime import date
from typing import Any

from auditor.attributes.asking import EQUAL, NONE, BadWord, Test, Type, Words
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer, truth
from auditor.vocabulary.numbers import read_day, read_number
from auditor.vocabulary.periods import NotAPeriod, Period, period


class Retention(Type):
    """How long data is kept at the destination."""

    operators = (*EQUAL, "at_most", "at_least")
    what = "period"

    def read(self, word: str, words: Words) -> Any:
        try:
            return period(word)
        except NotAPeriod as error:
            raise BadWord(str(error), hint=error.hint) from None

    def prepare(self, values: tuple[Any, ...], words: Words) -> Any:
        return values

    def equal(self, value: Any, wanted: Any) -> Answer:
        return max((value.same(one) for one in wanted), default=NO)

    def compare(self, value: Any, operator: str, bound: Any) -> Answer:
        found: Answer = value.at_most(bound) if operator == "at_most" else value.at_least(bound)
        return found

    def text(self, value: Any) -> str:
        return value.text if isinstance(value, Period) else str(value)


class Number(Type):
    """A whole number. `none` is below any number where `none_is_below`, else it is beside them."""

    operators = (*EQUAL, "at_most", "at_least")
    what = "number"

    def __init__(self, none_is_below: bool = True) -> None:
        self.none_is_below = none_is_below

    def read(self, word: str, words: Words) -> Any:
        found = read_number(word)
        if found is None:
            raise BadWord(f"`{word}` is not a whole number")
        return found

    def answer(self, value: Any, test: Test, every: bool) -> Answer:
        if value == NONE and test.operator not in EQUAL:
            return truth(self.none_is_below and test.operator == "at_most")
        return super().answer(value, test, every)

    def compare(self, value: Any, operator: str, bound: Any) -> Answer:
        return truth(value <= bound if operator == "at_most" else value >= bound)


class Day(Type):
    """A date; `before` and `after` leave out the day itself."""

    operators = (*EQUAL, "before", "after")
    what = "date"

    def read(self, word: str, words: Words) -> Any:
        found = read_day(word)
        if found is None:
            raise BadWord(f"`{word}` is not a date", hint="a date is YYYY-MM-DD")
        return found

    def answer(self, value: Any, test: Test, every: bool) -> Answer:
        if value == NONE and test.operator not in EQUAL:
            return NO
        return super().answer(value, test, every)

    def compare(self, value: Any, operator: str, bound: Any) -> Answer:
        return truth(value < bound if operator == "before" else value > bound)

    def text(self, value: Any) -> str:
        return value.isoformat() if isinstance(value, date) else str(value)


SIGNED = "signed"


class Agreement(Day):
    """A data-processing agreement: the date it was signed on, `signed` when the date is not known, `none`."""

    def read(self, word: str, words: Words) -> Any:
        return word if word == SIGNED else super().read(word, words)

    def equal(self, value: Any, wanted: Any) -> Answer:
        if value in wanted or SIGNED in wanted:
            return YES
        return MAYBE if value == SIGNED and any(isinstance(one, date) for one in wanted) else NO

    def compare(self, value: Any, operator: str, bound: Any) -> Answer:
        return MAYBE if value == SIGNED else super().compare(value, operator, bound)

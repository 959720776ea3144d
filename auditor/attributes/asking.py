"""What can be asked of a value, and what a type of attribute is.

A type is asked about one value at a time; `rules/judge.py` joins the answers of several.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from auditor.vocabulary.answers import MAYBE, NO, YES, Answer, truth
from auditor.vocabulary.tree import Tree

NONE = "none"
EQUAL = ("is", "not")


class BadWord(ValueError):
    """A word that a rule may not ask for here; `candidates` are the words that it may."""

    def __init__(
        self, message: str, word: str | None = None, candidates: tuple[str, ...] = (), hint: str | None = None
    ):
        super().__init__(message)
        self.word = word
        self.candidates = candidates
        self.hint = hint


@dataclass(frozen=True)
class Words:
    """The words of a workspace that rules may name."""

    trees: Mapping[str, Tree]
    ids: Mapping[str, frozenset[str]]
    free_words: Callable[[], Mapping[str, frozenset[str]]]

    @cached_property
    def free(self) -> Mapping[str, frozenset[str]]:
        """Free words that something declares, by what they are: plan, control, certification, channel, label."""
        return self.free_words()


class Test(NamedTuple):
    """What is asked of a value: an operator and the wanted values, read and prepared by the type."""

    operator: str
    values: tuple[Any, ...]
    prepared: Any = None

    @property
    def turned(self) -> bool:
        return self.operator == "not"


class Type:
    """A type of attribute with values that are equal or not."""

    operators: ClassVar[tuple[str, ...]] = EQUAL
    what = "word"
    many = False
    """May a thing have several of it?"""

    def read(self, word: str, words: Words) -> Any:
        """The value that a word stands for. Raises BadWord."""
        return word

    def prepare(self, values: tuple[Any, ...], words: Words) -> Any:
        return frozenset(values)

    def answer(self, value: Any, test: Test, every: bool) -> Answer:
        """Does a value pass a test? `every` is true where all values of a row must."""
        if value == NONE:
            found = truth(NONE in test.values)
        elif test.operator in EQUAL:
            found = self.equal(value, test.prepared)
        else:
            return self.compare(value, test.operator, test.values[0])
        return (YES, MAYBE, NO)[found] if test.turned else found

    def equal(self, value: Any, wanted: Any) -> Answer:
        return truth(value in wanted)

    def compare(self, value: Any, operator: str, bound: Any) -> Answer:
        raise AssertionError(operator)

    def text(self, value: Any) -> str:
        """A value as it stands in the id of a finding."""
        return str(value)

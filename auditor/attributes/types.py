"""The types of attributes that are words: which words a rule may ask for, and how a value answers."""

from __future__ import annotations

from typing import Any

from auditor.attributes.asking import NONE, BadWord, Test, Type, Words
from auditor.vocabulary.answers import MAYBE, NO, Answer, truth
from auditor.vocabulary.places import NotAPlace, Place, answer_place, place


class Word(Type):
    """One of a few words."""

    def __init__(self, *allowed: str, many: bool = False) -> None:
        self.allowed = allowed
        self.many = many

    def read(self, word: str, words: Words) -> Any:
        if word not in self.allowed:
            raise BadWord(f"`{word}` is not one of {', '.join(self.allowed)}", word, self.allowed)
        return word


class Flag(Type):
    """true or false."""

    what = "true or false"

    def read(self, word: str, words: Words) -> Any:
        if word not in ("true", "false"):
            raise BadWord(f"`{word}` is not true or false", word, ("true", "false"))
        return word == "true"

    def text(self, value: Any) -> str:
        return NONE if value == NONE else "true" if value else "false"


class Free(Type):
    """Free words, of which a rule may only expect those that something declares."""

    def __init__(self, what: str, many: bool = False) -> None:
        self.what = what
        self.many = many


class Has(Free):
    """What a thing has: it holds a value when it is there, and a list when all are."""

    def __init__(self, what: str) -> None:
        super().__init__(what, many=True)


class Facts(Has):
    """Names of facts; a closed set."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        super().__init__("fact")
        self.allowed = allowed

    def read(self, word: str, words: Words) -> Any:
        if word not in self.allowed:
            raise BadWord(f"`{word}` is no fact of a vendor", word, self.allowed)
        return word


class Text(Type):
    """Free text, of which only `declared` can be asked."""

    operators = ()
    what = "text"

    def text(self, value: Any) -> str:
        return "declared"


class Address(Type):
    """An address on the web, compared as it is written."""

    what = "address"

    def text(self, value: Any) -> str:
        return NONE if value == NONE else "declared"


class Label(Type):
    """Any text, compared as it is written."""

    what = "label"

    def __init__(self, many: bool = False) -> None:
        self.many = many


class Id(Type):
    """The id of something declared in a section; `none` where there may be none."""

    def __init__(self, section: str, many: bool = False) -> None:
        self.section = section
        self.what = "id"
        self.many = many

    def read(self, word: str, words: Words) -> Any:
        if word not in words.ids[self.section]:
            raise BadWord(f"unknown id `{word}`", word, tuple(sorted(words.ids[self.section])))
        return word


class InTree(Type):
    """Words of a tree: a value is one of the wanted words when it is at or below one."""

    many = True

    def __init__(self, tree: str, what: str) -> None:
        self.tree = tree
        self.what = what

    def read(self, word: str, words: Words) -> Any:
        if word not in words.trees[self.tree]:
            raise BadWord(f"unknown {self.what} `{word}`", word, words.trees[self.tree].ids)
        return word

    def prepare(self, values: tuple[Any, ...], words: Words) -> Any:
        tree = words.trees[self.tree]
        return tree, tree.under(value for value in values if value != NONE)

    def equal(self, value: Any, wanted: Any) -> Answer:
        tree, bits = wanted
        if value not in tree:
            return NO
        answer: Answer = tree.answer(value, bits)
        return answer


class Kind(InTree):
    """What a system is: asked of the thing, which matches when any of its kinds does."""


class Data(InTree):
    """Data categories that a flow carries, or that reach or rest at a system."""


class Region(Type):
    """Places: groups of countries, countries, regions of providers, global."""

    many = True
    what = "region"

    def read(self, word: str, words: Words) -> Any:
        try:
            return place(word)
        except NotAPlace as error:
            raise BadWord(str(error), error.word, error.candidates, error.hint) from None

    def prepare(self, values: tuple[Any, ...], words: Words) -> Any:
        return tuple(value for value in values if isinstance(value, Place))

    def answer(self, value: Any, test: Test, every: bool) -> Answer:
        if value == NONE:
            return super().answer(value, test, every)
        return answer_place(value, test.prepared, test.turned, every)

    def text(self, value: Any) -> str:
        return value.word if isinstance(value, Place) else str(value)


class Contact(Text):
    """A person or an address to write to; declared when its name or e-mail is."""


class Appointee(Type):
    """Somebody who is appointed, or `none`: only that, and `declared`, can be asked."""

    what = "person"

    def read(self, word: str, words: Words) -> Any:
        raise BadWord("a person cannot be asked for by name", hint="ask for none, {not: none} or {declared: true}")

    def text(self, value: Any) -> str:
        return NONE if value == NONE else "declared"


class Thing(Type):
    """Another row: a system, a vendor, a deployment. A rule gives its id, ids, or a match of its own."""

    what = "thing"

    def __init__(self, subject: str, section: str) -> None:
        self.subject = subject
        self.section = section

    def read(self, word: str, words: Words) -> Any:
        if word not in words.ids[self.section]:
            raise BadWord(f"unknown {self.subject} `{word}`", word, tuple(sorted(words.ids[self.section])))
        return word

    def equal(self, value: Any, wanted: Any) -> Answer:
        return MAYBE if value.id is None else truth(value.id in wanted)

    def text(self, value: Any) -> str:
        return value if isinstance(value, str) else value.id or "unknown"


class Labels(Type):
    """Free labels: a mapping of keys to what is asked of each."""

    operators = ()
    what = "label"

"""A match as it was written becomes conditions: every word known, every form allowed, or a placed problem."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from auditor.attributes.asking import NONE, BadWord, Test, Type, Words
from auditor.attributes.cell import Attribute, Cell, Fact
from auditor.attributes.rows import TableRow
from auditor.attributes.scales import Retention
from auditor.attributes.types import Free, Has, Label, Labels, Text, Thing, Word
from auditor.facts.register import SUBJECTS
from auditor.location import Problem, Route
from auditor.source import Refused
from auditor.workspace.merge import Merged

OPERATORS: Final = ("not", "at_most", "at_least", "before", "after", "declared")
FORMS: Final = (
    "a word, a list of words, {not: …}, {at_most: …}, {at_least: …}, {before: …}, {after: …} or {declared: …}"
)


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """What a match asks of one attribute: tests that must all pass, or a match of the thing it is."""

    attribute: Attribute
    tests: tuple[Test, ...]
    nested: Match | None
    wanted: str
    place: Route


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Conditions on one row, in the order of its subject's table. `active`: judged by what active flows bring."""

    subject: str
    conditions: tuple[Condition, ...]
    active: bool = False

    def names(self, attribute: str) -> bool:
        return any(condition.attribute.name == attribute for condition in self.conditions)


class Compiler:
    """Compiles the matches of a workspace and keeps the problems.

    A free word must be declared where a rule asks for it, else a typo would keep the rule from firing. `expects` is
    false of what ships, which has no words of its own. `requires` is true in `require`: there a word that nothing has
    fails, so that only what is *not* to be must be a word that is known.
    """

    def __init__(self, words: Words, merged: Merged, expects: bool = True) -> None:
        self.words = words
        self.merged = merged
        self.problems: list[Problem] = []
        self.expects = expects
        self.requires = False

    def match(self, subject: str, written: Any, route: Route) -> Match:
        """A match of a subject. What does not fit is left out, and is a problem."""
        attributes = SUBJECTS[subject].attributes
        if not isinstance(written, Mapping):
            if not isinstance(written, Refused):
                self.wrong("expected a mapping of attributes", route)
            return Match(subject, ())
        conditions: list[Condition] = []
        for name, asked in written.items():
            if name not in attributes:
                self._unknown_attribute(subject, name, (*route, name))
            elif not isinstance(asked, Refused):
                conditions += self._conditions(attributes[name], asked, (*route, name))
        order = {name: position for position, name in enumerate(attributes)}
        conditions.sort(
            key=lambda condition: (
                order[condition.attribute.name.partition(".")[0]],
                condition.attribute.name,
            )
        )
        return Match(subject, tuple(conditions), active=written.get("status") in ("active", ["active"]))

    def wrong(self, message: str, route: Route, hint: str | None = None, *, key: bool = False) -> None:
        self.problems.append(Problem(message, self.merged.at(route, key=key), hint))

    def _unknown_attribute(self, subject: str, name: str, route: Route) -> None:
        known = tuple(SUBJECTS[subject].attributes)
        where = self.merged.at(route, key=True)
        self.problems.append(Problem(f"unknown attribute `{name}` of {subject}", where, None, name, known))

    def _conditions(self, attribute: Attribute, asked: Any, route: Route) -> list[Condition]:
        if isinstance(attribute.type, Labels):
            return self._labels(attribute, asked, route)
        if isinstance(attribute.type, Thing) and isinstance(asked, Mapping) and not _is_operator(asked):
            nested = self.match(attribute.type.subject, asked, route)
            return [Condition(attribute, (), nested, "there is one", route)]
        tests = self._tests(attribute, asked, route)
        joint = " and " if isinstance(attribute.type, Has) else " or "
        return [Condition(attribute, tests, None, _text(asked, joint), route)] if tests else []

    def _labels(self, attribute: Attribute, asked: Any, route: Route) -> list[Condition]:
        if not isinstance(asked, Mapping):
            self.wrong("expected a mapping of label keys", route)
            return []
        if not asked:
            self.wrong(f"`{attribute.name}` is asked nothing", route, "a label and its value: {KEY: VALUE}")
        conditions = []
        for key, wanted in asked.items():
            if isinstance(wanted, Refused):
                continue
            one = label(attribute, key)
            self._expect("label", key, (*route, key), key=True, absent=_holds_of_what_lacks_it(wanted))
            tests = self._tests(one, wanted, (*route, key))
            if tests:
                conditions.append(Condition(one, tests, None, _text(wanted), (*route, key)))
        return conditions

    def _tests(self, attribute: Attribute, asked: Any, route: Route) -> tuple[Test, ...]:
        """The tests of one attribute: a value or list stands for "is"."""
        if not isinstance(asked, Mapping):
            asked_of: Mapping[str, Any] = {"is": asked}
        else:
            asked_of = asked
        if not asked_of:
            self.wrong(f"`{attribute.name}` is asked nothing", route, FORMS)
        tests = []
        for operator, wanted in asked_of.items():
            inner = route if operator == "is" and asked_of is not asked else (*route, operator)
            if not isinstance(wanted, Refused):
                test = self._test(attribute, operator, wanted, inner, len(asked_of) > 1)
                tests += [test] if test else []
        return tuple(tests)

    def _test(self, attribute: Attribute, operator: str, wanted: Any, route: Route, among: bool) -> Test | None:
        kind: Type = attribute.type
        if operator not in (*OPERATORS, "is") or (operator == "is" and route[-1] == "is"):
            known = (*OPERATORS, *(SUBJECTS[kind.subject].attributes if isinstance(kind, Thing) else ()))
            where = self.merged.at(route, key=True)
            self.problems.append(
                Problem(f"`{operator}` cannot be asked of `{attribute.name}`", where, FORMS, operator, known)
            )
            return None
        if operator == "declared":
            if wanted not in ("true", "false") or among:
                self.wrong("`declared` is true or false, and stands alone", route)
                return None
            return Test(operator, (wanted == "true",))
        if operator not in kind.operators:
            allowed = ", ".join((*(o for o in kind.operators if o != "is"), "declared"))
            asked = "compared with a word" if operator == "is" else f"asked `{operator}`"
            if operator == "is" and isinstance(wanted, Mapping):
                asked = "asked that"
            self.wrong(f"`{attribute.name}` cannot be {asked}", route, f"of a {kind.what} can be asked: {allowed}")
            return None
        values = self._values(attribute, operator, wanted, route)
        if not values:
            return None
        if operator == "not" and isinstance(kind, Has) and isinstance(wanted, list):
            self.wrong(f"`not` of `{attribute.name}` takes one word", route, "write a rule for each")
            return None
        return Test(operator, values, kind.prepare(values, self.words))

    def _values(self, attribute: Attribute, operator: str, wanted: Any, route: Route) -> tuple[Any, ...]:
        single = operator not in ("is", "not")
        if isinstance(wanted, Mapping) or (single and not isinstance(wanted, str)):
            hint = "the ids of things, not a match" if isinstance(attribute.type, Thing) else FORMS
            self.wrong("expected a word" if single else "expected a word or a list of words", route, hint)
            return ()
        if isinstance(wanted, list) and not wanted:
            self.wrong("an empty list matches nothing", route, "name at least one word")
            return ()
        values = []
        for number, word in enumerate(wanted if isinstance(wanted, list) else [wanted]):
            place = (*route, number) if isinstance(wanted, list) else route
            if isinstance(word, str):
                values += self._value(attribute, operator, word, place)
            elif not isinstance(word, Refused):
                self.wrong("expected a word", place)
        return tuple(values)

    def _value(self, attribute: Attribute, operator: str, word: str, route: Route) -> list[Any]:
        kind: Type = attribute.type
        if word == "unknown":
            self.wrong("`unknown` cannot be asked for", route, "ask for {declared: false}")
            return []
        if word == NONE and operator in ("is", "not") and not _reads_none(kind):
            return [NONE]
        try:
            value = kind.read(word, self.words)
        except BadWord as error:
            where = self.merged.at(route)
            if not (error.word and self.merged.mentions(error.word)):
                self.problems.append(Problem(str(error), where, error.hint, error.word, error.candidates))
            return []
        if operator in ("at_most", "at_least") and getattr(value, "seconds", 0) is None:
            self.wrong(f"`{word}` is no length of time", route, "a period such as 30d")
            return []
        if isinstance(kind, Free):
            self._expect(kind.what, word, route, absent=operator == "not")
        if isinstance(kind, Label) and attribute.name.startswith("labels."):
            self._expect(attribute.name, word, route, absent=operator == "not")
        return [value]

    def _expect(self, what: str, word: str, route: Route, *, key: bool = False, absent: bool) -> None:
        """A free word that a rule asks for must be one that something declares. `absent`: what lacks it will do."""
        known = self.words.free.get(what) if self.expects and (absent or not self.requires) else None
        if known is not None and word not in known and not self.merged.mentions(word):
            where = self.merged.at(route, key=key)
            called, dot, of = what.partition(".")
            message = f"no {f'label `{of}: {word}`' if dot else f'{called} `{word}`'} is declared anywhere"
            self.problems.append(Problem(message, where, None, word, tuple(sorted(known))))


def label(labels: Attribute, key: str) -> Attribute:
    """The attribute `labels.KEY`."""

    def read(row: TableRow) -> Fact:
        found = row.fact(labels)
        values = dict(found.cell[0]) if isinstance(found.cell, Cell) else {}
        cell = Cell((values[key],)) if key in values else Cell((NONE,))
        if key not in values:
            return Fact(cell, found.place[:-1], (), lacking=True)
        return Fact(cell, (*found.place, key))

    return Attribute(f"labels.{key}", Label(), labels.doc, read, labels.by)


def _is_operator(asked: Mapping[str, Any]) -> bool:
    return any(key in OPERATORS for key in asked)


def _holds_of_what_lacks_it(asked: Any) -> bool:
    """Whether what is asked of a label also holds where there is no such label."""
    return isinstance(asked, Mapping) and ("not" in asked or asked.get("declared") == "false")


def _reads_none(kind: Type) -> bool:
    """Types for which `none` is an ordinary value."""
    return isinstance(kind, Retention | Text) or (isinstance(kind, Word) and NONE in kind.allowed)


def _text(asked: Any, joint: str = " or ") -> str:
    """What was asked, as people read it."""
    if isinstance(asked, Mapping):
        return " and ".join(_operator_text(operator, wanted) for operator, wanted in asked.items())
    if isinstance(asked, list):
        return joint.join(str(word) for word in asked)
    return str(asked)


def _operator_text(operator: str, wanted: Any) -> str:
    if operator == "declared":
        return "declared" if wanted == "true" else "not declared"
    if operator == "not" and isinstance(wanted, list) and len(wanted) > 1:
        return f"neither {' nor '.join(map(str, wanted))}"
    return f"{operator.replace('_', ' ')} {_text(wanted)}"

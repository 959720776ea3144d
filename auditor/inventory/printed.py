"""Facts as documents print them: in words, or `not stated`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Final

from auditor.declarations.organization import Contact
from auditor.inventory.known import Known
from auditor.inventory.sentences import has, say
from auditor.vocabulary.periods import Period
from auditor.vocabulary.places import Place, countries
from auditor.vocabulary.shipped import shipped
from auditor.workspace.model import Workspace

TREES: Final = {"purposes": "purposes", "data": "data", "receives": "data", "holds": "data", "subjects": "subjects",
                "kind": "kinds"}  # fmt: skip
"""Columns whose values are words of a tree."""


class Printer:
    """Prints the facts of a workspace. `words` is what a word is printed as, by the word, before anything else."""

    def __init__(self, workspace: Workspace, words: Mapping[str, str] | None = None) -> None:
        self.workspace = workspace
        self.words = words or {}

    def text(self, known: Known, column: str) -> str:
        """A fact in one line; what is missing in it is said."""
        return known.wording if known.wording is not None else ", ".join(self.items(known, column))

    def items(self, known: Known, column: str) -> list[str]:
        """The values one by one, and that something is not stated; nothing at all is `none`."""
        if known.wording is not None:
            return [known.wording]
        found = [self.value(value, column) for value in known.values]
        if known.missing:
            found.append(say("facts.not_stated"))
        return list(dict.fromkeys(found)) or [say("facts.none")]

    def value(self, value: Any, column: str) -> str:
        """One value of a column."""
        word = raw(value)
        if isinstance(word, str) and word in self.words:
            return self.words[word]
        if isinstance(value, Place):
            return self.place(value)
        if isinstance(value, Contact):
            return ", ".join(part for part in contact_parts(value).values() if part)
        if isinstance(value, Period):
            return period(value)
        if isinstance(value, date):
            return day(value)
        if isinstance(value, bool):
            return say("facts.yes") if value else say("facts.no")
        return self.title(str(word), column)

    def title(self, word: str, column: str) -> str:
        """What documents call a word of a column: its title where it has one, else itself."""
        if column in TREES:
            return self.workspace.titles[TREES[column]].get(word, word)
        if column == "deployment":
            declared = self.workspace.deployments.get(word)
            return declared.title if declared is not None else word
        if column == "subprocessors":
            name = self.workspace.vendors[word].name
            return name if isinstance(name, str) else word
        return say(f"facts.{column}.{word}") if has(f"facts.{column}.{word}") else word

    def place(self, value: Place) -> str:
        """A country or a group by its English name; a region code as it is, with its country."""
        if value.code:
            return f"{value.word} ({self._countries(value)})"
        return _name(value.word)

    def _countries(self, value: Place) -> str:
        if not value.countries:
            return say("facts.country_not_stated")
        return ", ".join(self.words.get(country, _name(country)) for country in sorted(value.countries))


def _name(word: str) -> str:
    groups = shipped("countries")["groups"]
    if word in groups:
        return str(groups[word]["name"])
    return countries().get(word) or say(f"facts.region.{word}")


def period(value: Period) -> str:
    """A retention in words."""
    name = f"facts.retention.{value.text}"
    if has(name):
        return say(name)
    number = value.text.rstrip("abcdefghijklmnopqrstuvwxyz")
    unit = value.text.removeprefix(number)
    return say(f"facts.period.{unit}{'' if number == '1' else '_many'}", number=number)


def day(value: date) -> str:
    """A day in words: `3 May 2026`."""
    return say("facts.day", day=value.day, month=say(f"facts.month.{value.month}"), year=value.year)


def contact_parts(value: Contact) -> dict[str, str]:
    """What is stated of a contact, in the order of the official forms."""
    keys = ("name", "position", "email", "phone", "address")
    return {key: part for key in keys if isinstance(part := getattr(value, key), str)}


def raw(value: Any) -> Any:
    """A value as machines read it: an id, a code, a date, a number, a flag."""
    if isinstance(value, Place):
        return value.word
    if isinstance(value, Period):
        return value.text
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Contact):
        return contact_parts(value)
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, (str, bool, int)) else str(getattr(value, "id", value))

"""Which countries a law takes for safe, on which day. The facts are `adequacy.json`, with their date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from auditor.vocabulary.places import groups, place
from auditor.vocabulary.shipped import shipped


@dataclass(frozen=True, slots=True)
class Territory:
    """Where a law holds, and where it lets data go freely; `adequate` is None when the list is not known."""

    inside: frozenset[str]
    adequate: frozenset[str] | None


class Decision(NamedTuple):
    """A decision that a country is safe. `whole_country` is False where it is only for some recipients there."""

    country: str
    number: str
    day: date
    until: date | None
    scope: str | None
    whole_country: bool


def decision(law: str, country: str, as_of: date) -> Decision | None:
    """The decision of a law about a country as it stood on a day; None where there is none, or none is known."""
    for written in shipped("adequacy")["laws"][law]["decisions"] or ():
        if written["country"] == country and _stands(written, as_of):
            day, until = written["from"], written["until"]
            return Decision(
                country,
                written["decision"],
                date.fromisoformat(day),
                date.fromisoformat(until) if until else None,
                written["scope"],
                written["whole_country"],
            )
    return None


def _stands(written: Mapping[str, Any], as_of: date) -> bool:
    day = as_of.isoformat()
    return bool(written["from"] <= day and (not written["until"] or day <= written["until"]))


@cache
def territory(law: str, as_of: date) -> Territory:
    """The territory of a law that restricts transfers, as its decisions stood on `as_of`."""
    facts = shipped("adequacy")["laws"][law]
    inside = facts["inside"]
    home = (
        groups()[inside]
        if isinstance(inside, str)
        else frozenset(c for word in inside for c in place(word).countries or ())
    )
    if facts["decisions"] is None:
        return Territory(home, None)
    adequate = frozenset(
        written["country"] for written in facts["decisions"] if written["whole_country"] and _stands(written, as_of)
    )
    return Territory(home, adequate)

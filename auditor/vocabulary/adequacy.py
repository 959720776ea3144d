"""Which countries a law takes for safe, on which day. The facts are `adequacy.json`, with their date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from auditor.vocabulary.places import groups, place
from auditor.vocabulary.shipped import shipped


@dataclass(frozen=True, slots=True)
class Territory:
    """Where a law holds, and where it lets data go freely; `adequate` is None when the list is not known."""

    inside: frozenset[str]
    adequate: frozenset[str] | None


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
    day = as_of.isoformat()
    adequate = frozenset(
        decision["country"]
        for decision in facts["decisions"]
        if decision["whole_country"] and decision["from"] <= day and (not decision["until"] or day <= decision["until"])
    )
    return Territory(home, adequate)

"""How the audit compares with its base: what is introduced, known and fixed."""

from __future__ import annotations

from typing import NamedTuple

from auditor.findings.groups import worst_first
from auditor.formats.html.words import anchor
from auditor.phrases import Phrases
from auditor.text.plain import shown


class Told(NamedTuple):
    """A finding in one line. `link` leads to where the page tells all of it; empty where it is gone."""

    severity: str
    state: str
    id: str
    link: str
    what: str


class Compared(NamedTuple):
    """The findings of one kind, the worst first."""

    title: str
    findings: tuple[Told, ...]


def compared(phrases: Phrases) -> tuple[Compared, ...]:
    """The kinds that have findings; none without a base."""
    against = phrases.audit.against
    if against is None:
        return ()
    new = [finding for finding in phrases.audit.findings if finding.id in against.introduced]
    kinds = {
        "Introduced": [
            Told(one.severity, one.state, shown(one.id), f"#{anchor('finding', one.id)}", phrases.what(one))
            for one in sorted(new, key=worst_first)
        ],
        "Known": [
            Told(one.severity, one.state, shown(one.id), f"#{anchor('finding', one.id)}", phrases.what(one))
            for one in sorted(phrases.known(), key=worst_first)
        ],
        "Fixed": [
            Told(one.severity, one.state, shown(one.id), "", phrases.gone(one))
            for one in sorted(against.fixed, key=worst_first)
        ],
    }
    return tuple(Compared(title, tuple(told)) for title, told in kinds.items() if told)

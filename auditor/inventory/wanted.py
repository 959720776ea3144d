"""The facts that nobody declared, each once: which rules and which fields of documents wait for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from auditor.audit import Audit
from auditor.declarations.shape import fields as fields_of
from auditor.findings.finding import WAIVED
from auditor.inventory.stamp import Fields
from auditor.location import Location, Route
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.expected import Expected, expected
from auditor.workspace.validate import MODELS


class Wanted(NamedTuple):
    """A fact that is waited for. `rules` and `fields` (`document: field`) are what waits; `written` is what stands
    there now: nothing, `unknown`, or something too broad; `expected` is None where no single value answers it."""

    route: Route
    rules: tuple[str, ...]
    fields: tuple[str, ...]
    written: str
    where: Location
    expected: Expected | None

    @property
    def name(self) -> str:
        """`vendors/supabase/trains_on_data`."""
        return "/".join(map(str, self.route))


def wanted(audit: Audit, documents: Mapping[str, Fields]) -> list[Wanted]:
    """All of them: those first that the most rules wait for, then the most fields. `documents` are the fields of each
    document."""
    rules: dict[Route, dict[str, None]] = {}
    fields: dict[Route, dict[str, None]] = {}
    for finding in audit.findings:
        if finding.state != WAIVED:
            for place in (*finding.missing, *finding.undeclared):
                for route in _routes(audit, tuple(place.split("/"))):
                    rules.setdefault(route, {})[finding.rule] = None
    for document, known in documents.items():
        for absent in known.absent:
            for route in _routes(audit, absent.route):
                fields.setdefault(route, {})[f"{document}: {absent.field.rstrip(': ')}"] = None
    found = [
        _wanted(audit, route, tuple(rules.get(route, ())), tuple(fields.get(route, ())))
        for route in {**rules, **fields}
    ]
    return sorted(found, key=lambda one: (-len(one.rules), -len(one.fields), one.name))


def _routes(audit: Audit, route: Route) -> list[Route]:
    """The route at which an answer is written; beside it what an entry needs that is not there yet."""
    merged = audit.workspace.merged
    found = expected(merged, route)
    routes = [route if found is None else found.route]
    if found is None:
        return routes
    entry = route[:1] if route[0] == "organization" else route[:2]
    if merged.value(entry) is None:
        routes += [(*entry, key) for key in _required(str(route[0])) if (*entry, key) != routes[0]]
    return routes


def _required(section: str) -> list[str]:
    from auditor.declarations.organization import Organization

    model: Any = Organization if section == "organization" else MODELS[section]
    return [key for key, field in fields_of(model).items() if field.required]


def _wanted(audit: Audit, route: Route, rules: tuple[str, ...], fields: tuple[str, ...]) -> Wanted:
    merged = audit.workspace.merged
    return Wanted(
        route, rules, fields, in_words(merged.value(route)), merged.at(route, key=True), expected(merged, route)
    )


def in_words(written: Any) -> str:
    """What stands in a file, in one line; nothing where nothing does."""
    if written is None:
        return ""
    if isinstance(written, list):
        return ", ".join(map(in_words, written))
    if isinstance(written, Mapping):
        return ", ".join(f"{key}: {in_words(value)}" for key, value in written.items())
    return str(written)


def is_open(written: Any) -> bool:
    """Is nothing written, or `unknown`?"""
    return written is None or written == UNKNOWN.value

"""The shape of every entry, by the declarations; what does not fit becomes a placed problem."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from pydantic_core import SchemaValidator, ValidationError

from auditor.declarations import dataflows, documents, policy
from auditor.declarations.catalog import Entry
from auditor.declarations.organization import Organization, Told
from auditor.declarations.shape import fields, inside, validator
from auditor.location import Location, Problem, Route
from auditor.source import Refused
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.merge import Merged, plain

MODELS: dict[str, Any] = {
    "data": dataflows.Category,
    "subjects": dataflows.Subject,
    "purposes": dataflows.Purpose,
    "kinds": dataflows.Kind,
    "measures": dataflows.Measure,
    "deployments": dataflows.Deployment,
    "vendors": dataflows.Vendor,
    "systems": dataflows.System,
    "flows": dataflows.Flow,
    "notices": Told,
    "documents": documents.Page,
    "catalog": Entry,
    "promises": policy.Promise,
    "rules": policy.Rule,
    "waivers": policy.Waiver,
}

_SHAPES = {
    "string_type": "expected text",
    "dict_type": "expected a mapping",
    "tuple_type": "expected a list",
    "literal_error": "expected 1: the format this auditor reads",
}


def validate(
    merged: Merged, section: str, model: Any, only: set[str] | None = None
) -> tuple[dict[str, Any], list[Problem]]:
    """The entries of a section as declarations (those that fit), and a problem for each misfit.

    `only` limits it to some ids.
    """
    written = plain(merged.sections.get(section, {}))
    if only is not None:
        written = {name: entry for name, entry in written.items() if name in only}
    if not written:
        return {}, []
    reads = validator(dict[str, model])
    if model is dataflows.Flow:
        return _validate_many(merged, section, written, reads)
    return _validate(merged, section, written, reads, model)


def _validate_many(
    merged: Merged, section: str, written: dict[str, Any], reads: SchemaValidator
) -> tuple[dict[str, Any], list[Problem]]:
    """Flows, of which there may be very many: what a key was given before is not read again.

    Keys are independent of one another, so an entry whose every key and value were seen in sound
    entries is sound, if it has what is required.
    """
    names = {key: field.name for key, field in fields(dataflows.Flow).items()}
    seen: dict[tuple[str, Any], Any] = {}
    sound: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for name, entry in written.items():
        found = _seen(entry, seen, names) if isinstance(entry, dict) else None
        if found is None:
            try:
                found = reads.validate_python({name: entry})[name]
            except ValidationError:
                rest[name] = entry
                continue
            for key, value in entry.items():
                if not isinstance(value, dict):
                    seen[key, tuple(value) if isinstance(value, list) else value] = found[names[key]]
        sound[name] = found
    good, problems = _validate(merged, section, rest, reads, dataflows.Flow) if rest else ({}, [])
    return {**sound, **good}, problems


def _seen(entry: dict[str, Any], seen: dict[tuple[str, Any], Any], names: dict[str, str]) -> dict[str, Any] | None:
    """The declaration of an entry, from what was read before; None when something in it is new."""
    found = {}
    for end in ("from", "to"):  # text of any kind, and seldom the same twice
        word = entry.get(end)
        if type(word) is not str:
            return None
        found[names[end]] = UNKNOWN if word == "unknown" else word
    try:
        for key, value in entry.items():
            if key != "from" and key != "to":
                found[names[key]] = seen[key, tuple(value) if type(value) is list else value]
    except (KeyError, TypeError):
        return None
    return found if "data" in entry else None


def _validate(
    merged: Merged, section: str, written: dict[str, Any], reads: SchemaValidator, model: Any
) -> tuple[dict[str, Any], list[Problem]]:
    try:
        return reads.validate_python(written), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    bad = {str(found["loc"][0]) for found in errors}
    half_read = merged.half_read()
    problems = [
        problem(merged, (section, *found["loc"]), found, model)
        for found in errors
        if not isinstance(found["input"], Refused) and (section, str(found["loc"][0])) not in half_read
    ]
    good = {name: entry for name, entry in written.items() if name not in bad}
    return reads.validate_python(good), problems


def organization(merged: Merged) -> tuple[Organization | None, list[Problem]]:
    """The one section that is not keyed by ids. None when it is not written, or does not fit."""
    if "organization" not in merged.sections:
        return None, []
    written = plain(merged.sections["organization"])
    try:
        return validator(Organization).validate_python(written), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    found = [e for e in errors if not isinstance(e["input"], Refused)]
    if len(written) < len(merged.sections["organization"]) or any(
        s.open[:1] == ("organization",) for s in merged.sources
    ):
        found = [e for e in found if e["type"] != "missing"]
    return None, [problem(merged, ("organization", *e["loc"]), e, Organization) for e in found]


WHOLE = ("organization", "customer")
"""What is one entry, and has no ids."""


NO_FACTS = ("title", "vendors")
"""Keys that are required of declarations, and may not be `unknown`."""


class Placed(Protocol):
    """What knows the place of every route."""

    def at(self, route: Route, *, key: bool = False) -> Location: ...


def problem(merged: Placed, loc: Route, error: Mapping[str, Any], model: Any) -> Problem:
    """A pydantic error in our words. The tags of unions (`<…>`) are no part of the route."""
    route = tuple(step for step in loc if not (isinstance(step, str) and step.startswith("<")))
    kind = error["type"]
    if kind == "missing":
        facts = route[0] not in ("promises", "rules", "waivers", "documents", "catalog")
        unknown = "a fact that nobody knows may be written `unknown`" if facts and route[-1] not in NO_FACTS else None
        return Problem(f"`{route[-1]}` is required", merged.at(route[:-1], key=True), unknown)
    if kind == "extra_forbidden":
        keys = keys_of(model, route[1:-1] if route[0] in WHOLE else route[2:-1])
        hint = f"the keys here are {', '.join(keys)}" if len(keys) < 9 else None
        return Problem(f"unknown key `{route[-1]}`", merged.at(route, key=True), hint, str(route[-1]), keys)
    about = error.get("ctx", {})
    if kind == "wrong":
        where = merged.at(route[:-1], key=True) if route[-1] == "[key]" else merged.at(route)
        return Problem(about["message"], where, about["hint"], about["word"], tuple(about["candidates"]))
    return Problem(_SHAPES.get(kind, str(error["msg"])), merged.at(route))


def keys_of(model: Any, path: Route = ()) -> tuple[str, ...]:
    """The keys that are known at a path inside a declaration."""
    for step in path:
        known = fields(model)
        model = next(inside(known[str(step)].type), None) if str(step) in known else model
    return tuple(fields(model))

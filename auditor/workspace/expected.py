"""What may be written at a route, as the declarations say it: what to ask for where nobody did."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NamedTuple, Required, Union, get_args, get_origin

from auditor.declarations.organization import Contact, Dpa, Notice, Objection, Organization, Transfer
from auditor.declarations.shape import Before, OrWord, Reads, fields
from auditor.declarations.values import none_alone
from auditor.location import Route
from auditor.vocabulary.answers import NOTHING
from auditor.workspace.merge import Merged
from auditor.workspace.references import REFERENCES
from auditor.workspace.validate import MODELS

LEADING: Final[Mapping[Any, str]] = {
    Contact: "email", Dpa: "signed", Transfer: "mechanism", Notice: "days", Objection: "days",
}  # fmt: skip
"""Of a fact with keys of its own, the one that is asked for first."""


class Expected(NamedTuple):
    """A fact: where it is written, the type that reads it, and what sort of value it is (`text`, `word` …).

    `words` are those that it may be, `several` that it is a list, `none` where one may write that there is none (None:
    nowhere), `of` the section whose ids it names.
    """

    route: Route
    type: Any
    kind: str
    words: tuple[str, ...]
    several: bool
    none: Route | None
    of: str | None


class _Known(NamedTuple):
    """A type without what is around it: its base, the marks on the way, and whether it may be `none`."""

    base: Any
    marks: tuple[Any, ...]

    @property
    def none(self) -> bool:
        return any(isinstance(mark, OrWord) and mark.reserved is NOTHING for mark in self.marks) or any(
            isinstance(mark, Before) and mark.read is none_alone for mark in self.marks
        )

    @property
    def reads(self) -> Reads | None:
        return next((mark for mark in reversed(self.marks) if isinstance(mark, Reads)), None)


def expected(merged: Merged, route: Route) -> Expected | None:
    """What is expected at a route; None where no fact is written that one value could give."""
    kind: Any = Organization if route[0] == "organization" else MODELS.get(str(route[0]))
    steps = route[1:] if route[0] == "organization" else route[2:]
    if kind is None or not steps:
        return None
    around = kind
    for step in steps:
        around, kind = kind, _inside(kind, str(step))
        if kind is None:
            return None
    none = route if _known(kind).none else None
    base = _known(kind).base
    if LEADING.get(_known(around).base) == steps[-1] and not isinstance(merged.value(route[:-1]), Mapping):
        none = route[:-1] if _known(around).none else none  # it is asked in place of all that is around it
    if isinstance(merged.value(route), Mapping) and _is_by_deployment(base):
        route = (*route, "default")  # it is written for some deployments, and not for the rest
    if base in LEADING:
        route, kind = (*route, LEADING[base]), fields(base)[LEADING[base]].type
        none = none or (route if _known(kind).none else None)
    return _leaf(route, kind, none)


def _leaf(route: Route, kind: Any, none: Route | None) -> Expected | None:
    found = _known(kind)
    several = get_origin(found.base) is tuple or (found.reads is not None and found.reads.kind == "list")
    inner = _known(get_args(found.base)[0]) if several and get_args(found.base) else found
    reads = found.reads or inner.reads
    if get_origin(found.base) is dict and _known(get_args(found.base)[1]).base is Contact:
        return Expected(route, kind, "representatives", (), False, none, None)
    if reads is None:
        return None
    said = tuple(str(mark.reserved.value) for mark in found.marks if isinstance(mark, OrWord))
    words = reads.words or tuple(word for word in said if word == "inherited")
    of = REFERENCES.get(str(route[0]), {}).get(_field(route)) if reads.kind != "place" else None
    return Expected(route, kind, reads.kind, words, several or reads.kind == "place", none, of)


def _field(route: Route) -> str:
    """The field that holds the fact, as references name it."""
    key = str(route[2]) if len(route) > 2 else ""
    return f"{key}_" if key in ("from", "is") else key


def _inside(kind: Any, step: str) -> Any:
    base = _known(kind).base
    known = fields(base)
    if known:
        return known[step].type if step in known else None
    if get_origin(base) in (dict, Mapping) or _is_by_deployment(base):
        by_key = next(part for part in (base, *get_args(base)) if get_origin(part) in (dict, Mapping, _MAPPING))
        return get_args(by_key)[1]
    return None


_MAPPING: Final = get_origin(Mapping[str, str])


def _is_by_deployment(base: Any) -> bool:
    """Is it a fact that may be written for each deployment?"""
    return get_origin(base) in (Union, UnionType) and any(get_origin(part) is dict for part in get_args(base))


def _known(kind: Any) -> _Known:
    marks: tuple[Any, ...] = ()
    while True:
        origin, inner = get_origin(kind), get_args(kind)
        if origin is Annotated:
            marks, kind = (*marks, *inner[1:]), inner[0]
        elif origin is Required:
            kind = inner[0]
        elif origin in (Union, UnionType):
            rest = [each for each in inner if not _is_reserved(each)]
            if len(rest) > 1:
                return _Known(kind, marks)
            kind = rest[0]
        else:
            return _Known(kind, marks)


def _is_reserved(kind: Any) -> bool:
    """Is it a word of its own, or nothing written?"""
    return kind is NoneType or (isinstance(kind, type) and issubclass(kind, Enum))

"""GRANT, REVOKE and ALTER DEFAULT PRIVILEGES: who may reach a table at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from auditor.evidence.sql.catalogue import FOREIGN, MATERIALIZED, TABLES, VIEW, Catalogue, Relation, Right
from auditor.evidence.sql.words import Named, Refused, Words, cut

_DOES: Final = ("select", "insert", "update", "delete")
"""Rights that let rows be read or changed."""
_OWNERS: Final = frozenset({"postgres", "current_user", "current_role", "session_user"})
_RANGES: Final = frozenset({*TABLES, FOREIGN, VIEW, MATERIALIZED})


class _Rights(NamedTuple):
    does: tuple[tuple[str, str], ...]
    """What may be done, and with which column."""


def _listed(words: Words) -> tuple[tuple[str, str], ...]:
    """The rights before ON (or, of roles, before TO)."""
    found: list[tuple[str, str]] = []
    for part in Words(words.until("on", "to", "from")).parts():
        token = part.tokens[0] if part.tokens else None
        if token is None:
            raise Refused("a right is missing here", words.start)
        part.at = 1
        does = _DOES if token.value == "all" else (token.value,)
        part.take("privileges")
        columns = [""]
        if part.next() == "(":
            columns = [cut(column.value) for column in part.brackets() if column.value != ","]
        found.extend((what, column) for what in does for column in columns)
    return tuple(found)


def _role(words: Words) -> str:
    words.take("group")
    return words.one_of("public", "current_user", "current_role", "session_user") or words.name()


def _roles(words: Words, give: bool) -> list[str]:
    words.need("to" if give else "from")
    return words.several(lambda: _role(words))


def _rights(roles: Iterable[str], listed: Iterable[tuple[str, str]]) -> frozenset[Right]:
    listed = tuple(listed)
    return frozenset((role, what, column) for role in roles for what, column in listed if what in _DOES)


def _with(held: frozenset[Right], changed: frozenset[Right], give: bool) -> frozenset[Right]:
    if give:
        return held | changed
    # A right for all columns takes those for single columns with it.
    whole = {(role, what) for role, what, column in changed if not column}
    return frozenset(right for right in held if right not in changed and right[:2] not in whole)


def change_rights(catalogue: Catalogue, words: Words, give: bool) -> None:
    option_only = not give and (words.take("grant", "option", "for") or words.take("admin", "option", "for"))
    listed = _listed(words)
    if not words.take("on"):
        _change_members(catalogue, words, [what for what, _ in listed], give)
        return
    if words.take("schema"):
        schemas = words.several(words.name)
        roles = _roles(words, give)
        if any(what in ("usage", *_DOES) for what, _ in listed) and not option_only:
            _change_usage(catalogue, schemas, roles, give)
        return
    relations = _relations(catalogue, words)
    roles = _roles(words, give)
    if option_only:
        return
    changed = _rights(roles, listed)
    for relation in relations:
        catalogue.put(relation._replace(rights=_with(relation.rights, changed, give)))


def _relations(catalogue: Catalogue, words: Words) -> Sequence[Relation]:
    """The tables and views that a GRANT is about."""
    if words.take("all"):
        tables = words.take("tables")
        words.until("schema")
        words.need("schema")
        schemas = words.several(words.name)
        if not tables:
            return ()
        return [r for r in catalogue.relations if r.schema in schemas and r.kind in _RANGES]
    if not words.take("table") and words.next() in _OTHERS:
        words.until("to", "from")
        return ()
    names: list[Named] = words.several(words.named)
    found = [catalogue.existing(named, None) for named in names]
    return [relation for relation in found if relation is not None]


_OTHERS_TEXT: Final = (
    "sequence function procedure routine database domain foreign language large parameter tablespace type"
)
_OTHERS: Final = frozenset(_OTHERS_TEXT.split())


def _change_usage(catalogue: Catalogue, names: Iterable[str], roles: Sequence[str], give: bool) -> None:
    for name in names:
        schema = catalogue.schemas.get(name)
        if schema is None:
            raise Refused(f"there is no schema `{name}`")
        usage = schema.usage | set(roles) if give else schema.usage - set(roles)
        catalogue.schemas.put(name, schema._replace(usage=usage))


def _change_members(catalogue: Catalogue, words: Words, granted: Iterable[str], give: bool) -> None:
    for role in _roles(words, give):
        held = catalogue.members.get(role) or frozenset()
        catalogue.members.put(role, held | set(granted) if give else held - set(granted))


def change_default_rights(catalogue: Catalogue, words: Words) -> None:
    ours, schemas = True, [""]
    while words.next() not in ("grant", "revoke"):
        if words.take("for"):
            if not (words.take("role") or words.take("user")):
                raise Refused("`role` is missing here", words.start)
            ours = bool(_OWNERS & set(words.several(lambda: _role(words))))
        elif words.take("in", "schema"):
            schemas = words.several(words.name)
        else:
            raise Refused("`grant` or `revoke` is missing here", words.start)
    give = words.take("grant")
    if not give:
        words.need("revoke")
        if words.take("grant", "option", "for"):
            return
    listed = _listed(words)
    words.need("on")
    tables = words.take("tables")
    if not tables:
        words.at += 1
    changed = _rights(_roles(words, give), listed)
    for schema in schemas:
        if schema and schema not in catalogue.schemas:
            raise Refused(f"there is no schema `{schema}`")
        if tables and ours:
            held = catalogue.default_rights.get(schema) or frozenset()
            catalogue.default_rights.put(schema, _with(held, changed, give))

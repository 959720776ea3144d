"""Schemas, and the search path that says which of them a bare name means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from auditor.evidence.sql.catalogue import Catalogue, Schema
from auditor.evidence.sql.drops import drop
from auditor.evidence.sql.tokens import NAME, WORD, Token, Unreadable
from auditor.evidence.sql.words import Refused, Words, cut

DEFAULT: Final = ("postgres", "public")


def create_schema(
    catalogue: Catalogue, words: Words, create: Callable[[Words], None], grant: Callable[[Words], None]
) -> None:
    """CREATE SCHEMA, with the tables and rights that it may hold."""
    maybe = words.take("if", "not", "exists")
    start = words.start
    name = "" if words.take("authorization") else words.name()
    if not name:
        name = words.name()
    elif words.take("authorization"):
        words.name()
    if name.startswith("pg_"):
        raise Refused(f"`{name}` is a name that PostgreSQL keeps for itself", start)
    if name in catalogue.schemas:
        if not maybe:
            raise Refused(f"the schema `{name}` is already there", start)
        return
    catalogue.schemas.put(name, Schema(name))
    if words.done():
        return
    before = "local" in catalogue.settings, catalogue.settings.get("local")
    catalogue.settings.put("local", (name, *(catalogue.path or ())))
    while not words.done():
        verb = words.one_of("create", "grant")
        if verb is None:
            raise Refused("this cannot stand here", words.start)
        part = Words(words.until("create", "grant"))
        (create if verb == "create" else grant)(part)
    if before[0]:
        catalogue.settings.put("local", before[1])
    else:
        catalogue.settings.drop("local")


def alter_schema(catalogue: Catalogue, words: Words) -> None:
    name = words.name()
    schema = catalogue.schemas.get(name)
    if schema is None:
        raise Refused(f"there is no schema `{name}`")
    if not words.take("rename", "to"):
        return
    new = words.name()
    if new in catalogue.schemas:
        raise Refused(f"the schema `{new}` is already there")
    catalogue.schemas.drop(name)
    catalogue.schemas.put(new, schema._replace(name=new))
    for relation in catalogue.relations:
        if relation.schema == name:
            catalogue.put(relation._replace(schema=new))
    rights = catalogue.default_rights.get(name)
    if rights is not None:
        catalogue.default_rights.drop(name)
        catalogue.default_rights.put(new, rights)


def drop_schema(catalogue: Catalogue, words: Words) -> None:
    maybe = words.take("if", "exists")
    names = words.several(words.name)
    cascade = words.one_of("cascade", "restrict") == "cascade"
    words.end()
    for name in names:
        if name not in catalogue.schemas and not maybe:
            raise Refused(f"there is no schema `{name}`")
    inside = [relation for relation in catalogue.relations if relation.schema in names]
    if inside and not cascade and any(relation.certain for relation in inside):
        raise Refused(f"the schema `{inside[0].schema}` is not empty")
    drop(catalogue, inside, cascade=True)
    for name in names:
        catalogue.schemas.drop(name)
        catalogue.default_rights.drop(name)


def set_path(catalogue: Catalogue, words: Words, in_transaction: bool) -> None:
    """SET, of which only search_path (and its other name, SCHEMA) matters here."""
    scope = words.one_of("local", "session")
    if words.take("standard_conforming_strings"):
        if not (words.take("to") or words.take("=")) or (words.setting() or "").lower() not in ("on", "true", "1"):
            raise Unreadable("From here on a backslash may end a string, and that is not followed.", words.start)
        return
    if words.take("schema"):
        path: tuple[str, ...] | None = (words.text() or "",)
    elif words.take("search_path"):
        if not (words.take("to") or words.take("=")):
            raise Refused("`to` is missing here", words.start)
        path = _path(words)
    else:
        return
    if scope == "local" and not in_transaction:
        # It does something only when whatever applies the file opens a transaction.
        catalogue.settings.put("session", None)
    elif scope == "local":
        catalogue.settings.put("local", path)
    else:
        catalogue.settings.drop("local")
        catalogue.settings.put("session", path)


def _path(words: Words) -> tuple[str, ...] | None:
    if words.take("default"):
        return DEFAULT
    values = words.several(words.setting)
    words.end()
    return None if None in values else tuple(_user(cut(value)) for value in values if value is not None)


def _user(schema: str) -> str:
    return "postgres" if schema == "$user" else schema


def set_config(catalogue: Catalogue, tokens: Sequence[Token]) -> None:
    """`select set_config('search_path', …)`, as dumps write it."""
    for at, token in enumerate(tokens):
        if token.kind not in (WORD, NAME) or token.value != "set_config":
            continue
        inside = Words(Words(tokens, at + 1).brackets())
        name = inside.text()
        if name is None or name.lower() != "search_path":
            continue
        value = inside.text() if inside.take(",") else None
        local = inside.take(",") and not inside.take("false")
        if value is None or local or inside.done() is False:
            catalogue.settings.put("session", None)
            continue
        parts = [part.strip() for part in value.split(",") if part.strip()]
        catalogue.settings.drop("local")
        catalogue.settings.put(
            "session", tuple(_user(part[1:-1] if part.startswith('"') else part.lower()) for part in parts)
        )

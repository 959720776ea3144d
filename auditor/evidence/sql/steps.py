"""The statements that change a catalogue, each as PostgreSQL would do it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from auditor.evidence.sql import alters, dynamic, policies, rights, routines, schemas, tables, views
from auditor.evidence.sql.catalogue import FOREIGN, INDEX, MATERIALIZED, SEQUENCE, TABLES, VIEW
from auditor.evidence.sql.commands import ALTERED, CREATED, DROPPED, OTHERS
from auditor.evidence.sql.drops import drop_mentioned
from auditor.evidence.sql.session import DEFAULT_PATH, Session
from auditor.evidence.sql.tokens import TEXT, WORD
from auditor.evidence.sql.words import Refused, Words


def _select(session: Session, words: Words) -> None:
    schemas.set_config(session.catalogue, words.tokens)
    views.select_into(session.catalogue, words.tokens)


def _do(session: Session, words: Words) -> None:
    start = words.start
    language, body = "plpgsql", None
    while not words.done():
        if words.take("language"):
            language = words.setting() or ""
        else:
            body = words.text()
            if body is None:
                raise Refused("a text is missing here", words.start)
    if body is None:
        raise Refused("a text is missing here", start)
    session.dynamic("DO", dynamic.effects(body, language.lower()), start)


def _create(session: Session, words: Words) -> None:
    catalogue = session.catalogue
    replace = words.take("or", "replace")
    words.one_of("global", "local")
    temporary = words.one_of("temp", "temporary") is not None
    words.one_of("unlogged")
    words.one_of("recursive")
    words.one_of("unique")
    start = words.start
    match words.one_of(*CREATED):
        case "table":
            tables.create_table(catalogue, words, temporary)
        case "foreign":
            if words.take("table"):
                tables.create_foreign_table(catalogue, words)
        case "view":
            views.create_view(catalogue, words, replace, temporary)
        case "materialized":
            words.need("view")
            views.create_materialized_view(catalogue, words)
        case "sequence":
            views.create_sequence(catalogue, words, temporary)
        case "index":
            views.create_index(catalogue, words)
        case "policy":
            policies.create_policy(catalogue, words)
        case "schema":
            schemas.create_schema(catalogue, words, partial(_create, session), partial(_grant, session))
        case "function" | "procedure":
            routines.create(session, words, start)
        case "extension":
            session.open_all()
        case None if words.next() not in OTHERS:
            raise Refused("nothing by this name can be created", words.start)


def _alter(session: Session, words: Words) -> None:
    catalogue = session.catalogue
    match words.one_of(*ALTERED):
        case "table":
            alters.alter(catalogue, words, None)
        case "view":
            alters.alter(catalogue, words, [VIEW])
        case "materialized":
            words.need("view")
            alters.alter(catalogue, words, [MATERIALIZED])
        case "foreign":
            if words.take("table"):
                alters.alter(catalogue, words, [FOREIGN])
        case "sequence":
            alters.alter(catalogue, words, [SEQUENCE])
        case "index":
            alters.alter(catalogue, words, None)
        case "policy":
            policies.alter_policy(catalogue, words)
        case "schema":
            schemas.alter_schema(catalogue, words)
        case "default":
            words.need("privileges")
            rights.change_default_rights(catalogue, words)
        case None if words.next() not in OTHERS:
            raise Refused("nothing by this name can be altered", words.start)
        case None if words.one_of("function", "procedure", "routine"):
            routines.alter(session, words)


def _drop(session: Session, words: Words) -> None:
    catalogue = session.catalogue
    match words.one_of(*DROPPED):
        case "table":
            tables.drop_relations(catalogue, words, TABLES)
        case "view":
            tables.drop_relations(catalogue, words, [VIEW])
        case "materialized":
            words.need("view")
            tables.drop_relations(catalogue, words, [MATERIALIZED])
        case "foreign":
            if words.take("table"):
                tables.drop_relations(catalogue, words, [FOREIGN])
        case "sequence":
            _drop_named(session, words, SEQUENCE)
        case "index":
            _drop_named(session, words, INDEX)
        case "policy":
            policies.drop_policy(catalogue, words)
        case "schema":
            schemas.drop_schema(catalogue, words)
        case "owned":
            session.dynamic("DROP OWNED", frozenset({dynamic.Effect(dynamic.ALL)}), words.start)
        case None:
            _drop_other(session, words)


def _drop_named(session: Session, words: Words, kind: str) -> None:
    """Sequences and indexes: those that constraints and columns make are not followed."""
    words.take("concurrently")
    words.take("if", "exists")
    for named in words.several(words.named):
        found = session.catalogue.find(named)
        if found is not None and found.kind == kind:
            session.catalogue.remove(found)


def _drop_other(session: Session, words: Words) -> None:
    kind = words.one_of(*OTHERS)
    if kind is None:
        raise Refused("nothing by this name can be dropped", words.start)
    words.take("if", "exists")
    cascade = any(token.kind == WORD and token.value == "cascade" for token in words.tokens)
    routine = kind in ("function", "procedure", "routine")
    for part in words.parts():
        if part.done() or part.tokens[part.at].kind == TEXT:
            continue
        schema, name = part.named()
        if routine:
            dynamic.apply(session.catalogue, session.routines.pop((schema or "", name), frozenset()))
            routines.forget(session, schema, name)
        if cascade:
            drop_mentioned(session.catalogue, name)


def _grant(session: Session, words: Words) -> None:
    rights.change_rights(session.catalogue, words, give=True)


def _revoke(session: Session, words: Words) -> None:
    rights.change_rights(session.catalogue, words, give=False)


def _set(session: Session, words: Words) -> None:
    schemas.set_path(session.catalogue, words, session.transactions.open)


def _reset(session: Session, words: Words) -> None:
    if words.one_of("search_path", "all"):
        session.catalogue.settings.put("session", DEFAULT_PATH)
        session.catalogue.settings.drop("local")


STEPS: Final[dict[str, Callable[[Session, Words], None]]] = {
    "create": _create,
    "alter": _alter,
    "drop": _drop,
    "grant": _grant,
    "revoke": _revoke,
    "set": _set,
    "reset": _reset,
    "discard": _reset,
    "select": _select,
    "with": _select,
    "do": _do,
}
"""By the word that a statement begins with."""

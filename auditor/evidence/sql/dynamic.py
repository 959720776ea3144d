"""Statements inside DO and inside functions: they run nobody knows when, so they are not replayed. What they may touch
is not known any more."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from auditor.evidence.sql.catalogue import Catalogue, Relation, unsure
from auditor.evidence.sql.tokens import MARK, TEXT, WORD, Token, Tokens, Unreadable
from auditor.evidence.sql.words import Named, Refused, Words, cut

ON: Final = "may switch row-level security on"
OFF: Final = "may switch row-level security off"
POLICY: Final = "may change policies"
RIGHTS: Final = "may change rights"
MAKE: Final = "may make a table"
ALL: Final = "may change anything"


class Effect(NamedTuple):
    """What a piece of dynamic SQL may do, to one table or (None) to any."""

    what: str
    table: Named | None = None


_BEFORE: Final = frozenset({"begin", "then", "else", "loop", ";", ">>"})
"""A statement of PL/pgSQL stands at the beginning or behind one of these."""
_FIRST: Final = frozenset({"create", "alter", "drop", "grant", "revoke", "execute", "import", "set", "reassign"})
_SAFE: Final = re.compile(
    r"\s*(select|insert|update|delete|analyze|refresh|notify|listen|truncate|comment|vacuum|lock|reindex|with|merge|copy|"
    r"(create|alter|drop)\s+(or\s+replace\s+|unique\s+|if\s+exists\s+)*"
    r"(index|trigger|type|function|procedure|sequence|extension|role|user|publication|event|domain|cast|aggregate)|"
    r"set\s+(local\s+|session\s+)?(?!search_path|schema)\w|create\s+(temp|temporary)\s)(?![\s\S]*cascade)",
    re.IGNORECASE,
)
_DDL: Final = re.compile(r"\b(alter|create|drop|grant|revoke|policy|execute)\b", re.IGNORECASE)


def effects(body: str, language: str) -> frozenset[Effect]:
    """What a body may do to tables."""
    if language in ("c", "internal"):
        return frozenset()
    if language not in ("sql", "plpgsql"):
        return frozenset({Effect(ALL)}) if _DDL.search(body) else frozenset()
    try:
        tokens = list(Tokens(body))
    except Unreadable:
        return frozenset({Effect(ALL)})
    found: set[Effect] = set()
    for statement in _statements(tokens):
        found |= _effects_of(statement)
    return frozenset(found)


def _statements(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """The parts of a body that may be DDL."""
    at = 0
    while at < len(tokens):
        kind, value, _ = tokens[at]
        if kind == WORD and value in _FIRST and (at == 0 or tokens[at - 1].value in _BEFORE):
            end = at
            while end < len(tokens) and (tokens[end].kind, tokens[end].value) != (MARK, ";"):
                end += 1
            yield tokens[at:end]
            at = end
        at += 1


def _effects_of(tokens: Sequence[Token]) -> set[Effect]:
    """What one statement may do."""
    if tokens[0].value == "execute":
        return _executed(tokens[1:])
    words = Words(tokens)
    try:
        return _known(words)
    except Refused:
        return {Effect(ALL)}


def _executed(tokens: Sequence[Token]) -> set[Effect]:
    """EXECUTE of a text: what its first string begins with tells what it does."""
    texts = [token.value for token in tokens if token.kind == TEXT]
    if not texts or not any(token.kind == TEXT for token in tokens[:4]):
        return {Effect(ALL)}
    if _SAFE.match(texts[0]):
        return set()
    whole = len([token for token in tokens if token.kind != MARK or token.value not in "()"]) == 1
    text = re.sub(r"%[-\d$]*[IsL]", ' "?" ', texts[0]) if not whole else texts[0]
    try:
        inner = list(Tokens(text + ("" if whole else ' "?"')))
    except Unreadable:
        return {Effect(ALL)}
    if not inner or inner[0].value not in _FIRST or inner[0].value == "execute":
        return {Effect(ALL)}
    return {effect._replace(table=_plain(effect.table)) for effect in _effects_of(inner)}


def _plain(named: Named | None) -> Named | None:
    """A name of which a part is only known when it runs may be any."""
    return None if named is None or "?" in named else named


def _known(words: Words) -> set[Effect]:
    verb = words.one_of(*_FIRST)
    if verb in ("grant", "revoke"):
        return {Effect(RIGHTS)}
    if verb == "set":
        words.one_of("local", "session")
        return {Effect(ALL)} if words.next() in ("search_path", "schema") else set()
    if verb == "alter" and words.take("default", "privileges"):
        return {Effect(RIGHTS)}
    if words.take("policy"):
        words.take("if", "exists")
        words.at += 1
        words.need("on")
        return {Effect(POLICY, words.named())}
    temporary = words.one_of("temp", "temporary", "unlogged", "foreign") in ("temp", "temporary")
    if words.take("table"):
        return set() if temporary else _table(words, verb)
    cascades = any(token.kind == WORD and token.value == "cascade" for token in words.tokens)
    if verb in ("drop", "reassign", "import") and (cascades or words.next() in ("schema", "owned", "foreign")):
        return {Effect(ALL)}
    if verb == "alter" and words.next() in ("schema", "database", "role", "view", "materialized"):
        return {Effect(ALL)} if words.next() == "schema" else set()
    return set()


def _table(words: Words, verb: str | None) -> set[Effect]:
    maybe = words.take("if", "not", "exists") or words.take("if", "exists")
    words.take("only")
    named = words.named()
    if verb == "create":
        return {Effect(MAKE, named)}
    rest = [token.value for token in words.tokens[words.at :]]
    if verb == "drop" or (rest[:1] == ["rename"] and rest[1:2] == ["to"]) or rest[:2] == ["set", "schema"]:
        return {Effect(ALL, named)}
    found = set()
    if "security" in rest:
        found.add(Effect(OFF if "disable" in rest else ON, named))
        if "disable" in rest and "enable" in rest:
            found.add(Effect(ON, named))
    elif "?" in rest[:1] and not maybe:
        found.add(Effect(ALL, named))
    return found


def apply(catalogue: Catalogue, found: frozenset[Effect]) -> None:
    """Forget what dynamic SQL may have changed."""
    for what, table in sorted(found, key=str):
        if table is None:
            relations = [relation for relation in catalogue.relations if not relation.shipped]
        else:
            there = catalogue.find((table[0] and cut(table[0]), cut(table[1])))
            relations = [there] if there is not None else []
            if there is None and what in (MAKE, ON, OFF, POLICY):
                catalogue.unseen(table)
        if table is None and what in (MAKE, ALL):
            for schema in catalogue.schemas:
                catalogue.schemas.put(schema.name, schema._replace(open=True))
        if what == MAKE:
            continue
        for relation in relations:
            changed = _changed(relation, what)
            if changed != relation:
                catalogue.put(changed)
        if table is None and what in (RIGHTS, ALL):
            catalogue.defaults_known = False


def _changed(relation: Relation, what: str) -> Relation:
    secure = relation.row_level_security
    if what == ON:
        return relation._replace(row_level_security=True if secure else None)
    if what == OFF:
        return relation._replace(row_level_security=False if secure is False else None)
    if what == POLICY:
        return relation._replace(policies_known=False)
    if what == RIGHTS:
        return relation._replace(rights_known=False)
    return unsure(relation)

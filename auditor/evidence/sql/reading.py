"""Which relations a query or an expression reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from auditor.evidence.sql.catalogue import Catalogue
from auditor.evidence.sql.tokens import MARK, NAME, WORD, Token
from auditor.evidence.sql.words import Named, Refused, Words, mentioned

_SYSTEM: Final = ("pg_catalog", "information_schema")


def _names(tokens: Sequence[Token]) -> Iterator[Named]:
    """Names that stand after FROM, JOIN, or a comma behind them. Some may be columns (`extract(day from at)`)."""
    words = Words(tokens)
    while not words.done():
        if words.one_of("from", "join") is None:
            words.at += 1
            continue
        while True:
            words.take("lateral")
            words.take("only")
            try:
                named = words.named()
            except Refused:
                break
            if words.next() != "(":
                yield named
            words.take("*")
            if words.take("as") or (not words.done() and words.tokens[words.at].kind in (WORD, NAME)):
                try:
                    words.name()
                except Refused:
                    break
            if not words.take(","):
                break


def _defined(tokens: Sequence[Token]) -> frozenset[str]:
    """Names that a WITH gives: they hide relations."""
    return frozenset(
        token.value
        for token, after, bracket in zip(tokens, tokens[1:], tokens[2:], strict=False)
        if token.kind in (WORD, NAME) and (after.value, after.kind) == ("as", WORD)
        if bracket.value in ("(", "materialized", "not")
    )


def relations_read(catalogue: Catalogue, tokens: Sequence[Token]) -> frozenset[int]:
    """The numbers of the relations that a query reads, as far as they are known."""
    defined = _defined(tokens)
    found = (catalogue.find(named) for named in _names(tokens) if named[0] is not None or named[1] not in defined)
    return frozenset(relation.number for relation in found if relation is not None)


def check_read(catalogue: Catalogue, tokens: Sequence[Token]) -> None:
    """Raises Refused where a query reads what is not there; what it has in brackets is not looked at."""
    outside: list[Token] = []
    depth = 0
    for token in tokens:
        depth -= token.kind == MARK and token.value == ")"
        if not depth:
            outside.append(token)
        depth += token.kind == MARK and token.value == "("
    kept = [
        token
        for before, token in zip([None, *outside], outside, strict=False)
        if not (token.value == "from" and before is not None and before.value == "distinct")
    ]
    defined = _defined(tokens)
    for schema, name in _names(kept):
        if schema in _SYSTEM or (schema is None and (name in defined or name.startswith("pg_"))):
            continue
        catalogue.existing((schema, name), None)


def columns_read(tokens: Sequence[Token]) -> frozenset[str]:
    """Words that may be columns: neither called nor the qualifier of another word nor a type."""
    found = set()
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        before = tokens[at - 1] if at else None
        if (
            token.kind in (WORD, NAME)
            and not (after is not None and after.kind == MARK and after.value in ("(", "."))
            and not (before is not None and before.kind == MARK and before.value == "::")
        ):
            found.add(token)
    return mentioned(sorted(found))

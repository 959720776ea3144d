"""CREATE VIEW, and of sequences, indexes and SELECT … INTO what takes the name of a table."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.evidence.sql.catalogue import INDEX, MATERIALIZED, SEQUENCE, TABLE, TABLES, VIEW, Catalogue, Relation
from auditor.evidence.sql.reading import check_read, relations_read
from auditor.evidence.sql.tables import add, new
from auditor.evidence.sql.tokens import Token
from auditor.evidence.sql.words import Refused, Words, mentioned


def create_view(catalogue: Catalogue, words: Words, replace: bool, temporary: bool) -> None:
    start = words.start
    view = new(catalogue, VIEW, words.named(), start, temporary)
    if words.next() == "(":
        words.brackets()
    if words.take("with"):
        view = view._replace(security_invoker=options(words).get("security_invoker", False))
    words.need("as")
    tokens = words.tokens[words.at :]
    if not tokens:
        raise Refused("a query is missing here", words.start)
    check_read(catalogue, tokens)
    view = view._replace(needs=relations_read(catalogue, tokens), mentions=mentioned(tokens))
    there = catalogue.at(view.schema, view.name)
    if there is not None and replace and there.certain:
        if there.kind != VIEW:
            raise Refused(f"`{view.title}` is a {there.kind}, not a view")
        catalogue.put(view._replace(number=there.number, rights=there.rights, rights_known=there.rights_known))
    else:
        add(catalogue, view)


def options(words: Words) -> dict[str, bool | None]:
    """Settings in brackets; None for one whose value says neither yes nor no."""
    found: dict[str, bool | None] = {}
    for part in Words(words.brackets()).parts():
        name = part.named()[1]
        value = (part.setting() or "").lower() if part.take("=") else "true"
        yes = any(value and word.startswith(value) for word in ("true", "yes")) or value in ("on", "1")
        no = any(value and word.startswith(value) for word in ("false", "no")) or value in ("of", "off", "0")
        found[name] = True if yes else False if no else None
    return found


def create_materialized_view(catalogue: Catalogue, words: Words) -> None:
    maybe = words.take("if", "not", "exists")
    start = words.start
    view = new(catalogue, MATERIALIZED, words.named(), start)
    words.until("as")
    words.need("as")
    tokens = words.tokens[words.at :]
    check_read(catalogue, tokens)
    add(catalogue, view._replace(needs=relations_read(catalogue, tokens), mentions=mentioned(tokens)), maybe)


def create_sequence(catalogue: Catalogue, words: Words, temporary: bool) -> None:
    maybe = words.take("if", "not", "exists")
    start = words.start
    add(catalogue, new(catalogue, SEQUENCE, words.named(), start, temporary), maybe)


def create_index(catalogue: Catalogue, words: Words) -> None:
    words.take("concurrently")
    maybe = words.take("if", "not", "exists")
    start = words.start
    name = None if words.next() == "on" else words.name()
    words.need("on")
    words.take("only")
    table = catalogue.existing(words.named(), [*TABLES, MATERIALIZED])
    if name is not None and table is not None:
        index = Relation(catalogue.number(), INDEX, table.schema, name, catalogue.place(start))
        add(catalogue, index._replace(belongs=frozenset({table.number})), maybe)


def select_into(catalogue: Catalogue, tokens: Sequence[Token]) -> None:
    """SELECT … INTO makes a table."""
    words = Words(tokens)
    words.until("into")
    before = tokens[words.at - 1] if words.at else None
    if not words.take("into") or (before is not None and before.value == "insert"):
        return
    temporary = words.one_of("temporary", "temp") is not None
    words.one_of("unlogged")
    words.take("table")
    start = words.start
    add(catalogue, new(catalogue, TABLE, words.named(), start, temporary))

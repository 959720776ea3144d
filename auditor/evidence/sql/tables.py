"""CREATE and DROP TABLE, and whatever makes something that shares the names of tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from auditor.evidence.sql.catalogue import (
    FOREIGN,
    PARTITIONED,
    TABLE,
    TABLES,
    TEMPORARY,
    Catalogue,
    Relation,
    unsure,
)
from auditor.evidence.sql.drops import drop
from auditor.evidence.sql.reading import check_read
from auditor.evidence.sql.tokens import WORD, Token
from auditor.evidence.sql.words import Named, Refused, Words, mentioned

_CONSTRAINTS: Final = ("constraint", "primary", "unique", "check", "foreign", "exclude", "like")


def add(catalogue: Catalogue, relation: Relation, if_not_exists: bool = False) -> bool:
    """Add a new relation with the rights it gets by default. False when one by its name is there, and may be."""
    there = catalogue.at(relation.schema, relation.name)
    if there is not None:
        if there.certain and not if_not_exists:
            raise Refused(f"`{relation.title}` is already there")
        if not there.certain:
            catalogue.put(unsure(there))
        return False
    if catalogue.leaned:
        relation = unsure(relation)
    rights = (catalogue.default_rights.get("") or frozenset()) | (
        catalogue.default_rights.get(relation.schema) or frozenset()
    )
    catalogue.put(relation._replace(rights=rights, rights_known=relation.rights_known and catalogue.defaults_known))
    return True


def new(catalogue: Catalogue, kind: str, named: Named, start: int, temporary: bool = False) -> Relation:
    """A relation that is not yet added. Raises Refused where it has no schema to be in."""
    schema = TEMPORARY if temporary else catalogue.target(named)
    relation = Relation(catalogue.number(), kind, schema, named[1], catalogue.place(start))
    return relation if temporary or catalogue.is_certain(schema) else unsure(relation)


def create_table(catalogue: Catalogue, words: Words, temporary: bool = False) -> None:
    maybe = words.take("if", "not", "exists")
    start = words.start
    table = new(catalogue, TABLE, words.named(), start, temporary)
    content: Sequence[Token] = ()
    if words.take("partition", "of"):
        parent = catalogue.existing(words.named(), [PARTITIONED])
        assert parent is not None
        table = table._replace(belongs=frozenset({parent.number}))
        content = words.brackets() if words.next() == "(" else ()
        _bounds(words)
    elif words.take("of"):
        words.named()
        content = words.brackets() if words.next() == "(" else ()
    elif words.next() == "(":
        content = words.brackets()
        _check_columns(content, only_names="as" in _rest(words))
    table = _with_options(catalogue, table, words)
    table = table._replace(references=references(catalogue, content, table), mentions=mentioned(content))
    for part in Words(content).parts() if content else ():
        if part.take("like"):
            catalogue.existing(part.named(), None)
    add(catalogue, table, maybe)


def _rest(words: Words) -> list[str]:
    return [token.value for token in words.tokens[words.at :]]


def _bounds(words: Words) -> None:
    if words.take("default"):
        return
    words.need("for", "values")
    if words.take("in") or words.take("with"):
        words.brackets()
    else:
        words.need("from")
        words.brackets()
        words.need("to")
        words.brackets()


def _check_columns(content: Sequence[Token], only_names: bool) -> None:
    names = set()
    for part in Words(content).parts() if content else ():
        if part.done():
            raise Refused("a column is missing between the commas", part.start)
        if part.next() in _CONSTRAINTS:
            continue
        start, name = part.start, part.name()
        if name in names:
            raise Refused(f"the column `{name}` is written twice", start)
        if part.done() and not only_names:
            raise Refused(f"the column `{name}` has no type", start)
        names.add(name)


def _with_options(catalogue: Catalogue, table: Relation, words: Words) -> Relation:
    """What comes behind the columns."""
    while not words.done():
        if words.take("inherits"):
            for part in Words(words.brackets()).parts():
                parent = catalogue.existing(part.named(), [TABLE, FOREIGN])
                assert parent is not None
                table = table._replace(needs=table.needs | {parent.number})
        elif words.take("partition", "by"):
            words.name()
            words.brackets()
            table = table._replace(kind=PARTITIONED)
        elif words.take("as"):
            if words.next() not in ("select", "with", "values", "table", "execute", "("):
                raise Refused("a query is missing here", words.start)
            check_read(catalogue, words.tokens[words.at :])
            words.at = len(words.tokens)
        elif words.take("with"):
            words.brackets()
        elif not words.take("without", "oids"):
            _short_option(words)
    return table


def _short_option(words: Words) -> None:
    if words.take("on", "commit"):
        if not (words.take("drop") or words.take("delete", "rows") or words.take("preserve", "rows")):
            raise Refused("this cannot stand here", words.start)
    elif words.one_of("using", "tablespace", "server"):
        words.name()
    elif words.take("options"):
        words.brackets()
    else:
        raise Refused("this cannot stand here", words.start)


def references(catalogue: Catalogue, tokens: Sequence[Token], table: Relation) -> frozenset[int]:
    """The tables that foreign keys among tokens point to, the table itself left out."""
    found = set()
    for at, (kind, value, _) in enumerate(tokens):
        if value != "references" or kind != WORD:
            continue
        named = Words(tokens, at + 1).named()
        there = catalogue.find(named)
        if named[1] == table.name and (there is None or there.schema == table.schema):
            continue
        target = catalogue.existing(named, TABLES)
        if target is not None:
            found.add(target.number)
    return frozenset(found)


def create_foreign_table(catalogue: Catalogue, words: Words) -> None:
    maybe = words.take("if", "not", "exists")
    start = words.start
    table = new(catalogue, FOREIGN, words.named(), start)
    if words.take("partition", "of"):
        parent = catalogue.existing(words.named(), [PARTITIONED])
        assert parent is not None
        table = table._replace(belongs=frozenset({parent.number}))
        if words.next() == "(":
            words.brackets()
        _bounds(words)
    else:
        words.brackets()
    add(catalogue, _with_options(catalogue, table, words), maybe)


def drop_relations(catalogue: Catalogue, words: Words, kinds: Sequence[str]) -> None:
    words.take("concurrently")
    maybe = words.take("if", "exists")
    names = words.several(words.named)
    cascade = words.one_of("cascade", "restrict") == "cascade"
    words.end()
    found = [catalogue.find(named) if maybe else catalogue.existing(named, kinds) for named in names]
    for relation in found:
        if relation is not None and relation.kind not in kinds and relation.certain:
            raise Refused(f"`{relation.title}` is a {relation.kind}, not a {kinds[0]}")
    going = [relation for relation in found if relation is not None and relation.kind in kinds]
    if catalogue.leaned and len(names) > 1:
        # One of them may not be there: then none is dropped.
        for relation in going:
            for user in (relation, *catalogue.users(relation.number)):
                catalogue.put(unsure(user))
        return
    drop(catalogue, going, cascade)

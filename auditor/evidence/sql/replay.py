"""Migrations replayed: each statement changes the catalogue as PostgreSQL would."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from auditor.evidence.sql import alters, dynamic, policies, rights, schemas, tables
from auditor.evidence.sql.catalogue import (
    FOREIGN,
    INDEX,
    MATERIALIZED,
    SEQUENCE,
    TABLES,
    TEMPORARY,
    VIEW,
    Catalogue,
    Schema,
    unsure,
)
from auditor.evidence.sql.commands import ALTERED, CREATED, DROPPED, OTHERS, PLAIN
from auditor.evidence.sql.drops import drop_mentioned
from auditor.evidence.sql.statements import Statement, statements
from auditor.evidence.sql.tokens import META, TEXT, WORD, Unreadable
from auditor.evidence.sql.transactions import Transactions
from auditor.evidence.sql.words import Refused, Words
from auditor.location import Location

DEFAULT_PATH: Final = ("postgres", "public")
"""`$user` is who runs migrations."""


class Said(NamedTuple):
    """Something of a file that a reader must be told: `kind` is refused, dynamic or unreadable."""

    kind: str
    name: str
    text: str
    location: Location


class Replay:
    """A database, migration by migration."""

    def __init__(self) -> None:
        self.catalogue = Catalogue()
        self.catalogue.schemas.put("public", Schema("public", frozenset({"public"})))
        self.said: list[Said] = []
        self._routines: dict[tuple[str, str], frozenset[dynamic.Effect]] = {}
        self._transactions = Transactions(self.catalogue)
        self._failed = False

    def run(self, text: str, place: Callable[[int], Location]) -> None:
        """Replay one file in a session of its own."""
        catalogue = self.catalogue
        catalogue.place = place
        catalogue.settings.put("session", DEFAULT_PATH)
        catalogue.touched.clear()
        catalogue.lost.clear()
        self._failed = False
        at = 0
        try:
            for statement in statements(text):
                at = statement.start
                self._step(statement)
        except Unreadable as stop:
            self._say("unreadable", "", stop.message, stop.start or at)
            self._failed = True
            catalogue.touched.update(relation.number for relation in catalogue.relations if not relation.shipped)
            self._open_all()
        self._transactions.close()
        if self._failed:
            self._doubt()
        for relation in catalogue.relations:
            if relation.schema == TEMPORARY:
                catalogue.remove(relation)
        catalogue.journal.keep()

    def finish(self) -> None:
        """What functions may do after the last migration."""
        for found in self._routines.values():
            dynamic.apply(self.catalogue, found)

    def _say(self, kind: str, name: str, text: str, start: int) -> None:
        self.said.append(Said(kind, name, text, self.catalogue.place(start)))

    def _open_all(self) -> None:
        for schema in self.catalogue.schemas:
            self.catalogue.schemas.put(schema.name, schema._replace(open=True))

    def _doubt(self) -> None:
        """After a file that PostgreSQL would not take to its end, what it touched may be as before or as after."""
        catalogue = self.catalogue
        for number in sorted(catalogue.touched):
            relation = catalogue.relations.get(number) or catalogue.lost.get(number)
            if relation is None or relation.schema == TEMPORARY:
                continue
            there = catalogue.at(relation.schema, relation.name)
            if there is None or there.number == number:
                catalogue.put(unsure(relation))
            if relation.schema not in catalogue.schemas:
                catalogue.schemas.put(relation.schema, Schema(relation.schema, certain=False, open=True))

    def _step(self, statement: Statement) -> None:
        """Replay one statement as a whole, or not at all."""
        mark = self.catalogue.journal.mark()
        words = Words(statement.tokens)
        self.catalogue.leaned = False
        try:
            self._replay(words)
        except Refused as refusal:
            self.catalogue.journal.back(mark)
            self._refused(statement, refusal)

    def _refused(self, statement: Statement, refusal: Refused) -> None:
        start = statement.start if refusal.start is None else refusal.start
        self._say("refused", "", f"PostgreSQL would refuse this: {refusal.message}", start)
        self._failed = True
        catalogue = self.catalogue
        for schema, name in tables.names_among(statement.tokens):
            found = catalogue.at(schema, name) if schema else None
            for relation in [found] if found else [catalogue.at(s, name) for s in catalogue.schemas.names()]:
                if relation is not None:
                    catalogue.touched.add(relation.number)
        named = tables.target_of(statement.tokens)
        if named is not None and catalogue.find(named) is None:
            catalogue.unseen(named, start)

    def _replay(self, words: Words) -> None:
        token = words.tokens[0]
        if token.kind == META:
            if token.value != ";":
                self._dynamic(f"\\{token.value}", frozenset({dynamic.Effect(dynamic.ALL)}), token.start)
            return
        words.at = 1
        verb = token.value if token.kind == WORD or token.value == "(" else ""
        if verb in PLAIN:
            if verb == "import":  # foreign tables, by the names that another server gives them
                self._open_all()
            return
        if self._transactions.takes(verb, words):
            return
        step = _STEPS.get(verb)
        if step is None:
            raise Refused("this is no SQL statement")
        step(self, words)

    def _dynamic(self, name: str, found: frozenset[dynamic.Effect], start: int) -> None:
        if found:
            what = ", ".join(sorted({effect.what for effect in found}))
            self._say("dynamic", name, f"What runs here cannot be judged: it {what}.", start)
            dynamic.apply(self.catalogue, found)

    def _select(self, words: Words) -> None:
        schemas.set_config(self.catalogue, words.tokens)
        tables.select_into(self.catalogue, words.tokens)

    def _do(self, words: Words) -> None:
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
        self._dynamic("DO", dynamic.effects(body, language.lower()), start)

    def _create(self, words: Words) -> None:
        catalogue = self.catalogue
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
                tables.create_view(catalogue, words, replace, temporary)
            case "materialized":
                words.need("view")
                tables.create_materialized_view(catalogue, words)
            case "sequence":
                tables.create_sequence(catalogue, words, temporary)
            case "index":
                tables.create_index(catalogue, words)
            case "policy":
                policies.create_policy(catalogue, words)
            case "schema":
                schemas.create_schema(catalogue, words, self._create, self._grant)
            case "function" | "procedure":
                self._routine(words, start)
            case "extension":
                self._open_all()
            case None if words.next() not in OTHERS:
                raise Refused("nothing by this name can be created", words.start)

    def _routine(self, words: Words, start: int) -> None:
        schema, name = words.named()
        words.brackets()
        language, body, atomic = "sql", None, False
        while not words.done():
            if words.take("language"):
                language = (words.setting() or "").lower()
            elif words.take("as"):
                body = words.text()
            elif words.take("begin", "atomic") or words.take("return"):
                atomic = True
                break
            else:
                words.at += 1
        if body is None and not atomic:
            raise Refused("a body is missing here", start)
        found = dynamic.effects(body, language) if body is not None else frozenset()
        key = (schema or "", name)
        if found or key in self._routines:
            self._routines[key] = self._routines.get(key, frozenset()) | found
        self._dynamic(f"function {name}", found, start)

    def _alter(self, words: Words) -> None:
        catalogue = self.catalogue
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

    def _drop(self, words: Words) -> None:
        catalogue = self.catalogue
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
                self._drop_named(words, SEQUENCE)
            case "index":
                self._drop_named(words, INDEX)
            case "policy":
                policies.drop_policy(catalogue, words)
            case "schema":
                schemas.drop_schema(catalogue, words)
            case "owned":
                self._dynamic("DROP OWNED", frozenset({dynamic.Effect(dynamic.ALL)}), words.start)
            case None:
                self._drop_other(words)

    def _drop_named(self, words: Words, kind: str) -> None:
        """Sequences and indexes: those that constraints and columns make are not followed."""
        words.take("concurrently")
        words.take("if", "exists")
        for named in words.several(words.named):
            found = self.catalogue.find(named)
            if found is not None and found.kind == kind:
                self.catalogue.remove(found)

    def _drop_other(self, words: Words) -> None:
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
                dynamic.apply(self.catalogue, self._routines.pop((schema or "", name), frozenset()))
            if cascade:
                drop_mentioned(self.catalogue, name)

    def _grant(self, words: Words) -> None:
        rights.change_rights(self.catalogue, words, give=True)

    def _revoke(self, words: Words) -> None:
        rights.change_rights(self.catalogue, words, give=False)

    def _set(self, words: Words) -> None:
        schemas.set_path(self.catalogue, words, self._transactions.open)

    def _reset(self, words: Words) -> None:
        if words.one_of("search_path", "all"):
            self.catalogue.settings.put("session", DEFAULT_PATH)
            self.catalogue.settings.drop("local")


_STEPS: Final[dict[str, Callable[[Replay, Words], None]]] = {
    "create": Replay._create,
    "alter": Replay._alter,
    "drop": Replay._drop,
    "grant": Replay._grant,
    "revoke": Replay._revoke,
    "set": Replay._set,
    "reset": Replay._reset,
    "discard": Replay._reset,
    "select": Replay._select,
    "with": Replay._select,
    "do": Replay._do,
}


def replay(files: Iterable[tuple[str, Callable[[int], Location]]]) -> Replay:
    """The texts of migrations, in order, replayed on an empty database."""
    database = Replay()
    for text, place in files:
        database.run(text, place)
    database.finish()
    return database

"""Migrations replayed: each statement changes the catalogue as PostgreSQL would."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from auditor.evidence.sql import dynamic
from auditor.evidence.sql.catalogue import TEMPORARY, Schema, unsure
from auditor.evidence.sql.commands import PLAIN
from auditor.evidence.sql.session import DEFAULT_PATH, Session
from auditor.evidence.sql.statements import Statement, statements
from auditor.evidence.sql.steps import STEPS
from auditor.evidence.sql.tokens import META, NAME, WORD, Token, Unreadable
from auditor.evidence.sql.words import Named, Refused, Words, cut
from auditor.location import Location


class Replay:
    """A database, migration by migration."""

    def __init__(self) -> None:
        self._session = Session()
        self.catalogue = self._session.catalogue
        self.said = self._session.said
        self._failed = False

    def run(self, text: str, place: Callable[[int], Location], whole: bool = True) -> None:
        """Replay one file in a session of its own. What comes behind the end of one that is not whole may do
        anything."""
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
            if whole:
                self._session.say("unreadable", "", stop.message, stop.start or at)
            self._lose()
        if not whole:
            self._lose()
        self._session.transactions.close()
        if self._failed:
            self._doubt()
        for relation in catalogue.relations:
            if relation.schema == TEMPORARY:
                catalogue.remove(relation)
        catalogue.journal.keep()

    def _lose(self) -> None:
        """Nothing that was made is known any more."""
        self._failed = True
        relations = self.catalogue.relations
        self.catalogue.touched.update(relation.number for relation in relations if not relation.shipped)
        self._session.open_all()

    def finish(self) -> None:
        """What functions may do after the last migration."""
        for found in self._session.routines.values():
            dynamic.apply(self.catalogue, found)

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
        self._session.say("refused", "", f"PostgreSQL would refuse this: {refusal.message}", start)
        self._failed = True
        catalogue = self.catalogue
        for schema, name in _names_among(statement.tokens):
            found = catalogue.at(schema, name) if schema else None
            for relation in [found] if found else [catalogue.at(s, name) for s in catalogue.schemas.names()]:
                if relation is not None:
                    catalogue.touched.add(relation.number)
        named = _target_of(statement.tokens)
        if named is not None and catalogue.find(named) is None:
            catalogue.unseen(named, start)

    def _replay(self, words: Words) -> None:
        token = words.tokens[0]
        if token.kind == META:
            if token.value in ("c", "connect") and all(relation.shipped for relation in self.catalogue.relations):
                self.catalogue.settings.put("session", DEFAULT_PATH)  # nothing was made in another database
            elif token.value != ";":
                self._session.dynamic(f"\\{token.value}", frozenset({dynamic.Effect(dynamic.ALL)}), token.start)
            return
        words.at = 1
        verb = token.value if token.kind == WORD or token.value == "(" else ""
        if verb in PLAIN:
            if verb == "import":  # foreign tables, by the names that another server gives them
                self._session.open_all()
            return
        if self._session.transactions.takes(verb, words):
            return
        step = STEPS.get(verb)
        if step is None:
            raise Refused("this is no SQL statement")
        step(self._session, words)


def replay(files: Iterable[tuple[str, Callable[[int], Location]]]) -> Replay:
    """The texts of migrations, in order, replayed on an empty database."""
    database = Replay()
    for text, place in files:
        database.run(text, place)
    database.finish()
    return database


def _names_among(tokens: Sequence[Token]) -> Iterator[Named]:
    """Every name among tokens, with the schema before it."""
    for at, token in enumerate(tokens):
        if token.kind in (WORD, NAME):
            qualified = at > 1 and tokens[at - 1].value == "." and tokens[at - 2].kind in (WORD, NAME)
            yield (cut(tokens[at - 2].value) if qualified else None, cut(token.value))


def _target_of(tokens: Sequence[Token]) -> Named | None:
    """The table that a statement makes or changes, as far as its beginning tells."""
    words = Words(tokens)
    if words.one_of("create", "alter") is None:
        return None
    policy = words.take("policy")
    words.until("on" if policy else "table")
    if not words.take("on" if policy else "table"):
        return None
    _ = words.take("if", "not", "exists") or words.take("if", "exists") or words.take("only")
    try:
        return words.named()
    except Refused:
        return None

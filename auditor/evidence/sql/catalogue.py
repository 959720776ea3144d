"""What a database holds: its schemas, relations, policies and rights, as far as row-level security depends on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from auditor.evidence.sql.journal import Journal, Shelf
from auditor.evidence.sql.tokens import Token, Unreadable
from auditor.evidence.sql.words import Named, Refused
from auditor.location import Location

TABLE: Final = "table"
PARTITIONED: Final = "partitioned table"
FOREIGN: Final = "foreign table"
VIEW: Final = "view"
MATERIALIZED: Final = "materialized view"
SEQUENCE: Final = "sequence"
INDEX: Final = "index"
TABLES: Final = (TABLE, PARTITIONED)
"""What can have row-level security."""
TEMPORARY: Final = "pg_temp"
CHANGES: Final = 2_000_000
"""More changes than any real set of migrations makes: beyond them nothing is followed."""

Right = tuple[str, str, str]
"""A role, what it may do, and with which column (empty: with all)."""


class Policy(NamedTuple):
    """`using` and `check` are None where they are not written. `uses` are the relations it reads."""

    name: str
    command: str
    permissive: bool
    roles: tuple[str, ...]
    using: Sequence[Token] | None
    check: Sequence[Token] | None
    uses: frozenset[int]
    mentions: frozenset[str]
    location: Location


class Relation(NamedTuple):
    """A table, a view, or another thing that shares their names.

    `certain` is False for what may not be there. `belongs` are those that take it with them when they are dropped,
    `needs` those that cannot be dropped without it, `references` the targets of its foreign keys.
    """

    number: int
    kind: str
    schema: str
    name: str
    location: Location
    certain: bool = True
    row_level_security: bool | None = False
    policies: tuple[Policy, ...] = ()
    policies_known: bool = True
    belongs: frozenset[int] = frozenset()
    needs: frozenset[int] = frozenset()
    references: frozenset[int] = frozenset()
    mentions: frozenset[str] = frozenset()
    rights: frozenset[Right] = frozenset()
    rights_known: bool = True
    security_invoker: bool | None = False
    shipped: bool = False
    """Made by the platform before the first migration, and not touched since."""

    @property
    def title(self) -> str:
        return f"{self.schema}.{self.name}"


class Schema(NamedTuple):
    """`open`: it may hold relations that no migration shows. `usage` are the roles that may look into it."""

    name: str
    usage: frozenset[str] = frozenset()
    certain: bool = True
    open: bool = False


def _nowhere(start: int) -> Location:
    return Location("", 1, start + 1)


class Catalogue:
    """All that, changed step by step. Every change can be taken back by `journal`."""

    def __init__(self) -> None:
        self.journal = Journal()
        self.relations: Shelf[int, Relation] = Shelf(self.journal)
        self.schemas: Shelf[str, Schema] = Shelf(self.journal)
        self.settings: Shelf[str, tuple[str, ...] | None] = Shelf(self.journal)
        self.default_rights: Shelf[str, frozenset[Right]] = Shelf(self.journal)
        self.members: Shelf[str, frozenset[str]] = Shelf(self.journal)
        self.definers: Shelf[tuple[str, str, str], Location] = Shelf(self.journal)
        """Functions that run with their owner's rights: schema, name, arguments, and where each is made."""
        self.leaned = False
        """Whether the current statement needs something that may not be there: then it may be refused."""
        self.defaults_known = True
        """False when nobody can say which rights a new table gets."""
        self.touched: set[int] = set()
        self.lost: dict[int, Relation] = {}
        """What the current file changed, and how each of it looked last."""
        self.place: Callable[[int], Location] = _nowhere
        """Where a character of the current file stands."""
        self._names: Shelf[tuple[str, str], int] = Shelf(self.journal)
        self._users: dict[int, set[int]] = {}
        self._mentions: dict[str, set[int]] = {}
        self._last = 0
        self._changes = 0

    # Names

    def at(self, schema: str, name: str) -> Relation | None:
        number = self._names.get((schema, name))
        return None if number is None else self.relations.get(number)

    @property
    def path(self) -> tuple[str, ...] | None:
        """The schemas where names without one are looked up; None when nobody can say."""
        return self.settings.get("local" if "local" in self.settings else "session")

    def find(self, named: Named) -> Relation | None:
        """The relation that a name means."""
        schema, name = named
        if schema is not None:
            return self.at(schema, name)
        for schema in (TEMPORARY, *(self.path or ())):
            found = self.at(schema, name)
            if found is not None:
                return found
        return None

    def target(self, named: Named) -> str:
        """The schema in which something new by this name would be made."""
        schema, name = named
        if schema is None:
            path = self.path
            if path is None:
                raise Refused(f"nobody can say in which schema `{name}` would be")
            there = [s for s in path if s in self.schemas]
            if not there:
                raise Refused(f"no schema is selected for `{name}`")
            schema = there[0]
            if not self.is_certain(schema):
                # It may as well be made in the next one.
                for other in there[1:]:
                    if self.at(other, name) is None:
                        self.unseen((other, name))
        elif schema not in self.schemas and schema != TEMPORARY:
            raise Refused(f"there is no schema `{schema}`")
        return schema

    def is_certain(self, schema: str) -> bool:
        """Whether a schema is surely there."""
        found = self.schemas.get(schema)
        return found is not None and found.certain

    def may_hide(self, named: Named) -> bool:
        """Whether something by this name may be there although no migration shows it."""
        if named[0] is None and self.path is None:
            return True
        schemas = (named[0],) if named[0] is not None else self.path or ()
        return any(s is not None and s.open for s in map(self.schemas.get, schemas))

    # Changes

    def number(self) -> int:
        self._last += 1
        return self._last

    def existing(self, named: Named, kinds: Sequence[str] | None, maybe: bool = False) -> Relation | None:
        """The relation that a name means; where no migration shows it and it may be there all the same, a table of
        which nothing is known. None when it is not there and `maybe` says that this is no mistake. Raises Refused."""
        found = self.find(named)
        title = ".".join(part for part in named if part)
        self.leaned = self.leaned or (found is not None and not found.certain)
        if found is None:
            if self.may_hide(named):
                self.leaned = True
                return self.unseen(named)
            if maybe:
                return None
            raise Refused(f"there is no `{title}`")
        if kinds is not None and found.kind not in kinds:
            raise Refused(f"`{title}` is a {found.kind}, not a {kinds[0]}")
        return found

    def unseen(self, named: Named, start: int = 0) -> Relation:
        """Add a table of which nothing is known, not even whether it is there."""
        schema = named[0] or next((schema for schema in self.path or () if schema in self.schemas), "public")
        relation = unsure(Relation(self.number(), TABLE, schema, named[1], self.place(start)))
        self.put(relation)
        return relation

    def put(self, relation: Relation) -> None:
        """Add or replace a relation, by its number."""
        self._changes += 1
        if self._changes > CHANGES:
            raise Unreadable("More changes to tables come before this than can be followed.", 0)
        number, key = relation.number, (relation.schema, relation.name)
        old = self.relations.get(number)
        if old is not None and (old.schema, old.name) != key:
            self._names.drop((old.schema, old.name))
        self.touched.add(number)
        self.lost[number] = relation
        self._names.put(key, number)
        self.relations.put(number, relation)
        for used in relation.belongs | relation.needs | relation.references:
            self._users.setdefault(used, set()).add(number)
        for policy in relation.policies:
            for used in policy.uses:
                self._users.setdefault(used, set()).add(number)
            for word in policy.mentions:
                self._mentions.setdefault(word, set()).add(number)
        for word in relation.mentions:
            self._mentions.setdefault(word, set()).add(number)

    def remove(self, relation: Relation) -> None:
        self.touched.add(relation.number)
        self.lost[relation.number] = relation
        self._names.drop((relation.schema, relation.name))
        self.relations.drop(relation.number)

    def users(self, number: int) -> Iterable[Relation]:
        """The relations that may depend on one."""
        found = (self.relations.get(user) for user in sorted(self._users.get(number, ())))
        return [relation for relation in found if relation is not None]

    def mentioning(self, word: str) -> Iterable[Relation]:
        """The relations whose definition or policies hold a word."""
        found = (self.relations.get(user) for user in sorted(self._mentions.get(word, ())))
        return [relation for relation in found if relation is not None]

    def roles(self, role: str) -> frozenset[str]:
        """A role, all it is a member of, and everybody."""
        found, todo = {role, "public"}, [role]
        while todo:
            more = (self.members.get(todo.pop()) or frozenset()) - found
            found |= more
            todo.extend(more)
        return frozenset(found)


def unsure(relation: Relation) -> Relation:
    """A relation of which nobody can say any more what it is like, or whether it is there."""
    return relation._replace(
        certain=False, row_level_security=None, policies_known=False, rights_known=False, security_invoker=None
    )

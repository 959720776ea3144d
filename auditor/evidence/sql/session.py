"""What the files of a database are replayed on: its catalogue, and what a reader must be told."""

from __future__ import annotations

from typing import Final, NamedTuple

from auditor.evidence.sql import dynamic
from auditor.evidence.sql.catalogue import Catalogue, Schema
from auditor.evidence.sql.transactions import Transactions
from auditor.location import Location

DEFAULT_PATH: Final = ("postgres", "public")
"""`$user` is who runs migrations."""


class Said(NamedTuple):
    """Something of a file that a reader must be told: `kind` is refused, dynamic or unreadable."""

    kind: str
    name: str
    text: str
    location: Location


class Session:
    """The state of a database between statements. `routines` are what functions may do once they are called."""

    def __init__(self) -> None:
        self.catalogue = Catalogue()
        self.catalogue.schemas.put("public", Schema("public", frozenset({"public"})))
        self.said: list[Said] = []
        self.routines: dict[tuple[str, str], frozenset[dynamic.Effect]] = {}
        self.transactions = Transactions(self.catalogue)

    def say(self, kind: str, name: str, text: str, start: int) -> None:
        self.said.append(Said(kind, name, text, self.catalogue.place(start)))

    def open_all(self) -> None:
        """From here on any schema may hold what no migration shows."""
        for schema in self.catalogue.schemas:
            self.catalogue.schemas.put(schema.name, schema._replace(open=True))

    def dynamic(self, name: str, found: frozenset[dynamic.Effect], start: int) -> None:
        if found:
            what = ", ".join(sorted({effect.what for effect in found}))
            self.say("dynamic", name, f"What runs here cannot be judged: it {what}.", start)
            dynamic.apply(self.catalogue, found)

"""A change: one difference of meaning between two revisions of a workspace."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from auditor.changes.notice import Prospect
from auditor.graph.world import Worlds
from auditor.location import Location, Route

Value = str | tuple[str, ...] | None
"""What was written, or what followed from it: a word, several, or nothing."""

SUFFIXES = ("_added", "_removed", "_changed", "_loosened", "_tightened", "_widened")
SINGULAR = {
    "vendors": "vendor", "systems": "system", "flows": "flow", "data": "data", "deployments": "deployment",
    "organization": "organization", "subjects": "subject", "purposes": "purpose", "kinds": "kind",
    "measures": "measure", "notices": "notice", "documents": "document", "promises": "promise", "rules": "rule",
    "waivers": "waiver",
}  # fmt: skip
"""What one entry of a section is called; the first word of a type that is about the entry itself."""


class Change(NamedTuple):
    """One difference, with the narrowest type that fits.

    `section` and `thing` name what it is about, `attribute` the fact that changed where the type does not say it.
    `data`, `region` and `purposes` are of the revision that has the thing, the newer one if both do. `vendor`,
    `system` and `flow` are its ids there. `includes` are the ids of the changes that this one stands for.
    `route` leads to what changed, in either revision; `old` says that only the older one has the thing.
    """

    type: str
    section: str
    thing: str
    route: Route
    attribute: str | None = None
    before: Value = None
    after: Value = None
    vendor: str | None = None
    system: str | None = None
    flow: str | None = None
    data: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    deployments: tuple[str, ...] = ()
    everywhere: bool = True
    """Is it so in every deployment?"""
    includes: tuple[str, ...] = ()
    material: bool = False
    why: str = ""
    note: str = ""
    """What else there is to say: who is behind it, or a row that shows it."""
    about: tuple[str, ...] = ()
    """The vendors that come or go with it."""
    replaces: str | None = None
    """Of a vendor that comes: the one in whose place, by its id in the older revision."""
    first: bool = False
    """Of data that comes to a vendor: it got none before."""
    old: bool = False
    prospect: Prospect | None = None
    location_before: Location | None = None
    location_after: Location | None = None

    @property
    def id(self) -> str:
        """`TYPE.THING`, with the section where the type does not tell it, the attribute where there is one, and the
        deployments where it is not so in all of them."""
        own = self.type.removesuffix(_suffix(self.type)) == SINGULAR[self.section]
        parts = [self.type, *([] if own else [self.section]), *([self.thing] if self.thing else [])]
        parts += [self.attribute] if self.attribute else []
        return ".".join([*parts, *(() if self.everywhere else self.deployments)])


def _suffix(type_: str) -> str:
    return next(suffix for suffix in SUFFIXES if type_.endswith(suffix))


class Compared(NamedTuple):
    """What changed since a base revision: the changes, sorted; the worlds of that revision; and its day, if it has one:
    notices that took effect by then were about something else."""

    changes: tuple[Change, ...]
    before: Worlds
    since: date | None = None

"""What a scan saw: vendors and regions in files, and the tables that migrations make."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from auditor.location import Location, Problem

USED: Final = "used"
CONFIGURED: Final = "configured"
DEVELOPMENT: Final = "development"
GRADES: Final = (USED, CONFIGURED, DEVELOPMENT)
"""In production code or a deployment; declared somewhere without a use that was seen; in tests, builds and CI alone."""

SIGNALS: Final = ("package", "import", "host", "env", "secret", "resource", "csp", "ci", "config", "table")
"""What gave a vendor away."""

SETTINGS: Final = ("cache", "log_drain", "public", "service_role")
"""What is set at a vendor that matters: it keeps answers, it passes logs on, everybody may read, it has a key to
everything in the database."""

UNTOLD: Final = "unknown"
"""The region of what is in some region that the files do not tell."""


class Sighting(NamedTuple):
    """One place where a file shows somebody who may get data.

    `product` is the id of the catalog, None for somebody whom it does not know: then `name` says who (a host, the
    beginning of a variable's name). `text` is what was recognised and nothing else of the line (a package, a host, the
    name of a variable, the address of a resource): never a value, so that no secret can be in it. `region` is a word of
    `vocabulary/places` where this place shows one, UNTOLD where it shows that there is one and not which. `setting`
    says what of the vendor is set here (`log_drain`, `service_role`, `cache` …), where that matters.
    """

    product: str | None
    name: str
    signal: str
    grade: str
    location: Location
    text: str
    region: str | None = None
    setting: str | None = None


class Table(NamedTuple):
    """A database table as the migrations leave it.

    None stands for what cannot be judged. `always_true` names policies that let every row pass. `exposed`: whether the
    API of the database serves it. `places` says where each policy was last written; `location` is where row-level
    security was last switched off, or else where the table is made.
    """

    schema: str
    name: str
    exposed: bool | None
    row_level_security: bool | None
    policies: tuple[str, ...] | None
    always_true: tuple[str, ...] | None
    location: Location
    places: tuple[tuple[str, Location], ...] = ()


class Remark(NamedTuple):
    """What a scan saw of the database beside its tables: a view that ignores row-level security, a policy that trusts
    what users may edit, statements that cannot be judged."""

    kind: str
    name: str
    location: Location
    text: str


class Evidence(NamedTuple):
    """What a scan saw, each sorted by place; what it could not read; and the files that it read."""

    sightings: tuple[Sighting, ...]
    tables: tuple[Table, ...]
    remarks: tuple[Remark, ...]
    problems: tuple[Problem, ...]
    read: tuple[str, ...]


Step = Callable[[int, int], None]
"""Is told how many files a scan has read, of how many."""

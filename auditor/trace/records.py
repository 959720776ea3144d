"""What a trace tells, as frozen records. `deployments` are those in which a line holds.

`certainty` is `yes` (declared), `may` (a broader category is declared, or nobody knows whether it is kept)
or `unknown` (somebody wrote `unknown`, so it may be anything). `workspace` is the digest of the sources.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

from auditor.location import Location

CERTAIN: Final = "yes"
MAY: Final = "may"
UNKNOWN: Final = "unknown"
CERTAINTIES: Final = (CERTAIN, MAY, UNKNOWN)


@dataclass(frozen=True, slots=True)
class Hop:
    """One flow of a chain, or a link of a chain of subprocessors."""

    id: str
    source: str
    target: str
    link: bool
    location: Location


@dataclass(frozen=True, slots=True)
class Kept:
    """For how long a system keeps what a flow or a link brings; None: as long as the vendor above in the chain."""

    by: str
    retention: str | None
    location: Location


@dataclass(frozen=True, slots=True)
class Carried:
    """A category that is somewhere, and the shortest chain that brings it. One that only may be there lies
    `within` broader ones; `missing` are the places where one would write what is not known. Of `unknown`
    data, `never` are the categories that it is certainly not; `kept` tells of data at rest for how long."""

    category: str
    certainty: str
    within: tuple[str, ...]
    origin: str
    witness: tuple[Hop, ...]
    missing: tuple[str, ...]
    never: tuple[str, ...] = ()
    kept: tuple[Kept, ...] = ()
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """Where data sets out: a system that `originates` it (a person, or one that nothing enters), `produces`
    it, lists it although nothing brings it (`unsourced`), says `unknown`, or hands it round in a `circle`.

    `system` is `unknown` where nobody named it; `by` are the flows with which it leaves.
    """

    system: str
    how: str
    certainty: str
    data: tuple[str, ...]
    by: tuple[str, ...]
    location: Location
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A flow or a link that carries the data. `level` counts from the nearest origin; `back` closes a cycle.
    `retention` is what the destination keeps it for: None for a link, `unknown` where nobody says."""

    level: int
    id: str
    source: str
    target: str
    link: bool
    certainty: str
    data: tuple[str, ...]
    back: bool
    status: str
    retention: str | None
    location: Location
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Region:
    """A place, `unknown` where nobody says, and its country where it is in one alone."""

    region: str
    country: str | None
    location: Location
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """A system that the data gets to, who runs it (`none`: nobody else, `unknown`: nobody says), and
    whether the data is at rest there (yes, no or unknown)."""

    system: str
    title: str | None
    kinds: tuple[str, ...]
    vendor: str
    certainty: str
    data: tuple[str, ...]
    at_rest: str
    kept: tuple[Kept, ...]
    location: Location
    deployments: tuple[str, ...] = ()
    regions: tuple[Region, ...] = ()


@dataclass(frozen=True, slots=True)
class Through:
    """A vendor that the data goes through. Not `direct`: it only stands in the chains of `named_by`."""

    vendor: str
    name: str | None
    country: str
    certainty: str
    direct: bool
    systems: tuple[str, ...]
    named_by: tuple[str, ...]
    location: Location
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Strip:
    """Where data is taken out: by a system that strips it, or by a flow that is `without` it."""

    section: str
    thing: str
    data: tuple[str, ...]
    location: Location
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CategoryTrace:
    """Where a category comes from and goes. It stands for itself and all `below`; what is declared as one of
    the `broader` ones may contain it."""

    as_of: date
    workspace: str
    deployments: tuple[str, ...]
    id: str
    title: str
    below: tuple[str, ...]
    broader: tuple[str, ...]
    location: Location
    origins: tuple[Origin, ...]
    steps: tuple[Step, ...]
    reached: tuple[Stop, ...]
    vendors: tuple[Through, ...]
    stripped: tuple[Strip, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A flow or a link that leaves, and what it carries: declared, and what `may` come along `within` that."""

    id: str
    source: str
    target: str
    link: bool
    status: str
    data: tuple[str, ...]
    may: tuple[str, ...]
    within: tuple[str, ...]
    unknown: bool
    location: Location
    deployments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceTrace:
    """What arrives at a system or a vendor (at the systems it runs), what leaves, and what is held there."""

    as_of: date
    workspace: str
    deployments: tuple[str, ...]
    section: str
    id: str
    title: str | None
    location: Location
    systems: tuple[str, ...]
    subprocessors: tuple[str, ...] | None
    named_by: tuple[str, ...]
    arrives: tuple[Carried, ...]
    produces: tuple[str, ...]
    strips: tuple[str, ...]
    leaves: tuple[Leaving, ...]
    holds: tuple[Carried, ...]


One = TypeVar("One", bound=Any)


def together(by_deployment: Mapping[str, Iterable[One]], order: Callable[[One], Any]) -> tuple[One, ...]:
    """The records of several deployments, each once with the deployments in which it is found."""
    found: dict[One, list[str]] = {}
    for deployment, records in by_deployment.items():
        for record in dict.fromkeys(records):
            found.setdefault(record, []).append(deployment)
    joined: list[One] = [replace(record, deployments=tuple(where)) for record, where in found.items()]
    return tuple(sorted(joined, key=lambda record: (order(record), record.deployments)))

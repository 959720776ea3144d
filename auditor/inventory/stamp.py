"""What every document carries: where it comes from, how complete it is, and what the gate said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from auditor import __version__
from auditor.audit import Audit
from auditor.findings.finding import UNDECIDED, VIOLATED
from auditor.findings.rate import at_least
from auditor.inventory.known import Known
from auditor.inventory.sentences import say
from auditor.location import Location, Route


class Absent(NamedTuple):
    """A field that nobody declared: of what thing, which field, and where one would write it."""

    thing: str
    field: str
    route: Route
    location: Location | None


class Fields(NamedTuple):
    """How many fields of a document are stated, of how many it has, and what is absent."""

    stated: int
    total: int
    absent: tuple[Absent, ...] = ()

    @property
    def text(self) -> str:
        """`41 of 47 fields`."""
        return say("stamp.fields", stated=self.stated, total=self.total)


def fields(audit: Audit, found: Iterable[tuple[str, str, Known]]) -> Fields:
    """Counts fields, each with its thing and its name."""
    every = list(found)
    absent = {
        Absent(thing, field, route, audit.workspace.merged.at(route, key=True)): None
        for thing, field, known in every
        if not known.stated
        for route in known.missing
    }
    return Fields(sum(known.stated for _, _, known in every), len(every), tuple(absent))


def stamp(audit: Audit, complete: Fields | str, deployments: Sequence[str] = ()) -> tuple[tuple[str, str], ...]:
    """Where a document comes from, as labels with their values. `complete` says so itself where that is no count of
    fields; `deployments` are those it is about."""
    names = deployments or audit.deployments
    return (
        (say("stamp.deployment"), ", ".join(title_of(audit, name) for name in names)),
        (say("stamp.complete"), complete if isinstance(complete, str) else complete.text),
        (say("stamp.gate"), gate(audit)),
        (say("stamp.as_of"), audit.workspace.as_of.isoformat()),
        (say("stamp.workspace"), audit.workspace.digest),
        (say("stamp.by"), say("stamp.auditor", version=__version__)),
    )


def in_a_line(audit: Audit, complete: Fields) -> str:
    """All of it in a line, for tables that carry it in their rows."""
    return say(
        "stamp.in_a_line",
        as_of=audit.workspace.as_of.isoformat(),
        deployments=", ".join(title_of(audit, name) for name in audit.deployments),
        complete=complete.text,
        gate=gate(audit),
        workspace=audit.workspace.digest,
        version=__version__,
    )


def title_of(audit: Audit, deployment: str) -> str:
    """What a deployment is called."""
    declared = audit.workspace.deployments.get(deployment)
    return declared.title if declared is not None else deployment


def gate(audit: Audit) -> str:
    """What the gate said, in a few words."""
    if not audit.gate_closed:
        return say("stamp.gate_open")
    violated, undecided = (_closing(audit, state) for state in (VIOLATED, UNDECIDED))
    return say("stamp.gate_closed", violated=violated, undecided=undecided)


def _closing(audit: Audit, state: str) -> int:
    return sum(finding.state == state and at_least(finding.severity, audit.fail_on) for finding in audit.findings)


def warnings(audit: Audit) -> tuple[str, ...]:
    """What stands on the first page: that the gate was closed, where it was."""
    return (say("stamp.closed_warning", gate=gate(audit)),) if audit.gate_closed else ()


def footer(audit: Audit) -> str:
    """The same in a line, for every page."""
    workspace = audit.workspace
    return say("stamp.footer", as_of=workspace.as_of.isoformat(), workspace=workspace.digest[:12])

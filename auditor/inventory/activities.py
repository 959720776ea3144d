"""What is done with data, activity by activity: the same purposes at the same recipient, in one deployment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from auditor.attributes.rows import Rows, TableRow
from auditor.audit import Audit
from auditor.graph.world import World
from auditor.inventory.columns import purposes_of
from auditor.inventory.recipients import Recipient, keys_of
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.model import Node, Workspace

VENDOR: Final = "vendor"
OURS: Final = "ours"
PERSON: Final = "person"
UNNAMED: Final = "unnamed"
"""Who does it: a vendor, we ourselves, a person who is handed data, or somebody whom nobody named."""


class Who(NamedTuple):
    """Who carries an activity out. `name` is the id of a vendor, or of the person or system that stands for who it is;
    `service` is one of the services that are listed by themselves."""

    sort: str
    name: str = ""
    service: str = ""


class Activity(NamedTuple):
    """What is done for the same purposes by the same one in a deployment: by flows, or through a chain of vendors
    (`via`: whose subprocessor it is). Each flow is in one activity of each of its deployments."""

    row: TableRow
    """The deployment."""
    who: Who
    flows: tuple[TableRow, ...]
    via: str = ""
    carried: int = 0
    """What the chain brings."""

    @property
    def deployment(self) -> str:
        return self.row.id

    @property
    def recipient(self) -> Recipient | None:
        """The vendor with just these flows."""
        if self.who.sort != VENDOR:
            return None
        return Recipient(self.who.name, self.who.service, (self.row.thing("vendor", self.who.name),), self.flows)


def activities(audit: Audit) -> list[Activity]:
    """All that is done, proposals too, deployment by deployment: by flows, then through chains; each sorted by who."""
    rows = Rows(audit.worlds)
    found: list[Activity] = []
    for deployment in audit.deployments:
        world = audit.worlds.of(deployment)
        row = rows.get("deployment", deployment, world)
        found += sorted(_by_flows(rows, row, world), key=_order)
        found += sorted(_through_chains(row, world), key=_order)
    return found


def _order(activity: Activity) -> tuple[Who, str, tuple[str, ...]]:
    return activity.who, activity.via, tuple(flow.id for flow in activity.flows)


def _by_flows(rows: Rows, row: TableRow, world: World) -> Iterator[Activity]:
    alike: dict[tuple[Who, frozenset[str], bool], list[TableRow]] = {}
    for name in sorted(world.flows):
        flow = TableRow(rows, "flow", name, world)
        purposes = purposes_of(flow)
        key = who_of(world, name), frozenset(purposes.values), bool(purposes.missing)
        alike.setdefault(key, []).append(flow)
    for (who, _, _), flows in alike.items():
        yield Activity(row, who, tuple(flows))


def who_of(world: World, flow: str) -> Who:
    """Who processes what a flow carries: the one at its end; where that is a person, who hands it over."""
    declared = world.flows[flow]
    arrived = _who(world.workspace, declared.target)
    if arrived.sort != PERSON:
        return arrived
    from_ = _who(world.workspace, declared.source)
    return from_ if from_.sort in (VENDOR, OURS) else arrived


def _who(workspace: Workspace, end: object) -> Who:
    if end is UNKNOWN:
        return Who(UNNAMED)
    for vendor, service in keys_of(workspace, end):
        return Who(VENDOR, vendor, service)
    node: Node = workspace.nodes[str(end)]
    if node.vendor is UNKNOWN:
        return Who(UNNAMED, node.id)
    return Who(PERSON, node.id) if node.person else Who(OURS)


def _through_chains(row: TableRow, world: World) -> Iterator[Activity]:
    """The vendors behind vendors, each with what the chain brings it; none where that is nothing."""
    carried: dict[tuple[str, str], int] = {}
    propagation = world.spread.propagation
    for edge, brought in zip(propagation.network.edges, propagation.carried, strict=True):
        if edge.link:
            via, _, below = edge.id.partition("..")
            carried[via, below] = carried.get((via, below), 0) | brought
    for (via, below), brought in carried.items():
        if brought:
            yield Activity(row, Who(VENDOR, below), (), via, brought)

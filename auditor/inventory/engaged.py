"""The vendors that a deployment engages: those that get data there, now or by what is proposed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from auditor.attributes.cell import Carried
from auditor.attributes.rows import Rows, TableRow
from auditor.attributes.transfer import transfer
from auditor.audit import Audit
from auditor.declarations.dataflows import Vendor
from auditor.graph.world import World
from auditor.inventory.columns import FLOW, SYSTEM, VENDOR, data_of, from_fact, purposes_of
from auditor.inventory.known import Known, joined
from auditor.workspace.model import Workspace

ELSEWHERE: Final = ("independent_controller", "customer_chosen")
"""What a vendor is to us when we do not engage it for the customer."""


class Engaged(NamedTuple):
    """A vendor with all that it runs, in one deployment.

    `flows` touch it or a system it runs, those that end there first; `given_by` are the vendors in whose chain it
    stands. An active one counts only what active flows bring.
    """

    row: TableRow
    flows: tuple[TableRow, ...]
    given_by: tuple[str, ...]
    active: bool

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def workspace(self) -> Workspace:
        return self.row.workspace

    @property
    def vendor(self) -> Vendor:
        return self.workspace.vendors[self.id]

    @property
    def arriving(self) -> tuple[TableRow, ...]:
        """The flows that end at it."""
        return tuple(flow for flow in self.flows if ends_at(flow, self.id))

    def fact(self, name: str) -> Known:
        """An attribute of the vendor."""
        return from_fact(self.row, self.row.fact(VENDOR[name]))

    def data(self) -> Known:
        """What it gets, or sends on: what the flows list, then what else reaches it."""
        listed = joined(data_of(flow) for flow in self.flows)
        tree = self.workspace.data
        covered = tree.down(tree.bits(listed.values))
        more = self.fact("receives")
        return joined([listed, more._replace(values=tuple(w for w in more.values if not tree.bit(w) & covered))])

    def purposes(self) -> Known:
        """What data is brought to it for; where none is, what is taken from it for. One that only stands in a chain:
        what it may be used for."""
        flows = self.arriving or self.flows
        return joined(map(purposes_of, flows)) if flows else self.fact("purposes")

    def places(self) -> Known:
        """Where it processes, and where its flows say that it does."""
        elsewhere = [
            from_fact(flow, flow.fact(FLOW["region"]))
            for flow in self.arriving
            if flow.world.flows[flow.id].region is not None
        ]
        return joined([self.fact("region"), *elsewhere])

    def transfer(self) -> Known:
        """By what right data gets to it."""
        if self.arriving:
            return joined(from_fact(flow, flow.fact(FLOW["transfer"])) for flow in self.arriving)
        node = self.workspace.nodes.get(self.id)
        return from_fact(self.row, transfer(self.row, node, self.row.fact(VENDOR["region"])))


def ends_at(flow: TableRow, vendor: str) -> bool:
    """Does a flow end at a vendor, or at a system that it runs?"""
    return _runs(flow.workspace, vendor, flow.world.flows[flow.id].target)


def _runs(workspace: Workspace, vendor: str, end: object) -> bool:
    node = workspace.nodes.get(end) if isinstance(end, str) else None
    return node is not None and node.vendor == vendor


def engaged(audit: Audit, deployment: str) -> list[Engaged]:
    """The vendors that a deployment engages, by id; the active ones first."""
    rows = Rows(audit.worlds)
    found: dict[str, Engaged] = {}
    for active in (True, False):
        world = audit.worlds.of(deployment, active)
        for one in _engaged(rows, world, active):
            if not (active and one.vendor.status == "proposed"):
                found.setdefault(one.id, one)
    return [_within(one, found) for one in found.values()]


def _within(one: Engaged, every: dict[str, Engaged]) -> Engaged:
    """The same, with those in whose chain it stands that are engaged here, and as surely as itself."""
    by = (name for name in one.given_by if name in every and (every[name].active or not one.active))
    return one._replace(given_by=tuple(by))


def _engaged(rows: Rows, world: World, active: bool) -> Iterator[Engaged]:
    workspace = world.workspace
    for name, vendor in workspace.vendors.items():
        if vendor.status == "retired" or vendor.relation in ELSEWHERE:
            continue
        found = _reached(rows, world, name, active)
        if found is not None:
            yield found


def reached(audit: Audit, deployment: str, vendor: str) -> Engaged | None:
    """A vendor in a deployment, whatever it is to us, with all that is proposed; None where it gets no data there."""
    return _reached(Rows(audit.worlds), audit.worlds.of(deployment), vendor, active=False)


def anyway(audit: Audit, deployment: str, vendor: str) -> Engaged:
    """The same, also where it gets no data there."""
    return _made(Rows(audit.worlds), audit.worlds.of(deployment), vendor, active=False)


def _reached(rows: Rows, world: World, name: str, active: bool) -> Engaged | None:
    found = _made(rows, world, name, active)
    return found if found.flows or _gets_something(found.row) else None


def _made(rows: Rows, world: World, name: str, active: bool) -> Engaged:
    flows = [TableRow(rows, "flow", flow, world) for flow in world.flows]
    touching = [flow for flow in flows if ends_at(flow, name) or _begins_at(flow, name)]
    touching.sort(key=lambda flow: not ends_at(flow, name))
    return Engaged(rows.get("vendor", name, world), tuple(touching), _given_by(world.workspace, name), active)


def _begins_at(flow: TableRow, vendor: str) -> bool:
    return _runs(flow.workspace, vendor, flow.world.flows[flow.id].source)


def _gets_something(row: TableRow) -> bool:
    cell = row.fact(VENDOR["receives"]).cell
    return isinstance(cell, Carried) and bool(cell.sure | cell.doubted)


def _given_by(workspace: Workspace, name: str) -> tuple[str, ...]:
    """The vendors whose chain names a vendor."""
    return tuple(
        other
        for other, vendor in workspace.vendors.items()
        if isinstance(vendor.subprocessors, tuple) and name in vendor.subprocessors and vendor.status != "retired"
    )


def own_systems(audit: Audit, deployment: str) -> list[TableRow]:
    """The systems that nobody else runs and that active flows of a deployment bring data to."""
    world = audit.worlds.of(deployment, active=True)
    rows = Rows(audit.worlds)
    return [
        row
        for node in world.workspace.nodes.values()
        if node.vendor is None and not node.person
        for row in [rows.get("system", node.id, world)]
        if any(flow.target == node.id for flow in world.flows.values())
    ]


def region_of_system(row: TableRow) -> Known:
    """Where a system runs."""
    return from_fact(row, row.fact(SYSTEM["region"]))

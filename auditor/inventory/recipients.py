"""The recipients of data: vendors, and the services of a vendor that are listed by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from auditor.attributes.rows import Rows, TableRow
from auditor.facts.register import rows_of
from auditor.graph.world import World, Worlds
from auditor.rules.compile import Policy
from auditor.rules.judge import judge
from auditor.rules.match import Match
from auditor.vocabulary.answers import NO, YES, Answer
from auditor.workspace.model import Node, Workspace


class Followed(Protocol):
    """A workspace whose data was followed, and its policy: all that a list of recipients needs of an audit."""

    @property
    def workspace(self) -> Workspace: ...
    @property
    def policy(self) -> Policy: ...
    @property
    def worlds(self) -> Worlds: ...
    @property
    def deployments(self) -> tuple[str, ...]: ...


Key = tuple[str, str]
"""A vendor, and one of its services; no service: the vendor itself."""


class Recipient(NamedTuple):
    """A vendor, or one of its services (a system with `own: false`), in the deployments that are shown.

    `rows` are the vendor in each of them; `flows` are the flows that touch the recipient, in each of them those that
    go to it and then the others, both sorted by id. `certain`: that it is to be listed does not depend on a fact that
    nobody declared.
    """

    vendor: str
    service: str
    rows: tuple[TableRow, ...]
    flows: tuple[TableRow, ...]
    certain: bool = True

    @property
    def workspace(self) -> Workspace:
        return self.rows[0].workspace

    @property
    def deployments(self) -> tuple[str, ...]:
        return tuple(row.world.deployment for row in self.rows)

    @property
    def systems(self) -> tuple[TableRow, ...]:
        """The service itself in each deployment; none of a vendor."""
        return tuple(row.thing("system", self.service) for row in self.rows) if self.service else ()


def recipients(audit: Followed, match: Match, deployments: Sequence[str] = ()) -> list[Recipient]:
    """The recipients that a match finds, as a rule would: what may match is found too. Sorted by vendor and service;
    `deployments` limits it to some of those audited."""
    rows = Rows(audit.worlds)
    found: dict[Key, list[tuple[TableRow, list[TableRow], Answer]]] = {}
    for deployment in audit.deployments:
        if not deployments or deployment in deployments:
            for key, vendor, flows, answer in _found(rows, audit.workspace, match, deployment):
                found.setdefault(key, []).append((vendor, flows, answer))
    return [
        Recipient(
            *key,
            tuple(vendor for vendor, _, _ in parts),
            tuple(flow for _, flows, _ in parts for flow in flows),
            max(answer for _, _, answer in parts) is YES,
        )
        for key, parts in sorted(found.items())
    ]


def _found(
    rows: Rows, workspace: Workspace, match: Match, deployment: str
) -> Iterator[tuple[Key, TableRow, list[TableRow], Answer]]:
    """What a match finds in one deployment: recipients, each with the flows that touch it."""
    world = rows.worlds.of(deployment, match.active)
    answers: dict[Key, Answer] = {}
    only: dict[Key, set[str]] = {}
    touched = _touched(rows, world)
    for row in rows_of(match.subject, rows, workspace, deployment, match.active):
        answer, _ = judge(match, row, every=False)
        for key in () if answer is NO else _recipients_of(row, touched):
            answers[key] = max(answer, answers.get(key, NO))
            if match.subject == "flow":
                only.setdefault(key, set()).add(row.id)
    for key, answer in answers.items():
        flows = [flow for flow in touched.get(key, ()) if key not in only or flow.id in only[key]]
        yield key, rows.get("vendor", key[0], world), flows, answer


def _recipients_of(row: TableRow, touched: dict[Key, list[TableRow]]) -> Iterable[Key]:
    """The recipients that a row of a table stands for."""
    world = row.world
    if row.subject == "vendor":
        services = [(row.id, node.id) for node in world.run_by.get(row.id, ()) if is_service(node)]
        itself = (row.id, "")
        # A vendor that is there through its services alone is listed as these.
        return [itself, *services] if not services or itself in touched or _is_system(row) else services
    if row.subject == "system":
        return keys_of(row.workspace, row.id)
    if row.subject == "flow":
        flow = world.flows[row.id]
        return [key for end in (flow.source, flow.target) for key in keys_of(row.workspace, end)]
    return ()


def _is_system(row: TableRow) -> bool:
    node = row.workspace.nodes.get(row.id)
    return node is not None and node.section == "vendors" and row.workspace.vendors[row.id].kind is not None


def _touched(rows: Rows, world: World) -> dict[Key, list[TableRow]]:
    """The flows that touch each recipient, each flow once."""
    to: dict[Key, list[TableRow]] = {}
    away: dict[Key, list[TableRow]] = {}
    for flow in world.flows.values():
        row = TableRow(rows, "flow", flow.id, world)
        arrived = keys_of(world.workspace, flow.target)
        for key in arrived:
            to.setdefault(key, []).append(row)
        for key in keys_of(world.workspace, flow.source):
            if key not in arrived:
                away.setdefault(key, []).append(row)
    return {key: [*to.get(key, ()), *away.get(key, ())] for key in {**to, **away}}


def keys_of(workspace: Workspace, end: object) -> list[Key]:
    """Which recipient a system belongs to; none where nobody else runs it, or nobody says who does."""
    node = workspace.nodes.get(end) if isinstance(end, str) else None
    if node is None or not isinstance(node.vendor, str):
        return []
    return [(node.vendor, node.id if is_service(node) else "")]


def is_service(node: Node) -> bool:
    """Is it not our component but a service of its vendor, which documents list under that?"""
    return node.section == "systems" and not node.person and getattr(node.declared, "own", None) is False

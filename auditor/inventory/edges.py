"""What goes from where to where, over all deployments that are shown: flows, and the links of chains."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from auditor.attributes.rows import Rows, TableRow
from auditor.audit import Audit
from auditor.graph.network import OUTSIDE
from auditor.inventory.columns import data_of
from auditor.inventory.known import Known, joined
from auditor.vocabulary.answers import UNKNOWN

NOBODY = ""
"""An end that nobody named."""


class Edge(NamedTuple):
    """A flow, or a link of a chain (`vendor..subprocessor`), with its ends and what it carries in any deployment.
    `rows` are the flow in each deployment that has it; a link has none."""

    id: str
    source: str
    target: str
    data: Known
    rows: tuple[TableRow, ...] = ()


def edges(audit: Audit) -> Iterator[Edge]:
    """All flows, then all links, each sorted by id."""
    rows = Rows(audit.worlds)
    flows: dict[str, list[TableRow]] = {}
    links: dict[tuple[str, str, str], list[Known]] = {}
    for deployment in audit.deployments:
        world = audit.worlds.of(deployment)
        for name in world.flows:
            flows.setdefault(name, []).append(TableRow(rows, "flow", name, world))
        for link, carried in _links(audit, deployment):
            links.setdefault(link, []).append(carried)
    for name in sorted(flows):
        ends = flows[name][0].world.flows[name]
        source, target = (NOBODY if end is UNKNOWN else str(end) for end in (ends.source, ends.target))
        yield Edge(name, source, target, joined(data_of(row) for row in flows[name]), tuple(flows[name]))
    for (name, source, target), carried_in in sorted(links.items()):
        yield Edge(name, source, target, joined(carried_in))


def _links(audit: Audit, deployment: str) -> Iterator[tuple[tuple[str, str, str], Known]]:
    """The links of a deployment that bring anything."""
    spread = audit.worlds.of(deployment).spread
    network = spread.propagation.network
    for edge, carried in zip(network.edges, spread.propagation.carried, strict=True):
        if edge.link and carried and OUTSIDE not in (edge.source, edge.target):
            sure, _, anything = network.parts.split(carried)
            via = edge.id.partition("..")[0]
            missing = (("vendors", via, "subprocessors"),) if anything else ()
            ends = network.systems[edge.source], network.systems[edge.target]
            yield (edge.id, *ends), Known(audit.workspace.data.words(sure), missing)

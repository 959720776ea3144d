"""The graph of systems and flows for other tools: as GraphML, and as node-link JSON. networkx reads both back."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor.audit import Audit
from auditor.documents.files import Asked, File
from auditor.graph.export import to_networkx
from auditor.inventory.known import Known
from auditor.inventory.properties import title_of
from auditor.inventory.sentences import say
from auditor.inventory.stamp import Fields, fields, gate, in_a_line
from auditor.inventory.treated import of_written
from auditor.text.plain import readable
from auditor.vocabulary.answers import UNKNOWN

if TYPE_CHECKING:
    import networkx


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """The graph in both formats."""
    complete = fields(audit, list(_counted(audit)))
    yield File("graph.graphml", "graphml", lambda: as_graphml(graph(audit, complete)), complete)
    yield File("graph.json", "json", lambda: as_json(graph(audit, complete)), complete)


def graph(audit: Audit, complete: Fields) -> networkx.MultiDiGraph[Any]:
    """The graph over all deployments that are shown: an edge names those that have it, and carries what it carries in
    any of them. `unknown` is true where it may carry anything else."""
    import networkx  # 0.1 s that other documents need not spend

    whole: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph(
        document=readable(in_a_line(audit, complete)),
        workspace=audit.workspace.digest,
        as_of=audit.workspace.as_of.isoformat(),
        gate=gate(audit),
    )
    nodes = audit.workspace.nodes
    for deployment in audit.deployments:
        part = to_networkx(audit.worlds.of(deployment).spread)
        for name, said in part.nodes(data=True):
            whole.add_node(name, title=readable(title_of(nodes[name]) if name in nodes else name), **said)
        for source, target, key, said in part.edges(keys=True, data=True):
            before = whole.get_edge_data(source, target, key) or {"deployments": [], "data": [], "unknown": False}
            whole.add_edge(
                source,
                target,
                key,
                data=list(dict.fromkeys((*before["data"], *said["data"]))),
                deployments=[*before["deployments"], deployment],
                link=said["link"],
                unknown=before["unknown"] or said["unknown"],
            )
    return whole


def as_graphml(whole: networkx.MultiDiGraph[Any]) -> bytes:
    """As GraphML, where a list is its words joined by commas, and what is not known is left empty."""
    import networkx

    plain: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph(**_plain(whole.graph))
    plain.add_nodes_from((name, _plain(said)) for name, said in whole.nodes(data=True))
    plain.add_edges_from((*ends, key, _plain(said)) for *ends, key, said in whole.edges(keys=True, data=True))
    text = io.BytesIO()
    networkx.write_graphml_xml(plain, text)
    return text.getvalue() + b"\n"


def _plain(said: dict[str, Any]) -> dict[str, Any]:
    return {
        key: ",".join(value or ()) if value is None or isinstance(value, list) else value for key, value in said.items()
    }


def as_json(whole: networkx.MultiDiGraph[Any]) -> bytes:
    """As node-link JSON."""
    import networkx

    content = networkx.node_link_data(whole, edges="edges")
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _counted(audit: Audit) -> Iterator[tuple[str, str, Known]]:
    """What nodes and edges say."""
    for name, node in audit.workspace.nodes.items():
        runs = Known((), ((node.section, name, "vendor"),)) if node.vendor is UNKNOWN else Known((node.vendor,))
        yield name, say("graph.kind"), of_written(node.kinds, (node.section, name, "kind"))
        yield name, say("graph.vendor"), runs
    for flow in audit.workspace.flows:
        yield flow.id, say("graph.data"), Known((), (("flows", flow.id, "data"),) if flow.data is UNKNOWN else ())
        for key, end in (("from", flow.source), ("to", flow.target)):
            yield flow.id, say(f"graph.{key}"), Known((), (("flows", flow.id, key),) if end is UNKNOWN else ())

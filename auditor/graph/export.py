"""The deployment graph as a networkx graph, for users and for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from auditor.graph.network import OUTSIDE
from auditor.graph.world import Spread

if TYPE_CHECKING:
    import networkx

_UNNAMED = "unknown"


def to_networkx(spread: Spread) -> networkx.MultiDiGraph[Any]:
    """Systems as nodes (with kind and vendor), flows and chain links as edges keyed by their id.

    An edge has `data`, the categories it carries, `unknown`, true where it may carry anything else, and `link`, true
    for a chain. An end that nobody named is the node `unknown`.
    """
    import networkx  # 0.1 s that a check need not spend

    graph: networkx.MultiDiGraph[Any] = networkx.MultiDiGraph()
    systems, parts = spread.propagation.network.systems, spread.parts
    for name, node in spread.workspace.nodes.items():
        graph.add_node(name, kind=list(node.kinds or ()), vendor=node.vendor if isinstance(node.vendor, str) else None)
    for edge, carried in zip(spread.propagation.network.edges, spread.propagation.carried, strict=True):
        source, target = (_UNNAMED if end == OUTSIDE else systems[end] for end in (edge.source, edge.target))
        sure, _, anything = parts.split(carried)
        words = spread.workspace.data.words(sure)
        graph.add_edge(source, target, key=edge.id, data=list(words), unknown=bool(anything), link=edge.link)
    return graph

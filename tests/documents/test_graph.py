"""The graph as other tools read it is the graph that was audited."""

import datetime
import io
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import networkx
import pytest

from auditor.audit import audit
from auditor.graph.export import to_networkx
from tests.documents.strange import NAMES
from tests.documents.written import DAY, parametrized, workspace, write


def _read(name: str, folder: Path) -> tuple[Any, Any]:
    files = write(workspace(name, folder), folder / "out", "graph")
    assert set(files) == {"graph.graphml", "graph.json"}
    from_xml = networkx.read_graphml(io.BytesIO(files["graph.graphml"]), force_multigraph=True)
    return from_xml, networkx.node_link_graph(json.loads(files["graph.json"]), edges="edges")


@parametrized
def test_read_back_it_is_the_graph_of_the_workspace(name: str, tmp_path: Path) -> None:
    from_xml, from_json = _read(name, tmp_path)
    audited = audit(workspace(name, tmp_path), datetime.date.fromisoformat(DAY), must_check=False)
    parts = {one: to_networkx(audited.worlds.of(one).spread) for one in audited.deployments}
    wanted_nodes = {node: said for part in parts.values() for node, said in part.nodes(data=True)}
    wanted: dict[Any, Any] = {}
    for deployment, part in parts.items():
        for *ends, said in part.edges(keys=True, data=True):
            edge = wanted.setdefault(tuple(ends), {"data": set(), "deployments": [], "link": said["link"]})
            edge["data"] |= set(said["data"])
            edge["deployments"].append(deployment)
    for graph, split in ((from_json, list), (from_xml, lambda text: text.split(",") if text else [])):
        assert set(graph) == set(wanted_nodes)
        for node, said in wanted_nodes.items():
            if said:
                assert split(graph.nodes[node]["kind"]) == said["kind"]
                assert (graph.nodes[node]["vendor"] or None) == said["vendor"]
        edges = {tuple(ends): said for *ends, said in graph.edges(keys=True, data=True)}
        assert set(edges) == set(wanted)
        for ends, said in wanted.items():
            assert set(split(edges[ends]["data"])) == said["data"]
            assert split(edges[ends]["deployments"]) == said["deployments"]
            assert edges[ends]["link"] == said["link"]
        assert graph.graph["workspace"] == audited.workspace.digest
        assert graph.graph["document"].startswith(f"as of {DAY}; ")


@pytest.mark.parametrize("key", NAMES)
def test_names_do_no_harm(key: str, tmp_path: Path) -> None:
    files = write(workspace(key, tmp_path), tmp_path / "out", "graph")
    text = "".join(ElementTree.fromstring(files["graph.graphml"]).itertext())
    assert all(char.isprintable() or char in "\n\u200d" for char in text)


def test_what_may_be_anything_is_said(tmp_path: Path) -> None:
    for graph in _read("quotes", tmp_path):
        unknown = {key: said["unknown"] for _, _, key, said in graph.edges(keys=True, data=True)}
        assert unknown["shop-to-silent"] is True
        assert unknown["shop-to-host"] is False
        assert graph.has_edge("unknown", "unknown", "nobody-to-nobody")

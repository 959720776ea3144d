"""A word from the command line -> the trace of what it names."""

from __future__ import annotations

from auditor.graph.world import Worlds
from auditor.trace.category import trace_category
from auditor.trace.place import trace_place
from auditor.trace.records import CategoryTrace, PlaceTrace
from auditor.workspace.model import Workspace
from auditor.workspace.named import named


def trace(workspace: Workspace, worlds: Worlds, deployments: tuple[str, ...], word: str) -> CategoryTrace | PlaceTrace:
    """Follow the category, the system or the vendor that a word names. A vendor stands for the systems that it
    runs; `systems/x` is a vendor's own system alone. Raises InvalidInput when it names nothing, or several things."""
    live = [name for name, vendor in workspace.vendors.items() if vendor.status != "retired"]
    among = {"data": tuple(workspace.categories), "systems": tuple(workspace.nodes), "vendors": live}
    section, name = named(word, among, _elsewhere(workspace))[-1]
    if section == "data":
        return trace_category(workspace, worlds, deployments, name)
    return trace_place(workspace, worlds, deployments, section, name)


def _elsewhere(workspace: Workspace) -> dict[str, str]:
    """Words that name something that is not traced but explained."""
    known = dict.fromkeys(workspace.rules, "rule") | {flow.id: "flow" for flow in workspace.flows}
    return {name: f"it is a {what}: `auditor explain {name}` tells about it" for name, what in known.items()}

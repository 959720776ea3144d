"""One deployment as rules see it: its flows, what they carry, what each system receives and holds."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from auditor.graph.network import Parts, network, produces
from auditor.graph.origins import Origins
from auditor.graph.propagate import Propagation, propagate
from auditor.graph.reach import Reaches
from auditor.graph.rest import Rest
from auditor.graph.witness import Witnesses
from auditor.location import Route
from auditor.vocabulary.answers import MAYBE, NO, UNKNOWN, YES, Answer, truth
from auditor.vocabulary.periods import Period
from auditor.workspace.model import Flow, Node, Workspace


class Spread:
    """Data followed over one set of flows; deployments that have the same flows share it."""

    def __init__(self, workspace: Workspace, flows: tuple[Flow, ...], doubtful: frozenset[str]) -> None:
        self.workspace = workspace
        self.flows = flows
        self.propagation: Propagation = propagate(network(workspace, flows, doubtful))
        self.parts: Parts = self.propagation.network.parts
        self.number = self.propagation.network.number
        self.witnesses = Witnesses(self.propagation.network)
        self._leaving: dict[str, int] = {}
        self._near: dict[str, int] = {}

    @cached_property
    def position(self) -> dict[str, int]:
        """Of each flow its place in `flows`, which is its number as an edge."""
        return {flow: number for number, flow in enumerate(self.propagation.network.ids[: len(self.flows)])}

    @cached_property
    def reaches(self) -> Reaches:
        return Reaches(self.propagation, self.workspace.data)

    @cached_property
    def origins(self) -> Origins:
        return Origins(self)

    def carried(self, flow: str) -> int:
        return self.propagation.carried[self.position[flow]]

    def empty(self) -> frozenset[str]:
        """The flows that carry nothing."""
        ids = zip(self.propagation.network.ids, self.propagation.carried, strict=True)
        return frozenset(name for name, carried in ids if not carried)

    def reached(self, system: str) -> int:
        return self.propagation.reached[self.number[system]]

    @cached_property
    def rest(self) -> Rest:
        keeping = (at_rest(retention(self.workspace, flow)[0]) for flow in self.flows)
        return Rest(self.propagation, self.witnesses, keeping)

    @property
    def held(self) -> tuple[list[int], list[int]]:
        """For each system what is at rest there, and what may be because a retention is unknown."""
        return self.rest.held

    def origin(self, chain: Iterable[str]) -> Route | None:
        """Where the data of a chain sets out: what its first flow lists, or what produces it."""
        name = next((name for name in chain if name in self.position), None)
        if name is None:
            return None
        flow = self.flows[self.position[name]]
        if isinstance(flow.data, tuple) or flow.data is UNKNOWN:
            return ("flows", name, "data")
        if flow.source is UNKNOWN:
            return ("flows", name, "from")
        return (self.workspace.nodes[flow.source].section, flow.source, "produces")

    def leaving(self, system: str) -> int:
        """What leaves a system by an inherited flow."""
        if system not in self._leaving:
            parts, declared = self.parts, self.workspace.nodes[system].declared
            passed = self.reached(system) & parts.without(declared.strips)
            self._leaving[system] = passed | parts.declared(produces(self.workspace, system))
        return self._leaving[system]

    def produced(self, system: str) -> int:
        """The categories that a system adds."""
        return self.workspace.data.bits(produces(self.workspace, system))

    def sourced(self, flow: Flow, category: str) -> Answer:
        """Does a category that a flow lists, or one above or below it, leave its source?"""
        if not isinstance(flow.data, tuple):
            return YES
        if flow.source is UNKNOWN:
            return MAYBE
        node = self.workspace.nodes[flow.source]
        if node.person or self.number[flow.source] not in self.propagation.entered:
            return YES
        tree = self.workspace.data
        declared, may, anything = self.parts.split(self.leaving(flow.source))
        near = self._near.get(category)
        if near is None:
            near = tree.below[tree.index[category]] | tree.bits(_above(tree.parents, category))
            self._near[category] = near
        if declared & near:
            return YES
        return MAYBE if (may | anything) & near else NO

    def possible_source(self, system: str) -> Route | None:
        """Where data that may be anything set out that leaves a system."""
        possible = self.parts.split(self.reached(system))[2]
        if not possible:
            return None
        bit = self.parts.join(0, 0, possible & -possible)
        return self.origin(self.witnesses.system((self.number[system],), bit))


def _above(parents: dict[str, tuple[str, ...]], category: str) -> Iterable[str]:
    waiting, seen = [category], set()
    while waiting:
        for parent in parents[waiting.pop()]:
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return seen


class World:
    """One deployment, with all its live flows or only with those that are active."""

    def __init__(self, workspace: Workspace, deployment: str, flows: tuple[Flow, ...], spread: Spread) -> None:
        self.workspace = workspace
        self.deployment = deployment
        self.flows = {flow.id: flow for flow in flows}
        self.spread = spread

    @cached_property
    def run_by(self) -> dict[str, list[Node]]:
        """Vendor -> the systems it runs, itself included where it is one."""
        run: dict[str, list[Node]] = {}
        for node in self.workspace.nodes.values():
            if isinstance(node.vendor, str):
                run.setdefault(node.vendor, []).append(node)
        return run

    @cached_property
    def touched(self) -> dict[str, Answer]:
        """Vendor -> whether an active flow touches it or a system it runs, for those that any flow does."""
        touched: dict[str, Answer] = {}
        for flow in self.flows.values():
            active = MAYBE if flow.status is UNKNOWN else truth(flow.status == "active")
            for end in (flow.source, flow.target):
                node = None if end is UNKNOWN else self.workspace.nodes[end]
                if node is not None and isinstance(node.vendor, str):
                    touched[node.vendor] = max(touched.get(node.vendor, NO), active)
        return touched


class Worlds:
    """The worlds of a workspace, each made once."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._worlds: dict[tuple[str, bool], World] = {}
        self._spreads: dict[tuple[tuple[str, ...], frozenset[str]], Spread] = {}

    def of(self, deployment: str, active: bool = False) -> World:
        """The world of a deployment. With `active`, only what active flows bring counts: a flow of
        unknown status may bring it."""
        key = deployment, active
        if key not in self._worlds:
            everywhere = len(self.workspace.deployments)
            flows = tuple(
                flow for flow in self.workspace.flows
                if len(flow.deployments) == everywhere or deployment in flow.deployments
            )  # fmt: skip
            doubtful: frozenset[str] = frozenset()
            bringing = flows
            if active:
                bringing = tuple(flow for flow in flows if flow.status != "proposed")
                doubtful = frozenset(flow.id for flow in bringing if flow.status is UNKNOWN)
            self._worlds[key] = World(self.workspace, deployment, bringing, self._spread(bringing, doubtful))
        return self._worlds[key]

    def _spread(self, flows: tuple[Flow, ...], doubtful: frozenset[str]) -> Spread:
        key = tuple(flow.id for flow in flows), doubtful
        if key not in self._spreads:
            self._spreads[key] = Spread(self.workspace, flows, doubtful)
        return self._spreads[key]


def retention(workspace: Workspace, flow: Flow) -> tuple[Period | None, tuple[str, str]]:
    """How long the destination keeps what a flow brings (None: unknown), and the thing that says so."""
    if flow.retention is not None:
        return (None if flow.retention is UNKNOWN else flow.retention), ("flows", flow.id)
    if flow.target is not UNKNOWN:
        node = workspace.nodes[flow.target]
        default = node.declared.retention
        if default is not None:
            return (None if default is UNKNOWN else default), (node.section, node.id)
    return None, ("flows", flow.id)


def at_rest(kept: Period | None) -> Answer:
    return MAYBE if kept is None else truth(kept.at_rest)

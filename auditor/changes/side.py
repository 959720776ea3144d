"""One of the two revisions: its things by name, and what each system and vendor gets in each deployment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from auditor.attributes.rows import region_in, region_of
from auditor.declarations.dataflows import Vendor
from auditor.graph.world import Worlds, retention
from auditor.location import Location, Route
from auditor.vocabulary.answers import UNKNOWN, Unknown
from auditor.vocabulary.periods import Period
from auditor.vocabulary.places import Place
from auditor.workspace.model import Flow, Node, Workspace
from auditor.workspace.references import listed

UNKNOWN_WORD = "unknown"
Words = frozenset[str]
NOTHING: Words = frozenset()


class Side:
    """A revision. `names` gives the vendors of it that have another id in the other one, `flow_names` its flows that
    have: all it says uses those."""

    def __init__(
        self,
        workspace: Workspace,
        worlds: Worlds,
        names: Mapping[str, str] | None = None,
        flow_names: Mapping[str, str] | None = None,
    ) -> None:
        self.workspace = workspace
        self.worlds = worlds
        self.names = dict(names or {})
        self.flow_names = dict(flow_names or {})
        self.own = {other: name for name, other in self.names.items()}
        """The other way round: the id that a thing has here."""
        self.own_flows = {other: name for name, other in self.flow_names.items()}
        self._words: dict[tuple[int, int], tuple[str, ...]] = {}

    def name(self, written: str) -> str:
        return self.names.get(written, written)

    def here(self, name: str) -> str:
        """The id here of a vendor, or a system that is one."""
        return self.own.get(name, name)

    def at(self, route: Route, *, key: bool = False) -> Location:
        return self.workspace.merged.at(self._route(route), key=key)

    def has(self, route: Route) -> bool:
        return self.written(route[:2]) is not None

    def written(self, route: Route) -> object:
        return self.workspace.merged.value(self._route(route))

    def _route(self, route: Route) -> Route:
        if len(route) > 1 and route[0] == "vendors":
            return (route[0], self.here(str(route[1])), *route[2:])
        if len(route) > 1 and route[0] == "flows":
            return (route[0], self.own_flows.get(str(route[1]), route[1]), *route[2:])
        return route

    @cached_property
    def vendors(self) -> dict[str, Vendor]:
        """The vendors that are not retired."""
        return {self.name(name): one for name, one in self.workspace.vendors.items() if one.status != "retired"}

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return {self.name(name): node for name, node in self.workspace.nodes.items()}

    @cached_property
    def flows(self) -> dict[str, Flow]:
        return {self.flow_name(flow): flow for flow in self.workspace.flows}

    def flow_name(self, flow: Flow) -> str:
        return self.flow_names.get(flow.id, flow.id)

    @cached_property
    def run_by(self) -> dict[str, list[str]]:
        """The systems that each vendor runs."""
        run: dict[str, list[str]] = {}
        for name in self.nodes:
            vendor = self.vendor_of(name)
            if isinstance(vendor, str):
                run.setdefault(vendor, []).append(name)
        return run

    @cached_property
    def arriving(self) -> dict[str, list[Flow]]:
        """The flows that end at each system."""
        found: dict[str, list[Flow]] = {}
        for flow in self.workspace.flows:
            if isinstance(flow.target, str):
                found.setdefault(self.name(flow.target), []).append(flow)
        return found

    def vendor_of(self, system: object) -> str | Unknown | None:
        """Who runs a system; UNKNOWN: somebody whom nobody named."""
        if not isinstance(system, str) or system not in self.nodes:
            return UNKNOWN
        vendor = self.nodes[system].vendor
        return self.name(vendor) if isinstance(vendor, str) else vendor

    def end(self, written: str | Unknown) -> str:
        return self.name(written) if isinstance(written, str) else UNKNOWN_WORD

    def vendors_at(self, flow: Flow) -> tuple[str, ...]:
        """The vendors at the ends of a flow, its destination's first."""
        found = (self.vendor_of(self.end(end)) for end in (flow.target, flow.source))
        return tuple(dict.fromkeys(vendor for vendor in found if isinstance(vendor, str)))

    def received(self, systems: Iterable[str], deployment: str) -> Words:
        """What reaches any of the systems; `unknown` is data that nobody named."""
        spread = self.worlds.of(deployment).spread
        return self._all(deployment, (spread.reached(self.here(name)) for name in systems))

    def resting(self, systems: Iterable[str], deployment: str) -> Words:
        """What is at rest at any of the systems for certain."""
        spread = self.worlds.of(deployment).spread
        held = spread.held[0]
        return self._all(deployment, (held[spread.number[self.here(name)]] for name in systems))

    def maybe_resting(self, systems: Iterable[str], deployment: str) -> Words:
        """The same with what may be at rest, because a retention is not known."""
        spread = self.worlds.of(deployment).spread
        sure, doubted = spread.held
        numbers = [spread.number[self.here(name)] for name in systems]
        return self._all(deployment, (sure[number] | doubted[number] for number in numbers))

    def carried(self, flow: Flow, deployments: Iterable[str] | None = None) -> tuple[str, ...]:
        """What a flow carries in any of its deployments."""
        where = [name for name in flow.deployments if deployments is None or name in deployments]
        words: set[str] = set()
        for name in where:
            words |= self._all(name, (self.worlds.of(name).spread.carried(flow.id),))
        return tuple(sorted(words))

    def _all(self, deployment: str, joined: Iterable[int]) -> Words:
        bits = 0
        for each in joined:
            bits |= each
        return self._of(deployment, bits)

    def _of(self, deployment: str, bits: int) -> Words:
        parts = self.worlds.of(deployment).spread.parts
        key = parts.size, bits
        if key not in self._words:
            declared, _, anything = parts.split(bits)
            self._words[key] = (*parts.tree.words(declared), *((UNKNOWN_WORD,) if anything else ()))
        return frozenset(self._words[key])

    def purposes(self, flow: Flow) -> Words | None:
        """What a flow is for, a default counted; None: not known."""
        said: object = flow.purposes
        node = self.nodes.get(self.end(flow.target))
        if said is None and node is not None and node.section == "systems":
            said = node.declared.purposes
        return frozenset(said) if isinstance(said, tuple) else None

    def kept(self, flow: Flow) -> Period | None:
        """How long the destination keeps what a flow brings; None: not known."""
        return retention(self.workspace, flow)[0]

    def places(self, flow: Flow, deployment: str) -> Words:
        """Where the destination of a flow is."""
        own = region_in(flow.region, ("flows", flow.id, "region"), deployment)
        if own is not None:
            return _place_words(own.cell)
        return self.places_of(self.end(flow.target), deployment)

    def places_of(self, system: str, deployment: str) -> Words:
        """Where a system is."""
        if system not in self.nodes:
            return frozenset((UNKNOWN_WORD,))
        return _place_words(region_of(self.nodes[system], deployment).cell)

    def places_of_vendor(self, vendor: str, deployment: str) -> Words:
        """Where a vendor is, and where the systems are that it runs."""
        found: set[str] = set()
        own = region_in(self.vendors[vendor].region, ("vendors", vendor, "region"), deployment)
        if own is not None:
            found |= _place_words(own.cell)
        for name in self.run_by.get(vendor, ()):
            if self.nodes[name].section == "systems" or own is None:
                found |= self.places_of(name, deployment)
        return frozenset(found or (UNKNOWN_WORD,))

    def chain(self, vendor: str) -> Words:
        """Whom a vendor passes everything on to."""
        declared = self.vendors[vendor].subprocessors
        return frozenset(self.name(name) for name in listed(declared))


def _place_words(cell: object) -> Words:
    known = getattr(cell, "known", ())
    words = {value.word if isinstance(value, Place) else str(value) for value in known}
    return frozenset(words or (UNKNOWN_WORD,))


def union(sets: Iterable[Words]) -> Words:
    """What is in any of them."""
    found: set[str] = set()
    for each in sets:
        found |= each
    return frozenset(found)


def deployments_of(before: Side, after: Side) -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Which deployments are compared with which: one that both have with itself; a new one with all that there were,
    and one that is gone with all that are left, since what is the same for others is nothing new."""
    old, new = tuple(before.workspace.deployments), tuple(after.workspace.deployments)
    pairs: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
    for name in sorted({*old, *new}):
        if name in old and name in new:
            pairs.append((name, (name,), (name,)))
        elif name in new:
            pairs.append((name, old, (name,)))
        else:
            pairs.append((name, (name,), new))
    return pairs

"""The flows of an audit, and the links of its chains, as arrows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from auditor.audit import Audit
from auditor.diagrams.boxes import link, linked, spelled, unnamed
from auditor.diagrams.picture import ACTIVE, CHAIN, PROPOSED, Arrow, Thing, Verdict
from auditor.diagrams.verdicts import NOTHING
from auditor.graph.network import Edge
from auditor.graph.world import Spread, at_rest, retention
from auditor.text.plain import some
from auditor.trace.carried import place_of
from auditor.vocabulary.answers import MAYBE, NO, UNKNOWN, YES, Answer
from auditor.workspace.model import Flow, RegionFact

RESTS = {YES: "kept there", NO: "in transit only", MAYBE: "it is not known whether kept"}
NOT_NAMED = "somebody not named"
UNKNOWN_DATA = "unknown data"


class About(NamedTuple):
    """A category and all below it, as bits: what a picture of it shows."""

    category: str
    below: int


class _Load(NamedTuple):
    """What goes over an edge in any of the audited deployments, as bits of the tree."""

    declared: int
    may: int
    unknown: int


def arrows(
    audit: Audit, verdicts: Mapping[str, Verdict], about: About | None = None
) -> tuple[list[Arrow], list[Thing]]:
    """All flows of the audited deployments and all links, or those that may carry what the picture is about;
    and the ends that nobody named."""
    found: list[Arrow] = []
    ends: list[Thing] = []
    for flow in audit.workspace.flows:
        if set(flow.deployments) & set(audit.deployments):
            load = _flow_load(audit, flow)
            words = _data(audit, load, about)
            if words is not None:
                found.append(_flow(audit, flow, words, verdicts, ends))
    for edge, load in _links(audit):
        words = _data(audit, load, about)
        if words is not None:
            found.append(_link(audit, edge, words if about else (), verdicts))
    return found, ends


def data_of(audit: Audit, flow: Flow) -> tuple[str, ...]:
    """The categories that a flow carries in any of the audited deployments."""
    return _data(audit, _flow_load(audit, flow), None) or ()


def link_id(edge: str, source: str) -> str:
    """What the arrow of a link of a chain is called: a vendor may run several systems that it begins at."""
    return f"link-{edge}" if source == edge.partition("..")[0] else f"link-{edge}-from-{source}"


def _flow_load(audit: Audit, flow: Flow) -> _Load:
    loads = []
    for name in audit.deployments:
        if name in flow.deployments:
            spread = audit.worlds.of(name).spread
            loads.append(_Load(*spread.parts.split(spread.carried(flow.id))))
    return _union(loads)


def _links(audit: Audit) -> Iterator[tuple[Edge, _Load]]:
    """The links of chains: they are the same in every deployment, what they carry is not."""
    spreads = [audit.worlds.of(name).spread for name in audit.deployments]
    loads: dict[tuple[str, int, int], tuple[Edge, list[_Load]]] = {}
    for spread in spreads:
        network = spread.propagation.network
        for edge, carried in zip(network.edges, spread.propagation.carried, strict=True):
            if edge.link:
                _, several = loads.setdefault((edge.id, edge.source, edge.target), (edge, []))
                several.append(_Load(*spread.parts.split(carried)))
    for edge, several in loads.values():
        yield edge, _union(several)


def _union(loads: list[_Load]) -> _Load:
    declared = may = unknown = 0
    for load in loads:
        declared, may, unknown = declared | load.declared, may | load.may, unknown | load.unknown
    return _Load(declared, may, unknown)


def _data(audit: Audit, load: _Load, about: About | None) -> tuple[str, ...] | None:
    """The categories that an arrow carries; None where it has nothing to do with what the picture is about."""
    tree = audit.workspace.data
    loud = (UNKNOWN_DATA,) if load.unknown else ()
    if about is None:
        return (*tree.words(load.declared), *loud)
    if load.declared & about.below:
        return tree.words(load.declared & about.below)
    if load.may & about.below:
        return (f"may be {about.category}",)
    return loud if load.unknown & about.below else None


def _flow(audit: Audit, flow: Flow, data: tuple[str, ...], verdicts: Mapping[str, Verdict], ends: list[Thing]) -> Arrow:
    verdict = verdicts.get(f"flows/{flow.id}", NOTHING)
    rests = at_rest(retention(audit.workspace, flow)[0])
    names = []
    for end, key, does in ((flow.source, "from", "comes from"), (flow.target, "to", "goes to")):
        if isinstance(end, str):
            names.append(f"system-{end}")
        else:
            ends.append(unnamed(flow.id, key, does))
            names.append(ends[-1].id)
    words = _remarks(audit, flow)
    return Arrow(
        id=f"flow-{flow.id}",
        source=names[0],
        target=names[1],
        name=flow.id,
        data=data,
        words=words,
        rests=rests,
        kind=PROPOSED if flow.status == "proposed" else ACTIVE,
        verdict=verdict,
        sentence=_sentence(flow, data, words, rests, verdict),
        link=link(audit, ("flows", flow.id)),
    )


def _sentence(flow: Flow, data: tuple[str, ...], words: tuple[str, ...], rests: Answer, verdict: Verdict) -> str:
    source, target = (end if isinstance(end, str) else NOT_NAMED for end in (flow.source, flow.target))
    said = ", ".join([RESTS[rests], *words])
    return f"{flow.id}: {source} sends {', '.join(data) or 'nothing'} to {target}, {said}. {verdict.words}".strip()


def _remarks(audit: Audit, flow: Flow) -> tuple[str, ...]:
    """What is special about a flow: where it goes when that is not where its end is, and in which deployments."""
    remarks = []
    if flow.status is UNKNOWN:
        remarks.append("status unknown")
    elif flow.status == "proposed":
        remarks.append("proposed")
    if flow.region is not None:
        remarks.append(f"in {_region(flow.region)}")
    within = [name for name in audit.deployments if name in flow.deployments]
    if len(within) < len(audit.deployments):
        remarks.append(f"only {some(within, 2)}")
    return tuple(remarks)


def _region(region: RegionFact) -> str:
    if isinstance(region, Mapping):
        return "; ".join(f"{name}: {_region(place)}" for name, place in region.items())
    return spelled(region if isinstance(region, tuple) else ())


def _link(audit: Audit, edge: Edge, data: tuple[str, ...], verdicts: Mapping[str, Verdict]) -> Arrow:
    vendor, _, below = edge.id.partition("..")
    spread: Spread = audit.worlds.of(audit.deployments[0]).spread
    source, target = (spread.propagation.network.systems[end] for end in (edge.source, edge.target))
    verdict = verdicts.get(f"flows/{edge.id}", NOTHING)
    return Arrow(
        id=link_id(edge.id, source),
        source=f"system-{source}",
        target=f"system-{target}",
        name=f"via {vendor}",
        data=data,
        words=(),
        rests=NO,
        kind=CHAIN,
        verdict=verdict,
        sentence=f"{vendor} passes on to {below} what reaches {source}. {verdict.words}".strip(),
        link=linked(place_of(spread, edge)),
        flows=0,
    )

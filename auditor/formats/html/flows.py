"""Every flow as a row of a table, what one can choose flows by, and what lies along the way of each.

Sets of flows, and of links of chains, are bits by their position in `Table.names`: the page reads them as
hexadecimal numbers, and needs no more than `and` and `or` to filter and to follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from auditor.attributes.rows import Rows, TableRow
from auditor.audit import Audit
from auditor.diagrams.arrows import UNKNOWN_DATA, data_of, link_id
from auditor.diagrams.matrix import NOBODY, OURSELVES
from auditor.diagrams.picture import BAD, FINE, OPEN, SIGNS, WARNED, Verdict
from auditor.diagrams.verdicts import verdicts
from auditor.explain.parts import Known
from auditor.explain.thing import facts_of
from auditor.facts.register import SUBJECTS
from auditor.formats.html.words import VERDICTS, anchor
from auditor.graph.network import OUTSIDE
from auditor.location import Location
from auditor.text.plain import shown
from auditor.trace.along import End, Ways, ways
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.model import Flow

MOST_FOLLOWED: Final = 1_500
"""Flows and links; of more, what lies along the way of each would fill more of the page than all the rest."""
EMPTY: Final[Mapping[str, str]] = {}
UNKNOWN_REGION = "region unknown"
_SHOWN: Final = ("purposes", "retention", "region")


class Row(NamedTuple):
    """A flow. `number` is its position among all edges."""

    number: int
    id: str
    anchor: str
    source: str
    target: str
    data: tuple[str, ...]
    facts: Mapping[str, tuple[str, ...]]
    remarks: tuple[str, ...]
    state: str
    sign: str
    verdict: str
    rules: tuple[str, ...]
    location: Location


class Choice(NamedTuple):
    """One of the things to filter by, and the edges that it leaves."""

    text: str
    bits: str


class Table(NamedTuple):
    """All flows, the filters by what they ask for, and for each edge its name and what lies along it."""

    rows: tuple[Row, ...]
    filters: Mapping[str, tuple[Choice, ...]]
    numbers: Mapping[str, int]
    """The position of each arrow of a picture, by its id."""
    names: tuple[str, ...]
    along: tuple[tuple[str, ...], ...]
    followed: bool


def table(audit: Audit) -> Table:
    """What the page shows of flows."""
    found = ways(audit.worlds, audit.deployments)
    followed = len(found.edges) <= MOST_FOLLOWED
    flows = {flow.id: flow for flow in audit.workspace.flows}
    number = {end: position for position, end in enumerate(found.edges)}
    judged = verdicts(audit.findings)
    rows = Rows(audit.worlds)
    live = [end for end in found.edges if end.id in flows]
    known = {end.id: tuple(_known(audit, rows, end.id)) for end in live}
    return Table(
        tuple(_row(audit, flows[end.id], number[end], known[end.id], judged) for end in live),
        _filters(audit, found, known, judged),
        {_arrow(end, flows): position for end, position in number.items()},
        tuple(shown(end.id) for end in found.edges),
        tuple(_hex(one) for one in found.along) if followed else (),
        followed,
    )


def _arrow(end: End, flows: Mapping[str, Flow]) -> str:
    """What a picture calls an edge."""
    return f"flow-{end.id}" if end.id in flows else link_id(end.id, end.source)


def _hex(sets: Iterable[int]) -> tuple[str, ...]:
    """Sets as hexadecimal digits, none for an empty one, and no empty ones at the end."""
    written = [f"{bits:x}" if bits else "" for bits in sets]
    while written and not written[-1]:
        written.pop()
    return tuple(written)


def _known(audit: Audit, rows: Rows, flow: str) -> Iterable[Known]:
    """Some facts of a flow, in each deployment that has it."""
    where: dict[str, list[TableRow]] = {}
    for deployment in audit.deployments:
        world = audit.worlds.of(deployment)
        where[deployment] = [rows.get("flow", flow, world)] if flow in world.flows else []
    attributes = SUBJECTS["flow"].attributes
    return facts_of(audit, [attributes[name] for name in _SHOWN], where)


def _row(audit: Audit, flow: Flow, number: int, known: Iterable[Known], judged: Mapping[str, Verdict]) -> Row:
    facts: dict[str, tuple[str, ...]] = {}
    live = [name for name in audit.deployments if name in flow.deployments]
    for one in known:
        text = valued(one)
        only = f" (only in {', '.join(one.deployments)})" if one.deployments != tuple(live) else ""
        facts[one.attribute] = (*facts.get(one.attribute, ()), text + only)
    verdict = judged.get(f"flows/{flow.id}", Verdict())
    remarks = [{"proposed": "proposed", UNKNOWN: "status unknown"}.get(flow.status, "")]
    if len(live) < len(audit.deployments):
        remarks.append(f"only in {', '.join(live)}")
    return Row(
        number,
        flow.id,
        anchor("flow", flow.id),
        flow.source if isinstance(flow.source, str) else NOBODY,
        flow.target if isinstance(flow.target, str) else NOBODY,
        data_of(audit, flow),
        facts,
        tuple(remark for remark in remarks if remark),
        verdict.state,
        SIGNS.get(verdict.state, "✓"),
        VERDICTS[verdict.state],
        verdict.rules,
        audit.workspace.merged.at(("flows", flow.id), key=True),
    )


def valued(one: Known) -> str:
    """The values of a fact in one line."""
    values = [*one.values, *(f"perhaps {value}" for value in one.may), *(["unknown"] if one.unknown else [])]
    return shown(", ".join(values)) or "none"


def _filters(
    audit: Audit, found: Ways, known: Mapping[str, Iterable[Known]], judged: Mapping[str, Verdict]
) -> dict[str, tuple[Choice, ...]]:
    """Edges by what they carry, by whose systems they join, by where they lead, and by what was found."""
    data: dict[str, int] = {}
    vendors: dict[str, int] = {}
    regions: dict[str, int] = {}
    states: dict[str, int] = {}
    carried = _data(audit)
    for number, end in enumerate(found.edges):
        bit = 1 << number
        words = {
            "data": carried.get(end, ()),
            "vendors": _vendors(audit, end),
            "regions": _regions(known.get(end.id, ())),
            "states": (judged.get(f"flows/{end.id}", Verdict()).state,),
        }
        for into, kind in ((data, "data"), (vendors, "vendors"), (regions, "regions"), (states, "states")):
            for word in words[kind]:
                into[word] = into.get(word, 0) | bit
    us = audit.workspace.vendors
    names = {name: vendor.name if isinstance(vendor.name, str) else name for name, vendor in us.items()}
    return {
        "category": _choices(data, [*sorted(audit.workspace.categories), UNKNOWN_DATA]),
        "vendor": _choices(vendors, [OURSELVES, *sorted(us, key=lambda name: names[name].lower()), NOBODY], names),
        "region": _choices(regions, [*sorted(regions.keys() - {UNKNOWN_REGION}), UNKNOWN_REGION]),
        "verdict": _choices(states, [BAD, OPEN, WARNED, FINE], VERDICTS),
    }


def _choices(found: Mapping[str, int], order: Iterable[str], names: Mapping[str, str] = EMPTY) -> tuple[Choice, ...]:
    return tuple(Choice(shown(names.get(word, word), 60), f"{found[word]:x}") for word in order if word in found)


def _data(audit: Audit) -> dict[End, tuple[str, ...]]:
    """The categories on each edge, those that may be there, and all above them: who asks for one means all below it
    too, and wants to see what may carry it."""
    sets: dict[End, tuple[int, int]] = {}
    for name in audit.deployments:
        spread = audit.worlds.of(name).spread
        systems = spread.propagation.network.systems
        for edge, carried in zip(spread.propagation.network.edges, spread.propagation.carried, strict=True):
            end = End(edge.id, "" if edge.source == OUTSIDE else systems[edge.source])
            before = sets.get(end, (0, 0))
            declared, may, unknown = spread.parts.split(carried)
            sets[end] = before[0] | spread.reaches.up(declared) | may | unknown, before[1] | unknown
    words, named = audit.workspace.data.words, audit.workspace.categories
    return {
        end: (*(word for word in words(known) if word in named), *([UNKNOWN_DATA] if unknown else []))
        for end, (known, unknown) in sets.items()
    }


def _vendors(audit: Audit, end: End) -> tuple[str, ...]:
    """Who runs what an edge joins; of people nobody does."""
    _, link, below = end.id.partition("..")
    target = below if link else str(audit.workspace.merged.value(("flows", end.id, "to")))
    found: dict[str, None] = {}
    for name in (end.source, target):
        node = audit.workspace.nodes.get(name)
        if node is None or node.vendor is UNKNOWN:
            found[NOBODY] = None
        elif not node.person:
            found[node.vendor or OURSELVES] = None
    return tuple(found)


def _regions(known: Iterable[Known]) -> tuple[str, ...]:
    """Where a flow leads to, in any deployment."""
    found: dict[str, None] = {}
    for one in known:
        if one.attribute == "region":
            found.update(dict.fromkeys((*one.values, *([UNKNOWN_REGION] if one.unknown else []))))
    return tuple(found)

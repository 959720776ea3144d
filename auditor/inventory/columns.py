"""What is known of a recipient, column by column: facts of the vendor, and what the flows that touch it bring."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from auditor.attributes.asking import NONE
from auditor.attributes.cell import Carried, Cell, Fact
from auditor.attributes.rows import TableRow
from auditor.facts.register import SUBJECTS
from auditor.inventory.known import Known, joined
from auditor.inventory.recipients import Recipient
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN
from auditor.workspace.model import Flow, Workspace

VENDOR: Final = SUBJECTS["vendor"].attributes
SYSTEM: Final = SUBJECTS["system"].attributes
FLOW: Final = SUBJECTS["flow"].attributes
BROUGHT: Final = ("purposes", "data", "subjects")
"""What the flows that touch a recipient bring, in either direction."""
OF_THE_SERVICE: Final = ("name", "kind", "region", "receives", "holds", "controls", "own", *BROUGHT)
"""Columns in which a service speaks for itself; in all others its vendor does."""
WRITTEN: Final = ("website", "privacy", "note")
"""Columns that are no attributes."""


def known(recipient: Recipient, column: str) -> Known:
    """A fact of a recipient over all deployments shown. `column` is an attribute of vendors or flows, `website`,
    `privacy`, `note` or `labels.KEY`."""
    said = _wording(recipient, column)
    return _known(recipient, column)._replace(wording=said)


def _known(recipient: Recipient, column: str) -> Known:
    if column in _OWN:
        return _OWN[column](recipient)
    if column in WRITTEN:
        return _declared(recipient, column)
    if column.startswith("labels."):
        return _label(recipient, column.removeprefix("labels."))
    if recipient.service and column in OF_THE_SERVICE and column in SYSTEM:
        return joined(from_fact(row, row.fact(SYSTEM[column])) for row in recipient.systems)
    if column in VENDOR:
        return joined(from_fact(row, row.fact(VENDOR[column])) for row in recipient.rows)
    return joined(from_fact(row, row.fact(FLOW[column])) for row in recipient.flows)


def from_fact(row: TableRow | None, fact: Fact) -> Known:
    """A cell as documents print it: what may be there is listed, since a list that leaves it out says too little.
    Only a cell of data categories needs its row."""
    if isinstance(fact.cell, Carried):
        assert row is not None
        sure, _, anything = row.parts.split(fact.cell.sure | fact.cell.doubted)
        return Known(row.workspace.data.words(sure), _unnamed(row, fact) if anything else ())
    cell: Cell = fact.cell
    values = tuple(value for value in (*cell.known, *cell.may) if not _nothing(value))
    return Known(values, _missing(fact) if cell.unknown else ())


def _nothing(value: Any) -> bool:
    return isinstance(value, str) and value == NONE


def _unnamed(row: TableRow, fact: Fact) -> tuple[Route, ...]:
    """Where one would write what it is that gets to a system, or to those of a vendor."""
    names = [node.id for node in row.world.run_by.get(row.id, ())] if row.subject == "vendor" else [row.id]
    found = (row.world.spread.possible_source(name) for name in names)
    return tuple(dict.fromkeys(route for route in found if route is not None)) or fact.missing or (fact.place,)


def _missing(fact: Fact) -> tuple[Route, ...]:
    return fact.missing or (fact.place,)


def data_of(flow: TableRow) -> Known:
    """What a flow carries: in the order written where it lists it, else as it was followed there."""
    workspace, declared = flow.workspace, flow.world.flows[flow.id]
    sure, may, anything = flow.parts.split(flow.world.spread.carried(flow.id))
    tree = workspace.data
    listed = [word for word in _written(workspace, declared) if sure >> tree.index[word] & 1]
    possible = may & ~tree.down(sure)
    values = (*listed, *tree.words(sure & ~tree.bits(listed)), *_topmost(workspace, possible))
    return Known(values, (("flows", flow.id, "data"),) if anything else ())


def _written(workspace: Workspace, flow: Flow) -> Iterable[str]:
    """The categories that a flow lists, `x.*` as what it stands for."""
    for word in flow.data if isinstance(flow.data, tuple) else ():
        if word.endswith(".*"):
            yield from workspace.data.leaves(word.removesuffix(".*"))
        else:
            yield word


def _topmost(workspace: Workspace, categories: int) -> tuple[str, ...]:
    """Of a set of categories, those that are not below another of them."""
    tree = workspace.data
    words = tree.words(categories)
    below = 0
    for word in words:
        below |= tree.below[tree.index[word]] & ~tree.bit(word)
    return tree.words(categories & ~below)


def _data(recipient: Recipient) -> Known:
    if recipient.flows:
        return _from_flows(recipient, "data", data_of)
    return _known(recipient, "receives")  # nothing but a chain leads to it


def _subjects(recipient: Recipient) -> Known:
    if recipient.flows:
        return _from_flows(recipient, "subjects", subjects_of)
    return joined(_subjects_of_category(recipient, word) for word in _data(recipient).values)


def subjects_of(flow: TableRow) -> Known:
    """Whom the data of a flow is about, in the order of its categories."""
    data = data_of(flow)
    found = [from_fact(flow, flow.of(word).fact(FLOW["subjects"])) for word in data.values]
    return joined([*found, Known((), data.missing)])


def _subjects_of_category(recipient: Recipient, word: str) -> Known:
    inherited = recipient.workspace.passed_down["subjects"][word]
    return Known(inherited.values, inherited.missing)


def purposes_of(flow: TableRow) -> Known:
    return from_fact(flow, flow.fact(FLOW["purposes"]))


def _purposes(recipient: Recipient) -> Known:
    if recipient.flows:
        return _from_flows(recipient, "purposes", purposes_of)
    return joined(from_fact(row, row.fact(VENDOR["purposes"])) for row in recipient.rows)


def _from_flows(recipient: Recipient, column: str, read: Callable[[TableRow], Known]) -> Known:
    """What the flows bring; the words that a person wrote for one flow stand in its place."""
    return joined(_worded(flow, column, read(flow)) for flow in recipient.flows)


def _worded(flow: TableRow, column: str, found: Known) -> Known:
    said = flow.world.flows[flow.id].declared.get("wording", {}).get(column)
    return Known((Words(said),)) if said is not None else found


class Words(str):
    """What a person wrote to be printed in place of a value."""


def _region(recipient: Recipient) -> Known:
    """Where it runs, and where its flows say that it is."""
    if recipient.service:
        own = joined(from_fact(row, row.fact(SYSTEM["region"])) for row in recipient.systems)
    else:
        own = joined(from_fact(row, row.fact(VENDOR["region"])) for row in recipient.rows)
    elsewhere = [
        from_fact(flow, flow.fact(FLOW["region"]))
        for flow in recipient.flows
        if flow.world.flows[flow.id].region is not None and _ends_at(recipient, flow)
    ]
    return joined([own, *elsewhere])


def _ends_at(recipient: Recipient, flow: TableRow) -> bool:
    node = flow.workspace.nodes.get(str(flow.world.flows[flow.id].target))
    return node is not None and node.vendor == recipient.vendor


def _transfer(recipient: Recipient) -> Known:
    """By what right its flows reach it."""
    return joined(from_fact(flow, flow.fact(FLOW["transfer"])) for flow in recipient.flows if _ends_at(recipient, flow))


def _name(recipient: Recipient) -> Known:
    """Its name; of a service its title, with the vendor before it where that does not say it."""
    name = recipient.workspace.vendors[recipient.vendor].name
    missing = (("vendors", recipient.vendor, "name"),) if name is UNKNOWN else ()
    if not recipient.service:
        return Known((name,) if isinstance(name, str) else (), missing)
    title = getattr(recipient.workspace.nodes[recipient.service].declared, "title", None) or recipient.service
    says_it = isinstance(name, str) and name.casefold() in title.casefold()
    return Known((title if says_it or not isinstance(name, str) else f"{name}: {title}",), missing)


def _deployment(recipient: Recipient) -> Known:
    return Known(recipient.deployments)


def _declared(recipient: Recipient, key: str) -> Known:
    of_service = recipient.systems and key == "note"
    value = getattr(recipient.systems[0].node.declared if of_service else _vendor(recipient), key)
    if isinstance(value, str):
        return Known((value,))
    return Known() if key == "note" else Known((), (("vendors", recipient.vendor, key),))


def _label(recipient: Recipient, key: str) -> Known:
    labels: Mapping[str, str] = _vendor(recipient).labels
    if recipient.systems:
        labels = {**labels, **recipient.systems[0].node.declared.labels}
    return Known((labels[key],) if key in labels else ())


def _vendor(recipient: Recipient) -> Any:
    return recipient.workspace.vendors[recipient.vendor]


def _wording(recipient: Recipient, column: str) -> str | None:
    """What a person wrote for a column of the vendor; a service has words of its own for what is its own."""
    if recipient.systems:
        own: str | None = recipient.systems[0].node.declared.wording.get(column)
        if own is not None or column in OF_THE_SERVICE:
            return own
    said: str | None = _vendor(recipient).wording.get(column)
    return said


_OWN: Final[Mapping[str, Callable[[Recipient], Known]]] = {
    "name": _name,
    "purposes": _purposes,
    "data": _data,
    "subjects": _subjects,
    "region": _region,
    "transfer": _transfer,
    "deployment": _deployment,
}
"""Columns that are more than one attribute of the vendor."""

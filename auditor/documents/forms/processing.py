"""The description of the processing: whose data, which, what for, how often, for how long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from auditor.attributes.rows import Rows, TableRow
from auditor.documents.forms.form import Form
from auditor.documents.forms.words import marked, not_stated
from auditor.inventory.columns import FLOW, data_of, from_fact, purposes_of
from auditor.inventory.engaged import Engaged
from auditor.inventory.known import Known, joined
from auditor.inventory.sentences import say
from auditor.vocabulary.periods import Period
from auditor.workspace.model import Node, Workspace

KEPT: Final = "kept"
"""Kept, for how long is not known."""


def active_flows(form: Form) -> list[TableRow]:
    """The active flows of the deployment."""
    world = form.audit.worlds.of(form.deployment, active=True)
    rows = Rows(form.audit.worlds)
    return [TableRow(rows, "flow", name, world) for name in world.flows]


def subjects(form: Form, flows: Iterable[TableRow]) -> None:
    form.fact(say("annex.subjects"), about(form.workspace, joined(map(data_of, flows))), "subjects")


def data(form: Form, flows: Iterable[TableRow]) -> None:
    known = joined(map(data_of, flows))
    form.lines(say("annex.data"), [(form.words.data(known), known)])


def sensitive(form: Form, flows: list[TableRow]) -> None:
    """The sensitive categories, each with the controls on the flows that carry it; or that there is none."""
    carried = joined(map(data_of, flows))
    passed = form.workspace.passed_down["sensitive"]
    parts: list[tuple[list[str], Known]] = [([], Known((), carried.missing))] if carried.missing else []
    for word in carried.values:
        found = passed[word]
        if found.missing:
            parts.append(([not_stated()], Known((), found.missing)))
        elif True in found.values:
            parts.append(_safeguards(form, word, flows))
    form.lines(say("annex.sensitive"), parts, say("annex.no_sensitive"))


def _safeguards(form: Form, word: str, flows: list[TableRow]) -> tuple[list[str], Known]:
    carrying = [flow for flow in flows if word in data_of(flow).values]
    controls = joined(from_fact(flow, flow.fact(FLOW["controls"])) for flow in carrying)
    said = ", ".join(form.words.items(controls, "controls"))
    return [say("annex.safeguards", data=form.words.value(word, "data"), controls=said)], controls


def about(workspace: Workspace, data: Known) -> Known:
    """Whom categories are about, with those that are below them: who might be concerned is listed."""
    tree = workspace.data
    words = dict.fromkeys((*data.values, *tree.words(tree.down(tree.bits(data.values)))))
    found = [workspace.passed_down["subjects"][word] for word in words]
    return joined([*(Known(one.values, one.missing) for one in found), Known((), data.missing)])


def frequency(form: Form, flows: Iterable[TableRow]) -> None:
    form.fact(say("annex.frequency"), joined(from_fact(f, f.fact(FLOW["trigger"])) for f in flows), "trigger")


def nature(form: Form, flows: Iterable[TableRow]) -> None:
    """What is done with the data: by systems of which kind, and whether it rests there."""
    parts = []
    for target, arriving in _arrivals(flows).items():
        node = form.workspace.nodes[target]
        kinds = Known(node.kinds) if node.kinds is not None else Known((), ((node.section, node.id, "kind"),))
        rests = joined(from_fact(flow, flow.fact(FLOW["at_rest"])) for flow in arriving)
        said = "annex.stored" if True in rests.values else "annex.maybe" if rests.missing else "annex.in_transit"
        text = say(said, name=_run_by(form, node), kinds=", ".join(form.words.items(kinds, "kind")))
        known = joined([kinds, rests])
        parts.append(([marked(text, known)], known))
    form.lines(say("annex.nature"), sorted(parts, key=lambda part: part[0][0].casefold()))


def _run_by(form: Form, node: Node) -> str:
    """Who runs a system, by name."""
    if node.vendor is None:
        return form.words.us()
    return form.words.vendor(node.vendor) if isinstance(node.vendor, str) else form.words.system(node.id)


def _arrivals(flows: Iterable[TableRow]) -> dict[str, list[TableRow]]:
    """The flows by the system that they end at; people process nothing."""
    found: dict[str, list[TableRow]] = {}
    for flow in flows:
        target = flow.world.flows[flow.id].target
        if isinstance(target, str) and not flow.workspace.nodes[target].person:
            found.setdefault(target, []).append(flow)
    return found


def purposes(form: Form, label: str, flows: Iterable[TableRow]) -> None:
    form.fact(label, joined(map(purposes_of, flows)), "purposes")


def retention(form: Form, label: str, flows: Iterable[TableRow]) -> None:
    """For how long, by who keeps it."""
    kept: dict[str, list[TableRow]] = {}
    for target, arriving in _arrivals(flows).items():
        kept.setdefault(_run_by(form, form.workspace.nodes[target]), []).extend(arriving)
    parts = []
    for name in sorted(kept, key=str.casefold):
        for said, known in periods(form, kept[name]):
            text = say("annex.kept_by", name=name, kept=said)
            parts.append(([marked(text, known)], known))
    form.lines(label, parts)


def periods(form: Form, arriving: Iterable[TableRow]) -> Iterator[tuple[str, Known]]:
    """How long what arrives is kept: one line where it is all kept alike, else a line each, with the data."""
    alike: dict[Known, list[TableRow]] = {}
    for flow in arriving:
        alike.setdefault(_kept(flow)._replace(missing=()), []).append(flow)
    for alone, flows in alike.items():
        known = joined(map(_kept, flows))
        said = ", ".join(form.words.items(alone if alone.values else known, "retention"))
        data = ", ".join(form.words.items(joined(map(data_of, flows)), "data"))
        yield (said if len(alike) == 1 else say("annex.kept_data", kept=said, data=data)), known


def _kept(flow: TableRow) -> Known:
    """How long the destination keeps what a flow brings; that it is kept says too little for a contract."""
    fact = flow.fact(FLOW["retention"])
    known = from_fact(flow, fact)
    return known._replace(missing=(fact.place,)) if any(_open(value) for value in known.values) else known


def _open(value: object) -> bool:
    return isinstance(value, Period) and value.text == KEPT


def engaged_lines(form: Form, label: str, vendors: Iterable[Engaged]) -> None:
    """For each sub-processor the subject matter, the nature and the duration, in a line."""
    parts = []
    for vendor in vendors:
        data, purposes_, kept = vendor.data(), vendor.purposes(), duration(form, vendor)
        text = say(
            "annex.engaged",
            name=form.words.vendor(vendor.id),
            data=", ".join(form.words.data(data)),
            purposes=", ".join(form.words.items(purposes_, "purposes")),
            duration="; ".join(said for said, _ in kept),
        )
        known = joined([data, purposes_, *(known for _, known in kept)])
        parts.append(([marked(text, known)], known))
    form.lines(label, parts, say("annex.no_subprocessors"))


def duration(form: Form, vendor: Engaged) -> list[tuple[str, Known]]:
    """For how long a vendor keeps what it gets. One that only stands in a chain says so itself."""
    found = list(periods(form, vendor.arriving))
    if found:
        return found
    written = vendor.vendor.retention
    stated = Known((written,)) if isinstance(written, Period) else Known()
    open_ = not stated.values or _open(written)
    known = stated._replace(missing=(("vendors", vendor.id, "retention"),)) if open_ else stated
    return [(", ".join(form.words.items(stated if stated.values else known, "retention")), known)]

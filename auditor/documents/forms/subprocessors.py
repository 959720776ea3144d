"""The list of sub-processors: who they are, what they do with which data, where, and for how long."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.documents.forms.form import Form
from auditor.documents.forms.parties import contact
from auditor.documents.forms.processing import about, duration
from auditor.documents.forms.words import marked, not_stated
from auditor.inventory.engaged import ELSEWHERE, Engaged
from auditor.inventory.known import Known, joined
from auditor.inventory.recipients import is_service
from auditor.inventory.sentences import say


def subprocessors(form: Form, vendors: Iterable[Engaged], level: int) -> None:
    """A numbered block for each; that there is none is said."""
    listed = by_name(form, vendors)
    for number, vendor in enumerate(listed, 1):
        form.heading(level, form.words.vendor(vendor.id), f"{number}.")
        _block(form, vendor)
    if not listed:
        form.paragraph(say("annex.no_subprocessors"))


def by_name(form: Form, vendors: Iterable[Engaged]) -> list[Engaged]:
    return sorted(vendors, key=lambda vendor: (form.words.vendor(vendor.id).casefold(), vendor.id))


def _block(form: Form, vendor: Engaged) -> None:
    legal, address, country = (vendor.fact(name) for name in ("legal_name", "address", "country"))
    form.fact(say("annex.name"), legal, "legal_name")
    form.lines(
        say("annex.address"),
        [(form.words.items(address, "address"), address), (form.words.items(country, "country"), country)],
    )
    contact(form, say("annex.contact_person"), vendor.vendor.contact, ("vendors", vendor.id, "contact"))
    _description(form, vendor)
    data = vendor.data()
    form.lines(say("annex.data"), [(form.words.data(data), data)])
    form.fact(say("annex.subjects"), about(form.workspace, data), "subjects")
    form.fact(say("annex.places"), vendor.places(), "region")
    form.lines(
        say("annex.duration"),
        [([marked(said, known)], known) for said, known in duration(form, vendor)],
    )
    _chain(form, vendor)
    form.fact(say("annex.status"), vendor.fact("status"), "status")
    if not vendor.active:
        form.fact(say("annex.active_from"), vendor.fact("active_from"), "active_from")


def _description(form: Form, vendor: Engaged) -> None:
    """What it does, and what it may be used for and no more: the delimitation of its responsibilities."""
    done, limit = vendor.purposes(), vendor.fact("purposes")
    services = tuple(
        node for node in vendor.row.world.run_by.get(vendor.id, ()) if is_service(node) and node.id in _touched(vendor)
    )
    lines = [(form.words.items(done, "purposes"), done)]
    if services:
        named = ", ".join(form.words.system(node.id) for node in services)
        lines.append(([say("annex.services", services=named)], Known()))
    form.lines(say("annex.description"), lines)
    text = say("annex.only_for", purposes=", ".join(form.words.items(limit, "purposes")))
    form.lines(say("annex.delimitation"), [([marked(text, limit)], limit)])


def _touched(vendor: Engaged) -> set[object]:
    flows = [flow.world.flows[flow.id] for flow in vendor.flows]
    return {end for flow in flows for end in (flow.source, flow.target)}


def _chain(form: Form, vendor: Engaged) -> None:
    """Whom it engages itself: each has a block of its own, since the law asks for the whole chain."""
    passed = vendor.fact("subprocessors")
    names = [form.words.vendor(name) for name in passed.values]
    texts = names + ([not_stated()] if passed.missing else [])
    form.lines(say("annex.chain"), [(texts, passed)])
    if vendor.given_by:
        by = ", ".join(form.words.vendor(name) for name in vendor.given_by)
        form.lines(say("annex.engaged_by"), [([by], Known())])


def beside(form: Form, vendors: list[Engaged]) -> None:
    """What is to be said beside the list: of whom nobody knows whether they belong there, and who does not."""
    found = _others(form)
    if not found and not any(vendor.fact("relation").missing for vendor in vendors):
        return
    form.heading(3, say("annex.beside"))
    relations(form, vendors)
    if found:
        form.lines(say("annex.others"), [(found, Known())])


def _others(form: Form) -> list[str]:
    """Who also gets data, but is no sub-processor: said, so that nobody takes the list for more than it is."""
    found = []
    for name, vendor in form.workspace.vendors.items():
        if vendor.relation in ELSEWHERE and vendor.status != "retired" and _gets(form, name):
            relation = form.words.value(vendor.relation, "relation")
            found.append(say("annex.other", name=form.words.vendor(name), relation=relation))
    return sorted(found, key=str.casefold)


def _gets(form: Form, name: str) -> bool:
    return name in form.audit.worlds.of(form.deployment).touched


def relations(form: Form, vendors: Iterable[Engaged]) -> None:
    """The vendors of which nobody says what they are to us: they may not belong on the list."""
    open_ = [vendor for vendor in vendors if vendor.fact("relation").missing]
    if open_:
        names = ", ".join(form.words.vendor(vendor.id) for vendor in by_name(form, open_))
        known = joined(vendor.fact("relation") for vendor in open_)
        form.lines(say("annex.relation_open"), [([names, not_stated()], known)])

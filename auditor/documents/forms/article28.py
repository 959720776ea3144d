"""The annexes to the clauses between controllers and processors, Implementing Decision (EU) 2021/915."""

from __future__ import annotations

from auditor.documents.forms import measures, processing
from auditor.documents.forms.form import Form
from auditor.documents.forms.parties import customer_half, our_half, our_role
from auditor.documents.forms.scc import list_of_subprocessors
from auditor.documents.forms.subprocessors import by_name
from auditor.inventory.engaged import Engaged
from auditor.inventory.hops import laws_of
from auditor.inventory.sentences import say

LAW = "gdpr"


def why_not(form: Form) -> str:
    """Why the clauses do not apply between the customer and us; empty when they do, or may."""
    laws = laws_of(form.audit, form.deployment)
    if laws.every is not None and LAW not in laws.every:
        named = ", ".join(form.words.value(law, "law") for law in laws.every) or say("facts.none")
        return say("article28.other_law", laws=named)
    return say("article28.controller") if "controller" in our_role(form).values else ""


def fill(form: Form, vendors: list[Engaged]) -> None:
    """The whole document."""
    reason = why_not(form)
    if reason:
        form.not_applicable(say("article28.instrument"), reason)
        return
    form.paragraph(say("article28.about"))
    form.paragraph(say("annex.states"))
    active = by_name(form, (vendor for vendor in vendors if vendor.active))
    form.heading(2, say("article28.one"), say("annex.number", number="I"))
    form.heading(3, say("article28.controller_party"), "1.")
    customer_half(form, say("article28.controller_party"), exporter=False)
    form.heading(3, say("article28.processor_party"), "2.")
    our_half(form, say("article28.processor_party"), importer=False)
    form.heading(2, say("article28.two"), say("annex.number", number="II"))
    flows = processing.active_flows(form)
    processing.subjects(form, flows)
    processing.data(form, flows)
    processing.sensitive(form, flows)
    processing.nature(form, flows)
    processing.purposes(form, say("article28.purposes"), flows)
    processing.retention(form, say("article28.duration"), flows)
    processing.engaged_lines(form, say("article28.to_subprocessors"), active)
    form.heading(2, say("article28.three"), say("annex.number", number="III"))
    form.heading(3, say("annex.our_measures"))
    measures.our_measures(form)
    form.heading(3, say("annex.their_measures"))
    measures.their_measures(form, active)
    form.heading(2, say("article28.four"), say("annex.number", number="IV"))
    list_of_subprocessors(form, vendors, "article28", ("", ""))

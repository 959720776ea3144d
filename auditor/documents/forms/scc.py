"""The annexes to the standard contractual clauses for transfers, Implementing Decision (EU) 2021/914."""

from __future__ import annotations

from auditor.documents.forms import measures, processing
from auditor.documents.forms.form import Form
from auditor.documents.forms.parties import authorisation, customer_half, days_of, our_half, our_role
from auditor.documents.forms.subprocessors import beside, by_name, subprocessors
from auditor.documents.forms.transfers import module, transfers
from auditor.documents.forms.words import not_stated
from auditor.inventory.engaged import Engaged
from auditor.inventory.hops import Hop, hops, laws_of
from auditor.inventory.printed import day
from auditor.inventory.sentences import say
from auditor.vocabulary.places import countries


def why_not(form: Form, first: Hop) -> str:
    """Why the clauses do not apply between the customer and us; empty when they do, or may."""
    laws = laws_of(form.audit, form.deployment)
    if laws.every is not None and not laws.restricting:
        named = ", ".join(form.words.value(law, "law") for law in laws.every) or say("facts.none")
        return say("scc.not_restricted", laws=named)
    if not first.under or any(under.standing not in ("domestic", "adequate") for under in first.under):
        return ""
    decisions = [
        say("scc.decision", country=countries()[one.country], number=one.number, day=day(one.day))
        for under in first.under
        for one in under.decisions
    ]
    if decisions:
        return say("scc.adequate", decisions=", ".join(dict.fromkeys(decisions)))
    return say("scc.domestic", laws=", ".join(form.words.value(law, "law") for law in laws.restricting))


def fill(form: Form, vendors: list[Engaged]) -> None:
    """The whole document."""
    active = by_name(form, (vendor for vendor in vendors if vendor.active))
    found = hops(form.audit, form.deployment, active)
    reason = why_not(form, found[0])
    if reason:
        form.not_applicable(say("scc.instrument"), reason)
        return
    form.paragraph(say("scc.about"))
    form.paragraph(say("annex.states"))
    _annex_one(form, active)
    _annex_two(form, active)
    _annex_three(form, vendors)
    form.heading(2, say("scc.supplement"))
    _choices(form)
    form.heading(3, say("annex.transfers"), "B.")
    form.paragraph(say("annex.about_hops"))
    transfers(form, found, 4)


def _annex_one(form: Form, active: list[Engaged]) -> None:
    form.heading(2, say("scc.one"), say("annex.number", number="I"))
    form.heading(3, say("scc.parties"), "A.")
    form.heading(4, say("scc.exporter"), "1.")
    customer_half(form, say("scc.exporter"), exporter=True)
    form.heading(4, say("scc.importer"), "2.")
    our_half(form, say("scc.importer"), importer=True)
    form.heading(3, say("scc.description"), "B.")
    flows = processing.active_flows(form)
    processing.subjects(form, flows)
    processing.data(form, flows)
    processing.sensitive(form, flows)
    processing.frequency(form, flows)
    processing.nature(form, flows)
    processing.purposes(form, say("scc.purposes"), flows)
    processing.retention(form, say("scc.retention"), flows)
    processing.engaged_lines(form, say("scc.to_subprocessors"), active)
    form.heading(3, say("scc.authority"), "C.")
    said = form.customer.supervisory_authority if form.customer else None
    form.for_customer(say("scc.authority_field"), [said] if isinstance(said, str) else [])


def _annex_two(form: Form, active: list[Engaged]) -> None:
    form.heading(2, say("scc.two"), say("annex.number", number="II"))
    form.heading(3, say("annex.our_measures"), "A.")
    measures.our_measures(form)
    form.heading(3, say("annex.their_measures"), "B.")
    measures.their_measures(form, active)


def _annex_three(form: Form, vendors: list[Engaged]) -> None:
    form.heading(2, say("scc.three"), say("annex.number", number="III"))
    list_of_subprocessors(form, vendors, "scc", ("A.", "B."))


def list_of_subprocessors(form: Form, vendors: list[Engaged], section: str, numbers: tuple[str, str]) -> None:
    """The list, where the parties agreed on each of them; else why the annex is not completed."""
    how = authorisation(form)
    if how.missing:
        form.fact(say("annex.authorisation"), how, "authorisation")
        form.paragraph(say(f"{section}.list_open"))
    elif "general" in how.values:
        form.not_applicable(say(f"{section}.list"), say(f"{section}.not_completed", schedule=say("schedule.title")))
    else:
        form.paragraph(say(f"{section}.authorised"))
        for active, number in zip((True, False), numbers, strict=True):
            form.heading(3, say("annex.active" if active else "annex.proposed"), number)
            subprocessors(form, (vendor for vendor in vendors if vendor.active is active), 4)
        beside(form, vendors)


def _choices(form: Form) -> None:
    """What the parties choose in the clauses, as far as it is ours to say."""
    form.heading(3, say("scc.choices"), "A.")
    role = our_role(form)
    form.lines(say("scc.module"), [([module(form, first=True)], role._replace(values=()))])
    form.for_customer(say("scc.docking"), hint=say("annex.for_the_parties"))
    how = authorisation(form)
    options = [say(f"scc.option.{word}") for word in how.values] or [not_stated()]
    form.lines(say("scc.option"), [(options, how)])
    if "specific" not in how.values:
        days_of(form, say("scc.period"), "notice")
    said = form.customer
    for key in ("redress", "governing_law", "courts"):
        value = getattr(said, key, None)
        form.for_customer(say(f"scc.{key}"), [value] if isinstance(value, str) else [], say("annex.for_the_parties"))

"""The way of the data across borders, hop by hop, as fields."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.documents.forms.form import Form
from auditor.documents.forms.words import marked, not_stated
from auditor.inventory.hops import CUSTOMER, US, Hop, Under, laws_of
from auditor.inventory.known import Known
from auditor.inventory.printed import day
from auditor.inventory.sentences import say
from auditor.vocabulary.adequacy import Decision
from auditor.vocabulary.places import countries


def transfers(form: Form, hops: Iterable[Hop], level: int) -> None:
    """The laws, then a block for each hop; or why there is nothing to say."""
    laws = laws_of(form.audit, form.deployment)
    known = Known((), (laws.route,)) if laws.every is None else Known(laws.every)
    form.fact(say("annex.laws"), known, "law")
    if laws.every is not None and not laws.restricting:
        named = ", ".join(form.words.items(known, "law"))
        form.not_applicable(say("annex.transfers"), say("annex.no_restriction", laws=named))
        return
    for number, hop in enumerate(hops, 1):
        said = "annex.hop_proposed" if hop.proposed else "annex.hop"
        title = say(said, source=_name(form, hop.source), target=_name(form, hop.target))
        form.heading(level, title, f"{number}.")
        _hop(form, hop, known)


def _name(form: Form, party: str) -> str:
    if party == CUSTOMER:
        said = form.customer.name if form.customer else None
        return said if isinstance(said, str) else say("annex.the_customer")
    return form.words.us() if party == US else form.words.vendor(party)


def _hop(form: Form, hop: Hop, laws: Known) -> None:
    form.fact(say("annex.established"), hop.country, "country")
    places = hop.places
    named = form.words.items(places, "region") if places.values or places.missing else []
    form.lines(say("annex.places"), [(named, places)], say("annex.no_places"))
    if laws.missing:
        form.lines(say("annex.standing"), [([not_stated()], laws)])
    else:
        said = [(_standing(form, one), Known((), one.missing)) for one in hop.under]
        form.lines(say("annex.standing"), [([marked(text, known)], known) for text, known in said])
    if laws.missing or hop.restricted:
        _by_right(form, hop)
    else:
        form.not_applicable(say("annex.mechanism"), say("annex.none_needed"))


def _by_right(form: Form, hop: Hop) -> None:
    said = form.words.items(hop.mechanism, "mechanism") if hop.mechanism.values or hop.mechanism.missing else []
    form.lines(say("annex.mechanism"), [(said, hop.mechanism)], say("annex.none_declared"))
    if not hop.mechanism.values and not hop.mechanism.missing:
        return
    if hop.mechanism.missing:  # the reference and the day wait for it: one thing to declare
        return
    form.fact(say("annex.reference"), hop.reference, "text")
    form.fact(say("annex.assessed"), hop.assessed, "assessed")
    if "scc" in hop.mechanism.values:
        form.lines(say("annex.module"), [([module(form, first=hop.source == CUSTOMER)], _role_missing(form))])


def module(form: Form, *, first: bool) -> str:
    """Which module of the clauses 2021/914 fits a hop, by the roles of its two ends."""
    us = form.workspace.organization
    ours = us.role if us and isinstance(us.role, str) else ""
    theirs = form.customer.role if form.customer and isinstance(form.customer.role, str) else ""
    if not ours:
        return not_stated()
    if first:
        return say(f"annex.module.{theirs or 'either'}_{ours}")
    return say(f"annex.module.{ours}_processor")


def _role_missing(form: Form) -> Known:
    us = form.workspace.organization
    return Known() if us and isinstance(us.role, str) else Known((), (("organization", "role"),))


def _standing(form: Form, under: Under) -> str:
    law = form.words.value(under.law, "law")
    if not under.standing:
        waiting = "annex.standing.open" if under.missing else "annex.standing.no_list"
        return say(waiting, law=law)
    said = [say(f"annex.standing.{under.standing}", law=law)]
    said += [_decision(one) for one in under.decisions]
    return " ".join(said)


def _decision(decision: Decision) -> str:
    until = say("annex.until", day=day(decision.until)) if decision.until else ""
    scope = say("annex.scope", scope=decision.scope) if decision.scope else ""
    return say(
        "annex.decision",
        country=countries()[decision.country],
        number=decision.number,
        day=day(decision.day),
        until=until,
        scope=scope,
    )

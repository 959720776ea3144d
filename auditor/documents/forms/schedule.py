"""The schedule: the agreed list of sub-processors, under whatever law, beside the clauses and their annexes."""

from __future__ import annotations

from auditor.documents.forms.form import Form
from auditor.documents.forms.parties import terms_of_change
from auditor.documents.forms.subprocessors import beside, by_name, subprocessors
from auditor.documents.forms.transfers import transfers
from auditor.inventory.engaged import Engaged
from auditor.inventory.hops import hops
from auditor.inventory.sentences import say


def fill(form: Form, vendors: list[Engaged]) -> None:
    """The whole document."""
    form.paragraph(say("schedule.about"))
    form.paragraph(say("annex.states"))
    active, proposed = ([v for v in vendors if v.active is wanted] for wanted in (True, False))
    form.heading(2, say("schedule.active"), "Part 1")
    subprocessors(form, active, 3)
    beside(form, vendors)
    form.heading(2, say("schedule.proposed"), "Part 2")
    form.paragraph(say("schedule.about_proposed"))
    subprocessors(form, proposed, 3)
    form.heading(2, say("schedule.changes"), "Part 3")
    terms_of_change(form)
    form.heading(2, say("schedule.transfers"), "Part 4")
    form.paragraph(say("annex.about_hops"))
    transfers(form, hops(form.audit, form.deployment, [*by_name(form, active), *by_name(form, proposed)]), 3)

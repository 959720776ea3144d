"""Technical and organisational measures: ours, and those of each sub-processor."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.documents.forms.form import Form
from auditor.documents.forms.words import not_stated
from auditor.inventory.engaged import Engaged
from auditor.inventory.known import Known, joined
from auditor.inventory.sentences import say
from auditor.vocabulary.answers import UNKNOWN


def our_measures(form: Form) -> None:
    """Each measure with its words, and the controls that it stands for."""
    form.thing = say("annex.measures")
    if not form.workspace.measures:
        form.lines(say("annex.measures"), [([not_stated()], Known((), (("measures",),)))])
    for name, measure in sorted(form.workspace.measures.items()):
        text = Known((measure.text,)) if measure.text else Known((), (("measures", name, "text"),))
        parts = [(form.words.items(text, "text"), text)]
        if isinstance(measure.controls, tuple) and measure.controls:
            controls = ", ".join(form.words.items(Known(measure.controls), "controls"))
            parts.append(([say("annex.measure_controls", controls=controls)], Known()))
        form.lines(measure.title or name, parts)


def their_measures(form: Form, vendors: Iterable[Engaged]) -> None:
    """For each sub-processor the controls and the certifications that are declared."""
    for number, vendor in enumerate(vendors, 1):
        form.heading(4, form.words.vendor(vendor.id), f"{number}.")
        form.fact(say("annex.controls"), controls_of(vendor), "controls")
        form.fact(say("annex.certifications"), vendor.fact("certifications"), "certifications")


def controls_of(vendor: Engaged) -> Known:
    """The controls of a vendor, of the systems that it runs, and of the flows to it."""
    declared: list[tuple[object, tuple[str, ...]]] = [(vendor.vendor.controls, ("vendors", vendor.id, "controls"))]
    for node in vendor.row.world.run_by.get(vendor.id, ()):
        if node.section == "systems":
            declared.append((node.declared.controls, ("systems", node.id, "controls")))
    for flow in vendor.arriving:
        declared.append((flow.world.flows[flow.id].controls, ("flows", flow.id, "controls")))
    stated = [Known(tuple(value)) for value, _ in declared if isinstance(value, tuple)]
    if stated and not any(value is UNKNOWN for value, _ in declared):
        return joined(stated)
    routes = [route for value, route in declared if value is UNKNOWN] or [declared[0][1]]
    return joined([*stated, Known((), tuple(routes))])

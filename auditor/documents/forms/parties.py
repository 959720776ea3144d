"""The parties: the customer's half, which is theirs to fill in, and ours."""

from __future__ import annotations

from auditor.declarations.organization import Contact
from auditor.documents.forms.form import Form
from auditor.documents.forms.words import Gap, contact_known, not_stated
from auditor.inventory.known import Known
from auditor.inventory.printed import contact_parts
from auditor.inventory.sentences import say
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN, Nothing


def customer_half(form: Form, role: str, *, exporter: bool) -> None:
    """The fields of the customer. `role` is what the form calls them; an exporter has more to say."""
    form.thing = role
    form.for_customer(say("annex.name"), _theirs(form, "name", "registration"))
    form.for_customer(say("annex.address"), _theirs(form, "address", "country"))
    form.for_customer(say("annex.contact_person"), _their_contact(form, "contact"))
    form.for_customer(say("annex.dpo"), _their_contact(form, "dpo"))
    if exporter:
        form.for_customer(say("annex.representative"), _their_contact(form, "representative"))
        form.for_customer(say("annex.activities"), _theirs(form, "activities"))
        form.for_customer(say("annex.role"), _theirs(form, "role"))
    form.for_customer(say("annex.signature"), _theirs(form, "signatory", "signed"), say("annex.to_be_signed"))


def _theirs(form: Form, *keys: str) -> list[str]:
    """What the customer's file says under some keys."""
    values = {key: getattr(form.customer, key, None) for key in keys}
    return [form.words.value(value, key) for key, value in values.items() if value is not None and value is not UNKNOWN]


def _their_contact(form: Form, key: str) -> list[str]:
    contact = getattr(form.customer, key, None)
    if isinstance(contact, Nothing):
        return [say("annex.none_appointed")]
    return list(contact_parts(contact).values()) if isinstance(contact, Contact) else []


def our_half(form: Form, role: str, *, importer: bool) -> None:
    """Our fields."""
    us = form.workspace.organization
    form.thing = role
    form.fact(say("annex.name"), _ours(form, "legal_name"), "legal_name")
    form.fact(say("annex.registration"), _ours(form, "registration"), "registration")
    form.lines(
        say("annex.address"),
        [(form.words.items(known, key), known) for key in ("address", "country") for known in [_ours(form, key)]],
    )
    contact(form, say("annex.contact_person"), us.contact if us else None, ("organization", "contact"))
    officer = us.dpo if us else None
    contact(form, say("annex.dpo"), officer, ("organization", "dpo"), say("annex.none_appointed"), ("name",))
    _representatives(form)
    if importer:
        form.lines(say("annex.activities"), [([say("annex.activities_ours")], Known())])
        form.fact(say("annex.role"), _ours(form, "role"), "role")
    form.for_customer(say("annex.signature"), hint=say("annex.to_be_signed"))


def _ours(form: Form, key: str) -> Known:
    """A fact of ours as it is declared."""
    us = form.workspace.organization
    value = getattr(us, key) if us else None
    if value is None or value is UNKNOWN:
        return Known((), (("organization", key),))
    return Known((value,))


def contact(
    form: Form, label: str, value: object, route: Route, none: str = "", asked: tuple[str, ...] = ("name", "position")
) -> None:
    """A field for a person, in lines; `none` is what `none` is called here, `asked` what they must be known by beside
    the ways to reach them."""
    if isinstance(value, Nothing):
        form.lines(label, [], none)
        return
    known = contact_known(value, route, asked) if isinstance(value, Contact) else Known((), (route,))
    texts = list(contact_parts(value).values()) if isinstance(value, Contact) else []
    form.lines(label, [(texts + _missing_parts(known), known)])


def _missing_parts(known: Known) -> list[str]:
    """What of a contact is not stated, part by part."""
    if not known.values:
        return [not_stated()]
    return [Gap(say("annex.part_not_stated", part=say(f"annex.contact.{route[-1]}"))) for route in known.missing]


def _representatives(form: Form) -> None:
    us = form.workspace.organization
    value = us.representatives if us else None
    route = ("organization", "representatives")
    label = say("annex.representative")
    if isinstance(value, Nothing):
        form.lines(label, [], say("annex.none_appointed"))
    elif not isinstance(value, dict):
        form.lines(label, [([not_stated()], Known((), (route,)))])
    else:
        found = [
            (
                [say("annex.for_place", place=form.words.place(place), who=", ".join(contact_parts(who).values()))],
                contact_known(who, (*route, place.word))._replace(missing=()),
            )
            for place, who in value.items()
        ]
        form.lines(label, found, say("annex.none_appointed"))


def authorisation(form: Form) -> Known:
    """How customers agree to sub-processors."""
    return _ours(form, "authorisation")


def our_role(form: Form) -> Known:
    """What we are towards our customers."""
    return _ours(form, "role")


def terms_of_change(form: Form) -> None:
    """How changes of the list are announced, and what a customer may do."""
    form.fact(say("annex.authorisation"), authorisation(form), "authorisation")
    days_of(form, say("annex.notice_days"), "notice")
    form.fact(say("annex.notice_channel"), _inside(form, "notice", "channel"), "text")
    days_of(form, say("annex.objection_days"), "objection")
    form.fact(say("annex.objection_remedy"), _inside(form, "objection", "remedy"), "text")


def days_of(form: Form, label: str, key: str) -> None:
    """A field for the days of `notice` or of `objection`."""
    known = _inside(form, key, "days")
    said = [say("annex.days", days=days) for days in known.values]
    form.lines(label, [(said or form.words.items(known, "text"), known)])


def _inside(form: Form, key: str, part: str) -> Known:
    us = form.workspace.organization
    value = getattr(getattr(us, key, None), part, None)
    return Known((), (("organization", key, part),)) if value is None or value is UNKNOWN else Known((value,))

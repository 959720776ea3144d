"""What the annexes say is what is declared: checked against the plain declarations, field by field."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from auditor.text.plain import readable
from auditor.typeset import markdown
from auditor.typeset.blocks import ABSENT, FOR_THE_CUSTOMER, GENERATED, NOT_APPLICABLE, Document, Field, Heading
from auditor.vocabulary.places import countries
from tests.documents.conftest import WORKSPACES, Made
from tests.documents.parsed import Read, fields_under, from_markdown

Make = Callable[[str], Made]
Plain = dict[str, dict[str, Any]]
MISSING = ("not stated",)


def said(entry: dict[str, Any], key: str) -> Any:
    """What an entry declares; None where it is not written, or `unknown`."""
    value = entry.get(key)
    return None if value == "unknown" else value


def flows_of(plain: Plain, deployment: str, *, active: bool) -> dict[str, dict[str, Any]]:
    """The live flows of a deployment, by the words of the format."""
    found = {}
    every = list(plain.get("deployments", {})) or ["default"]
    for name, flow in plain.get("flows", {}).items():
        inside = flow.get("deployments", every)
        vendors = [plain["vendors"].get(runs(plain, flow[end]) or "", {}) for end in ("from", "to")]
        proposed = any(vendor.get("status") == "proposed" for vendor in vendors)
        status = flow.get("status") or ("proposed" if proposed else "active")
        if deployment in inside and status != "retired" and (status != "proposed" or not active):
            found[name] = flow
    return found


def runs(plain: Plain, system: str) -> str | None:
    """Who runs a system."""
    if system in plain["vendors"]:
        return system
    vendor: str | None = plain["systems"].get(system, {}).get("vendor")
    return None if vendor in (None, "none", "unknown") else vendor


def engaged(plain: Plain, deployment: str, *, active: bool) -> set[str]:
    """Who gets data in a deployment: by a flow, or by the chain of somebody who does."""
    flows = flows_of(plain, deployment, active=active).values()
    found = {vendor for flow in flows for end in ("from", "to") if (vendor := runs(plain, flow[end]))}
    waiting = list(found)
    while waiting:
        chain = said(plain["vendors"][waiting.pop()], "subprocessors") or []
        waiting += [name for name in chain if name not in found]
        found |= set(chain)
    aside = ("independent_controller", "customer_chosen")
    return {name for name in found if plain["vendors"][name].get("relation") not in aside}


def blocks(document: Document, part: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """The numbered blocks below a part, by their names, each with its fields."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for above, field in fields_under(from_markdown(markdown.render(document))):
        if above[0].startswith(part) and len(above) > 1 and above[1][0].isdigit():
            found.setdefault(above[1].partition(" ")[2], {})[field.text] = field.lines
    return found


def shown(text: str) -> str:
    return readable(text).strip()


def named(plain: Plain, vendor: str) -> str:
    name = said(plain["vendors"][vendor], "name")
    return shown(name) if name else f"{vendor} (name not stated)"


def schedules(found: Made) -> Iterator[tuple[str, Document]]:
    for stem, (document, _) in found[1].items():
        if stem.startswith("schedule-"):
            yield stem.removeprefix("schedule-"), document


@pytest.mark.parametrize("name", WORKSPACES)
def test_the_list_holds_who_gets_data_now_and_the_proposed_apart(made: Make, name: str) -> None:
    plain = made(name)[0].workspace.merged.sections
    for deployment, document in schedules(made(name)):
        every = engaged(plain, deployment, active=False)
        now = engaged(plain, deployment, active=True)
        active = {vendor for vendor in now if plain["vendors"][vendor].get("status") != "proposed"}
        assert set(blocks(document, "Part 1")) == {named(plain, vendor) for vendor in active}
        assert set(blocks(document, "Part 2")) == {named(plain, vendor) for vendor in every - active}
        assert active


@pytest.mark.parametrize("name", WORKSPACES)
def test_every_field_of_a_subprocessor_is_what_is_declared(made: Make, name: str) -> None:
    plain = made(name)[0].workspace.merged.sections
    for deployment, document in schedules(made(name)):
        found = blocks(document, "Part 1") | blocks(document, "Part 2")
        for vendor in engaged(plain, deployment, active=False):
            check(plain, deployment, vendor, found[named(plain, vendor)])


def check(plain: Plain, deployment: str, vendor: str, fields: dict[str, tuple[str, ...]]) -> None:
    declared = plain["vendors"][vendor]
    assert fields["Name"] == one(said(declared, "legal_name"))
    country = said(declared, "country")
    address = (*one(said(declared, "address")), *(one(country and countries()[country])))
    assert fields["Address"] == tuple(dict.fromkeys(address))
    contact = said(declared, "contact")
    person = fields["Contact person: name, position and contact details"]
    assert person == (tuple(shown(part) for part in contact.values()) if contact else MISSING)
    assert fields["Status"] == one(said(declared, "status") and declared["status"].capitalize())
    chain = said(declared, "subprocessors")
    names = tuple(named(plain, other) for other in chain or ()) or ("none",)
    assert fields["Engages in turn"] == (MISSING if chain is None else names)
    limit = said(declared, "purposes")
    allowed = fields["Delimitation of responsibilities"][0]
    for purpose in limit or []:
        assert purpose not in plain["purposes"] or shown(plain["purposes"][purpose]["title"]) in allowed
    assert ("not stated" in allowed) == (limit is None)
    check_data(plain, deployment, vendor, fields)


def check_data(plain: Plain, deployment: str, vendor: str, fields: dict[str, tuple[str, ...]]) -> None:
    """Each category that a flow lists is there, and what flows bring is kept for as long as they say."""
    active = "Active from" not in fields
    data = " ".join(fields["Categories of personal data"])
    kept = " ".join(fields["Duration"])
    for flow in flows_of(plain, deployment, active=active).values():
        if vendor not in (runs(plain, flow["from"]), runs(plain, flow["to"])):
            continue
        for word in flow["data"] if isinstance(flow["data"], list) else []:
            assert shown(plain["data"][word]["title"]) in data
        if runs(plain, flow["to"]) == vendor:
            target = plain["vendors"].get(flow["to"]) or plain["systems"][flow["to"]]
            period = said(flow, "retention") if "retention" in flow else said(target, "retention")
            number = str(period or "").rstrip("abcdefghijklmnopqrstuvwxyz_")
            words = {None: "not stated", "none": "not kept", "until_deleted": "until deleted", "kept": "kept"}
            assert (f"{number} " if number else words[period]) in kept, (vendor, period, kept)


def one(text: Any) -> tuple[str, ...]:
    return (shown(text),) if text else MISSING


@pytest.mark.parametrize("name", WORKSPACES)
def test_the_state_of_a_field_is_what_its_answer_says(made: Make, name: str) -> None:
    """Absent, if and only if something in it is not stated; and then the document is a draft that lists it."""
    for stem, (document, fields) in made(name)[1].items():
        found = [block for block in document.blocks if isinstance(block, Field)]
        for field in found:
            text = " ".join(part if isinstance(part, str) else part.text for line in field.lines for part in line)
            assert field.lines, field.label
            assert ("not stated" in text) == (field.state == ABSENT), (stem, field)
            if field.state == NOT_APPLICABLE:
                assert len(text.removeprefix("Not applicable: ")) > 20
        ours = [field for field in found if field.state in (GENERATED, ABSENT)]
        assert (fields.total, fields.stated) == (len(ours), sum(field.state == GENERATED for field in ours))
        assert bool(document.mark) == bool(fields.absent) == any(field.state == ABSENT for field in ours)
        lists = Heading(2, "What is missing") in document.blocks
        assert lists == bool(fields.absent)
        assert fields.text in dict(document.stamp)["Complete"]


@pytest.mark.parametrize("name", WORKSPACES)
def test_what_is_missing_is_listed_with_the_place_to_declare_it(made: Make, name: str) -> None:
    audit, found = made(name)
    for document, fields in found.values():
        text = markdown.render(document).replace("\\", "")
        for absent in fields.absent:
            route = "/".join(map(str, absent.route))
            assert absent.location is not None
            assert f"{absent.location.file}:{absent.location.line} ({route})" in text
            written = audit.workspace.merged.value(absent.route)
            assert written in (None, "unknown", "kept") or absent.route[-1] in ("data", "country"), (route, written)


@pytest.mark.parametrize("name", WORKSPACES)
def test_the_customers_half_is_never_made_up(made: Make, name: str) -> None:
    for stem, (document, _) in made(name)[1].items():
        for field in (block for block in document.blocks if isinstance(block, Field)):
            if field.state == FOR_THE_CUSTOMER:
                assert [type(part).__name__ for line in field.lines for part in line] == ["Hint"], (stem, field)


def test_a_closed_gate_is_said_on_the_first_page(made: Make) -> None:
    for document, _ in made("leanos")[1].values():
        assert any("gate was closed" in warning for warning in document.warnings)
    for document, _ in made("mended")[1].values():
        assert not any("gate" in warning for warning in document.warnings)


def read(document: Document) -> dict[tuple[str, str], Read]:
    """The fields of a document by their nearest heading and their label."""
    found = fields_under(from_markdown(markdown.render(document)))
    return {(above[-1] if above else "", field.text): field for above, field in found}

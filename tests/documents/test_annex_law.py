"""Which clauses apply, who authorised whom, and by what right data crosses each border: one fact at a time."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import audit
from auditor.declarations.customer import Customer
from auditor.documents import annex
from auditor.documents.files import Asked
from auditor.inventory.engaged import engaged
from auditor.inventory.hops import CUSTOMER, US, hops
from auditor.typeset import markdown
from auditor.typeset.blocks import Document
from auditor.workspace.customer import read_customer
from tests.documents.companies import write
from tests.documents.parsed import fields_under, from_markdown

AS_OF = date(2026, 11, 23)
Change = Callable[[dict[str, Any]], object]


def plain() -> dict[str, Any]:
    """An Indian company with two American vendors, one behind the other, for customers in the Union."""
    vendor = {
        "legal_name": "Store Inc.", "address": "1 Street", "country": "US", "region": "US", "status": "active",
        "relation": "subprocessor", "contact": {"name": "Ann", "position": "DPO", "email": "ann@store.example"},
        "purposes": ["service.database"], "kind": "database", "retention": "30d", "controls": ["tls"],
        "certifications": [], "subprocessors": [],
        "transfer": {"mechanism": ["scc"], "reference": "2021/914 module 3", "assessed": "2026-02-01"},
    }  # fmt: skip
    return {
        "organization": {
            "name": "Us", "legal_name": "Us Ltd", "registration": "1", "country": "IN", "address": "2 Road",
            "role": "processor", "contact": {"name": "Bo", "position": "CEO", "email": "bo@us.example"},
            "dpo": "none", "representatives": "none", "authorisation": "general",
            "notice": {"days": "30", "channel": "email"}, "objection": {"days": "14", "remedy": "You may leave."},
            "transfer": {"mechanism": ["scc"], "reference": "2021/914 module 2", "assessed": "2026-01-01"},
        },
        "data": {"d": {"title": "Names", "subjects": ["s"], "sensitive": "false"}},
        "subjects": {"s": {"title": "Staff"}},
        "measures": {"m": {"title": "Encryption", "text": "TLS 1.2 or later.", "controls": ["tls"]}},
        "deployments": {"eu": {"title": "Union", "law": ["gdpr"]}},
        "vendors": {
            "store": vendor | {"name": "Store", "subprocessors": ["cloud"]},
            "cloud": vendor | {"name": "Cloud", "legal_name": "Cloud Inc."},
        },
        "systems": {"user": {"kind": "person"}},
        "flows": {
            "in": {"from": "user", "to": "store", "data": ["d"], "purposes": ["service.database"], "trigger": "event"}
        },
    }  # fmt: skip


def documents(root: Path, *changes: Change, customer: Customer | None = None) -> dict[str, Document]:
    declared = plain()
    for change in changes:
        change(declared)
    found = audit(write(declared, root / "workspace"), AS_OF, must_check=False)
    return {stem: document for stem, document, _ in annex.documents(found, Asked(root, customer))}


def fields(document: Document) -> dict[str, tuple[str, ...]]:
    """The answers by the nearest heading and the label."""
    read = fields_under(from_markdown(markdown.render(document)))
    return {f"{above[-1] if above else ''}: {field.text}": field.lines for above, field in read}


def us(**keys: Any) -> Change:
    return lambda declared: declared["organization"].update(keys)


def law(*laws: str) -> Change:
    return lambda declared: declared["deployments"]["eu"].update(law=list(laws) or "unknown")


def test_a_company_that_says_all_has_nothing_absent(tmp_path: Path) -> None:
    for document in documents(tmp_path).values():
        assert not document.mark
        assert "not stated" not in markdown.render(document)


def test_under_general_authorisation_the_list_stands_in_the_schedule(tmp_path: Path) -> None:
    found = documents(tmp_path)
    for stem, clause in (("annex-2021-914-eu", "9(a)"), ("annex-2021-915-eu", "7.7(a)")):
        [answer] = [lines for label, lines in fields(found[stem]).items() if label.endswith(": List of sub-processors")]
        assert f"not completed. The parties use general written authorisation (Clause {clause}, Option 2)" in answer[0]
        assert found["schedule-eu"].title in answer[0]
        listed = markdown.render(found[stem]).rpartition("List of sub-processors")[2]
        assert "Store Inc." not in listed.partition("##")[0]
    assert fields(found["schedule-eu"])["2. Store: Name"] == ("Store Inc.",)
    assert fields(found["schedule-eu"])["1. Cloud: Engaged by"] == ("Store",)


def test_under_specific_authorisation_the_list_stands_in_the_annex(tmp_path: Path) -> None:
    found = documents(tmp_path, us(authorisation="specific"))
    for stem in ("annex-2021-914-eu", "annex-2021-915-eu"):
        assert fields(found[stem])["2. Store: Description of the processing"] == ("Database",)
        assert "not completed" not in markdown.render(found[stem])
    assert "Clause 9(a), time period" not in markdown.render(found["annex-2021-914-eu"])


def test_what_nobody_authorised_is_absent(tmp_path: Path) -> None:
    found = documents(tmp_path, us(authorisation="unknown"))
    for stem in ("annex-2021-914-eu", "annex-2021-915-eu"):
        answers = [lines for label, lines in fields(found[stem]).items() if "Authorisation of sub-processors" in label]
        assert answers == [("not stated",)]
        assert found[stem].mark == "DRAFT"
        assert "dataflows/all.yaml" in markdown.render(found[stem])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([law("dpdp")], "the law of these customers (Indian DPDP Act) does not ask for these clauses"),
        ([law("none")], "the law of these customers (none) does not ask for these clauses"),
        ([us(country="DE")], "no data leaves the territory of GDPR"),
        ([us(country="JP")], "an adequacy decision (Japan: (EU) 2019/419 of 23 January 2019)"),
        ([us(country="GB")], "an adequacy decision (United Kingdom: (EU) 2021/1772 of 28 June 2021)"),
    ],
)
def test_clauses_for_transfers_do_not_apply_without_one(tmp_path: Path, changes: list[Change], reason: str) -> None:
    document = documents(tmp_path, *changes)["annex-2021-914-eu"]
    [(label, answer)] = fields(document).items()
    assert label == ": Clauses (EU) 2021/914"
    assert answer[0].startswith("Not applicable: ")
    assert reason in answer[0]
    assert not document.mark


@pytest.mark.parametrize("change", [law(), us(country="unknown"), us(country="BR", transfer="unknown"), law("fadp")])
def test_clauses_apply_where_nobody_can_say_that_they_do_not(tmp_path: Path, change: Change) -> None:
    found = documents(tmp_path, change)["annex-2021-914-eu"]
    applies = "1. Data exporter: Name" in fields(found)
    assert applies == ("Brazil" not in markdown.render(found))


@pytest.mark.parametrize(
    ("change", "reason"),
    [(law("uk_gdpr"), "another one (UK GDPR)"), (us(role="controller"), "we are a controller")],
)
def test_the_other_clauses_have_a_reason_too(tmp_path: Path, change: Change, reason: str) -> None:
    [(label, answer)] = fields(documents(tmp_path, change)["annex-2021-915-eu"]).items()
    assert label == ": Clauses (EU) 2021/915"
    assert reason in answer[0]


def test_each_hop_counts_from_the_customer_on(tmp_path: Path) -> None:
    """The first hop to a processor in India is a transfer already: module two. What follows is onward: module three."""
    found = fields(documents(tmp_path)["annex-2021-914-eu"])
    first, second, third = (
        "1. From the customer to Us Ltd", "2. From Store to Cloud", "3. From Us Ltd to Store",
    )  # fmt: skip
    for hop in (first, second, third):
        assert found[f"{hop}: What the law says"] == ("GDPR: a transfer that needs a mechanism.",)
        assert found[f"{hop}: Transfer mechanism"] == ("Standard contractual clauses",)
    assert found[f"{first}: Recipient established in"] == ("India",)
    assert found[f"{first}: Transfer impact assessment of"] == ("1 January 2026",)
    assert "Module Two where the customer is a controller" in found[f"{first}: Module of the clauses (EU) 2021/914"][0]
    for onward in (second, third):
        assert found[f"{onward}: Module of the clauses (EU) 2021/914"] == ("Module Three (processor to processor)",)
        assert found[f"{onward}: Reference"] == ("2021/914 module 3",)


def transfer(**keys: Any) -> Change:
    return lambda declared: declared["vendors"]["store"].update(keys)


def test_no_mechanism_is_said_to_be_none(tmp_path: Path) -> None:
    found = fields(documents(tmp_path, transfer(transfer="none"))["annex-2021-914-eu"])
    hop = "3. From Us Ltd to Store"
    assert found[f"{hop}: Transfer mechanism"] == ("None declared",)
    assert f"{hop}: Reference" not in found


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        ({"country": "DE", "region": "aws/eu-central-1"}, "GDPR: no transfer to another country."),
        ({"country": "JP", "region": "JP"}, "adequacy decision. Japan: decision (EU) 2019/419 of 23 January 2019."),
        ({"country": "US", "region": "DE"}, "GDPR: a transfer that needs a mechanism."),
        ({"country": "DE", "region": "global"}, "GDPR: a transfer that needs a mechanism."),
        ({"country": "unknown", "region": "DE"}, "GDPR: depends on what is not stated"),
    ],
)  # fmt: skip
def test_a_hop_is_judged_by_the_entity_and_by_the_place(tmp_path: Path, keys: dict[str, Any], says: str) -> None:
    found = fields(documents(tmp_path, transfer(**keys))["annex-2021-914-eu"])
    assert says in found["3. From Us Ltd to Store: What the law says"][0]


def test_the_framework_of_the_united_states_is_a_matter_of_the_entity(tmp_path: Path) -> None:
    change = transfer(transfer={"mechanism": ["dpf"], "reference": "certified", "assessed": "2026-02-01"})
    found = fields(documents(tmp_path, change)["annex-2021-914-eu"])
    [said] = found["3. From Us Ltd to Store: What the law says"]
    assert "decision (EU) 2023/1795 of 10 July 2023" in said
    assert "Only organisations certified" in said


@pytest.mark.parametrize("country", ["US", "DE", "JP", "IN", "GB", "BR", "unknown"])
@pytest.mark.parametrize("region", ["US", "DE", "JP", "global", "EU", "unknown"])
def test_a_hop_says_what_the_gate_says_of_the_flow(tmp_path: Path, country: str, region: str) -> None:
    declared = plain()
    declared["vendors"]["store"] |= {"country": country, "region": region}
    found = audit(write(declared, tmp_path / "workspace"), AS_OF, must_check=False)
    from auditor.inventory.columns import FLOW, from_fact

    vendors = engaged(found, "eu")
    hop = next(hop for hop in hops(found, "eu", vendors) if (hop.source, hop.target) == (US, "store"))
    [flow] = next(vendor for vendor in vendors if vendor.id == "store").flows
    judged = from_fact(flow, flow.fact(FLOW["transfer"]))
    [under] = hop.under
    words = {"domestic": ("domestic",), "adequate": ("adequate",), "restricted": ("scc",), "": ()}
    assert judged.values == words[under.standing]
    assert bool(judged.missing) == (under.standing == "")


def test_none_appointed_is_said(tmp_path: Path) -> None:
    found = fields(documents(tmp_path)["annex-2021-914-eu"])
    assert found["2. Data importer: Data protection officer"] == ("None appointed",)
    assert found["2. Data importer: Representative in the European Union and elsewhere"] == ("None appointed",)


def test_sensitive_data_stands_with_its_safeguards(tmp_path: Path) -> None:
    def sensitive(declared: dict[str, Any]) -> None:
        declared["data"]["d"]["sensitive"] = "true"
        declared["flows"]["in"]["controls"] = ["tls", "own_control"]

    label = "B. Description of transfer: Sensitive data, and the restrictions or safeguards applied"
    assert fields(documents(tmp_path / "a", sensitive)["annex-2021-914-eu"])[label] == (
        "Names: encryption in transit (TLS), own_control",
    )
    assert "None: no category" in fields(documents(tmp_path / "b")["annex-2021-914-eu"])[label][0]


def test_measures_are_those_declared(tmp_path: Path) -> None:
    found = fields(documents(tmp_path)["annex-2021-914-eu"])
    assert found["A. Measures that we take: Encryption"] == (
        "TLS 1.2 or later.", "Controls: encryption in transit (TLS)",
    )  # fmt: skip
    assert found["2. Store: Controls"] == ("encryption in transit (TLS)",)
    assert found["2. Store: Certifications"] == ("none",)


def test_the_customers_file_fills_in_their_half(tmp_path: Path) -> None:
    path = tmp_path / "customer.yaml"
    path.write_text(
        "name: '<b>Plant</b> *GmbH* #x'\ncountry: DE\naddress: Weg 1\nrole: processor\ndpo: none\n"
        "contact: {name: Ada, position: DPO, email: ada@plant.example}\nsupervisory_authority: LfDI\n"
        "governing_law: Germany\nsigned: 2026-12-01\nactivities: unknown\n",
        encoding="utf-8",
    )
    found = fields(documents(tmp_path, customer=read_customer(path))["annex-2021-914-eu"])
    assert found["1. Data exporter: Name"] == ("<b>Plant</b> *GmbH* #x",)
    assert found["1. Data exporter: Address"] == ("Weg 1", "Germany")
    assert found["1. Data exporter: Contact person: name, position and contact details"] == (
        "Ada", "DPO", "ada@plant.example",
    )  # fmt: skip
    assert found["1. Data exporter: Data protection officer"] == ("None appointed",)
    assert found["1. Data exporter: Activities relevant to the data"] == ("For the customer to fill in",)
    assert found["1. Data exporter: Signature and date"] == ("1 December 2026",)
    assert found["C. Competent supervisory authority: Authority in accordance with Clause 13"] == ("LfDI",)
    assert found["A. Choices in the clauses: Clause 17, governing law"] == ("Germany",)
    assert found["A. Choices in the clauses: Module"] == ("Module Three (processor to processor)",)
    assert any("From <b>Plant</b> *GmbH* #x to Us Ltd" in label for label in found)


def test_the_first_hop_starts_at_the_customer(tmp_path: Path) -> None:
    found = audit(write(plain(), tmp_path / "workspace"), AS_OF, must_check=False)
    every = hops(found, "eu", engaged(found, "eu"))
    assert [(hop.source, hop.target) for hop in every] == [(CUSTOMER, US), ("store", "cloud"), (US, "store")]


@pytest.mark.parametrize("why", ["in a chain", "by a flow that is called active"])
def test_a_proposed_vendor_is_never_on_the_agreed_list(tmp_path: Path, why: str) -> None:
    def propose(declared: dict[str, Any]) -> None:
        declared["vendors"]["cloud"]["status"] = "proposed"
        if why != "in a chain":
            declared["flows"]["more"] = declared["flows"]["in"] | {"to": "cloud", "status": "active"}

    found = fields(documents(tmp_path, propose)["schedule-eu"])
    assert found["1. Store: Status"] == ("Active",)
    assert found["1. Cloud: Status"] == ("Proposed",)
    assert found["1. Cloud: Active from"] == ("not stated",)
    assert any(label.endswith(" From Store to Cloud (proposed): Transfer mechanism") for label in found)


def test_a_measure_in_no_words_is_absent(tmp_path: Path) -> None:
    def silent(declared: dict[str, Any]) -> None:
        del declared["measures"]["m"]["text"]

    document = documents(tmp_path, silent)["annex-2021-914-eu"]
    assert fields(document)["A. Measures that we take: Encryption"][0] == "not stated"
    assert "(measures/m/text)" in markdown.render(document)


@pytest.mark.parametrize("relation", ["unknown", "affiliate", "independent_controller", "customer_chosen"])
def test_the_list_says_who_may_not_belong_on_it(tmp_path: Path, relation: str) -> None:
    document = documents(tmp_path, transfer(relation=relation, subprocessors=[]))["schedule-eu"]
    found = fields(document)
    assert ("1. Store: Name" in found) == (relation in ("unknown", "affiliate"))
    others = "Beside the list: Recipients that are no sub-processors"
    beside = {
        "unknown": {"Beside the list: Relation to us": ("Store", "not stated")},
        "independent_controller": {others: ("Store: Independent controller",)},
        "customer_chosen": {others: ("Store: Chosen by the customer",)},
    }
    assert {label: lines for label, lines in found.items() if label.startswith("Beside")} == beside.get(relation, {})


def test_what_may_be_anything_is_absent(tmp_path: Path) -> None:
    def anything(declared: dict[str, Any]) -> None:
        declared["flows"]["in"]["data"] = "unknown"

    for document in documents(tmp_path, anything).values():
        for label, lines in fields(document).items():
            if label.endswith(("Categories of personal data", "Categories of data subjects")):
                assert lines[-1] == "not stated", label


def test_a_company_that_says_next_to_nothing_gets_its_documents(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    (root / "dataflows").mkdir(parents=True)
    for text in ("vendors: {v: {name: V, kind: crm}}\n", "systems: {s: {kind: unknown}}\n"):
        (root / "dataflows" / "all.yaml").write_text(text, encoding="utf-8")
        found = audit(root, AS_OF, must_check=False)
        made = {stem: document for stem, document, _ in annex.documents(found, Asked(root))}
        assert list(made) == ["annex-2021-914-default", "annex-2021-915-default", "schedule-default"]
        assert fields(made["schedule-default"])["Part 3 Changes of the list: Notice sent by"] == ("not stated",)
        assert "None." in markdown.render(made["schedule-default"])

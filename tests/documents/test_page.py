"""The subprocessor page: what it shows is what is declared, in every format."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from auditor.audit import Audit
from auditor.documents import page
from auditor.documents.files import Asked
from auditor.inventory.listed import listing
from auditor.location import InvalidInput
from tests.documents import company
from tests.documents.company import HOSTILE, audited
from tests.documents.readers import from_html, from_markdown

NOT_STATED = "not stated"


def written(audit: Audit, root: Path) -> dict[str, str]:
    """The files of the page, by their formats."""
    return {file.format: file.make().decode() for file in page.files(audit, Asked(root))}


def as_json(audit: Audit, root: Path) -> Any:
    return json.loads(written(audit, root)["json"])


def cells(found: Any, section: str) -> dict[str, dict[str, str]]:
    """The cells of a table, by vendor and service."""
    return {
        f"{row['vendor']}/{row['system']}" if row["system"] else row["vendor"]: row["cells"]
        for row in found["rows"]
        if row["section"] == section
    }


def test_every_cell_is_what_is_declared(tmp_path: Path) -> None:
    found = as_json(audited(tmp_path, company.page()), tmp_path)
    active = cells(found, "a-active")
    assert active == {
        "doubt": {
            "Name": HOSTILE, "Purposes": "service.messaging", "Data": "Views of pages", "Data subjects": "Visitors",
            "Region": NOT_STATED, "Country": NOT_STATED, "Transfer mechanism": f"Unrestricted, {NOT_STATED}",
            "Owner": "none", "Website": NOT_STATED,
        },
        "host": {
            "Name": "Host", "Purposes": "service.hosting, Drawing of slides, service.database, service.storage, "
            f"service.email, service.support, service.messaging, {NOT_STATED}",
            "Data": f"Text of slides, Images, {HOSTILE}, Views of pages, Slides, {NOT_STATED}",
            "Data subjects": f"Authors, Visitors, {NOT_STATED}", "Region": "Everywhere, mostly Mumbai",
            "Country": "India (Pune)", "Transfer mechanism": f"Unrestricted, {NOT_STATED}", "Owner": "none",
            "Website": NOT_STATED,
        },
        "host/image_cache": {
            "Name": "Host: Image cache", "Purposes": "service.storage", "Data": "Copies of images",
            "Data subjects": "Authors, Visitors", "Region": "Germany", "Country": "India (Pune)",
            "Transfer mechanism": f"Unrestricted, {NOT_STATED}", "Owner": "none", "Website": NOT_STATED,
        },
        "metal": {
            "Name": "Metal", "Purposes": "service.hosting", "Data": "Images, Text of slides",
            "Data subjects": "Authors, Visitors", "Region": NOT_STATED, "Country": "Germany",
            "Transfer mechanism": "none", "Owner": "none", "Website": NOT_STATED,
        },
        "store": {
            "Name": "Store", "Purposes": "service.database, Drawing of slides", "Data": "Images, Text of slides",
            "Data subjects": "Authors, Visitors", "Region": "aws/eu-central-1 (Germany), United States",
            "Country": "United States", "Transfer mechanism": "Standard contractual clauses, Unrestricted",
            "Owner": "platform", "Website": "https://store.example/",
        },
    }  # fmt: skip


def test_affiliates_controllers_and_proposals_stand_apart(tmp_path: Path) -> None:
    found = as_json(audited(tmp_path, company.page()), tmp_path)
    assert set(cells(found, "b-affiliates")) == {"sister"}
    assert set(cells(found, "c-controllers")) == {"search/mailbox", "search/sheets"}  # nothing else of it is used
    proposed = cells(found, "d-proposed")
    assert set(proposed) == {"later", "doubt"}
    assert proposed["later"]["Data"] == "Views of pages"
    shown = {row["vendor"] for row in found["rows"]}
    assert "before" not in shown
    assert found["not_listed"] == []


def test_a_service_is_called_by_its_title_or_its_id_with_its_vendor(tmp_path: Path) -> None:
    services = cells(as_json(audited(tmp_path, company.page()), tmp_path), "c-controllers")
    assert services["search/mailbox"]["Name"] == "Search Giant Mail"
    assert services["search/mailbox"]["Data"] == f"{HOSTILE}, Views of pages"
    assert services["search/mailbox"]["Country"] == "Ireland"
    assert services["search/sheets"]["Name"] == "Search Giant: sheets"
    assert services["search/sheets"]["Data"] == NOT_STATED


def test_a_list_of_one_deployment_shows_only_what_is_there(tmp_path: Path) -> None:
    found = as_json(audited(tmp_path, company.page()), tmp_path)
    store = cells(found, "e-europe")["store"]
    assert store["Region"] == "aws/eu-central-1 (Germany)"
    assert store["Transfer mechanism"] == "Standard contractual clauses"
    row = next(row for row in found["rows"] if row["section"] == "e-europe" and row["vendor"] == "store")
    assert (row["deployment"], row["deployments"]) == ("eu", ["eu"])
    every = next(row for row in found["rows"] if row["section"] == "a-active" and row["vendor"] == "store")
    assert (every["deployment"], every["deployments"]) == (None, ["eu", "us"])


def test_the_active_part_counts_only_what_active_flows_bring(tmp_path: Path) -> None:
    store = cells(as_json(audited(tmp_path, company.page()), tmp_path), "a-active")["store"]
    assert "Views of pages" not in store["Data"]  # `j-planned` is proposed
    both = {"z-both": {"title": "Both", "show": {"vendor": {"relation": "subprocessor"}}}}
    whole = cells(as_json(audited(tmp_path, company.page(tables=both)), tmp_path), "z-both")["store"]
    assert "Views of pages" in whole["Data"]
    assert whole["Purposes"] == "service.database, analytics, Drawing of slides"


def test_who_may_belong_to_a_table_is_shown_there_and_said(tmp_path: Path) -> None:
    found = written(audited(tmp_path, company.page()), tmp_path)
    rows = {(row["section"], row["vendor"]): row["certain"] for row in json.loads(found["json"])["rows"]}
    assert rows["a-active", "doubt"] is False
    assert rows["d-proposed", "doubt"] is False
    assert rows["a-active", "store"] is True
    assert f"Whether {HOSTILE} belong here depends on what is not stated." in from_markdown(found["md"]).paragraphs


def test_what_no_table_shows_is_named(tmp_path: Path) -> None:
    tables = {"a": {"title": "Some", "show": {"vendor": {"relation": "affiliate"}}}}
    found = as_json(audited(tmp_path, company.page(tables=tables)), tmp_path)
    assert found["not_listed"] == ["doubt", "host", "later", "metal", "search", "store"]


def test_facts_for_machines_are_ids_and_null_is_not_known(tmp_path: Path) -> None:
    found = as_json(audited(tmp_path, company.page()), tmp_path)
    facts = {row["vendor"]: row["facts"] for row in found["rows"] if row["section"] == "a-active" and not row["system"]}
    assert facts["store"] == {
        "name": "Store", "legal_name": "Store Holding, Inc.", "purposes": ["service.database", "drawing"],
        "data": ["slides.image", "slides.text"], "subjects": ["author", "visitor"],
        "region": ["aws/eu-central-1", "US"], "country": "US", "address": None,
        "website": "https://store.example/", "transfer": ["scc", "unrestricted"],
        "certifications": ["SOC 2", "ISO 27001"], "relation": "subprocessor", "status": "active",
    }  # fmt: skip
    assert facts["doubt"]["status"] is None
    assert facts["doubt"]["region"] is None
    assert facts["metal"]["transfer"] == []
    assert facts["host"]["data"][-1] is None


def test_words_of_the_page_are_printed_for_words(tmp_path: Path) -> None:
    more = {
        "print": {"US": "USA", "service.database": "Keeping", "aws/eu-central-1": "Frankfurt", "DE": "Deutschland"},
        "headings": {"name": "Firma", "labels.owner": "Wer"},
    }
    found = as_json(audited(tmp_path, company.page(**more)), tmp_path)
    store = cells(found, "a-active")["store"]
    assert (store["Firma"], store["Wer"]) == ("Store", "platform")
    assert store["Region"] == "Frankfurt, USA"
    assert store["Purposes"] == "Keeping, Drawing of slides"
    assert cells(found, "a-active")["metal"]["Country"] == "Deutschland"


@pytest.mark.parametrize("documents", [company.page(), None], ids=["declared", "default"])
def test_all_formats_say_the_same(tmp_path: Path, documents: dict[str, Any] | None) -> None:
    found = written(audited(tmp_path, documents), tmp_path)
    content = json.loads(found["json"])
    tables: dict[str, list[list[str]]] = {}
    for row in content["rows"]:
        tables.setdefault(row["section"], [content["columns"]]).append(list(row["cells"].values()))
    read = from_markdown(found["md"])
    html, _, _ = from_html(found["html"])
    assert read.tables == list(tables.values())
    assert html.tables == list(tables.values())
    titles = list(dict.fromkeys(row["title"] for row in content["rows"]))
    for title in (content["title"], *titles, *(part["title"] for part in content["passages"])):
        assert title in [text for _, text in read.headings]
        assert title in [text for _, text in html.headings]


def test_hostile_words_are_text(tmp_path: Path) -> None:
    found = written(audited(tmp_path, company.page()), tmp_path)
    _, tags, attributes = from_html(found["html"])
    assert not {"script", "img", "iframe", "object", "embed", "form"} & tags
    assert not [name for name, _ in attributes if name.startswith("on")]
    assert [value for name, value in attributes if name == "href"] == ["https://store.example/"] * 2
    assert found["html"].count("<style>") == 1
    assert HOSTILE in {cell for table in from_markdown(found["md"]).tables for row in table for cell in row}


def test_an_address_that_could_run_something_is_no_link(tmp_path: Path) -> None:
    vendors = {**company.DATAFLOWS["vendors"]}
    vendors["store"] = {**vendors["store"], "website": "javascript:alert(1)"}
    found = written(audited(tmp_path, company.page(), vendors=vendors), tmp_path)
    _, _, attributes = from_html(found["html"])
    assert not [value for name, value in attributes if name == "href"]
    assert not re.search(r"(?<!\\)\]\(", found["md"])


def test_without_a_page_there_is_a_table_a_status_and_what_the_policy_bans(tmp_path: Path) -> None:
    found = as_json(audited(tmp_path), tmp_path)
    assert list(dict.fromkeys(row["section"] for row in found["rows"])) == ["active", "proposed"]
    assert found["columns"][:3] == ["Name", "Legal name", "Purposes"]
    assert "Address" not in found["columns"]  # nobody states one
    said = {part["section"]: [one["text"] for one in part["says"]] for part in found["passages"]}
    assert said == {
        "not_used": ["No advertising: no Google Ads, Meta Pixel.", "No analytics of sessions"],
        "changes": [
            "Changes are announced 30 days in advance, by email.",
            "Objections may be made within 14 days of the announcement.",
            "The service may be ended.",
            "Questions and objections: privacy@deck.example.",
        ],
    }
    assert [ban["rule"] for ban in found["not_used"]] == ["no-ads", "no-analytics"]


def test_passages_print_the_words_of_promises(tmp_path: Path) -> None:
    sections = {"b-words": {"title": "Our word", "promises": ["no-ads"]}}
    found = written(audited(tmp_path, company.page(sections=sections)), tmp_path)
    assert "We never advertise." in from_markdown(found["md"]).paragraphs
    assert "We never advertise." in from_html(found["html"])[0].paragraphs
    assert json.loads(found["json"])["passages"] == [
        {"section": "b-words", "title": "Our word", "says": [{"promise": "no-ads", "text": "We never advertise."}]}
    ]


def test_it_says_how_complete_it_is_and_what_the_gate_said(tmp_path: Path) -> None:
    audit = audited(tmp_path, company.page())
    found = written(audit, tmp_path)
    content = json.loads(found["json"])
    assert content["gate"] == "closed"
    cells_ = [cell for row in content["rows"] for cell in row["cells"].values()]
    stated = [cell for cell in cells_ if NOT_STATED not in cell]
    assert content["fields"] == {"stated": len(stated), "total": len(cells_) + 1}  # and the day of the last change
    warning = f"Written while the gate was {content['gate_text']}. Do not send or publish it before that is settled."
    assert warning in from_markdown(found["md"]).paragraphs
    assert warning in from_html(found["html"])[0].paragraphs
    for text in found.values():
        assert audit.workspace.digest in text
        assert audit.workspace.as_of.isoformat() in text


def test_its_version_changes_with_what_it_shows_alone(tmp_path: Path) -> None:
    first = as_json(audited(tmp_path, company.page()), tmp_path)["version"]
    more = {**company.POLICY["rules"], "another": company.POLICY["rules"]["not-a-ban"]}
    assert as_json(audited(tmp_path, company.page(), rules=more), tmp_path)["version"] == first
    vendors = {**company.DATAFLOWS["vendors"]}
    vendors["store"] = {**vendors["store"], "country": "CA"}
    assert as_json(audited(tmp_path, company.page(), vendors=vendors), tmp_path)["version"] != first


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"headings": {"name": "X", "data": "X"}}, "`data` has the heading of `name`"),
        ({"tables": {"a": {"show": {"organization": {}}}}}, "`organization` is nothing that a table"),
        ({"tables": {"a": {"show": {"vendor": {"relation": "friend"}}}}}, "`friend` is not one of"),
        ({"columns": ["nam"]}, "unknown column `nam`"),
    ],
)
def test_a_page_that_cannot_be_meant_is_refused_with_its_place(
    tmp_path: Path, more: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidInput) as caught:
        audited(tmp_path, company.page(**more))
    assert [problem.message for problem in caught.value.problems if message in problem.message]
    assert all(problem.location is not None for problem in caught.value.problems)


SCHEMA = json.loads((Path(page.__file__).parents[1] / "data" / "subprocessors.schema.json").read_text())


@pytest.mark.parametrize("documents", [company.page(), None], ids=["declared", "default"])
def test_it_follows_its_schema(tmp_path: Path, documents: dict[str, Any] | None) -> None:
    Draft202012Validator.check_schema(SCHEMA)
    found = as_json(audited(tmp_path, documents), tmp_path)
    assert not list(Draft202012Validator(SCHEMA).iter_errors(found))
    for broken in ({**found, "more": 1}, {**found, "gate": "ajar"}, {**found, "rows": [{}]}):
        assert list(Draft202012Validator(SCHEMA).iter_errors(broken))


def test_what_may_be_held_is_listed_too(tmp_path: Path) -> None:
    """Nobody says how long the sister company keeps what it gets; the store keeps it for 30 days."""
    found = as_json(audited(tmp_path, company.page(columns=["name", "holds"])), tmp_path)
    held = {section: cells(found, section) for section in ("a-active", "b-affiliates")}
    assert held["a-active"]["store"]["Data held"] == "Images, Text of slides"
    assert held["b-affiliates"]["sister"]["Data held"] == "Slides"
    assert cells(found, "c-controllers")["search/sheets"]["Data held"] == NOT_STATED


def test_what_nobody_named_is_to_be_named_where_it_sets_out(tmp_path: Path) -> None:
    audit = audited(tmp_path, company.page(columns=["name", "receives"]))
    complete = page.completeness(audit, listing(audit))
    assert {field.route for field in complete.absent if field.thing.startswith("Search Giant")} == {
        ("flows", "e-sheets", "data")
    }

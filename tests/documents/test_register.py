"""The register says what the declarations say: it is read back, and compared with them."""

import datetime
import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from auditor.text.cells import guarded, unguarded
from auditor.text.plain import readable
from tests.documents.strange import NAMES, company
from tests.documents.written import DAY, parametrized, rows_of, workspace, write

STRANGE = pytest.mark.parametrize("key", NAMES)


def _register(name: str, folder: Path) -> list[dict[str, str]]:
    files = write(workspace(name, folder), folder / "out", "register")
    return [{key: unguarded(cell) for key, cell in row.items()} for row in rows_of(files["register.csv"])]


def _row(rows: list[dict[str, str]], deployment: str, flow: str) -> dict[str, str]:
    (found,) = [row for row in rows if row["Deployment"] == deployment and flow in row["Flows"].split("; ")]
    return found


@parametrized
def test_every_flow_is_in_one_activity_of_each_of_its_deployments(name: str, tmp_path: Path) -> None:
    rows = _register(name, tmp_path)
    audited = json.loads(write(workspace(name, tmp_path), tmp_path / "graph", "graph")["graph.json"])
    wanted = sorted(
        (deployment, edge["key"]) for edge in audited["edges"] for deployment in edge["deployments"]
    )  # fmt: skip
    titles = json.loads(write(workspace(name, tmp_path), tmp_path / "page", "page")["subprocessors.json"])
    assert len(titles["deployments"]) == len({row["Deployment"] for row in rows})
    by_title = _titles(name, tmp_path)
    found = sorted((by_title[row["Deployment"]], flow) for row in rows for flow in row["Flows"].split("; "))
    assert found == sorted(set(wanted))


def _titles(name: str, folder: Path) -> dict[str, str]:
    from auditor.workspace.disk import Disk
    from auditor.workspace.load import load

    loaded, _ = load(Disk(workspace(name, folder)), datetime.date.fromisoformat(DAY))
    return {readable(said.title) if said else deployment: deployment for deployment, said in loaded.deployments.items()}


@STRANGE
def test_every_cell_is_what_is_declared(key: str, tmp_path: Path) -> None:
    rows, name = _register(key, tmp_path), readable(NAMES[key])
    west = _row(rows, "West", "shop-to-host")
    assert west | _host(name) == west
    assert _row(rows, "West", "shop-to-host-too") is west, "the same purposes at the same vendor are one activity"
    other = _row(rows, "West", "shop-to-host-for-help")
    assert (other["Flows"], other["Categories of data"]) == ("shop-to-host-for-help", "Visits")
    east = _row(rows, name, "shop-to-host")
    assert east["Place of processing"] == "aws/ap-south-1 (India)"
    assert (east["Third countries"], east["Transfer"]) == ("none", "Unrestricted")
    assert east["Laws of the controllers"] == "Indian DPDP Act"


def _host(name: str) -> dict[str, str]:
    return {
        "Laws of the controllers": "GDPR",
        "Status": "Active",
        "Categories of processing": name,
        "From and to": f"{name} to {name}",
        "Categories of data": f"{name} note; Visits",
        "Data subjects": f"{name}; not stated",
        "Special categories": "no; not stated",
        "Carried out by": name,
        "Legal name": name,
        "Address": name,
        "Contact": "+91@example.org, +91 22 1234",
        "Relation": "Subprocessor",
        "Agreement": "none",
        "Place of processing": "aws/eu-central-1 (Germany)",
        "Country of establishment": "United States",
        "Third countries": "United States",
        "Transfer": "Standard contractual clauses",
        "Safeguards": f"Standard contractual clauses; {name}; assessed 2026-02-01",
        "Retention": "30 days; not stated",
        "Technical measures": "encryption in transit (TLS); not stated",
        "Further subprocessors": f"{name} below",
        "Flows": "shop-to-host; shop-to-host-too",
        "Processor": name,
        "Processor: legal name": name,
        "Processor: address": name,
        "Processor: country": "India",
        "Processor: role": "Processor",
        "Processor: registration": "not stated",
        "Processor: data protection officer": "not stated",
        "Processor: representatives": f"EU: {name}, eu@example.org",
        "Processor: contact": f"{name}, office@example.org, +91 22 1234",
        "Measures in general": name,
    }


def test_who_carries_an_activity_out(tmp_path: Path) -> None:
    rows = _register("quotes", tmp_path)
    name = readable(NAMES["quotes"])
    who = {flow: _row(rows, "West", flow)["Carried out by"] for flow in company("")[0]["flows"]}
    assert who == {
        "buyer-to-shop": name,
        "shop-to-host": name,
        "shop-to-host-too": name,
        "shop-to-host-for-help": name,
        "shop-to-cache": f"{name} cache",
        "shop-to-silent": "not stated",
        "shop-to-stray": "not stated",
        "shop-to-desk": "Affiliate",
        "desk-to-buyer": "Affiliate",
        "nobody-to-nobody": "not stated",
    }
    chain = _row(rows, "West", "host..below")
    assert (chain["Carried out by"], chain["Categories of processing"]) == (f"{name} below", f"Subprocessor of {name}")
    assert chain["Categories of data"] == f"{name} note; Visits"
    assert _row(rows, "West", "shop-to-silent")["Categories of data"] == "not stated"


def test_a_wording_hides_no_country(tmp_path: Path) -> None:
    rows = _register("leanos", tmp_path)
    (supabase, *_) = [row for row in rows if row["Deployment"] == "EU region" and row["Carried out by"] == "Supabase"]
    assert supabase["Place of processing"] == "not stated"


@parametrized
def test_no_cell_is_a_formula(name: str, tmp_path: Path) -> None:
    files = write(workspace(name, tmp_path), tmp_path / "out", "register")
    for row in rows_of(files["register.csv"]):
        for cell in row.values():
            assert cell == guarded(unguarded(cell))
            assert not re.match(r"[=+\-@\t\r]", cell)
    book = openpyxl.load_workbook(io.BytesIO(files["register.xlsx"]))
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            assert {cell.data_type for cell in line} <= {"s", "n"}
            assert not any(cell.hyperlink for cell in line)
            assert all(cell.value is None for cell in line if cell.data_type == "n")


@parametrized
def test_the_workbook_says_the_same(name: str, tmp_path: Path) -> None:
    files = write(workspace(name, tmp_path), tmp_path / "out", "register")
    rows = [{key: unguarded(cell) for key, cell in row.items()} for row in rows_of(files["register.csv"])]
    book = openpyxl.load_workbook(io.BytesIO(files["register.xlsx"]))
    activities, about = book.worksheets
    headings = [str(cell.value) for cell in activities[1]]
    read = [
        dict(zip(headings, (_text(cell.value) for cell in line), strict=True))
        for line in activities.iter_rows(min_row=2)
    ]
    assert [{key: _cut(row[key]) for key in headings} for row in rows] == read
    told = {str(line[0].value): _text(line[1].value) for line in about.iter_rows(min_row=2)}
    for key, value in rows[0].items():
        if key not in headings and key != "Document":
            assert told[key] == value
    assert told["As of"] == DAY
    assert told["Workspace (SHA-256)"] in rows[0]["Document"]
    assert activities.freeze_panes == "B2"
    assert all(10 <= width.width <= 61 for width in activities.column_dimensions.values())
    assert book.properties.created == datetime.datetime(2026, 11, 23)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _cut(text: str) -> str:
    """What a cell of Excel holds."""
    end = " (cut here: register.csv holds all of it)"
    return text if len(text) <= 32_767 else text[: 32_767 - len(end)] + end


def test_a_cell_that_excel_cannot_hold_is_cut_and_says_so() -> None:
    from auditor.typeset.workbook import MOST, fitted

    assert fitted("x" * MOST, " (cut)") == "x" * MOST
    cut = fitted("\U0001f600" * MOST, " (cut)")
    assert cut.endswith(" (cut)")
    assert len(cut.encode("utf-16-le")) // 2 <= MOST


def test_every_row_says_where_it_is_from(tmp_path: Path) -> None:
    for row in _register("leanos", tmp_path):
        assert row["Document"].startswith(f"as of {DAY}; EU region, US region, Default region (Mumbai); ")
        assert re.search(r"[0-9]+ of [0-9]+ fields; gate closed, with 4 violated and [0-9]+ undecided", row["Document"])


def test_it_needs_no_flow(tmp_path: Path) -> None:
    (tmp_path / "dataflows").mkdir()
    (tmp_path / "dataflows" / "a.yaml").write_text("organization: {name: Empty}\n")
    rows = rows_of(write(tmp_path, tmp_path / "out", "register")["register.csv"])
    assert [(row["Categories of processing"], row["Processor"]) for row in rows] == [
        ("No processing is declared.", "Empty")
    ]


def test_without_the_library_the_csv_is_written_and_the_extra_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    assert set(write(workspace("leanos", tmp_path), tmp_path / "out", "register")) == {"register.csv"}
    assert "register.xlsx not written: pip install 'auditor[docs]'" in capfd.readouterr().err


def test_the_controller_is_the_customer_whose_file_is_given(tmp_path: Path) -> None:
    """Article 30(2)(a): the name and contact details of each controller on behalf of which it is done."""
    root, file = workspace("leanos", tmp_path), tmp_path / "customer.yaml"
    file.write_text("{name: Plant GmbH, address: 'Weg 1, Bonn', contact: {name: Ada, email: ada@plant.example}}\n")
    given = rows_of(write(root, tmp_path / "given", "register", "--customer", str(file))["register.csv"])
    assert {row["Controllers"] for row in given} == {"Plant GmbH; Weg 1, Bonn; Ada; ada@plant.example"}
    other = rows_of(write(root, tmp_path / "other", "register")["register.csv"])
    assert {row["Controllers"].partition(";")[0] for row in other} == {"The customers served from the deployment"}

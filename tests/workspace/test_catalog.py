"""What a scan will ask: the products that ship, with those of the workspace among them."""

import json
from datetime import date
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.formats.sarif import report as sarif
from auditor.vocabulary.products import names
from auditor.workspace.catalog import catalog, replaced
from auditor.workspace.disk import Disk
from auditor.workspace.load import load
from auditor.workspace.model import Workspace

AS_OF = date(2026, 11, 23)
RULES = "rules:\n  none-is-banned: {title: None, because: [a clause in words], forbid: {vendor: {catalog: ours}}}\n"
SYSTEMS = """
data:
  order: {title: Orders}
systems:
  shop: {kind: application, vendor: none}
  archive: {kind: database, vendor: none}
flows:
  keep: {from: shop, to: archive, data: [order]}
"""
OWN = """
catalog:
  ours:
    name: Ours
    kind: [crm, support]
    role: [library, integration]
    legal_name: unknown
    country: IN
    hosts: [ours.example]
    regions: {eu.ours.example: EU, "{region}.box.ours.example": aws}
    npm: ["@ours/*"]
    env: [OURS_]
    not_signals: {npm: ["@ours/icons"], hosts: [www.ours.example]}
  razorpay: {name: Razorpay, kind: payment, hosts: [razorpay.com, pay.ours.example]}
"""


def workspace(root: Path, text: str) -> Workspace:
    for folder, content in (("dataflows", SYSTEMS + text), ("policy", RULES)):
        (root / folder).mkdir()
        (root / folder / "all.yaml").write_text(content, encoding="utf-8")
    found, problems = load(Disk(root), AS_OF)
    assert problems == []
    return found


def test_an_entry_is_found_beside_those_that_ship(tmp_path: Path) -> None:
    found = catalog(workspace(tmp_path, OWN))
    host = found.host("a.eu.ours.example")
    assert host is not None
    assert (host.product.id, host.region) == ("ours", "EU")
    box = found.host("us-east-1.box.ours.example")
    assert box is not None
    assert box.region == "aws/us-east-1"
    assert host.product.kinds == ("crm", "support")
    assert host.product.roles == ("library", "integration")
    assert (host.product.legal_name, host.product.country) == (None, "IN")
    assert found.package("npm", "@ours/client") is not None
    assert found.package("npm", "@ours/icons") is None
    assert found.host("www.ours.example", requested=True) is None
    assert found.env("OURS_KEY") is not None
    assert found.env("MIXPANEL_TOKEN") is not None


def test_an_entry_stands_for_the_one_that_ships_with_all_its_signals(tmp_path: Path) -> None:
    found = workspace(tmp_path, OWN)
    assert replaced(found) == ("razorpay",)
    assert catalog(found).env("RAZORPAY_KEY") is None
    pay = catalog(found).host("pay.ours.example")
    assert pay is not None
    assert pay.product.id == "razorpay"
    said = json.loads(sarif.render(audit(tmp_path, AS_OF)))["runs"][0]["invocations"][0]
    assert ["razorpay" in each["message"]["text"] for each in said["toolExecutionNotifications"]] == [True]


def test_without_entries_it_is_what_ships(tmp_path: Path) -> None:
    found = workspace(tmp_path, "")
    assert replaced(found) == ()
    assert list(catalog(found).products) == sorted(names())


@pytest.mark.parametrize(
    ("written", "message", "column"),
    [
        ("ours: {name: Ours, kind: crm, hosts: [a.example], regions: [a]}", "expected a mapping", 62),
        ("ours: {name: Ours, kind: crm, hosts: {a: b}}", "expected a list", 40),
        ("ours: {name: Ours, kind: crm, hosts: [[a.example]]}", "expected a host", 41),
        ("ours: {name: Ours, kind: crm, env: [unknown]}", "`unknown` cannot be one entry of a list", 39),
        ("ours: [a]", "expected a mapping", 9),
        ("ours: {name: Ours, kind: []}", "expected at least one", 28),
        ("Ours: {name: Ours, kind: crm}", "`Ours` is not an id", 3),
        ("none: {name: Ours, kind: crm}", "`none` is a reserved word, not an id", 3),
        ("ours: {name: Ours, kind: crm, evidence: {size: {checked: 2026-01-01}}}", "evidence for `size`", 44),
        ('ours: {name: Ours, kind: crm, regions: {"a{region}b.{region}.example": aws}}', "is not a host", 43),
        ('ours: {name: Ours, kind: crm, regions: {"{region}.com": aws}}', "is not a host", 43),
    ],
)
def test_what_does_not_fit_is_refused_at_its_place(tmp_path: Path, written: str, message: str, column: int) -> None:
    for folder, content in (("dataflows", f"catalog:\n  {written}\n{SYSTEMS}"), ("policy", RULES)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "all.yaml").write_text(content, encoding="utf-8")
    _, problems = load(Disk(tmp_path), AS_OF)
    [problem] = problems
    assert message in problem.message
    assert problem.location is not None
    assert (problem.location.line, problem.location.column) == (2, column)


def test_a_name_is_found_whichever_entry_comes_first(tmp_path: Path) -> None:
    """A workspace's own entry wins, where one that ships is called the same."""
    text = "vendors:\n  v: {name: Mixpanel}\ncatalog:\n  zz_ours: {name: Mixpanel, kind: analytics}\n"
    (tmp_path / "dataflows").mkdir()
    (tmp_path / "policy").mkdir()
    (tmp_path / "dataflows" / "all.yaml").write_text(text + SYSTEMS, encoding="utf-8")
    (tmp_path / "policy" / "all.yaml").write_text(RULES.replace("ours}", "zz_ours}"), encoding="utf-8")
    ids = [finding.id for finding in audit(tmp_path, AS_OF).findings]
    assert "none-is-banned@vendors/v/catalog=zz_ours" in ids

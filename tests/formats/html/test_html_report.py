"""The HTML report as text: all that the audit holds stands there once, and nothing that a user wrote is markup."""

import base64
import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.audit import audit
from auditor.cli.main import main
from auditor.diagrams import render as engine
from auditor.findings.groups import grouped
from auditor.formats.html import flows, report
from auditor.formats.html.drawing import inlined
from auditor.phrases import Phrases
from auditor.text.plain import shown
from tests.diagrams import drawn
from tests.formats.everything import EVERYTHING, everything, leanos
from tests.formats.html.pages import Parsed, company, flat, page, parsed
from tests.formats.shop import BREAKS, WAITS, audited
from tests.reference.workspaces import AS_OF, dump

NAMES = ("everything", "leanos", "12", "60")
ADDRESSES = ("href", "src", "action", "formaction", "data", "poster", "srcset", "background", "ping", "xlink:href")


@pytest.mark.parametrize("name", NAMES)
def test_every_finding_stands_there_once_with_an_address_of_its_own(name: str) -> None:
    found = {"everything": everything, "leanos": leanos}.get(name, lambda: company(int(name)))()
    ids = parsed(name).ids
    assert len(ids) == len(set(ids)), "an id twice"
    findings = [each.removeprefix("finding=") for each in ids if each.startswith("finding=")]
    assert sorted(findings) == [finding.id for finding in found.findings]
    assert {each for each in ids if each.startswith("flow=")} == {f"flow={flow.id}" for flow in found.workspace.flows}
    assert [each for each in ids if each.startswith("promise=")] != [] or not found.promises
    assert {each for each in ids if each.startswith("waiver=")} == {f"waiver={w}" for w in found.workspace.waivers}
    vendors = {f"vendor={v}" for v, entry in found.workspace.vendors.items() if entry.status != "retired"}
    assert {each for each in ids if each.startswith("vendor=")} == vendors


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_somewhere_on_the_page_and_nothing_leads_off_it(name: str) -> None:
    found = parsed(name)
    ids = set(found.ids)
    assert found.open == []
    for tag, attributes in found.elements:
        assert tag not in ("link", "img", "iframe", "object", "embed", "base", "video", "audio", "use", "image")
        assert not [key for key in attributes if key.startswith("on") or key == "style"], attributes
        for key in ADDRESSES:
            if key in attributes:
                assert attributes[key].startswith("#"), attributes
                assert attributes[key][1:] in ids, attributes
    assert "url(" not in page(name)
    assert "@import" not in page(name)


@pytest.mark.parametrize("name", NAMES)
def test_no_sign_stands_there_that_cannot_be_seen(name: str) -> None:
    assert {char for char in page(name) if not char.isprintable()} == {"\n"}


def test_the_policy_allows_its_own_script_and_style_and_nothing_else() -> None:
    text = page("everything")
    found = next(a["content"] for tag, a in parsed("everything").elements if a.get("http-equiv"))
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert found == (
        f"default-src 'none'; style-src 'sha256-{digest(style)}'; script-src 'sha256-{digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert len(re.findall(r"<script", text)) == 2, "the script, and its data"
    assert len(script) < 12_300


def digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def test_what_a_person_wrote_is_read_back_as_it_was() -> None:
    found, workspace, here = everything(), everything().workspace, parsed("everything")
    phrases = Phrases(found)
    for name, promise in workspace.promises.items():
        said = here.said(f"promise={name}")
        assert flat(shown(promise.says)) in said
        assert flat(shown(promise.source)) in said
        assert flat(shown(promise.not_enforced or "")) in said
    for name, waiver in workspace.waivers.items():
        said = here.said(f"waiver={name}")
        for text in (waiver.reason, waiver.owner, waiver.approved_by or "", waiver.ticket or ""):
            assert flat(shown(text)) in said
    for name, vendor in workspace.vendors.items():
        if isinstance(vendor.name, str):
            assert flat(shown(vendor.name)) in here.said(f"vendor={name}")
    whole = here.said("main")
    for finding in found.findings:
        if finding.rule not in ("open-question", "unenforced-promise"):
            assert flat(phrases.title(finding)) in whole
            assert flat(phrases.what(finding)) in whole or finding.value in whole
        assert flat(shown(finding.resolve or "")) in whole or finding.state != "violated"


def test_each_thing_that_is_violated_is_one_block_with_its_lines() -> None:
    found = everything()
    here = parsed("everything")
    for block in grouped(found.findings).blocks:
        said = here.texts[f"thing={block.thing}"]
        for broken in block.broken:
            location = broken.findings[0].location
            assert f"--> {shown(str(location))}" in said
            assert re.search(rf"\b{location.line} \|", said)
    text = here.said("thing=flows/app-to-edge")
    assert "do" in text
    assert "because" in text


def test_the_ledger_stands_before_the_findings_and_has_every_status() -> None:
    here = parsed("everything")
    statuses = [each for each in here.ids if each.startswith("status=")]
    assert statuses == [
        "status=broken", "status=undecided", "status=not_checked", "status=waived", "status=kept",
        "status=not_enforced",
    ]  # fmt: skip
    order = [each for each in here.ids if each in ("verdict", "promises", "violated", "not-known", "flows", "matrix")]
    assert order == ["verdict", "promises", "violated", "not-known", "flows", "matrix"]
    assert here.said("promise=kept").startswith("kept as declared")
    assert "2 waivers end within 30 days" in here.said("verdict")


def test_waivers_say_how_many_days_are_left() -> None:
    here = parsed("everything")
    for name, waiver in everything().workspace.waivers.items():
        days = (waiver.expires - AS_OF).days
        said = "ends today" if days == 0 else f"ended {-days} day" if days < 0 else f"{days} day"
        assert said in here.said(f"waiver={name}"), name


def test_a_waiver_that_covers_some_or_nothing_any_more_says_so() -> None:
    here = parsed("everything")
    partly = here.said("waiver=edge-in-one-deployment")
    assert (
        "edge-keeps-nothing@flows/app-to-edge/data=customer_data.photo enterprise_eu violated, standard waived"
        in partly
    )
    assert "mail-is-short@flows/edge-to-mailer/retention=400d violated again" in here.said("waiver=ended")
    assert here.said("waiver=idle").endswith("It covers nothing that was found.")
    assert "covers nothing" not in partly + here.said("waiver=ended") + here.said("waiver=notes-to-the-model")


def test_a_vendor_lists_its_facts_and_what_is_not_known() -> None:
    said = parsed("leanos").said("vendor=email_vendor")
    assert "name unknown" in said
    unknown = said.partition("Not known:")[2].partition("relation to us")[0]
    assert "name" in unknown
    assert "trains on data" in unknown
    assert "agreement signed" in unknown
    anthropic = parsed("leanos").said("vendor=anthropic")
    assert "trains on data never" in anthropic
    assert "customer_data.defect.description (" in anthropic


def test_flows_say_what_they_carry_and_what_was_found() -> None:
    said = parsed("leanos").said("flow=app-to-anthropic")
    assert said.startswith("app-to-anthropic web_app → anthropic customer_data.a3.context")
    assert "? undecided what-vendors-keep-has-an-end" in said
    assert parsed("leanos").said("flow=worker-to-edge").endswith("✓ nothing found")


def test_bits_of_the_filters_are_the_flows_that_they_name() -> None:
    table = flows.table(leanos())
    rows = {row.number: row for row in table.rows}
    for row in table.rows:
        for category in row.data:
            choice = next(each for each in table.filters["category"] if each.text == category)
            assert int(choice.bits, 16) >> row.number & 1
    by_state = {each.text: int(each.bits, 16) for each in table.filters["verdict"]}
    assert {n for n, row in rows.items() if row.state == "undecided"} == {
        n for n in rows if by_state["undecided"] >> n & 1
    }
    above = next(each for each in table.filters["category"] if each.text == "customer_data")
    tree = leanos().workspace.data
    under = set(tree.words(tree.under(["customer_data"])))
    below = {n for n, row in rows.items() if not under.isdisjoint(row.data)}
    assert 3 < len(below) < len(rows)
    assert {n for n in rows if int(above.bits, 16) >> n & 1} == below
    anthropic = next(each for each in table.filters["vendor"] if each.text == "Anthropic")
    assert {rows[n].id for n in rows if int(anthropic.bits, 16) >> n & 1} == {"app-to-anthropic", "anthropic-to-app"}


def test_who_asks_for_a_category_sees_what_may_carry_it(tmp_path: Path) -> None:
    carried = {"broad": ["a"], "narrow": ["a.one"], "other": ["a.other"], "unsaid": "unknown", "apart": ["b"]}
    dataflows = {
        "data": {name: {"title": name} for name in ("a", "a.one", "a.other", "b")},
        "systems": {"person": {"kind": "person"}, "shop": {"kind": "application", "vendor": "none"}},
        "flows": {name: {"from": "person", "to": "shop", "data": data} for name, data in carried.items()},
    }
    dump(dataflows, {}, tmp_path)
    table = flows.table(audit(tmp_path, AS_OF, must_check=False))
    found = {
        each.text: {row.id for row in table.rows if int(each.bits, 16) >> row.number & 1}
        for each in table.filters["category"]
    }
    assert found["a.one"] == {"broad", "narrow", "unsaid"}
    assert found["a"] == {"broad", "narrow", "other", "unsaid"}
    assert found["b"] == {"apart", "unsaid"}
    assert found["unknown data"] == {"unsaid"}


@pytest.mark.parametrize("name", NAMES)
def test_every_arrow_and_every_thing_of_a_picture_is_known_to_the_script(name: str) -> None:
    text = page(name)
    data = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', text)[0])
    pictures = re.findall(r'<div class="picture".*?</svg>', text, re.DOTALL)
    assert len(pictures) == len(data["views"]) == 3
    assert "Not drawn" not in text
    assert len(data["along"]) == len(data["names"])
    for picture, arrows in zip(pictures, data["views"].values(), strict=True):
        numbers = sorted(int(number) for number in re.findall(r'data-arrow="(\d+)"', picture))
        things = {int(number) for number in re.findall(r'data-thing="(\d+)"', picture)}
        assert numbers == list(range(len(arrows)))
        assert {end for arrow in arrows for end in arrow[1:]} <= things
        assert all(0 < int(arrow[0], 16) < 1 << len(data["names"]) for arrow in arrows)
        assert " id=" not in picture, "several pictures share a page"


def test_a_drawing_keeps_only_what_is_known_to_be_harmless() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'
        '<g class="graph" transform="translate(1 2)"><g class="node" id="n0" onclick="x()"><title>a &lt;b&gt;</title>'
        '<a xlink:href="javascript:alert(1)"><path d="M1.2345,2" style="fill:url(x)" onload="x()"/>'
        "<text>&lt;script&gt;</text><image href='x'/><foreignObject><b>x</b></foreignObject></a></g>"
        "<script>alert(1)</script></g></svg>"
    )
    made = inlined(svg, '"label"', lambda kind, name: f' data-{kind}="{name}"')
    assert made == (
        '<svg viewBox="0 0 9 9" role="group" aria-label="&quot;label&quot;" xmlns="http://www.w3.org/2000/svg">'
        '<g transform="translate(1 2)"><g class="node" data-node="n0"><title>a &lt;b&gt;</title>'
        '<path d="M1.2,2"/><text>&lt;script&gt;</text></g>\n</g></svg>'
    )


def test_without_an_engine_it_is_written_and_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_packaged", lambda: None)
    monkeypatch.setattr("auditor.diagrams.render.shutil.which", lambda name: None)
    text = report.render(everything())
    here = Parsed(text)
    assert text.count("there is no engine to draw with: install the Python package graphviz-pure, or Graphviz") == 1
    assert "<svg" not in text
    assert "flowchart LR" in text
    assert [each for each in here.ids if each.startswith("finding=")]


def test_too_many_flows_for_one_picture_are_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.formats.html.pictures.MOST_FLOWS", 11)
    text = report.render(company(12))
    assert "12 flows are too many for one picture" in text
    assert 'id="view=overview"' in text
    assert 'id="view=full"' not in text


def test_a_workspace_where_nothing_is_wrong(tmp_path: Path) -> None:
    here = Parsed(report.render(audited(tmp_path, {"never": {**BREAKS, "forbid": {"flow": {"to": {"kind": "crm"}}}}})))
    assert "✓ The gate is open" in here.said("verdict")
    assert "violated" not in here.ids
    assert "waivers" not in here.ids


def test_a_vendor_that_gets_what_nobody_named_does_not_get_nothing(tmp_path: Path) -> None:
    flow = {"from": "person", "to": "hoster", "data": "unknown"}
    vendor = {"name": "Hoster", "kind": "hosting", "status": "active"}
    dataflows = {"data": {"a": {"title": "A"}}, "systems": {"person": {"kind": "person"}}}
    dataflows |= {"vendors": {"hoster": vendor}, "flows": {"f": flow}}
    dump(dataflows, {}, tmp_path)
    here = Parsed(report.render(audit(tmp_path, AS_OF, must_check=False)))
    assert "No data gets to anybody" not in here.said("matrix")
    assert "unnamed data at rest?" in flat(here.said("matrix"))
    assert "gets unnamed data (at rest?)" in flat(here.said("vendors"))


def test_many_findings_of_a_rule_are_folded_and_none_is_lost(tmp_path: Path) -> None:
    data = {f"kind_{number}": {"title": "A kind"} for number in range(30)}
    flow = {"from": "buyer", "to": "shop", "data": list(data), "retention": "none"}
    rule = {**BREAKS, "forbid": {"flow": {"data": list(data), "to": {"kind": "application"}}}}
    found = audited(tmp_path, {"breaks": rule, "waits": WAITS}, data=data, flows={"in": flow})
    here = Parsed(report.render(found))
    ids = [each for each in here.ids if each.startswith("finding=breaks@")]
    assert len(ids) == 30
    assert "20 more findings of this rule" in here.said("thing=flows/in")


def test_the_command_writes_it(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    code = main(["check", str(EVERYTHING), "--as-of", AS_OF.isoformat(), "--format", "html"])
    out, err = capfdbinary.readouterr()
    assert (code, err) == (1, b"")
    assert out.decode() == page("everything")
    output = tmp_path / "report.html"
    assert main(["check", str(EVERYTHING), "--as-of", AS_OF.isoformat(), "--format=html", f"--output={output}"]) == 1
    assert output.read_bytes() == out


def test_the_same_bytes_under_another_hash_seed() -> None:
    code = (
        "import sys; from datetime import date; from pathlib import Path; from auditor.audit import audit;"
        "from auditor.formats.html import report; sys.stdout.buffer.write(report.render("
        f"audit(Path({str(EVERYTHING)!r}), date.fromisoformat({AS_OF.isoformat()!r}))).encode())"
    )
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONHASHSEED": seed, "PATH": ""}
        )
        assert done.stdout.decode() == page("everything")


def test_the_proposed_and_the_unnamed_are_told(tmp_path: Path) -> None:
    drawn.workspace(tmp_path)
    here = Parsed(report.render(audit(tmp_path, AS_OF)))
    assert "proposed" in here.said("flow=digraph")
    assert "not named → who unknown data" in here.said("flow=subgraph")
    assert "only in standard" in here.said("flow=strict")
    assert "proposed" in here.said("vendor=graph")

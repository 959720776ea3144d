"""Single edits of a small company, each with the changes that it is."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import audit_opened
from auditor.changes.letters import letters
from auditor.changes.notice import ACTIVE, NOTIFIED, PROPOSED, prospect_of_vendor
from auditor.comparison import Base, compared
from auditor.graph.world import Worlds
from auditor.opening import open_workspace
from tests.reference.workspaces import dump

TODAY = date(2026, 11, 23)
COMPANY = """
organization: {name: Company, country: DE, notice: {days: "30"}, transfer: none}
data:
  a: {title: A}
  a.b: {title: B, subjects: [person], sensitive: "false"}
  c: {title: C}
subjects: {person: {title: People}}
measures: {locks: {title: Locks, text: The doors are locked.}}
deployments: {one: {title: One, residency: EU}, two: {title: Two}}
vendors:
  host: {name: Host, legal_name: Host AG, country: DE, status: active, kind: hosting, purposes: [service], region: DE,
    subprocessors: [below], transfer: {mechanism: [scc]}, trains_on_data: never, certifications: [ISO, SOC]}
  below: {name: Below, status: active, region: DE}
  deep: {name: Deep, status: active, region: DE}
  old: {name: Old, status: retired}
systems:
  user: {kind: person}
  app: {kind: application, vendor: host, region: DE, controls: [tls], produces: [c]}
  ours: {kind: service, vendor: none, region: DE, retention: 7d, purposes: [service.hosting]}
flows:
  in: {from: user, to: app, data: [a.b], retention: none, purposes: [service], controls: [tls, access_log]}
  pass: {from: app, to: ours, data: inherited}
documents: {page: {title: Page, columns: [name, data]}}
"""
NOTICE_RULE: dict[str, Any] = {
    "rules": {
        "told": {
            "title": "Told", "because": ["we say so"], "for": {"change": {"material": "true"}},
            "require": {"notice_days": {"at_least": "30"}},
        }
    }
}  # fmt: skip
EDITS: dict[str, tuple[str, Any, list[str]]] = {
    "a name": ("vendors/host/name", "Hoster", ["vendor_changed.host.name"]),
    "a country": ("vendors/host/country", "FR", ["told vendor_changed.host.country"]),
    "a country inside": ("organization/country", "EU", ["organization_changed.country"]),
    "days of notice": ("organization/notice/days", "10", ["organization_changed.notice.days"]),
    "our own ground": ("organization/transfer", {"mechanism": ["scc"]}, ["transfer_changed.organization"]),
    "a ground": ("vendors/host/transfer", "none", ["transfer_changed.vendors.host"]),
    "certifications in another order": ("vendors/host/certifications", ["SOC", "ISO"], []),
    "a fact that is unknown, said so": ("vendors/below/country", "unknown", []),
    "a default, said so": ("systems/app/own", "true", []),
    "a retention in other words": ("systems/ours/retention", "168h", []),
    "a default that a flow says itself": ("flows/pass/retention", "7d", []),
    "a longer default": ("systems/ours/retention", "8d", ["retention_changed.systems.ours"]),
    "no end that is known": ("flows/pass/retention", "unknown", ["retention_changed.flows.pass"]),
    "kept": ("flows/in/retention", "1d", ["told at_rest_added.flows.in", "told at_rest_added.vendors.below"]),
    "a purpose below": ("flows/in/purposes", ["service", "service.hosting"], ["purposes_added.flows.in"]),
    "a new purpose": ("flows/in/purposes", ["service", "advertising"], ["told purposes_added.flows.in"]),
    "a purpose less": ("vendors/host/purposes", [], ["purposes_removed.vendors.host"]),
    "an unknown purpose": (
        "flows/in/purposes", "unknown", ["told purposes_added.flows.in", "purposes_removed.flows.in"],
    ),
    "a region inside": ("vendors/host/region", "aws/eu-central-1", ["region_changed.vendors.host"]),
    "a wider region": ("vendors/host/region", "EU", ["told region_changed.vendors.host"]),
    "a region in one deployment": (
        "vendors/host/region", {"one": "DE", "two": "US"}, ["told region_changed.vendors.host.two"],
    ),
    "the same region by deployment": ("vendors/host/region", {"one": "DE", "default": "DE"}, []),
    "a longer chain": (
        "vendors/below/subprocessors", ["deep"],
        ["told subprocessor_added.vendors.below", "told data_added.vendors.deep"],
    ),
    "a chain that nobody knows": ("vendors/host/subprocessors", "unknown",
        ["told subprocessor_added.vendors.host", "data_removed.vendors.below"]),
    "a system that produces more": ("systems/app/produces", ["c", "a"],
        ["system_changed.app.produces", "data_added.systems.ours", "told data_added.vendors.below"]),
    "a system that strips": ("systems/app/strips", ["a"], ["system_changed.app.strips", "data_removed.systems.ours"]),
    "more data, by a chain too": ("flows/in/data", ["a.b", "a"],
        ["told data_added.vendors.host", "told data_added.vendors.below", "data_added.systems.ours"]),
    "the same data in other words": ("flows/in/data", ["a.*"], []),
    "data that nobody names": ("flows/in/data", "unknown", [
        "told data_added.vendors.host", "told data_added.vendors.below", "data_added.systems.ours",
        "data_removed.vendors.host", "data_removed.vendors.below", "data_removed.systems.ours"]),
    "who runs it": ("systems/ours/vendor", "below", ["system_changed.ours.vendor", "told at_rest_added.vendors.below"]),
    "nobody says who runs it": ("systems/ours/vendor", "unknown", ["told system_changed.ours.vendor"]),
    "a control less": ("flows/in/controls", ["tls"], ["control_removed.flows.in"]),
    "controls that nobody knows": ("systems/app/controls", "unknown", ["control_removed.systems.app"]),
    "a flow in one deployment": (
        "flows/pass/deployments", ["one"], ["flow_changed.pass.deployments", "data_removed.systems.ours.two"],
    ),
    "a flow that is history": ("flows/pass/status", "retired", ["flow_removed.pass", "data_removed.systems.ours"]),
    "a trigger": ("flows/in/trigger", "event", ["flow_changed.in.trigger"]),
    "a new deployment": ("deployments/three", {"title": "Three"}, ["deployment_added.three"]),
    "a wider residency": ("deployments/one/residency", ["EU", "US"], ["told deployment_changed.one.residency"]),
    "a category that is sensitive": ("data/a.b/sensitive", "true", ["data_changed.a.b.sensitive"]),
    "a title": ("data/c/title", "See", ["title_changed.data.c.title"]),
    "a word that nothing uses": ("data/d", {"title": "D"}, []),
    "a measure": ("measures/locks/text", "They are open.", ["measure_changed.locks.text"]),
    "a page": ("documents/page/columns", ["data", "name"], ["wording_changed.documents.page.columns"]),
    "wording": ("vendors/host/wording", {"region": "Here"}, ["wording_changed.vendors.host.wording"]),
    "history": ("vendors/old/name", "Older", []),
    "back from history": ("vendors/old/status", "active", ["vendor_added.old"]),
    "training": ("vendors/host/trains_on_data", "opt_out", ["told vendor_changed.host.trains_on_data"]),
}  # fmt: skip


def company() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPANY)
    return found


def opened(root: Path, dataflows: dict[str, Any]) -> Base:
    dump(dataflows, {}, root)
    return Base(*open_workspace(root, TODAY))


def edited(path: str, value: Any) -> dict[str, Any]:
    found = company()
    *way, last = path.split("/")
    inner = found
    for step in way:
        inner = inner[step]
    inner[last] = value
    return found


@pytest.mark.parametrize("name", EDITS)
def test_an_edit(name: str, tmp_path: Path) -> None:
    path, value, wanted = EDITS[name]
    base, head = opened(tmp_path / "before", company()), opened(tmp_path / "after", edited(path, value))
    found = compared(base, Worlds(head.workspace), head.policy).changes
    assert sorted(f"{'told ' * change.material}{change.id}" for change in found) == sorted(wanted)
    section, thing, *_ = path.split("/")
    for change in found:
        if change.section == section and change.thing == thing and change.type.endswith("_changed"):
            assert change.location_after is not None
            assert change.location_before is not None


NOTICES: dict[str, tuple[dict[str, Any] | None, str, str, str | None]] = {
    "nobody was told": (None, "2026-11-23", PROPOSED, "2026-12-23"),
    "told in time": ({"sent": "2026-11-24", "effective": "2026-12-24"}, "2026-11-23", NOTIFIED, "2026-12-24"),
    "by its own day": ({"sent": "2026-11-24"}, "2026-11-23", NOTIFIED, "2026-12-31"),
    "a day late": ({"sent": "2026-11-25", "effective": "2026-12-24"}, "2026-12-24", NOTIFIED, "2026-12-25"),
    "the day before": ({"sent": "2026-11-24", "effective": "2026-12-24"}, "2026-12-23", NOTIFIED, "2026-12-24"),
    "the day": ({"sent": "2026-11-24", "effective": "2026-12-24"}, "2026-12-24", ACTIVE, "2026-12-24"),
    "no day that is known": ({"sent": "2026-11-24", "effective": "unknown"}, "2026-12-24", NOTIFIED, None),
    "about something else": ({"sent": "2026-11-24", "about": "changed"}, "2026-11-23", PROPOSED, "2026-12-23"),
}


@pytest.mark.parametrize("name", NOTICES)
def test_from_when_a_proposed_vendor_may_go_live(name: str, tmp_path: Path) -> None:
    notice, day, state, earliest = NOTICES[name]
    dataflows = edited("vendors/new", {"name": "New", "status": "proposed", "active_from": "2026-12-31"})
    if notice is not None:
        dataflows["notices"] = {"it": {"vendors": ["new"], **notice}}
    dump(dataflows, {}, tmp_path)
    workspace, _ = open_workspace(tmp_path, date.fromisoformat(day))
    found = prospect_of_vendor(workspace, "new")
    assert found.state == state
    assert found.earliest == (date.fromisoformat(earliest) if earliest else None)
    assert earliest is None or earliest in found.says


def test_what_a_flow_loses_on_its_way_to_a_new_vendor_is_told_apart(tmp_path: Path) -> None:
    """The vendor that comes stands for what comes with it, not for what is gone."""
    after = edited("vendors/new", {"name": "New", "status": "active", "kind": "crm", "region": "DE"})
    after["flows"]["pass"]["to"] = "new"
    after["flows"]["in"] |= {"to": "new", "controls": [], "retention": "1y"}
    base, head = opened(tmp_path / "before", company()), opened(tmp_path / "after", after)
    found = {change.id: change for change in compared(base, Worlds(head.workspace), head.policy).changes}
    assert found["vendor_added.new"].includes == (
        "data_added.vendors.new", "flow_changed.in.to", "flow_changed.pass.to",
    )  # fmt: skip
    assert found["control_removed.flows.in"].note == "access_log, tls"
    assert found["at_rest_added.flows.in"].material
    assert "flow_changed.in.to" not in found


GOES_LIVE: dict[str, tuple[list[str], str, list[str]]] = {
    "nobody was told": (["vendor", "flow"], "", ["2026-11-new"]),
    "the vendor was told in time": (["vendor", "flow"], "added", []),
    "only the flow goes live, and nobody was told": (["flow"], "", ["2026-11-new-changed"]),
    "only the flow goes live, of a vendor that was told": (["flow"], "added", []),
    "only the flow goes live, and that was told": (["flow"], "changed", []),
    "told of something else": (["vendor", "flow"], "removed", ["2026-11-new-2"]),
    "told of a change alone": (["vendor", "flow"], "changed", ["2026-11-new-2"]),
}
"""What goes live, what customers were told, and the notices that are left to send."""


@pytest.mark.parametrize("name", GOES_LIVE)
def test_a_vendor_goes_live_with_its_flows_by_one_notice(name: str, tmp_path: Path) -> None:
    live, about, wanted = GOES_LIVE[name]
    before = edited("vendors/new", {"name": "New", "status": "proposed", "kind": "crm", "region": "DE"})
    before["flows"]["to-new"] = {"from": "app", "to": "new", "data": ["c"], "status": "proposed"}
    before["vendors"]["new"]["status"] = "proposed" if "vendor" in live else "active"
    after = {**before, "vendors": {**before["vendors"]}, "flows": {**before["flows"]}}
    after["vendors"]["new"] = {**before["vendors"]["new"], "status": "active"}
    after["flows"]["to-new"] = {**before["flows"]["to-new"], "status": "active"}
    told = {"sent": "2026-11-20", "effective": "2026-12-24", "vendors": ["new"]}
    after["notices"] = {"2026-11-new": {**told, "about": about}} if about else {}
    dump(before, NOTICE_RULE, tmp_path / "before")
    dump(after, NOTICE_RULE, tmp_path / "after")
    base = Base(*open_workspace(tmp_path / "before", TODAY))
    found = audit_opened(*open_workspace(tmp_path / "after", TODAY), base=base)
    assert found.compared is not None
    assert [letter.name for letter in letters(found.compared.changes, found.workspace)] == wanted
    material = [change.id for change in found.compared.changes if change.material]
    assert material == [f"status_changed.{'flows.to-new' if one == 'flow' else 'vendors.new'}" for one in sorted(live)]
    late = [finding.id for finding in found.findings if finding.rule == "told"]
    if not wanted:
        assert not late
    elif name != "told of a change alone":
        assert late == [f"told@changes/{change}/notice_days=none" for change in material]

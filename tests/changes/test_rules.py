"""Rules and waivers compared: what counts as looser or stricter, with the row that shows it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.changes.records import Change
from auditor.comparison import Base, compared
from auditor.graph.world import Worlds
from auditor.opening import open_workspace
from tests.reference.workspaces import dump

TODAY = date(2026, 11, 23)
SHOP: dict[str, Any] = {
    "organization": {"name": "Shop"},
    "data": {"order": {"title": "Orders"}, "order.note": {"title": "Notes"}, "visit": {"title": "Visits"}},
    "vendors": {
        "mail": {"name": "Mail", "status": "active", "kind": "email", "region": "DE", "trains_on_data": "never"}
    },
    "systems": {"user": {"kind": "person"}, "app": {"kind": "application", "vendor": "none"}},
    "flows": {
        "send": {"from": "app", "to": "mail", "data": ["order.note"], "retention": "30d", "controls": ["tls"]},
        "enter": {"from": "user", "to": "app", "data": ["order.note"], "retention": "none"},
    },
}
WHY = {"title": "A rule", "because": ["in clear words"]}


def opened(root: Path, policy: dict[str, Any]) -> Base:
    dump(SHOP, policy, root)
    return Base(*open_workspace(root, TODAY))


def changes(tmp_path: Path, before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    base, head = opened(tmp_path / "before", before), opened(tmp_path / "after", after)
    return list(compared(base, Worlds(head.workspace), head.policy).changes)


def rules(rule: dict[str, Any]) -> dict[str, Any]:
    return {"rules": {"rule": WHY | rule}}


def flow(match: dict[str, Any], **more: str) -> dict[str, Any]:
    return {"forbid": {"flow": match}, **more}


LOOSER, TIGHTER = "rule_loosened.rule", "rule_tightened.rule"
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any], list[str]]] = {
    "a narrower ban": (flow({"data": "order"}), flow({"data": "visit"}), [LOOSER, TIGHTER]),
    "a ban of less": (flow({"data": "order"}), flow({"data": "order.note"}), [LOOSER]),
    "a ban of more": (flow({"data": "order.note"}), flow({"data": ["order.note", "visit"]}), [TIGHTER]),
    "one more condition": (flow({"data": "order"}), flow({"data": "order", "at_rest": "true"}), [LOOSER]),
    "one condition less": (
        flow({"to": {"kind": "email"}, "retention": "30d"}), flow({"to": {"kind": "email"}}), [TIGHTER],
    ),
    "in another order": (
        flow({"retention": "30d", "data": ["order", "visit"]}), flow({"data": ["visit", "order"], "retention": "30d"}),
        [],
    ),
    "a year in days": (flow({"retention": {"at_least": "1y"}}), flow({"retention": {"at_least": "365d"}}), []),
    "a day more": (
        {"for": {"flow": {"data": "order"}}, "require": {"retention": {"at_most": "30d"}}},
        {"for": {"flow": {"data": "order"}}, "require": {"retention": {"at_most": "31d"}}},
        [LOOSER],
    ),
    "not any more for some": (
        {"for": {"vendor": {}}, "require": {"trains_on_data": "never"}},
        {"for": {"vendor": {"kind": "ai_model"}}, "require": {"trains_on_data": "never"}},
        [LOOSER],
    ),
    "one word more allowed": (
        {"for": {"vendor": {}}, "require": {"trains_on_data": "never"}},
        {"for": {"vendor": {}}, "require": {"trains_on_data": ["never", "opt_in"]}},
        [LOOSER],
    ),
    "one control more": (
        {"for": {"flow": {}}, "require": {"controls": ["tls"]}},
        {"for": {"flow": {}}, "require": {"controls": ["tls", "access_log"]}},
        [TIGHTER],
    ),
    "a day of a date": (
        {"forbid": {"vendor": {"active_from": {"after": "2026-01-01"}}}},
        {"forbid": {"vendor": {"active_from": {"after": "2026-01-02"}}}},
        [LOOSER],
    ),
    "a flag of the thing": (
        flow({"to": {"own": "false"}}), flow({"to": {"own": "false", "vendor": {"region": "US"}}}), [LOOSER],
    ),
    "an id for a kind": (flow({"to": {"kind": "email"}}), flow({"to": "mail"}), [LOOSER, TIGHTER]),
    "what gets there": (
        {"forbid": {"reach": {"data": "order", "from": "user", "to": {"kind": "email"}}}},
        {"forbid": {"reach": {"data": "visit", "from": "user", "to": {"kind": "email"}}}},
        [LOOSER, TIGHTER],
    ),
    "another subject": (flow({"data": "order"}), {"forbid": {"system": {"receives": "order"}}}, [LOOSER]),
    "the same said twice": (flow({"data": "order"}), flow({"data": ["order", "order.note"]}), [LOOSER]),
    "a lower severity": (flow({"data": "order"}), flow({"data": "order"}, severity="warning"), [f"{LOOSER}.severity"]),
    "a higher severity": (flow({}, severity="note"), flow({}), [f"{TIGHTER}.severity"]),
    "unknowns ignored": (flow({}), flow({}, on_unknown="ignore"), [f"{LOOSER}.on_unknown"]),
    "unknowns count more": (flow({}, on_unknown="ignore"), flow({}, on_unknown="warning"), [f"{TIGHTER}.on_unknown"]),
    "not waivable": (flow({}), flow({}, waivable="false"), [f"{TIGHTER}.waivable"]),
    "waivable": (flow({}, waivable="false"), flow({}), [f"{LOOSER}.waivable"]),
    "other words": (
        flow({}), flow({}, title="Another", resolve="Do it."),
        ["title_changed.rules.rule.title", "wording_changed.rules.rule.resolve"],
    ),
    "about changes": (
        {"for": {"change": {"material": "true"}}, "require": {"notice_days": {"at_least": "30"}}},
        {"for": {"change": {"material": "true"}}, "require": {"notice_days": {"at_least": "20"}}},
        [LOOSER],
    ),
}  # fmt: skip
NO_ROW = ("another subject", "the same said twice")


@pytest.mark.parametrize("name", PAIRS)
def test_two_versions_of_a_rule(name: str, tmp_path: Path) -> None:
    before, after, wanted = PAIRS[name]
    found = changes(tmp_path, rules(before), rules(after))
    assert sorted(change.id for change in found) == sorted(wanted)
    for change in found:
        if change.attribute is None:
            shown = "before and" in change.note and " now" in change.note
            assert shown == (name not in NO_ROW), change.note
        assert not change.material
        assert change.location_before
        assert change.location_after


def test_a_real_row_is_shown_before_one_that_was_made(tmp_path: Path) -> None:
    (change,) = changes(
        tmp_path, rules(flow({"data": "order.note"})), rules(flow({"data": "order.note", "to": "mail"}))
    )
    assert change.note == "flow enter in default was refused before and passes now"


def test_rules_come_and_go(tmp_path: Path) -> None:
    one, two = rules(flow({"data": "order"})), {"rules": {"other": WHY | flow({"data": "order"})}}
    assert [change.id for change in changes(tmp_path, one, two)] == ["rule_added.other", "rule_removed.rule"]


def test_a_built_in_finding_may_be_rated_otherwise(tmp_path: Path) -> None:
    named = [
        {"rules": {"unused-vendor": {"because": ["in clear words"], "severity": one}}} for one in ("error", "note")
    ]
    assert [change.id for change in changes(tmp_path, *named)] == ["rule_loosened.unused-vendor.severity"]
    loosened, tightened = (f"rule_{how}.unused-vendor.severity" for how in ("loosened", "tightened"))
    error, note = named
    rated = [({}, error, tightened), (error, {}, loosened), ({}, note, loosened), (note, {}, tightened)]
    for number, (before, after, told) in enumerate(rated):
        assert [change.id for change in changes(tmp_path / str(number), before, after)] == [told]


def test_a_promise_that_no_rule_enforces_any_more(tmp_path: Path) -> None:
    told = {"promises": {"told": {"says": "We tell you.", "source": "Terms"}}}
    one = told | {"rules": {"rule": {**WHY, "because": ["told"], **flow({"data": "order"})}}}
    found = changes(tmp_path, one, told | rules(flow({"data": "order"})))
    assert [(change.id, change.before, change.after) for change in found] == [
        ("promise_changed.told.rules", ("rule",), ())
    ]


WAIVER: dict[str, Any] = {
    "finding": ["rule@flows/send"], "reason": "Soon.", "owner": "me", "granted": "2026-11-01", "expires": "2026-12-31",
    "state": "violated", "deployments": ["default"], "found": {"data": "order"},
}  # fmt: skip
WAIVERS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "the same": ({}, []),
    "later": ({"expires": "2027-01-31"}, ["waiver_widened.one.expires"]),
    "earlier": ({"expires": "2026-12-01"}, ["waiver_changed.one.expires"]),
    "more findings": ({"finding": ["rule@flows/send", "rule@flows/enter"]}, ["waiver_widened.one.finding"]),
    "another finding": ({"finding": "rule@flows/enter"}, ["waiver_widened.one.finding"]),
    "any state": ({"state": None}, ["waiver_widened.one.state"]),
    "all deployments": ({"deployments": None}, ["waiver_widened.one.deployments"]),
    "whatever is found": ({"found": None}, ["waiver_widened.one.found"]),
    "something else found": ({"found": {"data": "visit"}}, ["waiver_widened.one.found"]),
    "more must be found": ({"found": {"data": "order", "to": "mail"}}, ["waiver_changed.one.found"]),
    "somebody else": ({"owner": "you"}, ["waiver_changed.one.owner"]),
}


@pytest.mark.parametrize("name", WAIVERS)
def test_two_versions_of_a_waiver(name: str, tmp_path: Path) -> None:
    edit, wanted = WAIVERS[name]
    after = {key: value for key, value in {**WAIVER, **edit}.items() if value is not None}
    policies = [rules(flow({})) | {"waivers": {"one": one}} for one in (WAIVER, after)]
    assert [change.id for change in changes(tmp_path, *policies)] == wanted
    if name == "the same":
        none = rules(flow({}))
        assert [change.id for change in changes(tmp_path, none, policies[0])] == ["waiver_added.one"]
        assert [change.id for change in changes(tmp_path, policies[0], none)] == ["waiver_removed.one"]

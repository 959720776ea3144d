"""The report for people: every finding in it once, a missing fact one thing to do, the ledger, at any width."""

import re
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import Audit, audit
from auditor.findings.groups import grouped
from auditor.findings.ledger import Kept
from auditor.formats.text import report
from auditor.text.lines import ID, PLACE, plain, wide
from tests.formats.shop import BREAKS, DATAFLOWS, ROOT, STATED, WAITS, at, audited, requires, rule
from tests.properties.drawn import audit_of, drawn
from tests.reference.workspaces import AS_OF, workspace_of

WIDTHS = (40, 80, 100, 120)
LISTED = re.compile(r"^ *= id: (\S+)$", re.MULTILINE)
MORE = re.compile(r"\band ([\d,]+) more findings?\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def leanos() -> Audit:
    return audit(ROOT, AS_OF)


def block(said: str, start: str) -> str:
    """The paragraph that begins so."""
    return next(part for part in said.split("\n\n") if part.lstrip().startswith(start))


# ---- every finding once


def accounted(found: Audit, width: int = 100) -> None:
    """Each id is printed once, and what is not printed is counted."""
    said = at(found, width)
    listed = Counter(LISTED.findall(said))
    assert set(listed.values()) <= {1}, listed.most_common(3)
    assert set(listed) <= {finding.id for finding in found.findings}
    hidden = sum(int(number.replace(",", "")) for number in MORE.findall(" ".join(said.split())))
    assert len(listed) + hidden == len(found.findings)


def test_every_finding_of_leanos_is_printed(leanos: Audit) -> None:
    for width in WIDTHS:
        accounted(leanos, width)
        assert len(LISTED.findall(at(leanos, width))) == len(leanos.findings)


def test_every_finding_is_printed_once_or_counted() -> None:
    for seed, workspace in drawn(50, start=60_000):
        found = audit_of(workspace)
        accounted(found)
        groups = grouped(found.findings)
        ids = [
            *(finding.id for each in groups.blocks for broken in each.broken for finding in broken.all),
            *(finding.id for fact in groups.waiting for finding in fact.findings),
            *(finding.id for finding in (*groups.beside_ledger, *groups.waived)),
        ]
        assert sorted(ids) == [finding.id for finding in found.findings], f"seed {seed}"
        places = [place for fact in groups.waiting for place in fact.places]
        assert len(places) == len(set(places)), f"seed {seed}: a missing fact is one thing to do"


DECLARED = {
    "must-be-written": requires({"retention": {"declared": "true"}}, {"flow": {}}, severity="note"),
    "must-be-told": requires({"trains_on_data": {"declared": "true"}, "region": {"declared": "true"}}, {"vendor": {}}),
    "must-be-short": requires({"retention": {"at_most": "1d"}}, {"flow": {}}),
    "must-be-never": requires({"trains_on_data": "never"}, {"vendor": {}}),
}


def test_every_missing_fact_is_named_once_or_joined() -> None:
    """With where to write it: as a fact of its own, or at the finding that its absence is."""
    joined = 0
    for seed, (dataflows, policy) in drawn(25, start=61_000):
        found = audit_of((dataflows, {**policy, "rules": {**policy["rules"], **DECLARED}}))
        accounted(found)
        groups = grouped(found.findings)
        broken = {place for finding in found.findings if finding.state == "violated" for place in finding.undeclared}
        wanted = {
            place
            for finding in found.findings
            if finding.state == "undecided" and finding not in groups.beside_ledger
            for place in finding.missing
        }
        named = {place for fact in groups.waiting for place in fact.places}
        assert wanted - broken <= named, f"seed {seed}"
        assert not named & broken, f"seed {seed}"
        for block in groups.blocks:
            for each in block.broken:
                lacking = {place for finding in each.findings for place in finding.undeclared}
                assert all(lacking & set(finding.missing) for finding in each.waiting), f"seed {seed}"
                joined += len(each.waiting)
    assert joined > 20


def test_waived_findings_are_printed_once_or_counted() -> None:
    waived = 0
    for seed in range(62_000, 62_025):
        found = audit_of(workspace_of(seed, waivers=True))
        accounted(found)
        waived += found.summary.waived
    assert waived > 8


# ---- many findings


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Audit:
    """Three thousand findings and more."""
    flows = {
        f"flow-{number:04}": {"from": "shop", "to": "hoster", "data": ["orders", "visits"], "retention": "1d"}
        for number in range(1_500)
    }
    flows |= {f"ask-{number:03}": {"from": "shop", "to": "model", "data": ["visits"]} for number in range(60)}
    rare = rule(forbid={"flow": {"retention": "30d"}}, severity="note")
    rules = {"common": BREAKS, "rare": rare, "waits": WAITS}
    return audited(tmp_path_factory.mktemp("many"), rules, flows={**DATAFLOWS["flows"], **flows})


def test_three_thousand_findings_are_readable_and_quick(many: Audit) -> None:
    assert len(many.findings) > 3_000
    start = time.perf_counter()
    said = report.render(many)
    assert time.perf_counter() - start < 1
    assert len(said.splitlines()) < 400
    accounted(many)


def test_the_rare_rule_is_seen_among_the_common_one(many: Audit) -> None:
    said = report.render(many)
    assert "note[rare]" in said
    assert said.count("error[common]: A rule: carries orders, visits") == 10
    assert "more findings of these rules; `--format json` lists every one:\n  error[common]: 2,982" in said
    assert "retention of 61 flows" in said
    assert "and 51 more findings" in said


def test_the_worst_come_first(many: Audit) -> None:
    """Blocks by the worst in them; the rules in a block too."""
    parts = re.split(r"\n(?=\w)", report.render(many))
    ranks = [[RANK[word] for word in re.findall(r"^  (error|warning|note)\[", part, re.MULTILINE)] for part in parts]
    assert sum(map(bool, ranks)) > 9
    assert all(of_block == sorted(of_block) for of_block in ranks)
    worst = [of_block[0] for of_block in ranks if of_block]
    assert worst == sorted(worst)


RANK = {"error": 0, "warning": 1, "note": 2}


def test_many_facts(tmp_path: Path) -> None:
    """Facts that fewer than three rows of a rule lack are a thing each; beyond forty they are counted."""
    vendors = {**DATAFLOWS["vendors"], **{f"v{number:02}": {"name": "V", "kind": "email"} for number in range(50)}}
    rules = {
        f"asks-{number:02}": requires({"trains_on_data": "never"}, {"vendor": {"id": f"v{number:02}"}})
        for number in range(50)
    }
    found = audited(tmp_path, rules, vendors=vendors)
    assert found.summary.undecided == 50
    said = report.render(found)
    assert said.count("error: vendors/v") == 40
    assert "\n\nAnd 10 more findings wait for 10 more facts; `--format json` lists every one.\n" in said
    accounted(found)


def test_many_rules(tmp_path: Path) -> None:
    rules = {f"rule-{number:02}": BREAKS for number in range(50)}
    found = audited(tmp_path, rules)
    assert len(LISTED.findall(report.render(found))) == 100
    flows = {f"flow-{number:02}": DATAFLOWS["flows"]["shop-to-hoster"] for number in range(20)}
    found = audited(tmp_path, rules, flows={**DATAFLOWS["flows"], **flows})
    assert "\n  30 other rules: 660\n" in report.render(found)
    accounted(found)


def test_what_is_joined_to_something_hidden_is_counted_with_it(tmp_path: Path) -> None:
    asks = {f"ask-{number:02}": DATAFLOWS["flows"]["shop-to-model"] for number in range(20)}
    found = audited(tmp_path, {"stated": STATED, "waits": WAITS}, flows={**DATAFLOWS["flows"], **asks})
    said = report.render(found)
    assert "And 22 more findings of these rules; `--format json` lists every one:\n  error[waits]: 11\n" in said
    accounted(found)


# ---- one thing to do


def test_a_fact_that_is_violated_and_waited_for_is_one_thing(tmp_path: Path) -> None:
    found = audited(tmp_path, {"stated": STATED, "waits": WAITS})
    said = report.render(found)
    assert "Not known" not in said
    lines = block(said, "flows/shop-to-model").splitlines()
    assert lines[1] == "  warning[stated]: A rule: retention is not declared"
    assert lines[-3:] == [
        "     = id: stated@flows/shop-to-model/retention=unknown",
        "     = also needed for (error): A rule",
        "     = id: waits@flows/shop-to-model/retention=unknown",
    ]


def test_other_missing_facts_of_the_thing_are_not_joined(tmp_path: Path) -> None:
    """Nothing of the vendor is written there, so all its missing facts have one place."""
    named = requires({"legal_name": {"declared": "true"}}, {"vendor": {"id": "model"}})
    trains = requires({"trains_on_data": "never"}, {"vendor": {"id": "model"}})
    found = audited(tmp_path, {"named": named, "trains": trains})
    said = report.render(found)
    assert "also needed for" not in said
    assert "error: vendors/model/trains_on_data" in block(said, "error: vendors/model")


def test_what_closes_the_gate_by_a_joined_finding_is_worse_than_a_warning(tmp_path: Path) -> None:
    used = requires({"purposes": {"declared": "true"}}, {"flow": {"retention": "none"}}, severity="warning")
    found = audited(tmp_path, {"used": used, "stated": STATED, "waits": WAITS})
    blocks = [each.thing for each in grouped(found.findings).blocks]
    assert blocks == ["flows/shop-to-model", "flows/buyer-to-shop"]


def test_facts_that_the_same_findings_wait_for_are_together(tmp_path: Path) -> None:
    region = {"east": "unknown", "west": "unknown", "default": "US"}
    vendors = {**DATAFLOWS["vendors"], "model": {**DATAFLOWS["vendors"]["model"], "region": region}}
    places = {name: {"title": name, "residency": "US"} for name in ("east", "west", "north")}
    at_home = requires({"in_residency": "true"}, {"flow": {"to": "model"}})
    said = block(report.render(audited(tmp_path, {"at-home": at_home}, vendors=vendors, deployments=places)), "error: ")
    assert said.startswith("  error: 2 facts for the same findings\n")
    for name in ("east", "west"):
        assert re.search(rf"^ +--> dataflows/all\.yaml:\d+:\d+: vendors/model/region/{name}$", said, re.MULTILINE)
    assert said.count("= id: ") == 1


def test_a_finding_that_waits_for_two_facts_has_its_id_at_one(tmp_path: Path) -> None:
    places = {"east": {"title": "East"}, "west": {"title": "West", "residency": "US"}}
    vendors = {"hoster": DATAFLOWS["vendors"]["hoster"], "model": {"name": "Model", "kind": "ai_model"}}
    at_home = requires({"in_residency": "true"}, {"flow": {"to": {"vendor": ["hoster", "model"]}}})
    found = audited(tmp_path, {"at-home": at_home}, vendors=vendors, deployments=places)
    said = report.render(found)
    accounted(found)
    assert "1 finding of at-home that also waits for another fact" in said


# ---- what a block says


def test_the_way_is_drawn_between_systems(tmp_path: Path) -> None:
    vendors = {**DATAFLOWS["vendors"], "cloud_host": {"name": "Cloud"}}
    vendors["hoster"] = {**vendors["hoster"], "subprocessors": ["cloud_host"]}
    systems = {**DATAFLOWS["systems"], "cache": {"kind": "cache", "vendor": "hoster"}}
    flows = {**DATAFLOWS["flows"], "shop-to-cache": {"from": "shop", "to": "cache", "data": ["visits"]}}
    del flows["shop-to-hoster"]
    rules = {"not-there": rule(forbid={"vendor": {"id": "cloud_host", "receives": "visits"}})}
    found = audited(tmp_path, rules, vendors=vendors, systems=systems, flows=flows)
    said = " ".join(report.render(found).split())
    assert "witness: shop --shop-to-cache--> cache --via subprocessor of hoster--> cloud_host" in said
    assert re.search(
        r"witness: shop --shop-to-cache--> cache\s+--via subprocessor of hoster--> cloud_host", at(found, 60)
    )


def test_a_rule_stands_once_with_all_its_values(tmp_path: Path) -> None:
    found = audited(tmp_path, {"breaks": BREAKS})
    lines = block(report.render(found), "flows/shop-to-hoster").splitlines()
    assert lines[:2] == [
        "flows/shop-to-hoster (shop to hoster)",
        "  error[breaks]: A rule: carries orders, visits",
    ]
    assert sum("^" in line for line in lines) == 1
    assert "     = witness: buyer --buyer-to-shop--> shop --shop-to-hoster--> hoster" in lines
    assert [line for line in lines if "= id:" in line] == [
        "     = id: breaks@flows/shop-to-hoster/data=orders",
        "     = id: breaks@flows/shop-to-hoster/data=visits",
    ]


def test_related_places_are_named_below_the_frame(tmp_path: Path) -> None:
    found = audited(tmp_path, {"breaks": BREAKS})
    said = report.render(found)
    assert re.findall(r"^ +::: \S+: (.*)$", said, re.MULTILINE) == [
        "the rule",
        "the vendor hoster",
        "the category orders",
        "the category visits",
    ]


def test_states_that_differ_are_told_apart(tmp_path: Path) -> None:
    places = {"east": {"title": "East"}, "west": {"title": "West"}, "north": {"title": "North"}}
    vendors = {
        **DATAFLOWS["vendors"],
        "model": {"name": "Model", "kind": "ai_model", "region": {"east": "US", "north": "US"}},
    }
    waiver = {
        "finding": ["not-us@flows/shop-to-model/region=US"], "deployments": ["north"], "reason": "Known.",
        "owner": "founder", "expires": "2027-01-31",
    }  # fmt: skip
    rules = {"not-us": rule(forbid={"flow": {"region": "US"}})}
    found = audited(tmp_path, rules, vendors=vendors, deployments=places, waivers={"until-moved": waiver})
    said = report.render(found)
    assert "= in: east violated, north waived; waived by until-moved until 2027-01-31" in said
    assert "only in: west" in said


def test_the_thing_of_the_block_is_not_named_again(leanos: Audit) -> None:
    lines = block(report.render(leanos), "vendors/email_vendor").splitlines()
    assert [line.partition(": the ")[2] for line in lines if ":::" in line] == ["rule"]


@pytest.mark.parametrize("section", ["reach", "observed_vendors", "changes"])
@pytest.mark.parametrize("state", ["violated", "undecided"])
def test_a_finding_about_what_nobody_wrote_has_its_block(section: str, state: str, leanos: Audit) -> None:
    """Its place is that of the finding, its heading what its id names."""
    base = next(finding for finding in leanos.findings if finding.rule == "entries-are-complete")
    states = tuple((name, state) for name in leanos.deployments)
    one = base._replace(section=section, thing="web_app..anthropic", state=state, states=states, undeclared=())
    said = report.render(leanos._replace(findings=(one,)))
    assert re.search(rf"^ *(?:error: )?{section}/web_app\.\.anthropic$", said, re.MULTILINE)
    assert f"--> {one.location}\n" in said
    assert f"= id: {one.id}\n" in said


# ---- waivers


def test_a_waiver_is_told_with_its_reason_and_owner_and_its_end(tmp_path: Path) -> None:
    one = {"reason": "It moves.", "owner": "founder", "approved_by": "board", "ticket": "1234"}
    waivers = {
        "soon": {**one, "finding": ["breaks@flows/shop-to-hoster/data=orders"], "expires": "2026-12-23"},
        "later": {**one, "finding": ["breaks@flows/shop-to-hoster/data=visits"], "expires": "2026-12-24"},
    }
    found = audited(tmp_path, {"breaks": BREAKS}, waivers=waivers)
    said = report.render(found)
    wanted = "  soon: until 2026-12-23, owner founder, approved by board, ticket 1234: It moves."
    assert wanted in said
    assert said.index("  soon: until") < said.index("  later: until")
    assert "\n1 waiver ends within 30 days: soon on 2026-12-23.\n" in said
    assert "Found 0 violated, 0 undecided and 2 waived." in said
    assert said.splitlines()[-1].endswith("is violated or undecided. Exit code 0.")


# ---- the ledger


STATUSES = ("kept", "broken", "undecided", "waived", "not_checked", "not_enforced")


def with_promises(found: Audit, promises: list[Kept]) -> Audit:
    return found._replace(promises=tuple(promises))


def ledger_of(said: str) -> list[str]:
    return block(said, "Promises").splitlines()


def test_the_ledger_has_three_columns(leanos: Audit) -> None:
    for width in (80, 100, 120):
        _, head, *rows = ledger_of(at(leanos, width))
        assert re.fullmatch(r"  Kept: 21 +Broken: 1 +Open: 18", head)
        starts = [head.index(title) for title in ("Kept", "Broken", "Open")]
        cells = [[row[a:b].rstrip() for row in rows[:-1]] for a, b in zip(starts, [*starts[1:], None], strict=True)]
        assert cells[0][0].startswith("as declared: ai-no-training,")
        assert "".join(cells[1]) == "list-complete"
        assert " ".join(" ".join(cells[2]).split()).startswith("undecided: ai-retention, email-data, ")
        assert "kept, a question open: ai-data, inbox-purpose" in " ".join(" ".join(cells[2]).split())
        assert rows[-1].startswith("  4 cannot be enforced: notice-subscription, ")
        assert len(rows) < 22


def test_a_narrow_ledger_is_stacked(leanos: Audit) -> None:
    lines = ledger_of(at(leanos, 40))
    assert [line for line in lines if re.match(r"  \S", line)] == [
        "  Kept: 21",
        "  Broken: 1",
        "  Open: 18",
        "  4 cannot be enforced",
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_ledger_names_each_promise_once(width: int, leanos: Audit) -> None:
    promises = [
        Kept(f"a-promise-{number:03}", STATUSES[number % 6], ("declared", "evidence", "observed")[number % 7 % 3], ())
        for number in range(63)
    ]
    said = " ".join(ledger_of(at(with_promises(leanos, promises), width)))
    for kept in promises:
        assert said.count(kept.id) == (kept.status != "not_enforced") or kept.status == "not_enforced"
    assert re.search(r"Kept: 11 .*Broken: 11 .*Open: 31", said)
    assert "10 cannot be enforced" in said


def test_what_a_promise_rests_on_is_told(leanos: Audit) -> None:
    promises = [
        Kept("one", "kept", "declared", ()),
        Kept("two", "kept", "evidence", ()),
        Kept("three", "kept", "observed", ()),
    ]
    rows = [line.split("   ")[0].strip() for line in ledger_of(at(with_promises(leanos, promises), 100))[2:]]
    assert rows == ["as declared: one", "by evidence: two", "as observed: three"]


def test_no_promises_no_ledger(leanos: Audit) -> None:
    assert "Promises" not in at(with_promises(leanos, []), 100)


# ---- the end


@pytest.mark.parametrize(
    ("rules", "last"),
    [
        ({"breaks": BREAKS}, "closed: at or above `error`, 2 findings are violated. Exit code 1."),
        ({"waits": WAITS}, "closed: at or above `error`, 1 finding is undecided. Exit code 1."),
        (
            {"breaks": BREAKS, "waits": WAITS, "stated": STATED},
            "closed: at or above `error`, 2 findings are violated and 1 is undecided. Exit code 1.",
        ),
        ({"stated": STATED}, "open: nothing at or above `error` is violated or undecided. Exit code 0."),
    ],
)
def test_the_verdict_is_last(rules: dict[str, Any], last: str, tmp_path: Path) -> None:
    assert report.render(audited(tmp_path, rules)).splitlines()[-1] == f"The gate is {last}"


def test_what_was_checked_is_counted(leanos: Audit) -> None:
    said = report.render(leanos)
    assert "\nChecked 19 flows, 14 systems and 7 vendors against 64 rules and 44 promises.\n" in said
    assert "\nFound 4 violated, 36 undecided and 0 waived; 3 promises were not checked.\n" in said


# ---- the width


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(width: int, leanos: Audit, many: Audit) -> None:
    """But for what must stay whole to be copied: ids and places."""
    found = [leanos, many, *(audit_of(workspace) for _, workspace in drawn(15, start=63_000))]
    for each in found:
        for line in report.lines(each, width):
            assert wide(line) <= width or {span.role for span in line} & {ID, PLACE}, plain([line])


# ---- the same everywhere


def test_the_order_of_findings_changes_nothing(leanos: Audit) -> None:
    turned = leanos._replace(findings=tuple(reversed(leanos.findings)))
    assert report.render(turned) == report.render(leanos)


def test_a_later_day_shows_what_ends(tmp_path: Path) -> None:
    waiver = {
        "finding": ["breaks@flows/shop-to-hoster/data=visits"],
        "reason": "x",
        "owner": "y",
        "expires": "2026-12-31",
    }
    audited(tmp_path, {"breaks": BREAKS}, waivers={"soon": waiver})
    ends = [
        "within 30 days" in report.render(audit(tmp_path, day))
        for day in (date(2026, 11, 30), date(2026, 12, 1), date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert ends == [False, True, True, False]

"""The workspace of this repository says what the page of LeanOS says, finds what the page leaves open, and invents
nothing."""

import re
import subprocess
import sys
from typing import Any

import pytest

from auditor.audit import Audit, audit
from auditor.rules.examples_run import run_examples
from auditor.vocabulary.answers import UNKNOWN
from tests.leanos.sources import FLAT, ROOT, written
from tests.reference.workspaces import AS_OF

# Each of these is a gap of the page itself, checked by hand against it.
FINDINGS = """\
violated error ai-retention-is-evidenced@vendors/anthropic/evidenced=none
undecided error email-is-handed-over-by-supabase-or-the-application@flows/email-sending/from=unknown
violated error entries-are-complete@vendors/email_vendor/name=unknown
violated error entries-say-where@vendors/google/region=unknown
undecided error eu-customers-are-in-a-region-of-the-eu@flows/user-to-supabase/region=unknown
undecided error eu-customers-are-in-a-region-of-the-eu@flows/worker-to-supabase/region=unknown
undecided error eu-data-leaves-on-a-ground@vendors/anthropic/mechanism=unknown
undecided error eu-data-leaves-on-a-ground@vendors/email_vendor/mechanism=unknown
undecided error eu-data-leaves-on-a-ground@vendors/supabase/region=unknown
undecided error eu-data-leaves-on-a-ground@vendors/vercel/mechanism=unknown
violated error never-training-is-evidenced@vendors/anthropic/evidenced=none
undecided error never-training-is-evidenced@vendors/email_vendor/trains_on_data=unknown
undecided error never-training-is-evidenced@vendors/supabase/trains_on_data=unknown
undecided error never-training-is-evidenced@vendors/vercel/trains_on_data=unknown
undecided error no-named-advertising-vendors@vendors/email_vendor/catalog=unknown
undecided error no-named-analytics-vendors@vendors/email_vendor/catalog=unknown
undecided error no-named-enrichment-vendors@vendors/email_vendor/catalog=unknown
undecided error nobody-else-trains-on-customer-data@vendors/email_vendor/trains_on_data=unknown
undecided error nobody-else-trains-on-customer-data@vendors/supabase/trains_on_data=unknown
undecided error nobody-else-trains-on-customer-data@vendors/vercel/trains_on_data=unknown
undecided warning open-question@promises/ai-data
undecided warning open-question@promises/inbox-purpose
undecided warning open-question@promises/notice-30-days
undecided warning open-question@promises/objection
undecided warning open-question@promises/region-chosen
undecided warning open-question@promises/supabase-data
undecided warning open-question@promises/vercel-no-database
undecided error us-customers-are-in-a-region-of-the-us@flows/user-to-supabase/region=unknown
undecided error us-customers-are-in-a-region-of-the-us@flows/worker-to-supabase/region=unknown
undecided error what-is-kept-stays-in-the-chosen-region@systems/supabase/in_residency=unknown
undecided error what-vendors-keep-has-an-end@flows/app-logs/retention=unknown
undecided error what-vendors-keep-has-an-end@flows/app-to-anthropic/retention=unknown
undecided error what-vendors-keep-has-an-end@flows/email-sending/retention=unknown
undecided error who-works-behind-a-vendor-is-listed-as-such@vendors/anthropic/subprocessors=unknown
undecided error who-works-behind-a-vendor-is-listed-as-such@vendors/email_vendor/subprocessors=unknown
undecided error who-works-behind-a-vendor-is-listed-as-such@vendors/google/subprocessors=unknown
undecided error who-works-behind-a-vendor-is-listed-as-such@vendors/razorpay/subprocessors=unknown
undecided error who-works-behind-a-vendor-is-listed-as-such@vendors/supabase/subprocessors=unknown
undecided error who-works-behind-a-vendor-is-listed-as-such@vendors/vercel/subprocessors=unknown
undecided error who-works-behind-a-vendor-is-listed-as-such@vendors/zoho/subprocessors=unknown
""".splitlines()
BUILT_IN = {
    "carries-nothing", "unused-waiver", "expired-waiver", "unsourced", "store-keeps-nothing", "unused-vendor",
    "same-product", "unlisted-purpose", "unenforced-promise", "open-question", "stale-wording",
}  # fmt: skip


@pytest.fixture(scope="module")
def audited() -> Audit:
    return audit(ROOT, AS_OF)


DATAFLOWS, POLICY = written(ROOT / "dataflows"), written(ROOT / "policy")
WORKSPACE_RULES = {name: rule for name, rule in POLICY["rules"].items() if name not in BUILT_IN}


# ---- what is found


def test_exactly_these_findings(audited: Audit) -> None:
    assert [f"{finding.state} {finding.severity} {finding.id}" for finding in audited.findings] == FINDINGS
    assert audited.gate_closed
    assert (audited.summary.violated, audited.summary.undecided, audited.summary.waived) == (4, 36, 0)


def test_each_finding_is_in_the_deployments_that_the_page_leaves_open(audited: Audit) -> None:
    """Where Mumbai is named, the page says where the store is; of the EU and the US it does not. Only data of the EU
    region needs a ground to leave it."""
    some = {finding.id: finding.deployments for finding in audited.findings if len(finding.deployments) < 3}
    for name, where in some.items():
        rule = name.partition("@")[0]
        assert (
            where
            == {
                "eu-customers-are-in-a-region-of-the-eu": ("enterprise_eu",),
                "us-customers-are-in-a-region-of-the-us": ("enterprise_us",),
                "eu-data-leaves-on-a-ground": ("enterprise_eu",),
                "what-is-kept-stays-in-the-chosen-region": ("enterprise_eu", "enterprise_us"),
            }[rule]
        )
    assert len(some) == 9


# What to write, to have an answer: a fact, and the things that lack it.
MISSING = {
    "flows/*/from": ["email-sending"],
    "flows/*/retention": ["app-logs", "app-to-anthropic", "email-sending"],
    "vendors/*/name": ["email_vendor"],
    "vendors/*/region/enterprise_eu": ["supabase"],
    "vendors/*/region/enterprise_us": ["supabase"],
    "vendors/*/subprocessors": ["anthropic", "email_vendor", "google", "razorpay", "supabase", "vercel", "zoho"],
    "vendors/*/trains_on_data": ["email_vendor", "supabase", "vercel"],
    "vendors/*/transfer": ["anthropic", "email_vendor", "supabase", "vercel"],
}
QUESTIONS = [
    "ai-data", "inbox-purpose", "notice-30-days", "objection", "region-chosen", "supabase-data", "vercel-no-database",
]  # fmt: skip


def test_what_to_write_to_have_an_answer(audited: Audit) -> None:
    missing: dict[str, list[str]] = {}
    for place in sorted({place for finding in audited.findings for place in finding.missing}):
        section, thing, fact = place.split("/", 2)
        missing.setdefault(f"{section}/*/{fact}", []).append(thing)
    assert missing.pop("promises/*/answer") == QUESTIONS
    assert missing == MISSING
    assert audited.summary.missing_facts == sum(map(len, MISSING.values())) + len(QUESTIONS)


def test_it_is_eighteen_lines_to_act_on(audited: Audit) -> None:
    """A thing that breaks a promise, a fact that is missing, a question: each is a line of the report."""
    broken = {f"{found.section}/{found.thing}" for found in audited.findings if found.state == "violated"}
    assert broken == {"vendors/anthropic", "vendors/email_vendor", "vendors/google"}
    assert len(broken) + len(MISSING) + len(QUESTIONS) == 18


def test_no_built_in_finding_but_open_questions(audited: Audit) -> None:
    assert {finding.rule for finding in audited.findings} & BUILT_IN == {"open-question"}


def test_every_finding_stands_in_a_line_of_the_workspace(audited: Audit) -> None:
    for finding in audited.findings:
        place = finding.location
        line = (ROOT / place.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
        assert line[place.column - 1 :].strip(), finding.id


def test_the_ledger(audited: Audit) -> None:
    statuses: dict[str, list[str]] = {}
    for kept in audited.promises:
        statuses.setdefault(kept.status, []).append(kept.id)
    assert statuses.pop("broken") == ["list-complete"]
    assert statuses.pop("undecided") == [
        "ai-retention",
        "email-data",
        "email-purpose",
        "no-advertising",
        "no-behavioural-analytics",
        "no-enrichment",
        "no-training",
        "region-chosen",
        "region-enterprise",
        "supabase-purpose",
        "vercel-data",
    ]
    assert statuses.pop("not_checked") == ["notice-30-days", "notice-default-recipient", "proposed-notice"]
    assert statuses.pop("not_enforced") == ["notice-subscription", "objection", "page-date", "proposed-scheduled"]
    assert len(statuses.pop("kept")) == 25
    assert not statuses


def test_a_day_alone_changes_nothing_yet() -> None:
    """No waiver ends and no vendor becomes active: nothing to wait for is written."""
    from datetime import date

    later = audit(ROOT, date(2027, 1, 31))
    assert [f"{finding.state} {finding.severity} {finding.id}" for finding in later.findings] == FINDINGS


# ---- the rules


def test_every_rule_has_examples_of_both_kinds_and_they_pass(audited: Audit) -> None:
    from auditor.opening import open_workspace

    workspace, policy = open_workspace(ROOT, AS_OF)
    results = run_examples(workspace, policy)
    assert not [result for result in results if not result.passed]
    assert {(result.rule, result.expected) for result in results} == {
        (rule, kind) for rule in WORKSPACE_RULES for kind in ("violates", "complies")
    }
    assert len(WORKSPACE_RULES) == audited.summary.rules == 64


def test_auditor_test_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "test"], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")
    written = sum(len(rows) for rule in WORKSPACE_RULES.values() for rows in rule["examples"].values())
    assert done.stdout == f"{written} examples passed, 0 failed, of {len(WORKSPACE_RULES)} rules.\n"


def test_every_rule_says_what_to_do_and_rests_on_a_promise() -> None:
    """That something can be shown is no sentence of the page: it is what two of its sentences live on."""
    for name, rule in WORKSPACE_RULES.items():
        assert rule["resolve"], name
        assert any(reason in POLICY["promises"] for reason in rule["because"]) or name.endswith("-is-evidenced")
        assert rule.get("severity", "error") == "error", name
        assert rule.get("on_unknown", "violation") == "violation", name


def test_no_two_rules_ask_the_same() -> None:
    asked = [
        str({key: rule[key] for key in ("forbid", "for", "require") if key in rule})
        for rule in WORKSPACE_RULES.values()
    ]  # fmt: skip
    assert len(set(asked)) == len(asked)
    titles = [rule["title"] for rule in WORKSPACE_RULES.values()]
    assert len(set(titles)) == len(titles)


# ---- the page


def test_every_vendor_of_the_page_is_there_and_no_other() -> None:
    named = {vendor["name"] for vendor in DATAFLOWS["vendors"].values()}
    assert named == {"Supabase", "Vercel", "Anthropic", "Google", "Zoho Mail", "Razorpay", "unknown"}
    assert all(name in FLAT for name in named - {"unknown"})
    assert DATAFLOWS["vendors"]["email_vendor"]["name"] == "unknown"
    statuses = {name: vendor["status"] for name, vendor in DATAFLOWS["vendors"].items()}
    assert {name for name, status in statuses.items() if status == "proposed"} == {"razorpay"}
    assert set(statuses.values()) == {"active", "proposed"}


def test_no_vendor_that_the_page_bans_is_there() -> None:
    words = " ".join(
        [*DATAFLOWS["vendors"], *(str(vendor["name"]) for vendor in DATAFLOWS["vendors"].values())]
    ).lower()
    for name in ("ads", "pixel", "linkedin", "analytics", "mixpanel", "amplitude", "heap", "fullstory", "hotjar",
                 "clearbit", "zoominfo"):  # fmt: skip
        assert name not in words
        assert name in FLAT.lower()


@pytest.mark.parametrize("name", POLICY["promises"])
def test_a_promise_is_in_the_words_of_the_page(name: str) -> None:
    assert " ".join(POLICY["promises"][name]["says"].split()) in FLAT


def test_every_sentence_is_promised() -> None:
    """The words of what is promised cover the page, but for its headings."""
    promised = sorted((" ".join(one["says"].split()) for one in POLICY["promises"].values()), key=len, reverse=True)
    rest = FLAT
    for says in promised:
        rest = rest.replace(says, " ")
    sentences = [" ".join(part.split()) for part in re.split(r"Purpose:|Data processed:|Region:", rest)]
    left = {sentence.strip(" ;.,") for sentence in sentences}
    assert left == {
        "Who else touches your data. Active subprocessors Supabase",
        "",
        "Anthropic",
        "Google (Zoho Mail forwarding)",
        "Razorpay",
        "What we do not use Subprocessor change notifications",
    }


@pytest.mark.parametrize("name", DATAFLOWS["vendors"])
def test_what_is_printed_of_a_vendor_is_in_the_words_of_the_page(name: str) -> None:
    wording = DATAFLOWS["vendors"][name]["wording"]
    assert {"purposes", "data"} <= set(wording) <= {"name", "purposes", "data", "region"}
    headings = {"name": "", "purposes": "Purpose: ", "data": "Data processed: ", "region": "Region: "}
    for key, text in wording.items():
        assert f"{headings[key]}{' '.join(text.split())}" in FLAT


@pytest.mark.parametrize("name", DATAFLOWS["vendors"])
def test_nothing_is_invented_about_a_vendor(name: str) -> None:
    """The page gives no legal name, address, contract, country, certificate, date, web site or proof of anyone."""
    vendor = DATAFLOWS["vendors"][name]
    for fact in (
        "legal_name", "address", "dpa", "country", "certifications", "evidence", "active_from", "transfer", "website",
        "privacy", "subprocessors", "contact",
    ):  # fmt: skip
        assert vendor.get(fact, "unknown") == "unknown", fact
    if name != "anthropic":  # "Customer Data sent to the API is not used to train models"
        assert vendor.get("trains_on_data", "unknown") == "unknown"


def test_nothing_is_invented_about_the_organization(audited: Audit) -> None:
    us = DATAFLOWS["organization"]
    assert set(us) <= {
        "name", "format", "legal_name", "country", "role", "contact", "authorisation", "notice", "objection",
    }  # fmt: skip
    assert (us["legal_name"], us["country"], us["objection"]["days"]) == ("unknown",) * 3
    assert us["contact"] == {"email": "founder@getleanos.com"}
    assert us["notice"] == {"days": "30", "channel": "email"}
    assert " ".join(us["objection"]["remedy"].split()) in FLAT
    assert audited.workspace.organization is not None
    assert audited.workspace.organization.legal_name is UNKNOWN


def test_nobody_is_said_to_have_been_told() -> None:
    """The page names no notice and nobody accepted anything."""
    assert "notices" not in DATAFLOWS
    assert "waivers" not in POLICY


@pytest.mark.parametrize(
    ("vendor", "region"),
    [
        ("supabase", {"default": "aws/ap-south-1", "enterprise_eu": "unknown", "enterprise_us": "unknown"}),
        ("vercel", "global"),
        ("anthropic", "US"),
        ("email_vendor", "US"),
        ("google", "unknown"),
        ("zoho", "IN"),
        ("razorpay", "IN"),
    ],
)
def test_a_vendor_is_where_the_page_says(vendor: str, region: Any) -> None:
    assert DATAFLOWS["vendors"][vendor]["region"] == region


def test_no_retention_but_what_the_page_says() -> None:
    """It says how long for nobody: `none` where data only passes, else not known, or for who knows how long."""
    said = {name: flow.get("retention") for name, flow in DATAFLOWS["flows"].items()}
    assert set(said.values()) == {None, "none", "unknown"}
    at_vercel = {name for name, flow in DATAFLOWS["flows"].items() if flow["to"] in ("vercel", "web_app")}
    assert {name for name, retention in said.items() if retention == "none"} == at_vercel - {"app-logs"}
    assert DATAFLOWS["vendors"]["supabase"]["retention"] == "kept"
    others = {vendor.get("retention", "unknown") for name, vendor in DATAFLOWS["vendors"].items() if name != "supabase"}
    assert others == {"unknown"}


def test_what_is_counted_is_what_is_written(audited: Audit) -> None:
    assert audited.summary.vendors == len(DATAFLOWS["vendors"]) == 7
    assert audited.summary.flows == len(DATAFLOWS["flows"]) == 19

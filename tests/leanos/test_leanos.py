"""The workspace of this repository says what the page of LeanOS says, finds what the page leaves open, and invents
nothing."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.audit import Audit, audit
from auditor.rules.examples_run import run_examples
from auditor.vocabulary.answers import UNKNOWN
from tests.reference.workspaces import AS_OF

ROOT = Path(__file__).resolve().parents[2]

# The page as it was read (last updated 3 May 2026), less its menu. Two headings are lost in it: before the
# first `Application hosting`, and before `Transactional email delivery`.
PAGE = """
Who else touches your data. Last updated: 3 May 2026

A subprocessor is a third party we use to provide the LeanOS service. This page lists every subprocessor that processes
Customer Data, and what each one does. We update this list before adding any new material subprocessor and notify active
Customer administrators by email at least 30 days in advance.

Active subprocessors

Supabase
Purpose: Primary database (Postgres), file storage (defect photos, documents), authentication. Row-level security
enforces org-level isolation on every query.
Data processed: Account data, Customer Data, photos, audit logs.
Region: Configurable per Customer; default ap-south-1 (Mumbai). EU and US regions available on enterprise plans.

Purpose: Application hosting, edge serving, build & deploy infrastructure. Vercel does not have access to the Postgres
database or Customer Data at rest; it only serves request/response traffic.
Data processed: Application traffic, server logs, no Customer Data at rest.
Region: Global edge; primary region: US East.

Anthropic
Purpose: Claude AI models (vision + language) for defect categorization, A3 5-Whys / Fishbone suggestions, fix-plan
generation, Plant Coach insights, scoring breakdowns. Per Anthropic's commercial terms, Customer Data sent to the API is
not used to train models.
Data processed: Defect photos, short text payloads (defect descriptions, A3 case context). Sent at request time only;
not stored at Anthropic beyond their stated retention.
Region: United States (Anthropic data centers).

Purpose: Transactional email delivery — sign-in magic links, audit summaries, kaizen verification notifications,
sensei application receipts, account recovery emails.
Data processed: Recipient email address, sender email address, subject line, message body, send timestamp, delivery
status.
Region: United States.

Google (Zoho Mail forwarding)
Purpose: Inbound email handling for founder@getleanos.com support / grievance address. Email content is not synced into
LeanOS systems.
Data processed: Inbound email content sent to founder@getleanos.com.
Region: Zoho Mail — India.

Proposed subprocessors (not yet active)
These vendors are scheduled to be added when the related feature ships. Customers will receive 30 days' advance notice
before activation.

Razorpay
Purpose: Payment processing for paid subscriptions and pilots that convert to paid. Not yet wired; will be added with 30
days' advance notice to active Customers.
Data processed: Customer billing email, payment method tokens (Razorpay vault — we never see card numbers), invoice
metadata.
Region: India.

What we do not use
Advertising networks — no Google Ads, no Meta Pixel, no LinkedIn Insight Tag.
Behavioural analytics — no Google Analytics, Mixpanel, Amplitude, Heap, FullStory, Hotjar, etc.
Customer-data marketplaces or enrichment — Customer Data is never enriched against Clearbit, ZoomInfo, or similar.
ML training — Customer Data is never used to train any LeanOS-owned or partner-owned model.

Subprocessor change notifications
Customers may subscribe to subprocessor change notifications by emailing founder@getleanos.com with the subject line
“Subprocessor notifications”. By default, we email the workspace administrator on file.
Customers who object to a new subprocessor may terminate the affected service under Section 14 of the Terms of Service
with a pro-rata refund.
"""
FLAT = " ".join(PAGE.split())
"""The page on one line."""

# Each of these is a gap of the page itself, checked by hand against it.
FINDINGS = """\
undecided error ai-retention-has-an-end@flows/app-to-anthropic/retention=unknown
violated warning ai-retention-is-stated@flows/app-to-anthropic/retention=unknown
undecided error no-named-advertising-vendors@vendors/email_vendor/catalog=unknown
undecided error no-named-behavioural-analytics-vendors@vendors/email_vendor/catalog=unknown
undecided error no-named-enrichment-vendors@vendors/email_vendor/catalog=unknown
undecided error nobody-trains-on-customer-data@vendors/email_vendor/trains_on_data=unknown
undecided error nobody-trains-on-customer-data@vendors/supabase/trains_on_data=unknown
undecided error nobody-trains-on-customer-data@vendors/vercel/trains_on_data=unknown
undecided warning open-question@promises/ai-data
undecided warning open-question@promises/ai-retention
undecided warning open-question@promises/notice-30-days
undecided warning open-question@promises/region-chosen
undecided warning open-question@promises/vercel-purpose
undecided error the-primary-store-is-in-the-chosen-region@flows/user-to-supabase/in_residency=unknown
undecided error the-primary-store-is-in-the-chosen-region@flows/worker-to-supabase/in_residency=unknown
violated error vendors-are-named@vendors/email_vendor/name=unknown
""".splitlines()
BUILT_IN = {
    "carries-nothing", "unused-waiver", "expired-waiver", "unsourced", "store-keeps-nothing", "unused-vendor",
    "same-product", "unlisted-purpose", "unenforced-promise", "open-question", "stale-wording",
}  # fmt: skip


@pytest.fixture(scope="module")
def audited() -> Audit:
    return audit(ROOT, AS_OF)


def written(folder: str) -> dict[str, Any]:
    """What the files of a folder say, by another reader than ours."""
    merged: dict[str, Any] = {}
    for file in sorted((ROOT / folder).rglob("*.yaml")):
        for section, entries in yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader).items():
            merged.setdefault(section, {}).update(entries)
    return merged


DATAFLOWS, POLICY = written("dataflows"), written("policy")
WORKSPACE_RULES = {name: rule for name, rule in POLICY["rules"].items() if name not in BUILT_IN}


# ---- what is found


def test_exactly_these_findings(audited: Audit) -> None:
    assert [f"{finding.state} {finding.severity} {finding.id}" for finding in audited.findings] == FINDINGS
    assert audited.gate_closed
    assert (audited.summary.violated, audited.summary.undecided, audited.summary.waived) == (2, 14, 0)


def test_each_finding_is_in_the_deployments_that_the_page_leaves_open(audited: Audit) -> None:
    """Where Mumbai is named, the page says where the store is; of the EU and the US it does not."""
    some = {finding.id: finding.deployments for finding in audited.findings if len(finding.deployments) < 3}
    place = "the-primary-store-is-in-the-chosen-region@flows"
    assert some == {
        f"{place}/user-to-supabase/in_residency=unknown": ("enterprise_eu", "enterprise_us"),
        f"{place}/worker-to-supabase/in_residency=unknown": ("enterprise_eu", "enterprise_us"),
    }


def test_what_to_write_to_have_an_answer(audited: Audit) -> None:
    missing = {place for finding in audited.findings for place in finding.missing}
    assert missing == {
        "flows/app-to-anthropic/retention",
        "vendors/email_vendor/name",
        "vendors/email_vendor/trains_on_data",
        "vendors/supabase/trains_on_data",
        "vendors/vercel/trains_on_data",
        "vendors/supabase/region/enterprise_eu",
        "vendors/supabase/region/enterprise_us",
        "promises/ai-data/answer",
        "promises/ai-retention/answer",
        "promises/notice-30-days/answer",
        "promises/region-chosen/answer",
        "promises/vercel-purpose/answer",
    }
    assert audited.summary.missing_facts == len(missing)


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
        "ai-no-training",
        "ai-retention",
        "no-advertising",
        "no-behavioural-analytics",
        "no-enrichment",
        "no-training",
        "region-chosen",
        "region-enterprise",
    ]
    assert statuses.pop("not_checked") == ["notice-30-days", "proposed-notice"]
    assert statuses.pop("not_enforced") == ["notice-default-recipient", "notice-subscription", "objection"]
    assert len(statuses.pop("kept")) == 25
    assert not statuses


def test_a_day_alone_changes_nothing_yet() -> None:
    """No waiver ends and no vendor becomes active: nothing to wait for is written."""
    from datetime import date

    later = audit(ROOT, date(2027, 1, 31))
    assert [f"{finding.state} {finding.severity} {finding.id}" for finding in later.findings] == FINDINGS


# ---- the rules


def test_every_rule_has_examples_of_both_kinds_and_they_pass(audited: Audit) -> None:
    from auditor.audit import open_workspace

    workspace, policy = open_workspace(ROOT, AS_OF)
    results = run_examples(workspace, policy)
    assert not [result for result in results if not result.passed]
    assert {(result.rule, result.expected) for result in results} == {
        (rule, kind) for rule in WORKSPACE_RULES for kind in ("violates", "complies")
    }
    assert len(WORKSPACE_RULES) == audited.summary.rules == 39


def test_auditor_test_says_so() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "test"], cwd=ROOT, capture_output=True, check=False, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{2 * len(WORKSPACE_RULES)} examples passed, 0 failed, of {len(WORKSPACE_RULES)} rules.\n"


def test_every_rule_says_what_to_do_and_rests_on_a_promise() -> None:
    for name, rule in WORKSPACE_RULES.items():
        assert rule["resolve"], name
        assert any(reason in POLICY["promises"] for reason in rule["because"]) or name == "ai-retention-is-stated"
        assert rule.get("on_unknown", "violation") == "violation", name


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


def test_every_sentence_about_a_vendor_is_promised() -> None:
    """Nothing after `Purpose:`, `Data processed:` or `Region:` is left without a promise. The words of what
    is promised cover the section but for these."""
    promised = sorted((" ".join(one["says"].split()) for one in POLICY["promises"].values()), key=len, reverse=True)
    rest = FLAT[FLAT.index("Active subprocessors") :]
    for says in promised:
        rest = rest.replace(says, " ")
    sentences = [" ".join(part.split()) for part in re.split(r"Purpose:|Data processed:|Region:", rest)]
    left = {sentence.strip(" ;.") for sentence in sentences}
    assert left == {
        "Active subprocessors Supabase",
        "",
        "Anthropic",
        "Google (Zoho Mail forwarding)",
        (
            "Proposed subprocessors (not yet active) These vendors are scheduled to be added when the related feature "
            "ships. Razorpay"
        ),
        "What we do not use Subprocessor change notifications",
    }


@pytest.mark.parametrize("name", DATAFLOWS["vendors"])
def test_what_is_printed_of_a_vendor_is_in_the_words_of_the_page(name: str) -> None:
    wording = DATAFLOWS["vendors"][name]["wording"]
    assert {"purposes", "data"} <= set(wording) <= {"purposes", "data", "region"}
    headings = {"purposes": "Purpose", "data": "Data processed", "region": "Region"}
    for key, text in wording.items():
        assert f"{headings[key]}: {' '.join(text.split())}" in FLAT


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

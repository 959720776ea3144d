"""The generated page says all that the page of LeanOS says: every sentence, and where it is kept."""

import json
from typing import Any

import pytest

from auditor.audit import audit
from auditor.documents import page
from auditor.documents.files import Asked
from tests.documents.readers import from_html, from_markdown
from tests.leanos.sources import FLAT, PAGE, ROOT
from tests.reference.workspaces import AS_OF

KEPT = {
    "Who else touches your data.": "title of a-opening",
    "Last updated: 3 May 2026": "updated",
    "A subprocessor is a third party we use to provide the LeanOS service.": "promise definition",
    "This page lists every subprocessor that processes Customer Data, and what each one does.": "promise list-complete",
    "We update this list before adding any new material subprocessor and notify active Customer administrators by "
    "email at least 30 days in advance.": "promise notice-30-days",
    "Active subprocessors": "title of b-active",
    "Supabase": "supabase Subprocessor",
    "Primary database (Postgres), file storage (defect photos, documents), authentication.": "supabase Purpose",
    "Row-level security enforces org-level isolation on every query.": "supabase Purpose",
    "Account data, Customer Data, photos, audit logs.": "supabase Data processed",
    "Configurable per Customer; default ap-south-1 (Mumbai).": "supabase Region",
    "EU and US regions available on enterprise plans.": "supabase Region",
    "Application hosting, edge serving, build & deploy infrastructure.": "vercel Purpose",
    "Vercel does not have access to the Postgres database or Customer Data at rest; it only serves request/response "
    "traffic.": "vercel Purpose",
    "Application traffic, server logs, no Customer Data at rest.": "vercel Data processed",
    "Global edge; primary region: US East.": "vercel Region",
    "Anthropic": "anthropic Subprocessor",
    "Claude AI models (vision + language) for defect categorization, A3 5-Whys / Fishbone suggestions, fix-plan "
    "generation, Plant Coach insights, scoring breakdowns.": "anthropic Purpose",
    "Per Anthropic's commercial terms, Customer Data sent to the API is not used to train models.": "anthropic Purpose",
    "Defect photos, short text payloads (defect descriptions, A3 case context).": "anthropic Data processed",
    "Sent at request time only; not stored at Anthropic beyond their stated retention.": "anthropic Data processed",
    "United States (Anthropic data centers).": "anthropic Region",
    "Transactional email delivery — sign-in magic links, audit summaries, kaizen verification notifications, sensei "
    "application receipts, account recovery emails.": "email_vendor Purpose",
    "Recipient email address, sender email address, subject line, message body, send timestamp, delivery status.":
        "email_vendor Data processed",
    "United States.": "email_vendor Region",
    "Google (Zoho Mail forwarding)": "google Subprocessor",
    "Inbound email handling for founder@getleanos.com support / grievance address.": "google Purpose",
    "Email content is not synced into LeanOS systems.": "google Purpose",
    "Inbound email content sent to founder@getleanos.com.": "google Data processed",
    "Zoho Mail — India.": "zoho Region",
    "Proposed subprocessors (not yet active)": "title of c-proposed",
    "These vendors are scheduled to be added when the related feature ships.": "promise proposed-scheduled",
    "Customers will receive 30 days' advance notice before activation.": "promise proposed-notice",
    "Razorpay": "razorpay Subprocessor",
    "Payment processing for paid subscriptions and pilots that convert to paid.": "razorpay Purpose",
    "Not yet wired; will be added with 30 days' advance notice to active Customers.": "razorpay Purpose",
    "Customer billing email, payment method tokens (Razorpay vault — we never see card numbers), invoice metadata.":
        "razorpay Data processed",
    "India.": "razorpay Region",
    "What we do not use": "title of e-not-used",
    "Advertising networks — no Google Ads, no Meta Pixel, no LinkedIn Insight Tag.": "promise no-advertising",
    "Behavioural analytics — no Google Analytics, Mixpanel, Amplitude, Heap, FullStory, Hotjar, etc.":
        "promise no-behavioural-analytics",
    "Customer-data marketplaces or enrichment — Customer Data is never enriched against Clearbit, ZoomInfo, or "
    "similar.": "promise no-enrichment",
    "ML training — Customer Data is never used to train any LeanOS-owned or partner-owned model.":
        "promise no-training",
    "Subprocessor change notifications": "title of f-changes",
    "Customers may subscribe to subprocessor change notifications by emailing founder@getleanos.com with the subject "
    "line “Subprocessor notifications”.": "promise notice-subscription",
    "By default, we email the workspace administrator on file.": "promise notice-default-recipient",
    "Customers who object to a new subprocessor may terminate the affected service under Section 14 of the Terms of "
    "Service with a pro-rata refund.": "promise objection",
}  # fmt: skip
"""Each sentence and heading of the page, in its order, and where the generated page keeps it."""
LABELS = ("Purpose:", "Data processed:", "Region:")


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    found = audit(ROOT, AS_OF)
    return {file.format: file.make().decode() for file in page.files(found, Asked(ROOT))}


@pytest.fixture(scope="module")
def kept(files: dict[str, str]) -> dict[str, str]:
    """What the generated page says, by where it says it."""
    content: Any = json.loads(files["json"])
    said = {f"title of {part['section']}": part["title"] for part in content["passages"] + content["rows"]}
    said |= {f"{row['vendor']} {heading}": text for row in content["rows"] for heading, text in row["cells"].items()}
    said |= {f"promise {one['promise']}": one["text"] for part in content["passages"] for one in part["says"]}
    return said


def test_the_list_of_sentences_is_the_page() -> None:
    """Nothing of the page is left when its sentences are taken away, one after the other."""
    rest = FLAT
    for sentence in KEPT:
        before, found, rest = rest.partition(sentence)
        for label in LABELS:
            before = before.replace(label, "")
        assert found, sentence
        assert not before.strip(), before
    assert not rest.strip()
    assert PAGE.strip().endswith("pro-rata refund.")


def test_every_sentence_is_kept_where_it_is_said_to_be(kept: dict[str, str], files: dict[str, str]) -> None:
    for sentence, place in KEPT.items():
        said = from_markdown(files["md"]).paragraphs[0] if place == "updated" else kept[place]
        assert sentence in " ".join(said.split()), place


def test_both_texts_for_people_say_it_too(files: dict[str, str]) -> None:
    for read in (from_markdown(files["md"]), from_html(files["html"])[0]):
        cells = [cell for table in read.tables for row in table for cell in row]
        said = [*(text for _, text in read.headings), *cells, *read.items, *read.paragraphs]
        for sentence in KEPT:
            assert any(sentence in " ".join(text.split()) for text in said), sentence

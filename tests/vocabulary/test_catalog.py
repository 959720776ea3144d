"""The catalog that ships: sound entries, no signal of two products, and nothing found by a look-alike."""

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.declarations.catalog import Entry
from auditor.declarations.shape import validator
from auditor.declarations.signals import Signals
from auditor.vocabulary.catalog import Catalog, Found, claims
from auditor.vocabulary.products import REGION, SIGNALS, Product, products
from auditor.vocabulary.shipped import shipped
from auditor.vocabulary.words import KINDS
from auditor.workspace.merge import is_id
from tests.vocabulary.catalog_files import FILES, FOLDER, INDEX, index, read, text_of

UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))
CATALOG = Catalog(products())
EVERY = {name: entry for file in FILES for name, entry in read(file).items()}


def words(text: str) -> list[str]:
    return text.split()


BANNED = words(
    "amplitude clearbit fullstory google_ads google_analytics heap hotjar linkedin_insight_tag meta_pixel mixpanel "
    "zoominfo"
)
NAMED = words("anthropic google_workspace razorpay supabase vercel vercel_analytics vercel_speed_insights zoho_mail")
GENERIC = words(
    "account agent ai analytics api app async auth backup base beam bird block branch cache canvas chat client cloud "
    "cog core count crypto data database debug db deploy dev edge email engine env event events exa express fetch "
    "flag flow form front graph heap host http hub image index json key kit lambda link list load log logger logs "
    "magic mail make map message metrics modal model monitor node pay plain player plug pool pulse queue react redis "
    "render request s3 scale search segment server service session shop signal smtp sql stack stream stripes sync "
    "table tag task test text token track user util vault vector video view vue web worker zip"
)
"""Words that name nobody's product by themselves."""
OFFICIAL = {"modal"}
"""Such words that are the name of a product's own package all the same."""


def kinds_of(entry: dict[str, Any]) -> list[str]:
    return entry["kind"] if isinstance(entry["kind"], list) else [entry["kind"]]


# ---- the files


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_sorted_and_its_entries_are_sound(file: Path) -> None:
    entries = read(file)
    if UPDATE:
        file.write_text(text_of(entries), encoding="utf-8")
    assert file.read_text(encoding="utf-8") == text_of(entries)
    validator(dict[str, Entry]).validate_python(entries)  # raises where one does not fit


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_named_by_a_kind_of_its_products(file: Path) -> None:
    for name, entry in read(file).items():
        assert file.stem in {kind.partition(".")[0] for kind in kinds_of(entry)}, name


def test_the_index_is_made_from_the_files() -> None:
    document = json.loads(INDEX.read_text(encoding="utf-8"))
    if UPDATE:
        document["products"] = index()
        INDEX.write_text(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    assert document["products"] == index()
    assert sum(len(read(file)) for file in FILES) == len(index())  # no id in two files
    assert list(products()) == sorted(index())
    assert {file.suffix for file in FOLDER.iterdir()} == {".json"}


def test_there_are_many_products_and_those_of_the_page() -> None:
    assert len(EVERY) >= 120
    assert set(BANNED) | set(NAMED) <= EVERY.keys()


# ---- entries


@pytest.mark.parametrize("name", EVERY)
def test_an_entry_is_one_that_can_be_defended(name: str) -> None:
    entry = EVERY[name]
    assert is_id("catalog", name)
    assert set(kinds_of(entry)) <= set(KINDS)
    assert entry["role"]
    assert entry["website"].startswith("https://")
    assert [signal for signal in SIGNALS if entry.get(signal)] or entry.get("regions"), "nothing gives it away"
    facts = {"legal_name", "country"} & entry.keys()
    assert facts == set(entry.get("evidence", {})), "a fact without evidence, or evidence for none"
    for evidence in entry.get("evidence", {}).values():
        assert evidence["url"].startswith("https://")
        assert date.fromisoformat(evidence["checked"]) <= date.fromisoformat(shipped("catalog")["as_of"])
    for pattern, where in entry.get("regions", {}).items():
        assert (REGION in pattern) == (where in shipped("regions")["providers"]), pattern


def test_no_two_products_are_called_the_same() -> None:
    owners: dict[str, set[str]] = {}
    for name, entry in EVERY.items():
        for word in (name, entry["name"]):
            owners.setdefault(re.sub(r"[\s_-]", "", word.lower()), set()).add(name)
    assert {word: found for word, found in owners.items() if len(found) > 1} == {}


def test_a_fact_of_one_company_is_the_same_in_all_its_products() -> None:
    countries: dict[str, set[str]] = {}
    for entry in EVERY.values():
        if "country" in entry:
            countries.setdefault(entry["legal_name"], set()).add(entry["country"])
    assert {company: found for company, found in countries.items() if len(found) > 1} == {}


# ---- signals


@pytest.mark.parametrize("signal", SIGNALS)
def test_no_signal_is_of_two_products(signal: str) -> None:
    owners: dict[str, set[str]] = {}
    for key, owner, _ in claims(products().values(), signal):
        owners.setdefault(key.lower(), set()).add(owner)
    assert {key: found for key, found in owners.items() if len(found) > 1} == {}


def test_the_signals_of_a_declaration_are_those_that_are_looked_up() -> None:
    assert sorted(vars(Signals)["__annotations__"]) == sorted(SIGNALS)


@pytest.mark.parametrize("name", EVERY)
def test_no_signal_is_a_trap(name: str) -> None:
    entry = EVERY[name]
    for host in entry.get("hosts", ()):
        assert len(host.split(".")[-2]) > 1 or host in ("api.x.com", "api.z.ai", "x.ai"), host
    for package in [
        *entry.get("npm", ()),
        *entry.get("pypi", ()),
        *entry.get("rubygems", ()),
        *entry.get("python", ()),
    ]:
        assert package.lower() not in GENERIC or package in OFFICIAL, package
    for variable in entry.get("env", ()):
        assert variable.rstrip("_").lower() not in GENERIC, variable
        assert len(variable) >= 4, variable
    for command in entry.get("commands", ()):
        assert command not in GENERIC, command
    for key in entry.get("config", ()):
        assert len(key) >= 3, key
        assert key.lower() not in GENERIC, key


SEEN = {
    "hosts": lambda key: CATALOG.host(key, requested=True),
    "urls": lambda key: CATALOG.url(key.replace("*", "x")),
    "npm": lambda key: CATALOG.package("npm", key.replace("*", "anything-else")),
    "pypi": lambda key: CATALOG.package("pypi", key),
    "python": lambda key: CATALOG.module("python", f"{key}.below"),
    "go": lambda key: CATALOG.module("go", f"{key}/v2/below"),
    "rubygems": lambda key: CATALOG.package("rubygems", key),
    "composer": lambda key: CATALOG.package("composer", key),
    "terraform": lambda key: CATALOG.terraform(key + "x" * key.endswith("_")),
    "env": lambda key: CATALOG.env(key + "X" * key.endswith("_")),
    "actions": lambda key: CATALOG.action(key.replace("*", "anything-else") + "@v4"),
    "commands": lambda key: CATALOG.command([*key.split(), "--flag"]),
    "images": lambda key: CATALOG.image(key.replace("*", "anything-else") + ":1.2"),
    "files": lambda key: CATALOG.file(f"apps/web/{key}"),
    "config": lambda key: CATALOG.config(key),
}


@pytest.mark.parametrize("signal", SIGNALS)
def test_every_signal_finds_its_product(signal: str) -> None:
    for product in products().values():
        for key in product.signals.get(signal, ()):
            found = SEEN[signal](key)
            assert found is not None, (product.id, key)
            assert found.product.id == product.id, (key, found.product.id)


@pytest.mark.parametrize("signal", SIGNALS)
def test_no_look_alike_finds_the_product_that_it_is_like(signal: str) -> None:
    for product in products().values():
        for key in product.look_alikes.get(signal, ()):
            found = SEEN[signal](key)
            assert found is None or found.product.id != product.id, (product.id, key)


@pytest.mark.parametrize("name", BANNED)
def test_a_banned_vendor_is_found_by_three_kinds_of_signal_at_least(name: str) -> None:
    assert len(products()[name].signals) >= 3


# ---- looking things up


def who(found: Found | None) -> str | None:
    return found and found.product.id


@pytest.mark.parametrize(
    ("host", "product", "region"),
    [
        ("api.razorpay.com", "razorpay", None),
        ("API.Razorpay.com.", "razorpay", None),
        ("notrazorpay.com", None, None),
        ("razorpay.com.evil.example", None, None),
        ("photos.s3.eu-west-1.amazonaws.com", "amazon_s3", "aws/eu-west-1"),
        ("s3-us-west-2.amazonaws.com", "amazon_s3", "aws/us-west-2"),
        ("db.abc123.ap-south-1.rds.amazonaws.com", "amazon_rds", "aws/ap-south-1"),
        ("x.execute-api.eu-central-1.amazonaws.com", "aws", "aws/eu-central-1"),
        ("x.execute-api.mars-1.amazonaws.com", "aws", None),
        ("aws-0-ap-south-1.pooler.supabase.com", "supabase", "aws/ap-south-1"),
        ("abcdefgh.supabase.co", "supabase", None),
        ("eu.i.posthog.com", "posthog", "EU"),
        ("europe-west4-aiplatform.googleapis.com", "vertex_ai", "gcp/europe-west4"),
        ("o1.ingest.de.sentry.io", "sentry", "DE"),
        ("stats.g.doubleclick.net", "google_analytics", None),
        ("googleads.g.doubleclick.net", "google_ads", None),
        ("ad.doubleclick.net", "google_marketing_platform", None),
        ("*.mixpanel.com", "mixpanel", None),
        ("api-eu.mixpanel.com", "mixpanel", "EU"),
        ("mixpanel.com", None, None),
        ("docs.stripe.com", None, None),
        ("docs.mixpanel.com", None, None),
        ("cdnjs.cloudflare.com", "cdnjs", None),
        ("fonts.bunny.net", None, None),
        ("localhost", None, None),
        ("com", None, None),
        ("", None, None),
    ],
)
def test_a_host_is_of_a_product_and_in_a_region(host: str, product: str | None, region: str | None) -> None:
    found = CATALOG.host(host)
    assert (who(found), found and found.region) == (product, region)


def test_where_requests_go_there_the_page_of_a_product_counts_too() -> None:
    assert CATALOG.host("mixpanel.com") is None
    assert who(CATALOG.host("mixpanel.com", requested=True)) == "mixpanel"


@pytest.mark.parametrize(
    ("url", "product"),
    [
        ("https://connect.facebook.net/en_US/fbevents.js", "meta_pixel"),
        ("//connect.facebook.net/de_DE/fbevents.js", "meta_pixel"),
        ("https://connect.facebook.net/en_US/sdk.js", "facebook_login"),
        ("https://www.facebook.com/tr?id=1&ev=PageView", "meta_pixel"),
        ("https://www.facebook.com/our-company", None),
        ("https://www.facebook.com/trends", None),
        ("https://www.googletagmanager.com/gtag/js?id=G-ABC123", "google_analytics"),
        ("https://www.googletagmanager.com/gtag/js?id=AW-123", "google_ads"),
        ("https://www.googletagmanager.com/gtm.js?id=GTM-1", "google_tag_manager"),
        ("https://snap.licdn.com/li.lms-analytics/insight.min.js", "linkedin_insight_tag"),
        ("https://media.licdn.com/photo.png", None),
        ("https://www.linkedin.com/company/us", None),
        ("/_vercel/insights/script.js", "vercel_analytics"),
        ("/_vercel/speed-insights/script.js", "vercel_speed_insights"),
        ("https://us.example/_vercel/insights/view", "vercel_analytics"),
        ("https://esm.sh/@supabase/supabase-js@2", "supabase"),
        ("https://cdn.jsdelivr.net/npm/posthog-js@1.2/dist/a.js", "posthog"),
        ("npm:stripe@14", "stripe"),
        ("https://deno.land/x/stripe@v1/mod.ts", None),
        ("https://www.google.com/recaptcha/api.js", "google_recaptcha"),
        ("https://www.google.com/search?q=x", None),
        ("https://plausible.io/js/script.js", "plausible"),
        ("https://plausible.io/docs", None),
        ("https://razorpay.com/docs", None),
        ("https://checkout.razorpay.com/v1/checkout.js", "razorpay"),
        ("not an address", None),
        ("http://[", None),
    ],
)
def test_an_address_is_of_a_product(url: str, product: str | None) -> None:
    assert who(CATALOG.url(url)) == product


@pytest.mark.parametrize(
    ("ecosystem", "name", "product"),
    [
        ("npm", "@vercel/analytics", "vercel_analytics"),
        ("npm", "@vercel/speed-insights", "vercel_speed_insights"),
        ("npm", "@vercel/edge-config", "vercel"),
        ("npm", "@vercel/og", None),
        ("npm", "next", None),
        ("npm", "@aws-sdk/client-s3", "amazon_s3"),
        ("npm", "@aws-sdk/client-iam", "aws"),
        ("npm", "google-auth-library", None),
        ("npm", "heap", None),
        ("npm", "stripe-lookalike", None),
        ("npm", "Stripe", None),
        ("pypi", "Sentry_SDK", "sentry"),
        ("pypi", "sentry-sdk-fork", None),
        ("go", "github.com/stripe/stripe-go/v76/customer", "stripe"),
        ("go", "github.com/stripe/stripe-gopher", None),
        ("composer", "stripe/stripe-php", "stripe"),
        ("rubygems", "clearbit", "clearbit"),
        ("rubygems", "paper_trail", None),
    ],
)
def test_a_package_is_of_a_product(ecosystem: str, name: str, product: str | None) -> None:
    assert who(CATALOG.package(ecosystem, name)) == product


@pytest.mark.parametrize(
    ("language", "name", "product"),
    [
        ("javascript", "@anthropic-ai/sdk/resources", "anthropic"),
        ("javascript", "mixpanel-browser/src/loader", "mixpanel"),
        ("javascript", "https://esm.sh/stripe@14?target=deno", "stripe"),
        ("javascript", "./stripe", None),
        ("javascript", "next-auth/providers/google", "google_sign_in"),
        ("javascript", "@auth/core/providers/github", "github_login"),
        ("javascript", "next-auth/providers/google-one", None),
        ("javascript", "next-auth", None),
        ("javascript", "@auth/core", None),
        ("javascript", "@anthropic-ai", "anthropic"),
        ("python", "google.cloud.storage.blob", "google_cloud_storage"),
        ("python", "google.cloud", None),
        ("python", "stripes", None),
        ("go", "cloud.google.com/go/storage", "google_cloud_storage"),
        ("go", "cloud.google.com/go/spanner", "google_cloud"),
    ],
)
def test_a_module_is_of_a_product(language: str, name: str, product: str | None) -> None:
    assert who(CATALOG.module(language, name)) == product


@pytest.mark.parametrize(
    ("name", "product"),
    [
        ("RAZORPAY_KEY_ID", "razorpay"),
        ("NEXT_PUBLIC_RAZORPAY_KEY_ID", "razorpay"),
        ("VITE_POSTHOG_KEY", "posthog"),
        ("MY_RAZORPAY_KEY_ID", None),
        ("RAZORPAYX", None),
        ("AWS_REGION", "aws"),
        ("AWS_S3_BUCKET", "amazon_s3"),
        ("HEAP_SIZE", None),
        ("HEAP_APP_ID", "heap"),
        ("LINKEDIN_CLIENT_ID", "linkedin_login"),
        ("LINKEDIN_PARTNER_ID", "linkedin_insight_tag"),
        ("APOLLO_KEY", None),
        ("DATABASE_URL", None),
        ("AI_KEY", None),
        ("", None),
    ],
)
def test_a_variable_is_of_a_product(name: str, product: str | None) -> None:
    assert who(CATALOG.env(name)) == product


def test_what_else_gives_a_product_away() -> None:
    assert who(CATALOG.terraform("aws_s3_bucket")) == "amazon_s3"
    assert who(CATALOG.terraform("aws_")) == "aws"
    assert CATALOG.terraform("awsx_thing") is None
    assert who(CATALOG.action("amondnet/vercel-action@v25")) == "vercel"
    assert who(CATALOG.action("Azure/login@v2")) == "azure"
    assert CATALOG.action("azure/setup-kubectl@v4") is None
    assert CATALOG.action("./local") is None
    assert who(CATALOG.command(["fly", "deploy", "--remote-only"])) == "fly"
    assert CATALOG.command(["fly"]) is None
    assert CATALOG.command([]) is None
    assert who(CATALOG.image("gcr.io/datadoghq/agent:7")) == "datadog"
    assert CATALOG.image("redis:7-alpine") is None
    assert CATALOG.image("localhost:5000/redis") is None
    assert who(CATALOG.file("apps/web/vercel.json")) == "vercel"
    assert who(CATALOG.file("supabase/config.toml")) == "supabase"
    assert CATALOG.file("config.toml") is None
    assert who(CATALOG.config("_linkedin_partner_id")) == "linkedin_insight_tag"
    assert CATALOG.config("linkedin") is None


# ---- the back-stop


def test_a_tracker_is_named_only_where_the_catalog_has_no_entry() -> None:
    found = CATALOG.tracker("js.adscale.de")
    assert found is not None
    assert (found.name, found.category) == ("Adscale", "ad")
    assert CATALOG.tracker("connect.facebook.net") is not None  # the list files it under social; the address tells
    assert CATALOG.tracker("company.okta.com") is None  # which the list files under analytics
    assert CATALOG.tracker("api.mixpanel.com") is None
    assert CATALOG.tracker("example.org") is None


def test_the_list_of_trackers_says_whose_it_is() -> None:
    notice = (INDEX.parent / "NOTICE.md").read_text(encoding="utf-8")
    assert "The MIT License (MIT)\nCopyright (c) 2019 Patrick Hulce\n" in notice
    assert "Copyright 2025 Govrly Inc" in notice
    every = [domain for known in shipped("trackers")["trackers"].values() for domain in known]
    assert len(every) == len(set(every)) > 1_000
    assert all("." in domain and "*" not in domain and domain == domain.lower() for domain in every)


def test_an_entry_of_ones_own_stands_beside_those_that_ship() -> None:
    own = Product("ours", "Ours", ("crm",), (), None, None, None, {"hosts": ("ours.example",)}, {}, {})
    both = Catalog({**products(), "ours": own})
    assert who(both.host("api.ours.example")) == "ours"
    assert who(both.host("api.razorpay.com")) == "razorpay"

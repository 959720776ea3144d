"""What the attributes of a resource of a cloud say: where it is, and what of it is public, drained or cached.

Terraform's names of types and attributes are the language here; what CloudFormation says is put into it first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from auditor.evidence.observation import UNTOLD
from auditor.evidence.regions import host_of, region_of
from auditor.vocabulary.places import GLOBAL

_CLOUDS: Final = ("aws", "azure", "google_cloud")


class Attribute(NamedTuple):
    """What a resource sets, at any depth: the nearest name above it, its text (None: not told before it is made), and
    where it stands."""

    name: str
    text: str | None
    offset: int


_EVERYWHERE: Final = (
    "aws_cloudfront_", "aws_globalaccelerator_", "azurerm_cdn_", "azurerm_frontdoor", "google_compute_global_",
)  # fmt: skip
_NOWHERE: Final = (
    "aws_iam_", "aws_route53_", "aws_organizations_", "aws_budgets_", "aws_ce_", "aws_shield_", "awscc_iam_",
    "azurerm_role_", "azurerm_policy_", "azurerm_management_", "azurerm_dns_",
    "google_project_", "google_iam_", "google_service_account", "google_dns_", "google_organization_",
    "google_folder_", "google_billing_", "google_logging_", "google_compute_backend_bucket",
    "google_storage_bucket_iam_", "google_storage_bucket_access_control",
)  # fmt: skip
"""Types that are in no region, or in that of what they belong to."""

_DRAINS: Final = (
    "aws_cloudwatch_log_subscription_filter", "aws_cloudwatch_log_destination", "aws_kinesis_firehose_delivery_stream",
    "azurerm_monitor_diagnostic_setting", "cloudflare_logpush_job", "google_logging_billing_account_sink",
    "google_logging_folder_sink", "google_logging_organization_sink", "google_logging_project_sink", "heroku_drain",
    "netlify_log_drain", "vercel_log_drain",
)  # fmt: skip
_CACHES: Final = (
    "aws_cloudfront_distribution", "azurerm_cdn_endpoint", "azurerm_cdn_frontdoor_endpoint", "cloudflare_cache_rule",
    "cloudflare_tiered_cache", "fastly_service_vcl", "google_compute_backend_bucket",
)  # fmt: skip

_PUBLIC: Final = (
    ("aws_s3_", "acl", ("public-read", "public-read-write", "publicread", "publicreadwrite")),
    ("aws_s3_", "access_control", ("publicread", "publicreadwrite")),
    ("aws_s3_", "block_public_acls", ("false",)),
    ("aws_s3_", "block_public_policy", ("false",)),
    ("aws_s3_", "restrict_public_buckets", ("false",)),
    ("aws_", "publicly_accessible", ("true",)),
    ("azurerm_storage_", "allow_nested_items_to_be_public", ("true",)),
    ("azurerm_storage_container", "container_access_type", ("blob", "container")),
    ("azurerm_", "public_network_access_enabled", ("true",)),
    ("google_storage_", "member", ("allusers", "allauthenticatedusers")),
    ("google_storage_", "members", ("allusers", "allauthenticatedusers")),
    ("google_storage_", "entity", ("allusers", "allauthenticatedusers")),
)
_CACHED: Final = (("google_compute_backend_service", "enable_cdn", ("true",)),)

_COPIES: Final = frozenset(("region_name", "replica_region", "replica_regions"))
"""What names the regions of copies: they come on top of where a resource itself is."""
_REGIONS_WORDS: Final = (
    "region regions region_id location locations zone zones availability_zone availability_zones "
    "multi_region_configuration serverless_function_region function_default_regions primary_region "
    "preferred_region aws_region gcp_region location_id"
)
_REGIONS: Final = frozenset(_REGIONS_WORDS.split())
_ARN: Final = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2}(?:-[a-z]+)+-\d):")


def snake(name: str) -> str:
    """`PubliclyAccessible` as Terraform writes it."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().replace("-", "_")


def settings(kind: str, attributes: Iterable[Attribute]) -> Iterator[tuple[str, int | None]]:
    """What matters of a resource, each with where it is set (None: by its being there)."""
    if kind.startswith(_DRAINS):
        yield "log_drain", None
    if kind.startswith(_CACHES):
        yield "cache", None
    for one in attributes:
        said = (one.text or "").lower()
        for table, setting in ((_PUBLIC, "public"), (_CACHED, "cache")):
            if any(kind.startswith(begins) and one.name == name and said in words for begins, name, words in table):
                yield setting, one.offset


def regions(kind: str, attributes: Sequence[Attribute], above: Iterable[str | None]) -> tuple[str, ...]:
    """The regions of a resource: its own, else those `above` it, which its provider is set to (None: not told). UNTOLD
    where it is in one that nothing tells; none where it is in none."""
    if kind.startswith(_NOWHERE):
        return ()
    if kind.startswith(_EVERYWHERE):
        return (GLOBAL,)
    product = host_of(kind)
    copies = {region_of(product, one.text or "") or UNTOLD for one in attributes if one.name in _COPIES}
    own, untold = _own(product, attributes)
    if own or untold:
        return tuple(sorted({*copies, *own, *((UNTOLD,) if untold else ())}))
    return tuple(sorted({*copies, *_inherited(product, attributes, above)}))


def _inherited(product: str | None, attributes: Iterable[Attribute], above: Iterable[str | None]) -> tuple[str, ...]:
    """The regions of what names none itself."""
    if product is None:
        return ()
    known = {region_of(product, word) if word else None for word in above} or {None}
    found = sorted(word or UNTOLD for word in known)
    if found == [UNTOLD]:
        told = {code for one in attributes for code in _ARN.findall(one.text or "")} if product == "aws" else set()
        found = sorted({region_of(product, code) or UNTOLD for code in told}) or found
    return tuple(found) if product in _CLOUDS or found != [UNTOLD] else ()


def where(kind: str, attributes: Iterable[Attribute], place: str | None) -> int | None:
    """Where a resource itself names a region; None where it does not."""
    product = host_of(kind)
    for one in attributes:
        if (one.name in _REGIONS or one.name in _COPIES) and one.text and region_of(product, one.text) == place:
            return one.offset
    return None


def _own(product: str | None, attributes: Iterable[Attribute]) -> tuple[set[str], bool]:
    """The regions that attributes name, and whether one of them is not told."""
    found: set[str] = set()
    untold = False
    for one in attributes:
        if one.name in _REGIONS:
            place = region_of(product, one.text) if one.text else None
            if place is not None:
                found.add(place)
            elif one.text is None or (one.text and one.name in ("region", "location") and product is not None):
                untold = True
    return found, untold

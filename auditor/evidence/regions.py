"""The words by which products name their regions, as words of `vocabulary/places`.

A provider whose region codes the facts hold is read by them. The others name cities: those become their countries.
"""

from __future__ import annotations

import re
from typing import Final

from auditor.vocabulary.places import GLOBAL, provider_regions

_COUNTRIES: Final = {
    "digitalocean": {
        "ams": "NL", "atl": "US", "blr": "IN", "fra": "DE", "lon": "GB", "nyc": "US", "sfo": "US", "sgp": "SG",
        "syd": "AU", "tor": "CA",
    },
    "hetzner": {"ash": "US", "fsn": "DE", "hel": "FI", "hil": "US", "nbg": "DE", "sin": "SG"},
    "render": {"frankfurt": "DE", "ohio": "US", "oregon": "US", "singapore": "SG", "virginia": "US"},
    "scaleway": {"fr-par": "FR", "it-mil": "IT", "nl-ams": "NL", "pl-waw": "PL"},
    "heroku": {
        "dublin": "IE", "eu": "EU", "frankfurt": "DE", "london": "GB", "montreal": "CA", "mumbai": "IN",
        "oregon": "US", "singapore": "SG", "sydney": "AU", "tokyo": "JP", "us": "US", "virginia": "US",
    },
}  # fmt: skip
"""Product -> the word that it uses, without the number behind it -> country or group."""

_SPREAD: Final = {"google_cloud": {"eur3": "gcp/eu", "nam5": "gcp/us", "nam7": "gcp/us"}}
"""Names of several regions at once."""

PROVIDERS: Final = {
    "aws": "aws", "azure": "azure", "google_cloud": "gcp", "fly": "fly", "railway": "railway", "supabase": "supabase",
    "vercel": "vercel",
}  # fmt: skip
"""Product -> the provider whose region codes it uses."""

_PREFIXES: Final = (
    ("aws_", "aws"), ("awscc_", "aws"), ("google_", "google_cloud"), ("azurerm_", "azure"), ("azapi_", "azure"),
    ("digitalocean_", "digitalocean"), ("hcloud_", "hetzner"), ("render_", "render"), ("scaleway_", "scaleway"),
    ("heroku_", "heroku"), ("fly_", "fly"), ("railway_", "railway"), ("supabase_", "supabase"), ("vercel_", "vercel"),
)  # fmt: skip
_CLOUDS: Final = ("aws", "google_cloud", "azure")


def host_of(kind: str) -> str | None:
    """The product whose regions a resource type of Terraform is in; None where it names regions of any cloud."""
    return next((product for prefix, product in _PREFIXES if kind.startswith(prefix)), None)


def region_of(product: str | None, word: str) -> str | None:
    """What a product's word for a region, or for a zone in one, stands for; None where that is not known. Without a
    product it may be the word of any cloud, and is then known only when one cloud has it."""
    word = word.strip()
    if not 1 < len(word) < 40:
        return None
    if product is not None:
        return _of(product, word)
    cloud, dash, rest = word.lower().partition("-")
    if dash and cloud in ("aws", "gcp", "azure"):
        return _of({"gcp": "google_cloud"}.get(cloud, cloud), rest)
    found = [place for place in (_of(name, word) for name in _CLOUDS) if place is not None]
    return found[0] if len(found) == 1 else None


def _of(product: str, word: str) -> str | None:
    plain = word.lower().replace("_", "-")
    if plain == GLOBAL:
        return GLOBAL
    if product in _SPREAD and plain in _SPREAD[product]:
        return _SPREAD[product][plain]
    if product in _COUNTRIES:
        known = _COUNTRIES[product]
        return known.get(plain) or known.get(re.sub(r"(-?\d+)?(-dc\d+)?$", "", plain))
    provider = PROVIDERS.get(product)
    if provider is None:
        return None
    for code in (plain, re.sub(r"-?[a-z]$", "", plain), plain.replace(" ", ""), re.sub(r"-\d+$", "", plain)):
        if code in provider_regions(provider):
            return f"{provider}/{code}"
    return None

"""Trees of words: dots mean "is a kind of"; regions lie in countries, and those in groups."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

YES, MAYBE, NO = 2, 1, 0

EU = ("DE", "IE", "FR", "NL", "ES", "IT", "SE", "PL")
CODES = {
    "aws/eu-central-1": "DE", "aws/eu-west-1": "IE", "gcp/europe-west1": "BE", "aws/us-east-1": "US",
}  # fmt: skip


@cache
def under(word: str, wanted: str) -> bool:
    return word == wanted or word.startswith(wanted + ".")


def is_a(word: str, wanted: Iterable[str]) -> int:
    """Whether a word is one of the wanted or below it; perhaps, where it is above one."""
    if any(under(word, one) for one in wanted):
        return YES
    return MAYBE if any(under(one, word) for one in wanted) else NO


@cache
def in_region(region: str, wanted: str, every: bool) -> int:
    """Whether a region lies in a wanted one. `global` is everywhere: no required place, and any banned one."""
    if region == "unknown":
        return MAYBE
    if region == "global":
        return NO if every else YES
    country = CODES.get(region, region)
    groups = ("EU",) if country in EU or country == "BE" else ()
    return YES if wanted in (region, country, *groups) else NO


@cache
def seconds(period: str) -> float | None:
    """The length of a retention; None when it is not known."""
    if period == "none":
        return 0
    if period in ("indefinite", "until_deleted"):
        return float("inf")
    if period == "unknown":
        return None
    unit = period.lstrip("0123456789")
    days = {"h": 1 / 24, "d": 1, "mo": 365 / 12, "y": 365}[unit]
    return round(int(period.removesuffix(unit)) * days * 86_400)

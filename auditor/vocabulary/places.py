"""Where something is: a tree of groups of countries, countries, and the region codes of providers.

The facts are `countries.json` and `regions.json`, each with its date.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from auditor.vocabulary.answers import MAYBE, NO, YES, Answer
from auditor.vocabulary.shipped import shipped

GLOBAL = "global"


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A word for a place. `place` makes each once, so they are compared by identity.

    `countries` are those it may be in: one for a country or a code, several for a group, None where
    that is not known. `code` is true for a provider's region, which is one place in its country.
    """

    word: str
    countries: frozenset[str] | None
    code: bool = False

    @property
    def provider(self) -> str:
        return self.word.partition("/")[0] if self.code else ""


class NotAPlace(ValueError):
    """`candidates` are the words that would have been."""

    def __init__(self, word: str, candidates: tuple[str, ...], hint: str) -> None:
        super().__init__(f"`{word}` is not a region")
        self.word = word
        self.candidates = candidates
        self.hint = hint


@cache
def place(word: str) -> Place:
    """Read `aws/eu-west-1`, `DE`, `EU` or `global`. Raises NotAPlace."""
    if word == GLOBAL:
        return Place(word, frozenset(countries()))
    if word in groups():
        return Place(word, groups()[word])
    if word in countries():
        return Place(word, frozenset((word,)))
    provider, slash, code = word.partition("/")
    providers = shipped("regions")["providers"]
    if slash and provider in providers:
        regions = providers[provider]["regions"]
        if code in regions:
            within = regions[code]["place"]
            return Place(word, place(within).countries if within else None, code=True)
        raise NotAPlace(word, tuple(f"{provider}/{name}" for name in regions), f"a region of {provider}")
    raise NotAPlace(word, _words(), "a provider's region (aws/eu-west-1), an ISO country (DE), EU, EEA, UK or global")


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code -> English short name."""
    names: dict[str, str] = shipped("countries")["countries"]
    return names


@cache
def groups() -> dict[str, frozenset[str]]:
    """Group -> the countries in it."""
    return {word: frozenset(group["countries"]) for word, group in shipped("countries")["groups"].items()}


def provider_regions(provider: str) -> tuple[str, ...]:
    """The region codes of a provider; none where it is not known."""
    providers = shipped("regions")["providers"]
    return tuple(providers[provider]["regions"]) if provider in providers else ()


@cache
def _words() -> tuple[str, ...]:
    providers = shipped("regions")["providers"]
    codes = [f"{provider}/{code}" for provider in sorted(providers) for code in sorted(providers[provider]["regions"])]
    return (GLOBAL, *sorted(groups()), *sorted(countries()), *codes)


def within(value: Place, wanted: tuple[Place, ...]) -> Answer:
    """Is `value` in one of the wanted places? `global` is every country at once, asked by `somewhere` and
    `everywhere`; here it is only itself."""
    if value.word == GLOBAL:
        return YES if any(place.word == GLOBAL for place in wanted) else NO
    answer = NO
    covered: set[str] = set()
    for place_ in wanted:
        if place_.word == GLOBAL:
            continue
        if place_.word == value.word:
            return YES
        if place_.code:
            answer = max(answer, _against_code(value, place_))
        elif place_.countries is None or value.countries is None:
            answer = max(answer, MAYBE)
        else:
            covered |= place_.countries
    if value.countries is None:
        return max(answer, MAYBE) if covered else answer
    if value.countries <= covered:
        return YES
    return MAYBE if value.countries & covered else answer


def _against_code(value: Place, code: Place) -> Answer:
    """Two codes of one provider are two places; otherwise one country may hold both."""
    if value.code and value.provider == code.provider:
        return NO
    if value.countries is None or code.countries is None:
        return MAYBE
    return MAYBE if value.countries & code.countries else NO


def answer_place(value: Place, wanted: tuple[Place, ...], turn: bool, every: bool) -> Answer:
    """Does `value` match the wanted places, or with `turn` the rest of the world?

    `global` is every country at once: some of it matches any place and any rest (so a ban is broken),
    all of it matches none (so a requirement fails).
    """
    if value.word == GLOBAL and not any(place_.word == GLOBAL for place_ in wanted):
        only_codes = all(place_.code for place_ in wanted)  # some of the world, but perhaps not that place
        if every == turn:
            return MAYBE if only_codes else (NO if every else YES)
        return NO if every else YES
    answer = within(value, wanted)
    return (YES, MAYBE, NO)[answer] if turn else answer

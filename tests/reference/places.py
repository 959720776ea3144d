"""The few places the reference knows, and how one place answers a question about another."""

from tests.reference.kleene import NO, UNKNOWN, YES, both, either, negate

CODES = {
    "aws/ap-south-1": "IN",
    "aws/us-east-1": "US",
    "aws/eu-central-1": "DE",
    "aws/eu-west-2": "GB",  # "`eu-west-2` is not in the EU"
    "aws/eu-west-3": "FR",
    "vercel/iad1": "US",
    "vercel/fra1": "DE",
    "vercel/bom1": "IN",
}
_EU = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
EU = set(_EU.split())
GROUPS = {"EU": EU, "EEA": EU | {"IS", "LI", "NO"}, "UK": {"GB"}}
COUNTRIES = GROUPS["EEA"] | {"US", "IN", "GB", "JP", "CH", "CA"}
_ADEQUATE = "AD AR BR CA CH FO GB GG IL IM JE JP KR NZ UY"  # the US only for certified ones
ADEQUATE_FOR_GDPR = set(_ADEQUATE.split())
LAW_AREAS = {"gdpr": "EEA", "uk_gdpr": "GB", "fadp": "CH"}


def countries(place: str) -> set[str]:
    """The countries a place may be in: one for a code or a country, all its members for a group."""
    if place in CODES:
        return {CODES[place]}
    if place in GROUPS:
        return GROUPS[place]
    return {place}


def inside(place: str, asked: str) -> str:
    """Is this place (never `global`) at or below the asked one? "a tree, group > country > code"."""
    if asked == "global" or asked == "none":
        return NO  # "in a match it means declared `global`"
    if place == asked:
        return YES
    if asked in CODES:
        if place in CODES and place.split("/")[0] == asked.split("/")[0]:
            return NO  # "two codes of one provider are two places"
        # "codes of two providers in one country are unknown to each other"
        return UNKNOWN if CODES[asked] in countries(place) else NO
    if countries(place) <= countries(asked):
        return YES
    if countries(place) & countries(asked):
        return UNKNOWN  # "`EU` against `DE` ... is unknown"
    return NO


def inside_any(place: str, asked: list[str]) -> str:
    """A list is "any of"."""
    return either([inside(place, one) for one in asked])


def ask_place(place: str, asked: list[str], turned: bool, every: bool) -> str:
    """One region of a row against a match; `turned` is `{not: ...}`, `every` is `require`.

    "`global` is every country at once": so in `forbid` one country is enough, in `require` all must do.
    """
    if place != "global":
        answer = inside_any(place, asked)
        return negate(answer) if turned else answer
    if "global" in asked:
        return NO if turned else YES
    answers = [inside_any(country, asked) for country in sorted(COUNTRIES)]
    if turned:
        answers = [negate(answer) for answer in answers]
    return both(answers) if every else either(answers)


def within(places: list[str], areas: list[str]) -> str:
    """Are all these places inside one of the areas? (residency, the area of a law)"""
    return both([NO if place == "global" else inside_any(place, areas) for place in places])

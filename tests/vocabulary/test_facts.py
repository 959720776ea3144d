"""The words and dated facts that ship: complete, consistent, and answering as the format says."""

import itertools
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from auditor.location import Problem, nearest, settle
from auditor.vocabulary.adequacy import territory
from auditor.vocabulary.answers import MAYBE, NO, YES, Answer
from auditor.vocabulary.periods import NotAPeriod, period
from auditor.vocabulary.places import NotAPlace, answer_place, countries, groups, place, within
from auditor.vocabulary.tree import Tree, cycle
from auditor.vocabulary.words import CONTROLS, KINDS, LAWS, PURPOSES

DATA = Path(__file__).resolve().parents[2] / "auditor" / "data"
NO_FACTS = ("sentences.json", "subprocessors.schema.json")
"""What stands there beside them: what documents print, and what a document is."""
FILES = sorted(file for file in DATA.glob("*.json") if file.name not in NO_FACTS)


def words(text: str) -> list[str]:
    return text.split()


def facts(name: str) -> Any:
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


# ---- the files


def test_these_are_the_files() -> None:
    assert [file.stem for file in FILES] == ["adequacy", "catalog", "countries", "regions", "trackers"]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_is_sorted_dated_and_says_where_it_is_from(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    document = json.loads(text)
    assert text == json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    assert date.fromisoformat(document["as_of"]) <= date(2026, 11, 23)
    assert document["source"]
    assert all(sentence.endswith(".") for sentence in document["source"])


def test_no_key_of_a_file_is_there_twice() -> None:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(set(keys)) == len(keys)
        return dict(pairs)

    for file in FILES:
        assert json.loads(file.read_text(encoding="utf-8"), object_pairs_hook=unique)


# ---- countries and groups

EU = words("AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK")


def test_the_countries() -> None:
    names = countries()
    assert len(names) == 249
    assert len(set(names.values())) == 249
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in names)
    assert all(name == name.strip() and name for name in names.values())
    assert {"IN", "US", "GB", "NO", "CH", "XK", "UK", "EU"} & set(names) == {"IN", "US", "GB", "NO", "CH"}
    assert (names["NO"], names["IN"], names["GB"]) == ("Norway", "India", "United Kingdom")


def test_the_groups() -> None:
    assert set(groups()) == {"EU", "EEA", "UK"}
    assert groups()["EU"] == frozenset(EU)
    assert len(groups()["EU"]) == 27
    assert groups()["EEA"] == frozenset([*EU, "IS", "LI", "NO"])
    assert len(groups()["EEA"]) == 30
    assert groups()["UK"] == {"GB"}
    for name, group in facts("countries")["groups"].items():
        assert group["countries"] == sorted(set(group["countries"]) & set(countries())), name


# ---- regions


def test_every_region_is_somewhere() -> None:
    known = set(countries()) | set(groups())
    nowhere = []
    for name, provider in facts("regions")["providers"].items():
        assert provider["title"]
        assert provider["regions"]
        for code, region in provider["regions"].items():
            assert set(region) <= {"city", "place"}
            assert region["place"] is None or region["place"] in known, f"{name}/{code}"
            if region["place"] is None:
                nowhere.append(f"{name}/{code}")
            found = place(f"{name}/{code}")
            assert found.code
            assert found.provider == name
            assert (found.countries is None) is (region["place"] is None)
    assert len(nowhere) < 12


def test_the_providers_of_the_format() -> None:
    assert {"aws", "gcp", "azure", "vercel", "supabase", "fly", "railway"} <= set(facts("regions")["providers"])


@pytest.mark.parametrize(
    ("word", "country"),
    [
        ("aws/ap-south-1", "IN"),
        ("aws/eu-west-2", "GB"),
        ("aws/eu-west-1", "IE"),
        ("aws/eu-central-1", "DE"),
        ("aws/eu-central-2", "CH"),
        ("aws/eu-north-1", "SE"),
        ("aws/us-east-1", "US"),
        ("aws/ca-central-1", "CA"),
        ("gcp/europe-west2", "GB"),
        ("gcp/europe-west3", "DE"),
        ("gcp/europe-west6", "CH"),
        ("gcp/asia-south1", "IN"),
        ("azure/uksouth", "GB"),
        ("azure/westeurope", "NL"),
        ("azure/northeurope", "IE"),
        ("azure/switzerlandnorth", "CH"),
        ("azure/norwayeast", "NO"),
        ("azure/centralindia", "IN"),
        ("vercel/iad1", "US"),
        ("vercel/bom1", "IN"),
        ("vercel/lhr1", "GB"),
        ("vercel/fra1", "DE"),
        ("supabase/ap-south-1", "IN"),
        ("supabase/eu-west-2", "GB"),
        ("fly/bom", "IN"),
        ("fly/lhr", "GB"),
    ],
)
def test_well_known_regions(word: str, country: str) -> None:
    assert place(word).countries == frozenset([country])


@pytest.mark.parametrize(
    "word", ["XK", "eu", "de", "Europe", "aws", "aws/", "/eu-west-1", "aws/eu-west-9", "azur/uksouth", "DE/DE", ""]
)
def test_what_is_no_region(word: str) -> None:
    with pytest.raises(NotAPlace) as caught:
        place(word)
    assert caught.value.word == word
    assert caught.value.candidates


# ---- asking for a place

ASKED: list[tuple[str, str, Answer]] = [
    # value, wanted, answer: a tree, group > country > code
    ("DE", "EU", YES),
    ("DE", "EEA", YES),
    ("NO", "EEA", YES),
    ("NO", "EU", NO),
    ("GB", "UK", YES),
    ("GB", "EU", NO),
    ("EU", "EU", YES),
    ("EU", "EEA", YES),
    ("aws/eu-west-1", "EU", YES),
    ("aws/eu-west-1", "IE", YES),
    ("aws/eu-west-1", "aws/eu-west-1", YES),
    ("aws/eu-west-2", "EU", NO),
    ("aws/eu-west-2", "UK", YES),
    ("aws/eu-west-1", "US", NO),
    # "`EU` against `DE`, or `IN` against `aws/ap-south-1`, is unknown"
    ("EU", "DE", MAYBE),
    ("EEA", "EU", MAYBE),
    ("EU", "aws/eu-west-1", MAYBE),
    ("EU", "aws/eu-west-2", NO),
    ("IN", "aws/ap-south-1", MAYBE),
    ("US", "aws/ap-south-1", NO),
    # "two codes of one provider are two places; codes of two providers in one country are unknown to each other"
    ("aws/us-east-1", "aws/us-east-2", NO),
    ("aws/ap-south-1", "aws/ap-south-2", NO),
    ("aws/us-east-1", "vercel/iad1", MAYBE),
    ("supabase/ap-south-1", "aws/ap-south-1", MAYBE),
    ("aws/eu-west-1", "gcp/europe-west3", NO),
    ("IN", "US", NO),
]


@pytest.mark.parametrize(("value", "wanted", "answer"), ASKED)
def test_a_place_asked_for_another(value: str, wanted: str, answer: Answer) -> None:
    assert within(place(value), (place(wanted),)) is answer
    for every in (False, True):
        assert answer_place(place(value), (place(wanted),), False, every) is answer
        turned = {YES: NO, NO: YES, MAYBE: MAYBE}[answer]
        assert answer_place(place(value), (place(wanted),), True, every) is turned


def test_a_list_of_places_is_any_of_them() -> None:
    assert within(place("EEA"), (place("EU"),)) is MAYBE
    assert within(place("EEA"), tuple(place(word) for word in ("EU", "IS", "LI", "NO"))) is YES
    assert within(place("EU"), tuple(place(word) for word in EU)) is YES
    assert within(place("EU"), tuple(place(word) for word in EU[1:])) is MAYBE
    assert within(place("DE"), (place("FR"), place("IN"))) is NO
    assert within(place("aws/us-east-1"), (place("aws/us-east-2"), place("US"))) is YES


@pytest.mark.parametrize("wanted", ["DE", "IN", "EU", "EEA", "UK"])
def test_global_is_every_country_at_once(wanted: str) -> None:
    everywhere, asked = place("global"), (place(wanted),)
    assert answer_place(everywhere, asked, turn=False, every=False) is YES  # it violates a ban on any country,
    assert answer_place(everywhere, asked, turn=False, every=True) is NO  # and fails the requirement of any
    assert answer_place(everywhere, asked, turn=True, every=False) is YES
    assert answer_place(everywhere, asked, turn=True, every=True) is NO


def test_global_in_a_match_is_only_declared_global() -> None:
    wanted = (place("global"),)
    for every in (False, True):
        assert answer_place(place("global"), wanted, False, every) is YES
        assert answer_place(place("global"), wanted, True, every) is NO
        assert answer_place(place("DE"), wanted, False, every) is NO
        assert answer_place(place("DE"), wanted, True, every) is YES
    assert answer_place(place("global"), (place("global"), place("US")), False, True) is YES


def test_a_region_of_which_nobody_says_where_it_is() -> None:
    """It may be in any country, and is still not another region of its provider."""
    nowhere = [
        f"{name}/{code}"
        for name, provider in facts("regions")["providers"].items()
        for code, region in provider["regions"].items()
        if region["place"] is None
    ]
    assert nowhere
    for word in nowhere:
        assert within(place(word), (place("EU"),)) is MAYBE
        assert within(place(word), (place(word),)) is YES
    assert within(place("gcp/asia"), (place("gcp/us"),)) is NO
    assert within(place("gcp/asia"), (place("aws/us-east-1"),)) is MAYBE


# ---- adequacy


def decisions() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = facts("adequacy")["laws"]["gdpr"]["decisions"]
    return found


def test_the_laws_that_restrict_transfers() -> None:
    assert set(facts("adequacy")["laws"]) == {"gdpr", "uk_gdpr", "fadp"}
    assert set(facts("adequacy")["laws"]) < set(LAWS)
    assert territory("gdpr", date(2026, 11, 23)).inside == groups()["EEA"]
    assert territory("uk_gdpr", date(2026, 11, 23)).inside == {"GB"}
    assert territory("fadp", date(2026, 11, 23)).inside == {"CH"}


def test_where_no_list_ships_nothing_is_taken_for_adequate() -> None:
    for law in ("uk_gdpr", "fadp"):
        assert territory(law, date(2026, 11, 23)).adequate is None


def test_decisions_are_about_countries_outside_and_in_order() -> None:
    found = decisions()
    assert [decision["country"] for decision in found] == sorted({decision["country"] for decision in found})
    for decision in found:
        assert decision["country"] in countries()
        assert decision["country"] not in groups()["EEA"]
        assert decision["name"] == countries()[decision["country"]]
        assert isinstance(decision["whole_country"], bool)
        assert decision["decision"]
        start = date.fromisoformat(decision["from"])
        assert start.isoformat() == decision["from"]
        assert date(2000, 1, 1) <= start <= date.fromisoformat(facts("adequacy")["as_of"])
        if decision["until"] is not None:
            assert date.fromisoformat(decision["until"]) > start


def test_the_united_states_are_not_adequate_as_a_whole() -> None:
    by_country = {decision["country"]: decision for decision in decisions()}
    assert by_country["US"]["whole_country"] is False
    assert by_country["US"]["scope"]
    for day in (date(2020, 1, 1), date(2023, 7, 10), date(2026, 11, 23), date(2040, 1, 1)):
        assert "US" not in (territory("gdpr", day).adequate or ())


@pytest.mark.parametrize(
    ("day", "adequate"),
    [
        (date(2021, 6, 27), False),
        (date(2021, 6, 28), True),
        (date(2026, 11, 23), True),
        (date(2031, 12, 27), True),
        (date(2031, 12, 28), False),
    ],
)
def test_the_united_kingdom_is_adequate_between_its_days(day: date, adequate: bool) -> None:
    assert ("GB" in (territory("gdpr", day).adequate or ())) is adequate


def test_who_is_adequate_today() -> None:
    wanted = words("AD AR BR CA CH FO GB GG IL IM JE JP KR NZ UY")
    assert sorted(territory("gdpr", date(2026, 11, 23)).adequate or ()) == wanted
    assert territory("gdpr", date(1999, 12, 31)).adequate == frozenset()


# ---- the catalog

BANNED = {
    "google_ads": "advertising",
    "meta_pixel": "advertising",
    "linkedin_insight_tag": "advertising",
    "google_analytics": "analytics.behavioural",
    "mixpanel": "analytics.behavioural",
    "amplitude": "analytics.behavioural",
    "heap": "analytics.behavioural",
    "fullstory": "analytics.behavioural",
    "hotjar": "analytics.behavioural",
    "clearbit": "enrichment",
    "zoominfo": "enrichment",
}


def kinds_of(entry: dict[str, Any]) -> list[str]:
    kind = entry["kind"]
    return kind if isinstance(kind, list) else [kind]


def test_the_vendors_that_the_page_bans_are_in_the_catalog() -> None:
    known = facts("catalog")["products"]
    for name, kind in BANNED.items():
        assert kind in kinds_of(known[name]), name
    assert {"supabase", "vercel", "anthropic", "razorpay"} <= set(known)


# ---- periods

DAY = 86_400


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("none", 0),
        ("90s", 90),
        ("15min", 900),
        ("12h", 43_200),
        ("30d", 30 * DAY),
        ("18mo", 547 * DAY + DAY // 2),
        ("7y", 7 * 365 * DAY),
        ("1y", 365 * DAY),
        ("12mo", 365 * DAY),
        ("365d", 365 * DAY),
        ("until_deleted", None),
        ("indefinite", None),
        ("kept", None),
    ],
)
def test_a_period(text: str, seconds: int | None) -> None:
    assert (period(text).text, period(text).seconds) == (text, seconds)


def test_a_year_is_twelve_months_and_365_days() -> None:
    for one, other in itertools.product(("1y", "12mo", "365d", "8760h"), repeat=2):
        assert period(one).same(period(other)) is YES
        assert period(one).at_most(period(other)) is YES
        assert period(one).at_least(period(other)) is YES
    assert period("366d").at_most(period("1y")) is NO
    assert period("364d").at_least(period("12mo")) is NO


@pytest.mark.parametrize(
    "text", ["5m", "30", "d", "", "30 d", "30D", "-1d", "1.5y", "1y6mo", "0d", "2w", "never", "None", "٣d", "1e3d"]
)
def test_what_is_no_period(text: str) -> None:
    with pytest.raises(NotAPeriod) as caught:
        period(text)
    assert caught.value.hint


def test_a_bare_m_is_refused_with_both_readings() -> None:
    with pytest.raises(NotAPeriod, match="minutes or months") as caught:
        period("5m")
    assert caught.value.hint == "write 5min or 5mo"


@pytest.mark.parametrize(
    ("text", "at_rest", "at_most_30d", "at_least_30d", "is_none"),
    [
        ("none", False, YES, NO, YES),
        ("29d", True, YES, NO, NO),
        ("30d", True, YES, YES, NO),
        ("31d", True, NO, YES, NO),
        ("until_deleted", True, NO, MAYBE, NO),
        ("indefinite", True, NO, YES, NO),
        ("kept", True, MAYBE, MAYBE, NO),
    ],
)
def test_how_long_is_asked(
    text: str, at_rest: bool, at_most_30d: Answer, at_least_30d: Answer, is_none: Answer
) -> None:
    found = period(text)
    assert found.at_rest is at_rest
    assert found.at_most(period("30d")) is at_most_30d
    assert found.at_least(period("30d")) is at_least_30d
    assert found.same(period("none")) is is_none
    assert found.same(period(text)) is YES


# ---- trees

#      a       b
#    a.x      b.y     c
#      \______/  \___/
#        both    mix
PARENTS = {
    "a": (),
    "a.x": ("a",),
    "b": (),
    "b.y": ("b",),
    "c": (),
    "both": ("a.x", "b.y"),
    "mix": ("b.y", "c"),
    "alone": (),
}


def ask(value: str, wanted: Iterable[str]) -> Answer:
    tree = Tree(PARENTS)
    return tree.answer(value, tree.under(wanted))


@pytest.mark.parametrize(
    ("value", "wanted", "answer"),
    [
        ("both", "a", YES),
        ("both", "b", YES),
        ("both", "b.y", YES),
        ("both", "both", YES),
        ("both", "c", NO),
        ("mix", "c", YES),
        ("mix", "a", NO),
        ("a", "a.x", MAYBE),
        ("a", "both", MAYBE),
        ("a", "b", MAYBE),  # `both` is at or below both
        ("a.x", "b.y", MAYBE),
        ("b", "c", MAYBE),  # `mix` is
        ("a", "c", NO),
        ("a.x", "c", NO),
        ("both", "mix", NO),
        ("alone", "a", NO),
        ("a", "alone", NO),
        ("alone", "alone", YES),
    ],
)
def test_a_tree_of_several_parents(value: str, wanted: str, answer: Answer) -> None:
    assert ask(value, [wanted]) is answer


def test_a_tree_is_asked_for_any_of_several() -> None:
    assert ask("mix", ["a", "c"]) is YES
    assert ask("a", ["c", "alone"]) is NO
    assert ask("a", ["c", "both"]) is MAYBE
    assert ask("a", []) is NO


def test_what_is_below_in_a_tree() -> None:
    tree = Tree(PARENTS)
    assert tree.words(tree.under(["a"])) == ("a", "a.x", "both")
    assert tree.words(tree.under(["b"])) == ("b", "b.y", "both", "mix")
    assert tree.leaves("b") == ("both", "mix")
    assert tree.leaves("both") == ()
    assert tree.words(tree.all) == tuple(sorted(PARENTS))
    assert "both" in tree
    assert "neither" not in tree
    order = list(tree.order)
    assert all(order.index(parent) < order.index(word) for word, above in PARENTS.items() for parent in above)


def test_a_cycle_is_found_and_named() -> None:
    assert cycle(PARENTS) is None
    assert sorted(cycle({**PARENTS, "a": ("both",)}) or ()) == ["a", "a.x", "both"]
    assert cycle({"one": ("one",)}) == ["one"]


# ---- built-in words

KIND_WORDS = words(
    """
    person application service edge_host hosting cloud database object_storage cache queue log_store backup
    data_warehouse authentication identity_provider ai_model email email.delivery email.inbox payment
    analytics analytics.behavioural analytics.product analytics.session_replay advertising tag_manager
    enrichment data_marketplace monitoring monitoring.errors support crm cdn search messaging developer_tool
    """
)
PURPOSE_WORDS = words(
    """
    service service.hosting service.database service.storage service.authentication service.ai_inference
    service.email service.payment service.support service.monitoring service.security service.backup
    service.search service.messaging analytics analytics.behavioural analytics.product advertising enrichment
    sale ml ml.training ml.evaluation legal
    """
)


def test_the_built_in_words_are_those_of_the_format() -> None:
    assert sorted(KINDS) == sorted(KIND_WORDS)
    assert sorted(PURPOSES) == sorted(PURPOSE_WORDS)
    assert sorted(LAWS) == sorted(["gdpr", "uk_gdpr", "fadp", "dpdp", "ccpa", "hipaa", "none"])
    assert sorted(CONTROLS) == sorted(
        words(
            "tls encryption_at_rest row_level_security redaction pseudonymisation access_log client_side_only "
            "consent opt_in"
        )
    )
    for tree in (KINDS, PURPOSES):
        for word, above in tree.items():
            assert above == ((word.rpartition(".")[0],) if "." in word else ())


# ---- suggestions


@pytest.mark.parametrize(
    ("word", "candidates", "near"),
    [
        ("hostin", ["hosting", "host", "backup"], "hosting"),
        ("databse", ["database", "data_warehouse", "backup"], "database"),
        ("customer-data", ["customer_data", "customer"], "customer_data"),
        ("HOSTING", ["hosting"], "hosting"),
        ("gdpr", ["GDPR"], "GDPR"),
        ("retenton", ["retention", "region"], "retention"),
        ("zzz", ["hosting", "backup"], None),
        ("x", [], None),
        ("", ["hosting"], None),
    ],
)
def test_the_nearest_word(word: str, candidates: list[str], near: str | None) -> None:
    for order in itertools.permutations(candidates):
        assert nearest(word, order) == near


def test_of_two_as_near_the_order_does_not_decide() -> None:
    assert len({nearest("flow-1", order) for order in itertools.permutations(["flow-2", "flow-3", "flow-0"])}) == 1
    assert {nearest("Gdpr", order) for order in itertools.permutations(["GDPR", "gdpr"])} == {"GDPR"}


def test_each_wrong_word_has_one_suggestion_and_a_run_has_twenty() -> None:
    same = [Problem(f"message {number}", None, None, "hostin", ("hosting",)) for number in range(5)]
    assert [problem.hint for problem in settle(same)] == ["did you mean `hosting`?", None, None, None, None]
    many = [Problem(f"message {number}", None, "Look.", f"hosting{number}", ("hosting",)) for number in range(30)]
    hints = [problem.hint for problem in settle(many)]
    assert hints.count("did you mean `hosting`? Look.") == 20
    assert hints.count("Look.") == 10
    assert len(settle([*many, *many])) == 30

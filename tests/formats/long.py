"""A workspace in which every text is as long as a text may be."""

from typing import Any

from auditor.vocabulary.words import SEVERITIES
from tests.formats.shop import DATAFLOWS


def large(text: str, rules: int = 120) -> tuple[dict[str, Any], dict[str, Any]]:
    """Every text as long as a text may be, in every finding, promise, question and waiver."""
    names = [f"a-rule-with-a-name-{number:03}" for number in range(rules)]
    shared = {
        "title": f"A{text}",
        "resolve": text,
        "because": [f"p{number}" for number in range(8)] + [f"A clause {text}"],
    }
    policy = {
        "rules": {
            name: {**shared, "severity": SEVERITIES[number % 3], "forbid": {"flow": {"data": ["orders", "visits"]}}}
            for number, name in enumerate(names)
        },
        "promises": {
            f"p{number}": {"says": f"B{text}", "source": text, "question": f"C{text}"} for number in range(80)
        },
        "waivers": {
            f"w{number}": {
                "finding": [f"{name}@flows/shop-to-hoster/data=visits"], "reason": f"D{text}", "owner": text,
                "approved_by": text, "ticket": text, "expires": "2026-12-01",
            }
            for number, name in enumerate(names[:40])
        },
    }  # fmt: skip
    flows = {**DATAFLOWS["flows"], "shop-to-model": {"from": "shop", "to": "model", "data": ["visits"]}}
    return {**DATAFLOWS, "organization": {"name": text}, "flows": flows}, policy


LONGEST = {
    "letters": "x" * 10_000,
    "mentions": "@" * 10_000,
    "marks": "*" * 10_000,
    "direction": "\u202e" * 10_000,
    "beyond": "🦺" * 4_000,
    "addresses": "http://www.a " * 1_000,
}

"""Made-up companies of any size, as people draw them: a platform of our own, vendors in regions, people around."""

import random
from typing import Any

REGIONS = ["aws/eu-central-1", "aws/us-east-1", "DE", "US", "IE", "global", "IN", "gcp/europe-west1", ["US", "IE"]]
KINDS = ["database", "email", "payment", "monitoring", "crm", "support", "ai_model", "log_store", "cdn", "search"]
CATEGORIES = [
    "account.name",
    "account.email",
    "order.item",
    "order.address",
    "payment.card",
    "ticket.text",
    "log.access",
]


def company(flows: int, seed: int = 1) -> tuple[dict[str, Any], dict[str, Any]]:
    """What its `dataflows/` and `policy/` say."""
    chance = random.Random(seed)
    ours = max(2, flows // 10)
    vendors = {f"vendor_{n}": _vendor(chance, n) for n in range(max(2, flows // 8))}
    systems: dict[str, Any] = {
        f"app_{n}": {"kind": "application", "vendor": "none", "region": chance.choice(REGIONS[:2]), "title": f"App {n}"}
        for n in range(ours)
    }
    for n in range(0, ours, 3):
        systems[f"hosted_{n}"] = {"kind": "service", "vendor": f"vendor_{n % len(vendors)}", "region": "US"}
    systems["stray"] = {"kind": "service"}
    people = {name: {"kind": "person", "title": name.title()} for name in ("customer", "employee", "visitor", "driver")}
    platform = [name for name in systems if name != "stray"]
    made = {
        f"flow-{n:03}": _flow(chance, platform, [*vendors, "stray"], list(people)) for n in range(flows)
    }  # fmt: skip
    tops = sorted({word.partition(".")[0] for word in CATEGORIES})
    dataflows = {
        "organization": {"name": f"Company of {flows} flows"},
        "data": {word: {"title": word.replace(".", " ").title()} for word in [*tops, *CATEGORIES]},
        "vendors": vendors,
        "systems": {**people, **systems},
        "flows": made,
    }
    return dataflows, POLICY


def _vendor(chance: random.Random, number: int) -> dict[str, Any]:
    vendor: dict[str, Any] = {"name": f"Vendor {number} Inc.", "kind": chance.choice(KINDS)}
    if chance.random() < 0.9:
        vendor["region"] = chance.choice(REGIONS)
    if chance.random() < 0.1:
        vendor["status"] = "proposed"
    if number > 1 and chance.random() < 0.15:
        vendor["subprocessors"] = [f"vendor_{number - 1}"]
    return vendor


def _flow(chance: random.Random, platform: list[str], others: list[str], people: list[str]) -> dict[str, Any]:
    """Mostly from a few of our systems to a vendor; sometimes among ourselves, from people, or the other way."""
    hub = platform[int(len(platform) * chance.random() ** 2)]
    kind = chance.random()
    if kind < 0.55:
        ends = hub, chance.choice(others)
    elif kind < 0.75:
        ends = hub, chance.choice(platform)
    elif kind < 0.9:
        ends = chance.choice(people), hub
    else:
        ends = chance.choice(others), hub
    flow: dict[str, Any] = {
        "from": ends[0] if chance.random() > 0.02 else "unknown",
        "to": ends[1],
        "data": sorted(chance.sample(CATEGORIES, chance.randint(1, 4))),
    }
    if chance.random() < 0.85:
        flow["retention"] = chance.choice(["none", "none", "30d", "1y"])
    return flow


POLICY: dict[str, Any] = {
    "promises": {"cards": {"says": "We keep no card numbers at vendors.", "source": "Page"}},
    "rules": {
        "no-cards-at-rest-abroad": {
            "title": "No card numbers at rest abroad",
            "because": ["cards"],
            "forbid": {"flow": {"data": "payment.card", "at_rest": True, "to": {"region": "US"}}},
        },
        "tickets-stay-in-europe": {
            "title": "Tickets stay in Europe",
            "because": ["cards"],
            "severity": "warning",
            "forbid": {"flow": {"data": "ticket.text", "to": {"region": "IN"}}},
        },
    },
}

"""The promises and rules of the generated companies: twenty rules about flows, sixty where more are asked for,
and four about systems and vendors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Rule = dict[str, Any]

_CUSTOMER = {"data": "customer_data"}


def _forbid(title: str, **flow: Any) -> Rule:
    return {"title": title, "because": ["careful"], "forbid": {"flow": flow}}


def _require(title: str, scope: dict[str, Any], **require: Any) -> Rule:
    return {"title": title, "because": ["careful"], "for": {"flow": scope}, "require": require}


def flow_rules() -> dict[str, Rule]:
    """Twenty rules as companies write them."""
    return {
        "edge-keeps-nothing": _forbid(
            "The edge keeps no customer data", **_CUSTOMER, to={"vendor": {"kind": "edge_host"}}, at_rest="true"
        ),
        "ai-keeps-30-days": _require(
            "AI vendors keep 30 days", {**_CUSTOMER, "to": {"kind": "ai_model"}}, retention={"at_most": "30d"}
        ),
        "no-advertising": _forbid("Nothing to advertisers", **_CUSTOMER, to={"kind": "advertising"}),
        "no-enrichment": _forbid("Nobody enriches", **_CUSTOMER, to={"vendor": {"kind": "enrichment"}}),
        "tls": _require("Encrypted on the way", {**_CUSTOMER}, controls="tls"),
        "health-is-guarded": _require(
            "Health data is guarded", {"data": "customer_data.health", "to": {"kind": "database"}},
            controls=["row_level_security", "encryption_at_rest"],
        ),
        "no-sale": _forbid("Nothing is sold", purposes="sale"),
        "no-profiles": _forbid("No profiles", **_CUSTOMER, purposes="advertising"),
        "logs-90-days": _require("Logs are short", {"to": {"kind": "log_store"}}, retention={"at_most": "90d"}),
        "no-secrets-in-logs": _forbid("No secrets in logs", data="secret", to={"kind": ["log_store", "monitoring"]}),
        "no-training": _require(
            "Nobody trains", {**_CUSTOMER, "purposes": "service.ai_inference"},
            to={"vendor": {"trains_on_data": "never"}},
        ),
        "backups-end": _require(
            "Backups end", {"to": {"kind": "backup"}, "at_rest": "true"}, retention={"at_most": "1y"}
        ),
        "stays-in-the-eu": _require("At rest in the EU", {**_CUSTOMER, "at_rest": "true"}, region="EU"),
        "no-cards-in-analytics": _forbid("No cards in analytics", data="billing.card", to={"kind": "analytics"}),
        "no-health-by-email": _forbid("No health by e-mail", data="customer_data.health", to={"kind": "email"}),
        "jobs-end": _require(
            "Jobs keep two years", {**_CUSTOMER, "trigger": "scheduled"}, retention={"at_most": "2y"}
        ),
        "no-behaviour": _forbid(
            "No behaviour of people", data="customer_data.person", purposes="analytics.behavioural",
            to={"kind": "analytics"},
        ),
        "staff-data-stays": _forbid("Staff data stays", data="staff", to={"region": "US"}),
        "support-sees-no-health": _forbid(
            "Support sees no health data", data="customer_data.health", to={"vendor": {"kind": "support"}}
        ),
        "payments-are-logged": _require(
            "Payments are logged", {"data": "billing", "to": {"kind": "payment"}}, controls="access_log"
        ),
    }  # fmt: skip


def more_flow_rules() -> Iterator[tuple[str, Rule]]:
    """Forty more, a ban for each pair of what is kept apart."""
    kinds = ("crm", "search", "messaging", "cdn", "queue", "developer_tool", "tag_manager", "data_marketplace")
    for kind in kinds:
        for data in ("customer_data.health.record", "customer_data.person.phone", "secret", "staff.salary"):
            name = f"no-{data.replace('.', '-').replace('_', '-')}-to-{kind.replace('_', '-')}"
            yield name, _forbid(f"No {data} to {kind}", data=data, to={"kind": kind})
        scope = {"data": "billing", "to": {"vendor": {"kind": kind}}}
        yield f"{kind.replace('_', '-')}-keeps-a-year", _require("A year", scope, retention={"at_most": "1y"})


def policy(rules: int = 20) -> dict[str, Any]:
    """The section `promises` and `rules`: 20 rules about flows or 60, and those about systems and vendors."""
    if rules not in (20, 60):
        raise ValueError(f"there are policies of 20 and of 60 rules, not of {rules}")
    about_flows = flow_rules() | (dict(more_flow_rules()) if rules == 60 else {})
    assert len(about_flows) == rules
    others: dict[str, Rule] = {
        "health-at-rest-is-encrypted": {
            "title": "Health data is encrypted", "because": ["careful"],
            "for": {"system": {"kind": "database", "receives": "customer_data.health"}},
            "require": {"controls": "encryption_at_rest"},
        },
        "no-cards-in-caches": {
            "title": "Caches get no cards", "because": ["careful"],
            "forbid": {"system": {"kind": "cache", "receives": "billing.card"}},
        },
        "contracts": {
            "title": "Who gets customer data has signed", "because": ["contract"],
            "for": {"vendor": {"receives": "customer_data"}}, "require": {"dpa": {"declared": "true"}},
        },
        "no-trainers": {
            "title": "Nobody with health data trains", "because": ["contract"],
            "forbid": {"vendor": {"receives": "customer_data.health", "trains_on_data": ["opt_out", "always"]}},
        },
    }  # fmt: skip
    promises = {
        "careful": {"says": "We are careful with your data.", "source": "The page"},
        "contract": {"says": "Every vendor has signed.", "source": "The page"},
    }
    return {"promises": promises, "rules": about_flows | others}

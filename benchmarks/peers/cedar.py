"""Cedar (`cedarpy`): a `forbid` policy a rule; each category that a flow carries asks to go to where the flow ends."""

from __future__ import annotations

import json
import re
from typing import Any

import cedarpy

from benchmarks.peers.facts import DAY, Decide, Facts, Pair, Said


def _forbid(data: str, when: str) -> str:
    resource = f'resource in Category::"{data}"' if data else "resource"
    return f'forbid(principal, action == Action::"receive", {resource}) when {{ {when} }};'


_NO_TRAINING = 'context.purposes.contains("service.ai_inference") && principal.vendor.trains_on_data != "never"'
POLICIES = {
    "edge-keeps-nothing": _forbid("customer_data", 'principal.vendor.kind == "edge_host" && context.keeps != 0'),
    "ai-keeps-30-days": _forbid("customer_data", f'principal.kind == "ai_model" && context.keeps > {30 * DAY}'),
    "tls": _forbid("customer_data", '!context.controls.contains("tls")'),
    "no-sale": _forbid("", 'context.purposes.contains("sale")'),
    "no-profiles": _forbid("customer_data", 'context.purposes.contains("advertising")'),
    "logs-90-days": _forbid("", f'principal.kind == "log_store" && context.keeps > {90 * DAY}'),
    "no-secrets-in-logs": _forbid("secret", '["log_store", "monitoring"].contains(principal.kind)'),
    "no-training": _forbid("customer_data", _NO_TRAINING),
    "no-cards-in-analytics": _forbid("billing.card", 'principal.kind == "analytics"'),
    "no-health-by-email": _forbid("customer_data.health", 'principal.kind == "email"'),
    "support-sees-no-health": _forbid("customer_data.health", 'principal.vendor.kind == "support"'),
    "jobs-end": _forbid("customer_data", f'context.trigger == "scheduled" && context.keeps > {2 * 365 * DAY}'),
}
_POLICY = re.compile(r"policy(\d+)")


def prepare(flows: list[Facts]) -> Decide:
    """Parse the policies and the entities; build the requests."""
    names = list(POLICIES)
    policies = cedarpy.PolicySet.from_str("\n".join([*POLICIES.values(), "permit(principal, action, resource);"]))
    entities = cedarpy.Entities.from_json_str(json.dumps([*_systems(flows), *_categories(flows)]))
    asked = [(flow["id"], _request(flow, word)) for flow in flows for word in flow["data"]]
    requests = [request for _, request in asked]

    def decide() -> Said:
        broken: set[Pair] = set()
        errors: set[Pair] = set()
        for (flow, _), result in zip(asked, cedarpy.is_authorized_batch(requests, policies, entities), strict=True):
            found = result.diagnostics
            if not result.allowed:
                broken.update((flow, names[number]) for number in _numbers(found.reasons))
            errors.update((flow, names[number]) for number in _numbers(found.errors))
        return Said(frozenset(broken), frozenset(errors - broken))

    return decide


def _numbers(texts: list[str]) -> list[int]:
    return [int(found[1]) for text in texts if (found := _POLICY.search(text))]


def _request(flow: Facts, word: str) -> dict[str, Any]:
    context = {key: flow[key] for key in ("purposes", "keeps", "controls", "trigger") if key in flow}
    principal, resource = ({"type": "System", "id": flow["to"]["id"]}, {"type": "Category", "id": word})
    return {"principal": principal, "action": 'Action::"receive"', "resource": resource, "context": context}


def _systems(flows: list[Facts]) -> list[dict[str, Any]]:
    ends = {flow["to"]["id"]: flow["to"] for flow in flows}
    return [
        {"uid": {"type": "System", "id": name}, "parents": [], "attrs": {"kind": end["kind"], "vendor": end["vendor"]}}
        for name, end in ends.items()
    ]


def _categories(flows: list[Facts]) -> list[dict[str, Any]]:
    """The tree of categories, as entities with parents."""
    words = {word for flow in flows for word in flow["data"]}
    words |= {".".join(word.split(".")[:end]) for word in words for end in range(1, word.count(".") + 1)}
    return [
        {
            "uid": {"type": "Category", "id": word},
            "parents": [{"type": "Category", "id": word.rpartition(".")[0]}] if "." in word else [],
            "attrs": {},
        }
        for word in sorted(words)
    ]

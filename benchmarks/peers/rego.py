"""Rego (regorus, as `gordon-to-regorus`): a partial set of what is broken, over all flows as one input."""

from __future__ import annotations

import json

import regorus

from benchmarks.peers.facts import DAY, Decide, Facts, Said

MODULE = f"""
package promises

import rego.v1

under(word, wanted) if word == wanted
under(word, wanted) if startswith(word, concat("", [wanted, "."]))

carries(flow, wanted) if {{ some word in flow.data; under(word, wanted) }}
is_for(flow, wanted) if {{ some word in flow.purposes; under(word, wanted) }}

broken contains [flow.id, "edge-keeps-nothing"] if {{
    some flow in input.flows; carries(flow, "customer_data"); flow.to.vendor.kind == "edge_host"; flow.keeps != 0
}}
broken contains [flow.id, "ai-keeps-30-days"] if {{
    some flow in input.flows; carries(flow, "customer_data"); flow.to.kind == "ai_model"; flow.keeps > {30 * DAY}
}}
broken contains [flow.id, "tls"] if {{
    some flow in input.flows; carries(flow, "customer_data"); not "tls" in flow.controls
}}
broken contains [flow.id, "no-sale"] if {{ some flow in input.flows; is_for(flow, "sale") }}
broken contains [flow.id, "no-profiles"] if {{
    some flow in input.flows; carries(flow, "customer_data"); is_for(flow, "advertising")
}}
broken contains [flow.id, "logs-90-days"] if {{
    some flow in input.flows; flow.to.kind == "log_store"; flow.keeps > {90 * DAY}
}}
broken contains [flow.id, "no-secrets-in-logs"] if {{
    some flow in input.flows; carries(flow, "secret"); flow.to.kind in {{"log_store", "monitoring"}}
}}
broken contains [flow.id, "no-training"] if {{
    some flow in input.flows; carries(flow, "customer_data"); is_for(flow, "service.ai_inference")
    flow.to.vendor.trains_on_data != "never"
}}
broken contains [flow.id, "no-cards-in-analytics"] if {{
    some flow in input.flows; carries(flow, "billing.card"); flow.to.kind == "analytics"
}}
broken contains [flow.id, "no-health-by-email"] if {{
    some flow in input.flows; carries(flow, "customer_data.health"); flow.to.kind == "email"
}}
broken contains [flow.id, "support-sees-no-health"] if {{
    some flow in input.flows; carries(flow, "customer_data.health"); flow.to.vendor.kind == "support"
}}
broken contains [flow.id, "jobs-end"] if {{
    some flow in input.flows; carries(flow, "customer_data"); flow.trigger == "scheduled"
    flow.keeps > {2 * 365 * DAY}
}}
"""


def prepare(flows: list[Facts]) -> Decide:
    """Compile the module and parse the input."""
    engine = regorus.Engine()
    engine.add_policy("promises.rego", MODULE)
    given = json.dumps({"flows": flows})
    engine.set_input_json(given)

    def decide() -> Said:
        asked = engine.clone()  # an engine that was asked remembers its answer
        found = json.loads(asked.eval_rule_as_json("data.promises.broken"))  # its sets cannot hold lists in Python
        return Said(frozenset((flow, rule) for flow, rule in found))

    return decide

"""Rust CEL (`common-expression-language`): an expression a rule, true where the rule is broken, asked of each flow."""

from __future__ import annotations

import cel

from benchmarks.peers.facts import DAY, Decide, Facts, Said


def _carries(word: str) -> str:
    return f'data.exists(d, d == "{word}" || d.startsWith("{word}."))'


def _is_for(word: str) -> str:
    return f'purposes.exists(p, p == "{word}" || p.startsWith("{word}."))'


CUSTOMER = _carries("customer_data")
HEALTH = _carries("customer_data.health")
EXPRESSIONS = {
    "edge-keeps-nothing": f'{CUSTOMER} && to.vendor.kind == "edge_host" && keeps != 0',
    "ai-keeps-30-days": f'{CUSTOMER} && to.kind == "ai_model" && keeps > {30 * DAY}',
    "tls": f'{CUSTOMER} && !("tls" in controls)',
    "no-sale": _is_for("sale"),
    "no-profiles": f"{CUSTOMER} && {_is_for('advertising')}",
    "logs-90-days": f'to.kind == "log_store" && keeps > {90 * DAY}',
    "no-secrets-in-logs": f'{_carries("secret")} && to.kind in ["log_store", "monitoring"]',
    "no-training": f'{CUSTOMER} && {_is_for("service.ai_inference")} && to.vendor.trains_on_data != "never"',
    "no-cards-in-analytics": f'{_carries("billing.card")} && to.kind == "analytics"',
    "no-health-by-email": f'{HEALTH} && to.kind == "email"',
    "support-sees-no-health": f'{HEALTH} && to.vendor.kind == "support"',
    "jobs-end": f'{CUSTOMER} && trigger == "scheduled" && keeps > {2 * 365 * DAY}',
}


def prepare(flows: list[Facts]) -> Decide:
    """Compile the expressions; a context for each flow is built once for all of them."""
    programs = [(name, cel.compile(text)) for name, text in EXPRESSIONS.items()]
    contexts = [(flow["id"], cel.Context(variables=flow)) for flow in flows]

    def decide() -> Said:
        broken, errors = set(), set()
        for flow, context in contexts:
            for name, program in programs:
                try:
                    if program.execute(context):
                        broken.add((flow, name))
                except (KeyError, RuntimeError, ValueError, TypeError):  # what CEL raises on a missing fact
                    errors.add((flow, name))
        return Said(frozenset(broken), frozenset(errors))

    return decide

"""pytm: elements, dataflows and a file of threats; `TM.resolve` finds which threats apply to which dataflow.

Conditions may call no method of a word, so a tree of categories is written out as the names below it.
"""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from pytm import TM, Data, Dataflow, Server

from benchmarks.peers.facts import DAY, Decide, Facts, Said


def _conditions(words: list[str]) -> dict[str, str]:
    def carries(wanted: str) -> str:
        names = tuple(word for word in words if word == wanted or word.startswith(wanted + "."))
        return f"any(d.name in {names or ('',)!r} for d in target.data)"

    customer, health = carries("customer_data"), carries("customer_data.health")
    sink, vendor = "target.sink.kind", "target.sink.vendor"
    return {
        "edge-keeps-nothing": f"{customer} and {vendor}['kind'] == 'edge_host' and target.keeps != 0",
        "ai-keeps-30-days": f"{customer} and {sink} == 'ai_model' and target.keeps > {30 * DAY}",
        "tls": f"{customer} and 'tls' not in target.measures",
        "no-sale": "'sale' in target.purposes",
        "no-profiles": f"{customer} and 'advertising' in target.purposes",
        "logs-90-days": f"{sink} == 'log_store' and target.keeps > {90 * DAY}",
        "no-secrets-in-logs": f"{carries('secret')} and {sink} in ('log_store', 'monitoring')",
        "no-training": f"{customer} and 'service.ai_inference' in target.purposes "
        f"and {vendor}['trains_on_data'] != 'never'",
        "no-cards-in-analytics": f"{carries('billing.card')} and {sink} == 'analytics'",
        "no-health-by-email": f"{health} and {sink} == 'email'",
        "support-sees-no-health": f"{health} and {vendor}['kind'] == 'support'",
        "jobs-end": f"{customer} and target.trigger == 'scheduled' and target.keeps > {2 * 365 * DAY}",
    }


def prepare(flows: list[Facts]) -> Decide:
    """Build the model, with the facts as attributes of its elements."""
    words = sorted({word for flow in flows for word in flow["data"]})
    TM.reset()
    with tempfile.TemporaryDirectory() as folder:
        threats = Path(folder) / "threats.json"
        threats.write_text(json.dumps([_threat(*one) for one in _conditions(words).items()]), encoding="utf-8")
        model = TM("company", threatsFile=str(threats))
    data = {word: Data(word) for word in words}
    source, sinks = Server("source"), {}
    for flow in flows:
        end = flow["to"]
        if end["id"] not in sinks:
            sinks[end["id"]] = Server(end["id"])
            sinks[end["id"]].kind, sinks[end["id"]].vendor = end["kind"], end["vendor"]
        made = Dataflow(source, sinks[end["id"]], flow["id"], data=[data[word] for word in flow["data"]])
        made.purposes, made.measures, made.trigger = flow["purposes"], flow["controls"], flow["trigger"]
        if "keeps" in flow:
            made.keeps = flow["keeps"]

    def decide() -> Said:
        model.resolve()
        return Said(frozenset((finding.element.name, finding.threat_id) for finding in model.findings))

    return decide


def _threat(name: str, condition: str) -> dict[str, Any]:
    return {"SID": name, "target": ["Dataflow"], "description": name, "condition": condition}

"""Companies of any size, the same ones for the same seed: vendors, systems, categories and flows as they are, and
some slips in one flow of a hundred.

`varied` is a company in which values seldom repeat: its own list of categories, retention and controls for almost
every flow, its own facts for every system, so that what remembers answers gains little.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.policies import policy

LEAVES = (
    "customer_data.person.name", "customer_data.person.email", "customer_data.person.phone",
    "customer_data.health.record", "customer_data.health.note", "customer_data.order", "customer_data.message",
    "billing.card", "billing.invoice", "billing.address", "staff.salary", "staff.contact", "secret.token",
    "secret.password", "log.access", "log.error", "usage.click", "usage.session",
)  # fmt: skip
INTERNAL = ("service", "database", "cache", "queue", "log_store", "backup")
OUTSIDE = (
    "ai_model", "email", "payment", "analytics", "support", "crm", "edge_host", "monitoring", "search", "messaging",
)  # fmt: skip
PURPOSE_OF = {
    "ai_model": "service.ai_inference", "email": "service.email", "payment": "service.payment",
    "analytics": "analytics.product", "support": "service.support", "monitoring": "service.monitoring",
    "search": "service.search", "messaging": "service.messaging", "database": "service.database",
    "backup": "service.backup",
}  # fmt: skip
KEPT_APART = ("customer_data.health.record", "customer_data.person.phone", "secret", "staff.salary")
RISKY_FOR = {
    "analytics": ("billing.card",), "email": ("customer_data.health",), "support": ("customer_data.health",),
    "log_store": ("secret",), "monitoring": ("secret",), "cache": ("billing.card",),
    **dict.fromkeys(("crm", "search", "messaging", "queue"), KEPT_APART),
}  # fmt: skip
REGIONS = ("aws/eu-central-1", "aws/eu-west-1", "DE", "IE", "FR", "gcp/europe-west1")
ELSEWHERE = ("US", "IN", "aws/us-east-1", "global")
CONTROLS = ("tls", "encryption_at_rest", "row_level_security", "access_log")


class Size(NamedTuple):
    """How large a company is: its flows, their files, its systems, its rules about flows; and which one."""

    flows: int
    files: int = 1
    systems: int = 0
    """0: one for fifty flows, or one for three where values seldom repeat."""
    rules: int = 20
    varied: bool = False
    seed: int = 1
    slips: float = 0.01
    """The share of flows, and of facts, in which something is wrong or unknown."""

    @property
    def nodes(self) -> int:
        return max(8, self.systems or self.flows // (3 if self.varied else 50))


class Company:
    """One company. The sections come one by one, so that a large one need not be held whole."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.random = random.Random(f"{size.seed} {size.flows} {size.varied}")
        self.leaves = (*LEAVES, *(f"customer_data.field_{number}" for number in range(40 if size.varied else 6)))
        self.vendors = self._vendors()
        self.systems = self._systems()
        self.services = [name for name, system in self.systems.items() if system["kind"] == "service"]
        self.stores = [name for name, system in self.systems.items() if system["kind"] in ("service", "database")]
        self.targets = (list(self.systems), list(self.vendors))

    def head(self) -> dict[str, Any]:
        """All sections but the flows."""
        titles = dict.fromkeys(".".join(leaf.split(".")[: end + 1]) for leaf in self.leaves for end in range(3))
        return {
            "organization": {"name": "Company", "country": "DE"},
            "data": {name: {"title": f"Data {name}"} for name in titles},
            "vendors": self.vendors,
            "systems": self.systems,
        }

    def _vendors(self) -> dict[str, dict[str, Any]]:
        draw, vendors = self.random, {}
        count = max(10, self.size.nodes // 20)
        for number in range(count):
            kind = OUTSIDE[number % len(OUTSIDE)]
            vendor = {
                "name": f"Vendor {number}", "status": "active", "kind": kind,
                "country": draw.choice(("DE", "IE", "FR", "US")),
                "region": self._region(), "trains_on_data": self._slip("never", "always", "unknown"),
                "subprocessors": [f"v-{number + 1}"] if number % 7 == 3 and number + 1 < count else [],
                "dpa": {"signed": "true"}, "purposes": ["service", "analytics.product"],
            }  # fmt: skip
            if draw.random() < self.size.slips:
                del vendor["dpa"]
            vendors[f"v-{number}"] = vendor
        return vendors

    def _systems(self) -> dict[str, dict[str, Any]]:
        draw, systems = self.random, {}
        sets = [sorted(draw.sample(self.leaves, draw.randint(1, 5))) for _ in range(40)]
        for number in range(self.size.nodes):
            kind = "service" if number % 2 == 0 or number < 4 else INTERNAL[number // 2 % len(INTERNAL)]
            system = {"kind": kind, "vendor": "none", "region": self._region(), "controls": list(CONTROLS)}
            if self.size.varied:
                system["controls"] = [*CONTROLS, f"c-{number}"]
            if kind == "service":
                varied = sorted(draw.sample(self.leaves, draw.randint(2, 8)))
                system["produces"] = varied if self.size.varied else draw.choice(sets)
                if number % 8 == 0:
                    system["strips"] = ["customer_data.person"]
            systems[f"s-{number}"] = system
        return systems

    def _region(self) -> str:
        return self._slip(self.random.choice(REGIONS), self.random.choice(ELSEWHERE), "unknown")

    def _slip(self, good: str, *bad: str) -> str:
        return self.random.choice(bad) if self.random.random() < self.size.slips else good

    def flows(self) -> Iterator[dict[str, dict[str, Any]]]:
        """The flows, file by file."""
        size = self.size
        for file in range(size.files):
            first, last = (size.flows * number // size.files for number in (file, file + 1))
            yield {f"f-{number:06}": self._flow() for number in range(first, last)}

    def _flow(self) -> dict[str, Any]:
        draw = self.random
        source = draw.choice(self.services)
        data: str | list[str] = "inherited"
        if draw.random() < 0.2:  # what a service hands on inside
            target = draw.choice(self.stores)
            kind = self.systems[target]["kind"]
        else:
            target = draw.choice(self.targets[draw.random() < 0.4])
            kind = (self.systems.get(target) or self.vendors[target])["kind"]
            data = self._data(self.systems[source]["produces"], RISKY_FOR.get(kind, ()))
        controls = list(CONTROLS) if draw.random() > self.size.slips else list(CONTROLS[1:])
        if self.size.varied:
            controls = draw.sample([*controls, *(f"c-{draw.randint(0, 400)}" for _ in range(2))], len(controls) + 2)
        return {
            "from": source, "to": target, "data": data,
            "purposes": [PURPOSE_OF.get(kind, self._slip("service.hosting", "sale", "advertising"))],
            "retention": self._retention(kind), "controls": controls,
            "trigger": draw.choice(("user_request", "scheduled", "event", "continuous")),
        }  # fmt: skip

    def _data(self, produced: list[str], risky: tuple[str, ...]) -> list[str]:
        draw = self.random
        good = [leaf for leaf in produced if not leaf.startswith(risky)] if risky else produced
        chosen = good if not self.size.varied else draw.sample(good, draw.randint(1, len(good))) if good else []
        if draw.random() < self.size.slips / 2:
            chosen = ["customer_data"]  # may be any of it
        elif draw.random() < self.size.slips:
            chosen = draw.sample(self.leaves, 2)
        return sorted(chosen) or ["usage.click"]

    def _retention(self, kind: str) -> str:
        draw = self.random
        if kind == "edge_host":
            return self._slip("none", "7d")
        most = {"ai_model": 30, "log_store": 90, "backup": 365, "crm": 365, "search": 365, "messaging": 365}.get(
            kind, 720
        )
        if draw.random() < self.size.slips:
            return draw.choice(("3y", "indefinite", "unknown", "none"))
        if self.size.varied:
            return f"{draw.randint(1, most * 24)}h"
        return draw.choice([text for text in ("7d", "14d", "30d", "90d", "1y") if _days(text) <= most])


def _days(text: str) -> int:
    return int(text[:-1]) * (365 if text[-1] == "y" else 1)


def write(root: Path, size: Size, edit: Callable[[dict[str, Any]], None] = lambda sections: None) -> None:
    """Write a company as a workspace; `edit` may change the sections of each file before."""
    company = Company(size)
    for folder in ("dataflows", "policy"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    files = [("dataflows/company.yaml", company.head()), ("policy/policy.yaml", policy(size.rules))]
    for name, sections in files:
        edit(sections)
        _save(root / name, sections)
    for number, flows in enumerate(company.flows()):
        sections = {"flows": flows}
        edit(sections)
        _save(root / "dataflows" / f"flows-{number:04}.yaml", sections)


def write_chain(root: Path, systems: int) -> None:
    """A company that is one chain: each system hands on to the next all that it got."""
    for folder in ("dataflows", "policy"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    nodes = {f"s-{number}": {"kind": "service", "vendor": "none"} for number in range(systems)}
    flows = {
        f"f-{number}": {"from": f"s-{number}", "to": f"s-{number + 1}", "data": "inherited" if number else ["order"]}
        for number in range(systems - 1)
    }
    _save(root / "dataflows" / "company.yaml", {"organization": {"name": "Chain"}, "data": {"order": {"title": "O"}}})
    _save(root / "dataflows" / "chain.yaml", {"systems": nodes, "flows": flows})
    _save(root / "policy" / "policy.yaml", policy_of_chain())


def policy_of_chain() -> dict[str, Any]:
    rule = {"title": "No orders in caches", "because": ["in clear words"]}
    return {"rules": {"no-orders-in-caches": rule | {"forbid": {"system": {"kind": "cache", "receives": "order"}}}}}


def _save(path: Path, sections: dict[str, Any]) -> None:
    path.write_text("".join(_lines(sections)), encoding="utf-8")


def _lines(mapping: dict[str, Any], indent: str = "") -> Iterator[str]:
    """YAML as people lay it out: a key a line, lists in brackets."""
    for key, value in mapping.items():
        if isinstance(value, dict) and value:
            yield f"{indent}{key}:\n"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list | dict):
            words = ", ".join(map(str, value)) if isinstance(value, list) else ""
            yield f"{indent}{key}: [{words}]\n" if isinstance(value, list) else f"{indent}{key}: {{}}\n"
        else:
            yield f"{indent}{key}: {json.dumps(value) if ' ' in value else value}\n"

"""Five made-up companies whose names are in many scripts, or try to be read as something else than a name."""

import json
import random
from pathlib import Path
from typing import Any

NAMES = [
    "डेटा सेवा प्राइवेट लिमिटेड",
    "شركة البيانات المحدودة",
    "株式会社データ",
    "数据服务有限公司",
    "데이터 주식회사",
    "🚀 Rocket 👩‍💻 Ltd",
    "Ελληνικά Δεδομένα",
    "Данные Лимитед",
    "Žluťoučký kůň s.r.o.",
    '#read("/etc/passwd") *x* _y_ $z$ @a <b>',
    "<script>alert(1)</script> & </td> ]]> <!--",
    "=cmd|' /C calc'!A0",
    "# no heading\\n- no list | no | table",
    "{{ 7 * 7 }} {% raw %} \\u{41} \\textbf{x}",
    "Right \u202eto left\u202c and a\u200bzero width",
    "W" * 150,
]
ADDRESSES = [
    "1 Long Street, 00100 Town",
    "Straße 5, 10115 Berlin; data-protection.office@very-long-name-of-a-company.example.com",
    "https://www.example.com/legal/privacy/very/long/path-with-hyphens/and/more/of/it?x=1&y=2",
    "東京都千代田区1-1",
]
COUNTRIES = ["US", "DE", "IN", "JP", "GB", "FR", "BR"]
REGIONS = ["US", "DE", "aws/eu-central-1", "aws/ap-south-1", "global", "IE", ["FR", "DE"]]
PURPOSES = ["service.database", "service.email", "service.ai_inference", "service.payment", "extra"]
CATEGORIES = ["person", "person.name", "person.email", "order", "order.item", "log"]
SEEDS = (1, 2, 3, 4, 5)


def company(seed: int) -> dict[str, Any]:
    """What its `dataflows/` say."""
    chance = random.Random(seed)
    names = chance.sample(NAMES, len(NAMES))
    vendors = {f"v{number}": _vendor(chance, number, name) for number, name in enumerate(names[:7])}
    vendors["v1"]["subprocessors"] = ["chained"]
    vendors["chained"] = {**_vendor(chance, 8, names[7]), "status": "active", "relation": "subprocessor"}
    vendors["aside"] = {**_vendor(chance, 9, names[8]), "relation": "independent_controller"}
    return {
        "organization": {
            "name": names[9], "legal_name": names[10], "address": chance.choice(ADDRESSES), "country": "IN",
            "role": "processor", "contact": {"name": names[11], "position": "DPO", "email": "dpo@us.example"},
            "dpo": "none", "representatives": "none", "authorisation": chance.choice(["general", "specific"]),
            "notice": {"days": "30", "channel": "email"}, "objection": {"days": "14", "remedy": names[12]},
            "transfer": {"mechanism": ["scc"], "reference": names[13], "assessed": "2026-02-01"},
        },
        "data": {word: _category(chance, word) for word in CATEGORIES},
        "subjects": {"people": {"title": names[14]}, "staff": {"title": "Staff"}},
        "purposes": {"extra": {"title": names[15]}},
        "measures": {"tls": {"title": names[0], "text": names[1], "controls": ["tls"]}},
        "deployments": {
            "eu": {"title": names[2], "law": ["gdpr"], "residency": "EU"},
            "home": {"title": "Home", "law": ["dpdp"], "residency": "IN"},
        },
        "vendors": vendors,
        "systems": {
            "user": {"kind": "person", "title": names[3]},
            "app": {"kind": "application", "vendor": "none", "region": "IN", "title": names[4]},
            "side": {"kind": "cache", "vendor": "v2", "own": "false", "title": names[5], "region": "US"},
        },
        "flows": _flows(chance, vendors),
    }  # fmt: skip


def _vendor(chance: random.Random, number: int, name: str) -> dict[str, Any]:
    vendor: dict[str, Any] = {
        "name": name, "kind": chance.choice(["database", "email", "ai_model", "monitoring"]),
        "relation": "subprocessor", "status": chance.choice(["active", "active", "active", "proposed"]),
    }  # fmt: skip
    maybe: dict[str, Any] = {
        "legal_name": f"{name} {number}", "address": chance.choice(ADDRESSES), "country": chance.choice(COUNTRIES),
        "contact": {"name": f"{name} {number}", "position": "Privacy", "email": f"privacy@v{number}.example"},
        "region": chance.choice(REGIONS), "purposes": PURPOSES, "retention": chance.choice(["30d", "none", "7y"]),
        "subprocessors": [], "controls": ["tls"], "certifications": ["SOC 2"],
        "transfer": {"mechanism": ["scc"], "reference": name, "assessed": "2026-03-01"},
    }  # fmt: skip
    return vendor | {key: value for key, value in maybe.items() if chance.random() < 0.85}


def _category(chance: random.Random, word: str) -> dict[str, Any]:
    category: dict[str, Any] = {"title": f"{word.replace('.', ' ').title()} {chance.choice(NAMES[:6])}"}
    if chance.random() < 0.8:
        category |= {"subjects": chance.choice([["people"], ["people", "staff"]]), "sensitive": "false"}
    return category


def _flows(chance: random.Random, vendors: dict[str, Any]) -> dict[str, Any]:
    flows: dict[str, Any] = {
        "in": {"from": "user", "to": "app", "data": ["person", "order", "log"], "purposes": ["service"],
               "retention": "none", "trigger": "user_request"},
        "aside": {"from": "app", "to": "side", "data": ["order.item"], "purposes": ["service"], "retention": "1d",
                  "trigger": "event"},
    }  # fmt: skip
    for name in vendors:
        if name != "chained":
            flow = {"from": "app", "to": name, "data": chance.sample(CATEGORIES, 2), "trigger": "event"}
            flow["purposes"] = chance.sample(PURPOSES, 2)
            if name == "v3":
                flow["deployments"] = ["home"]
            flows[f"to-{name}"] = flow
    return flows


def write(declared: dict[str, Any], root: Path) -> Path:
    """A workspace in a folder. JSON is YAML."""
    (root / "dataflows").mkdir(parents=True)
    text = json.dumps(declared, ensure_ascii=False, indent=1)
    (root / "dataflows" / "all.yaml").write_text(text, encoding="utf-8")
    return root

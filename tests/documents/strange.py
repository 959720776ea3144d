"""Companies with names that no table, page or program expects, and with every kind of thing that a document lists."""

from pathlib import Path
from typing import Any

from tests.reference.workspaces import dump

ROOT = Path(__file__).resolve().parents[2]
LEANOS = ROOT
MENDED = ROOT / "tests" / "cases" / "leanos-mended"
NAMES = {
    "devanagari": "भारत डेटा सेवाएँ प्राइवेट लिमिटेड",
    "arabic": "شركة البيانات \u202e العربية\u2066",
    "cjk": "株式会社データ処理 数据公司",
    "emoji": "👩\u200d👩\u200d👧 Familie 🇮🇳 & Söhne",
    "formula": "=cmd|' /C calc'!A0",
    "quotes": 'O\'Neill "& Sons"; =1+1, \\ <script>alert(1)</script>',
    "lines": "Line\none\ttwo\r\n\n@three\x07\x1b[31m",
    "long": "x" * 10_000,
}


def company(name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """What its `dataflows/` and `policy/` say; everything in it is called so."""
    dataflows = {
        "organization": {
            "name": name, "legal_name": name, "address": name, "country": "IN", "role": "processor",
            "contact": {"name": name, "email": "office@example.org", "phone": "+91 22 1234"},
            "representatives": {"EU": {"name": name, "email": "eu@example.org"}},
        },
        "data": {
            "order": {"title": name, "sensitive": "false", "subjects": ["buyer"]},
            "order.note": {"title": f"{name} note"},
            "visit": {"title": "Visits"},
        },
        "subjects": {"buyer": {"title": name}},
        "purposes": {"selling": {"title": name, "is": ["service"]}},
        "deployments": {
            "east": {"title": name, "law": ["dpdp"], "residency": "IN"},
            "west": {"title": "West", "law": ["gdpr"], "residency": "EU"},
        },
        "measures": {"locks": {"title": "Locks", "text": name}},
        "vendors": {
            "host": {
                "name": name, "legal_name": name, "address": name, "country": "US", "status": "active",
                "contact": {"email": "+91@example.org", "phone": "+91 22 1234"}, "relation": "subprocessor",
                "kind": "hosting", "region": {"default": "aws/ap-south-1", "west": "aws/eu-central-1"},
                "transfer": {"mechanism": ["scc"], "reference": name, "assessed": "2026-02-01"},
                "subprocessors": ["below"], "dpa": "none", "website": f"https://example.org/{name}",
                "labels": {"owner": name},
                "wording": {"country": "Somewhere", "region": "As you like", "relation": "A friend"},
            },
            "below": {"name": f"{name} below", "status": "active"},
            "silent": {"name": "unknown", "kind": "email", "status": "proposed"},
            "affiliate": {"name": "Affiliate", "relation": "affiliate", "region": "DE", "country": "DE"},
        },
        "systems": {
            "buyer": {"kind": "person", "title": name},
            "shop": {"kind": "application", "vendor": "none", "region": "IN", "title": name},
            "cache": {"kind": "cache", "vendor": "host", "own": "false", "title": f"{name} cache"},
            "stray": {"kind": "service"},
            "desk": {"kind": "support", "vendor": "affiliate"},
        },
        "flows": {
            "buyer-to-shop": {"from": "buyer", "to": "shop", "data": ["order.note", "visit"], "retention": "none"},
            "shop-to-host": {
                "from": "shop", "to": "host", "data": ["order.note"], "purposes": ["selling"], "retention": "30d",
                "controls": ["tls"], "trigger": "user_request",
            },
            "shop-to-host-too": {"from": "shop", "to": "host", "data": ["visit"], "purposes": ["selling"]},
            "shop-to-cache": {"from": "shop", "to": "cache", "data": ["visit"], "purposes": ["service.hosting"],
                              "retention": "until_deleted", "deployments": ["west"]},
            "shop-to-host-for-help": {"from": "shop", "to": "host", "data": ["visit"], "purposes": ["service.support"]},
            "shop-to-silent": {"from": "shop", "to": "silent", "data": "unknown"},
            "shop-to-stray": {"from": "shop", "to": "stray", "data": ["visit"]},
            "shop-to-desk": {"from": "shop", "to": "desk", "data": ["order"], "purposes": ["service.support"]},
            "desk-to-buyer": {"from": "desk", "to": "buyer", "data": ["order"], "purposes": ["service.support"]},
            "nobody-to-nobody": {"from": "unknown", "to": "unknown", "data": ["visit"]},
        },
    }  # fmt: skip
    policy = {
        "rules": {
            "no-training": {
                "title": "No vendor trains",
                "because": ["we said so"],
                "for": {"flow": {"to": {"vendor": {"relation": "subprocessor"}}}},
                "require": {"to": {"vendor": {"trains_on_data": "never"}}},
            }
        }
    }
    return dataflows, policy


def write_company(key: str, root: Path) -> Path:
    """The workspace of one of NAMES."""
    dump(*company(NAMES[key]), root)
    return root

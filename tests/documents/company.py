"""A made-up company whose page has everything a page may have: services of a vendor, chains, affiliates, a list a
deployment, what is proposed, retired and not known, and names that try to break out."""

from pathlib import Path
from typing import Any

from auditor.audit import Audit, audit
from tests.reference.workspaces import AS_OF, dump

HOSTILE = "<script>alert(1)</script> | *क्षत्रिय* `x` [a](javascript:b) &amp; \\"

DATAFLOWS: dict[str, Any] = {
    "organization": {
        "name": "Deck", "role": "processor", "notice": {"days": "30", "channel": "email"},
        "objection": {"days": "14", "remedy": "The service may be ended."},
        "contact": {"email": "privacy@deck.example"},
    },
    "data": {
        "slides": {"title": "Slides", "subjects": ["author"]},
        "slides.text": {"title": "Text of slides"},
        "slides.image": {"title": "Images", "subjects": ["author", "visitor"]},
        "views": {"title": "Views of pages", "subjects": ["visitor"]},
        "odd": {"title": HOSTILE},
    },
    "subjects": {"author": {"title": "Authors"}, "visitor": {"title": "Visitors"}},
    "purposes": {"drawing": {"title": "Drawing of slides", "is": ["service.ai_inference"]}},
    "deployments": {
        "eu": {"title": "Europe", "residency": "EU", "law": ["gdpr"]},
        "us": {"title": "America", "law": "none"},
    },
    "vendors": {
        "store": {
            "name": "Store", "legal_name": "Store Holding, Inc.", "country": "US", "status": "active",
            "kind": "database", "relation": "subprocessor", "region": {"eu": "aws/eu-central-1", "us": "US"},
            "retention": "30d", "purposes": ["service.database"], "website": "https://store.example/",
            "subprocessors": ["metal"],
            "transfer": {"mechanism": ["scc"]}, "certifications": ["SOC 2", "ISO 27001"],
            "labels": {"owner": "platform"},
        },
        "metal": {"name": "Metal", "country": "DE", "relation": "subprocessor", "status": "active",
                  "purposes": ["service.hosting"]},
        "host": {"name": "Host", "country": "IN", "status": "active", "kind": "hosting", "relation": "subprocessor",
                 "region": "global", "wording": {"region": "Everywhere, mostly Mumbai", "country": "India (Pune)"}},
        "search": {"name": "Search Giant", "status": "active", "relation": "independent_controller", "country": "IE"},
        "sister": {"name": "Deck Labs", "status": "active", "relation": "affiliate", "country": "IN",
                   "kind": "support"},
        "later": {"name": "Later Pay", "status": "proposed", "relation": "subprocessor", "kind": "payment",
                  "region": "IN", "purposes": ["service.payment"]},
        "before": {"name": "Before", "status": "retired", "relation": "subprocessor", "kind": "cache"},
        "doubt": {"name": HOSTILE, "relation": "subprocessor", "kind": "queue", "status": "unknown"},
    },
    "systems": {
        "writer": {"kind": "person"},
        "web": {"kind": "application", "vendor": "host", "region": "vercel/iad1"},
        "image_cache": {"kind": "cache", "vendor": "host", "own": "false", "title": "Image cache", "region": "DE",
                        "wording": {"data": "Copies of images"}},
        "mailbox": {"kind": "email.inbox", "vendor": "search", "own": "false", "title": "Search Giant Mail"},
        "sheets": {"kind": "application", "vendor": "search", "own": "false"},
    },
    "flows": {
        "a-writing": {"from": "writer", "to": "web", "data": ["slides.text", "slides.image"], "status": "active",
                      "purposes": ["service.hosting"], "retention": "none"},
        "b-storing": {"from": "web", "to": "store", "data": ["slides.*"], "purposes": ["service.database"],
                      "status": "active"},
        "c-images": {"from": "web", "to": "image_cache", "data": ["slides.image"], "purposes": ["service.storage"]},
        "d-mail": {"from": "web", "to": "mailbox", "data": ["odd", "views"], "purposes": ["service.email", "drawing"]},
        "e-sheets": {"from": "web", "to": "sheets", "data": "unknown", "deployments": ["us"]},
        "f-answers": {"from": "store", "to": "web", "data": ["slides.text"], "purposes": ["drawing"]},
        "g-help": {"from": "web", "to": "sister", "data": ["slides"], "purposes": ["service.support"]},
        "h-pay": {"from": "writer", "to": "later", "data": ["views"], "purposes": ["service.payment"]},
        "i-maybe": {"from": "web", "to": "doubt", "data": ["views"], "purposes": ["service.messaging"]},
        "j-planned": {"from": "web", "to": "store", "data": ["views"], "purposes": ["analytics"], "status": "proposed"},
    },
}  # fmt: skip
COLUMNS = ["name", "purposes", "data", "subjects", "region", "country", "transfer", "labels.owner", "website"]
TABLES: dict[str, Any] = {
    "a-active": {"title": "Subprocessors", "show": {"vendor": {"status": "active", "relation": "subprocessor"}}},
    "b-affiliates": {"title": "Affiliates", "show": {"vendor": {"relation": "affiliate"}}},
    "c-controllers": {"title": "Controllers", "show": {"vendor": {"relation": "independent_controller"}}},
    "d-proposed": {"title": "Proposed", "show": {"vendor": {"status": "proposed", "relation": "subprocessor"}}},
    "e-europe": {
        "title": "Europe alone",
        "show": {"vendor": {"relation": "subprocessor", "status": "active", "deployment": "eu"}},
    },
}
POLICY: dict[str, Any] = {
    "promises": {"no-ads": {"says": "We never advertise.", "source": "Page"}},
    "rules": {
        "no-ads": {
            "title": "No advertising", "because": ["no-ads"],
            "forbid": {"vendor": {"catalog": ["google_ads", "meta_pixel"]}},
        },
        "no-analytics": {
            "title": "No analytics of sessions", "because": ["a promise to ourselves"],
            "forbid": {"flow": {"to": {"vendor": {"kind": "analytics.session_replay"}}}},
        },
        "warned": {
            "title": "Rather no enrichment", "because": ["a promise to ourselves"], "severity": "warning",
            "forbid": {"vendor": {"kind": "enrichment"}},
        },
        "not-a-ban": {
            "title": "No slides at rest in a cache", "because": ["a promise to ourselves"],
            "forbid": {"flow": {"data": "slides", "to": {"kind": "cache"}}}, "on_unknown": "ignore",
        },
    },
}  # fmt: skip


def page(**more: Any) -> dict[str, Any]:
    """The section `documents` of the company."""
    return {"page": {"title": "Who works for us", "columns": COLUMNS, "tables": TABLES, **more}}


def audited(root: Path, documents: dict[str, Any] | None = None, **more: Any) -> Audit:
    """The company with this page; `more` are sections, ours in place of its own."""
    policy: dict[str, Any] = {key: more.pop(key) for key in ("promises", "rules") if key in more}
    dataflows = {**DATAFLOWS, **more} | ({"documents": documents} if documents is not None else {})
    dump(dataflows, {**POLICY, **policy}, root)
    return audit(root, AS_OF, must_check=False)

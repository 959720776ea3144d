"""A small shop: a workspace that tests of the report let grow, and the report at any width."""

from pathlib import Path
from typing import Any

from auditor.audit import Audit, audit
from auditor.formats.text import report
from auditor.text.lines import plain
from tests.reference.workspaces import AS_OF, dump

ROOT = Path(__file__).resolve().parents[2]


def at(found: Audit, width: int) -> str:
    """The plain report, so many columns wide."""
    return plain(report.lines(found, width))


DATAFLOWS: dict[str, Any] = {
    "organization": {"name": "Shop"},
    "data": {"orders": {"title": "Orders"}, "visits": {"title": "Visits"}},
    "vendors": {
        "hoster": {"name": "Hoster", "kind": "hosting", "status": "active", "region": "IN"},
        "model": {"name": "Model", "kind": "ai_model", "status": "active", "region": "US"},
    },
    "systems": {"buyer": {"kind": "person"}, "shop": {"kind": "application", "vendor": "none"}},
    "flows": {
        "buyer-to-shop": {"from": "buyer", "to": "shop", "data": ["orders", "visits"], "retention": "none"},
        "shop-to-hoster": {"from": "shop", "to": "hoster", "data": "inherited", "retention": "30d"},
        "shop-to-model": {"from": "shop", "to": "model", "data": ["visits"]},
    },
}


def rule(*because: str, **more: Any) -> dict[str, Any]:
    return {"title": "A rule", "because": list(because) or ["A clause in words"], **more}


def requires(what: dict[str, Any], of: dict[str, Any], **more: Any) -> dict[str, Any]:
    return rule(**more, **{"for": of, "require": what})


BREAKS = rule(forbid={"flow": {"data": ["orders", "visits"], "to": {"kind": "hosting"}}})
WAITS = requires({"retention": {"at_most": "30d"}}, {"flow": {"to": {"kind": "ai_model"}}})
STATED = requires({"retention": {"declared": "true"}}, {"flow": {"to": {"kind": "ai_model"}}}, severity="warning")


def audited(root: Path, rules: dict[str, Any], **more: Any) -> Audit:
    """The shop with these rules; `more` are sections, ours in place of its own."""
    policy: dict[str, Any] = {key: more.pop(key) for key in ("promises", "waivers") if key in more}
    dump({**DATAFLOWS, **more}, {"rules": rules, **policy}, root)
    return audit(root, AS_OF)

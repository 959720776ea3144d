"""The fixed audits that every format is tried on: one that holds every kind of finding and hostile text in
every field, one of this repository, and one that is large. All as of one day."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from auditor.audit import Audit, audit
from tests.reference.workspaces import AS_OF, dump

ROOT = Path(__file__).resolve().parents[2]
EVERYTHING = Path(__file__).resolve().parent / "everything"
MANY = 2_000


@cache
def everything() -> Audit:
    """Every kind of finding, over two deployments; see `test_everything.py` for what it holds."""
    return alone(audit(EVERYTHING, AS_OF))


def alone(found: Audit) -> Audit:
    """The same of a workspace in no repository: these tests run with this one and without."""
    return found._replace(workspace=found.workspace._replace(folder=""))


@cache
def leanos() -> Audit:
    """The workspace of this repository."""
    return audit(ROOT, AS_OF)


@cache
def many() -> Audit:
    """2,000 findings: every second one violated, the others undecided; half of them errors, half warnings."""
    with tempfile.TemporaryDirectory() as folder:
        write_many(Path(folder))
        return audit(Path(folder), AS_OF)


def write_many(root: Path, findings: int = MANY) -> None:
    """A workspace with so many findings: a flow to a vendor of its own is two of them, one for each state."""
    count = findings // 2
    vendors = {f"vendor-{number:04}": {"name": f"Vendor {number}", "kind": "email"} for number in range(count)}
    flows: dict[str, Any] = {
        f"to-{name}": {"from": "app", "to": name, "data": ["orders"], "retention": f"{31 + number}d"}
        for number, name in enumerate(vendors)
    }
    rules = {
        f"{asked}-{severity}": {
            "title": f"{asked.title()}: so that a {severity} is found",
            "because": ["A clause in words"],
            "resolve": "Ask the vendor.",
            "severity": severity,
            "for": {"flow": {"to": _half(vendors, severity)}},
            "require": {"retention": {"at_most": "30d"}} if asked == "short" else {"to": {"vendor": {"country": "IN"}}},
        }
        for asked in ("short", "near")
        for severity in ("error", "warning")
    }
    dataflows = {
        "organization": {"name": "Many"},
        "data": {"orders": {"title": "Orders"}},
        "vendors": vendors,
        "systems": {"app": {"kind": "application", "vendor": "none", "produces": ["orders"]}},
        "flows": flows,
    }
    dump(dataflows, {"rules": rules}, root)


def _half(vendors: dict[str, Any], severity: str) -> list[str]:
    return list(vendors)[::2] if severity == "error" else list(vendors)[1::2]

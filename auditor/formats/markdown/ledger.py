"""The ledger of promises as a page of its own."""

from __future__ import annotations

from auditor.audit import Audit
from auditor.findings.groups import grouped
from auditor.formats.markdown.promises import every
from auditor.formats.markdown.sheet import Sheet
from auditor.text.markdown import escaped


def render(audit: Audit, base: str = "") -> str:
    """What was promised, and what became of it. `base` is put before the path of every link."""
    sheet = Sheet(audit, base)
    told = f"{escaped(sheet.us())} {escaped(sheet.as_of(), 2_000)}."
    table = every(sheet, grouped(audit.findings).beside_ledger) if audit.promises else "Nothing was promised."
    return "\n\n".join(["# Promises", told, *sheet.remarked(), table]) + "\n"

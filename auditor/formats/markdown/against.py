"""What is known from the base, folded away, and what is fixed since."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.findings.finding import Finding
from auditor.findings.groups import worst_first
from auditor.formats.markdown.sheet import Item, Sheet, identity, section
from auditor.phrases import LONG, TITLE
from auditor.text.markdown import details, escaped
from auditor.text.plain import counted


def known(sheet: Sheet, room: int) -> str:
    """The findings that the base has too."""
    found = sorted(sheet.known(), key=worst_first)
    if sheet.audit.against is None or not found:
        return ""
    items = [Item(_known(sheet, finding), (finding,)) for finding in found]
    verb = "does" if len(found) == 1 else "do"
    told = f"{counted(len(found), 'known finding')}, in the base too, which {verb} not close the gate"
    return details(told, section("", items, room - 200))


def _known(sheet: Sheet, finding: Finding) -> str:
    what = f"{escaped(sheet.title(finding), TITLE)}: {escaped(sheet.what(finding), LONG)}"
    return f"- **{finding.severity}**: {what}, {sheet.at(finding.location)}, {identity(finding)}"


def fixed(sheet: Sheet, room: int) -> str:
    """The findings that the base had."""
    found: Sequence[Finding] = sorted(sheet.audit.against.fixed if sheet.audit.against else (), key=worst_first)
    items = [
        Item(f"- {escaped(sheet.gone(finding), LONG)}, {identity(finding)}", (finding,)) for finding in found
    ]  # fmt: skip
    return section("### Fixed", items, room)

"""The report for a comment on a pull request, in the Markdown of GitHub and GitLab.

It is never longer than a comment may be: the worst is kept, and what is left out is counted.
"""

from __future__ import annotations

from typing import Final

from auditor.audit import Audit
from auditor.findings.groups import grouped
from auditor.formats.markdown.against import fixed, known
from auditor.formats.markdown.findings import violated, waiting
from auditor.formats.markdown.picture import drawn
from auditor.formats.markdown.promises import lacking, ledger, waived
from auditor.formats.markdown.sheet import Sheet
from auditor.phrases import EXPLAIN
from auditor.text.markdown import escaped, size

MOST: Final = 65_000
"""Characters; GitHub takes 65,536."""
GAP: Final = "\n\n"


def render(audit: Audit, base: str = "", most: int = MOST) -> str:
    """The whole report, in `most` characters. `base` is put before the path of every link: a folder or an
    address, ended by `/`."""
    sheet = Sheet(audit, base)
    groups = grouped(sheet.to_do())
    page = _Page(_head(sheet), EXPLAIN if audit.findings else "", most)
    page.add(violated(sheet, groups.blocks, page.room(0.4)))
    page.add(waiting(sheet, groups.waiting, page.room(0.4)))
    page.add(fixed(sheet, page.room(0.2)))
    page.add(lacking(sheet, groups.beside_ledger, page.room(0.3)))
    page.add(ledger(sheet, groups.beside_ledger, page.room(0.6)))
    page.add(waived(sheet, groups.waived, page.room(0.6)))
    page.add(known(sheet, page.room(0.6)))
    page.add(drawn(sheet, page.room(1)), after=3)
    return page.text()


class _Page:
    """Parts one after the other; what one does not need is there for those after it."""

    def __init__(self, head: str, foot: str, most: int) -> None:
        self.parts = [head]
        self.foot = foot
        self.most = most

    def room(self, share: float) -> int:
        """A share of the characters that are left."""
        return int(share * (self.most - size(self.text()) - len(GAP)))

    def add(self, part: str, after: int | None = None) -> None:
        """At the end, or after so many parts."""
        self.parts.insert(len(self.parts) if after is None else after, part)

    def text(self) -> str:
        return GAP.join(part for part in (*self.parts, self.foot) if part) + "\n"


def _head(sheet: Sheet) -> str:
    """The verdict, and how it was come to."""
    mark = "❌" if sheet.audit.gate_closed else "✅"
    first = f"## {mark} {sheet.gate()}"
    told = f"{escaped(sheet.us())} {escaped(sheet.as_of(), 2_000)}. {sheet.found()} {sheet.checked()}"
    told += f" {escaped(sheet.compared(), 2_000)}" if sheet.audit.against else ""
    return GAP.join([first, told, *sheet.remarked()])

"""What every part of the report is written with: the audit, the width, and the lines about a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from auditor.audit import Audit
from auditor.findings.finding import Finding
from auditor.phrases import LONG, MOST_IDS, Note, Phrases
from auditor.text.lines import ERROR, GUTTER, ID, LABEL, NOTE, PLAIN, WARNING, Line, Span, line, wrapped
from auditor.text.plain import counted, shown

SEVERITY: Final = {"error": ERROR, "warning": WARNING, "note": NOTE}
"""The role of what is as severe as this."""


class Sheet(Phrases):
    """An audit, and the width in columns that it is written for."""

    def __init__(self, audit: Audit, width: int) -> None:
        super().__init__(audit)
        self.width = width

    def text(self, lead: Line, text: str | Iterable[Span], hanging: int) -> Iterator[Line]:
        """A text over as many lines as it needs."""
        spans = [Span(PLAIN, shown(text, LONG))] if isinstance(text, str) else text
        return wrapped(lead, spans, self.width, hanging)

    def note(self, margin: str, label: str, text: str | Iterable[Span]) -> Iterator[Line]:
        """A line below a frame: `= because: …`."""
        lead = line(Span(GUTTER, f"{margin} = "), Span(LABEL, f"{label}: "))
        return self.text(lead, text, len(margin) + 3)

    def notes(self, margin: str, notes: Iterable[Note]) -> Iterator[Line]:
        for label, text in notes:
            yield from self.note(margin, label, text)

    def ids(self, margin: str, findings: Sequence[Finding]) -> Iterator[Line]:
        """The ids of findings, each whole on its line, with what is true of it alone; too many are counted."""
        alone = self.alone(findings)
        for finding in findings[:MOST_IDS]:
            yield line(Span(GUTTER, f"{margin} = "), Span(LABEL, "id: "), Span(ID, shown(finding.id)))
            for label, text in alone.get(finding.id, ()):
                lead = line(" " * (len(margin) + 7), Span(LABEL, f"{label}: "))
                yield from self.text(lead, text, len(margin) + 9)
        if len(findings) > MOST_IDS:
            yield line(Span(GUTTER, f"{margin} = "), f"and {counted(len(findings) - MOST_IDS, 'more finding')}")

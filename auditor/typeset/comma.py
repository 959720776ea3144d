"""A table as CSV: RFC 4180, which every program reads, and such that a spreadsheet shows it right and runs none of it.

It begins with the mark of UTF-8, without which Excel takes it for the code page of the country, and breaks every name
that is not Latin. Lines end with CR LF. No cell is a formula (`auditor.text.cells`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from auditor.text.cells import guarded

MARK = "\ufeff"


def render(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """The table, its headings in the first line."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([guarded(cell) for cell in row])
    return f"{MARK}{text.getvalue()}".encode()

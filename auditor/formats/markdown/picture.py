"""What is violated or undecided as a picture, where there is room for it."""

from __future__ import annotations

from auditor.diagrams import mermaid
from auditor.diagrams.views import VIOLATIONS, View, picture
from auditor.formats.markdown.sheet import Sheet
from auditor.text.markdown import size

HEADING = "### Where it is"
INSTEAD = "The picture is too large for a comment: `auditor diagram --view violations` draws it."


def drawn(sheet: Sheet, room: int) -> str:
    """One Mermaid diagram; in place of what is too large for it, how to get it. Nothing where nothing is wrong."""
    if not (sheet.audit.summary.violated or sheet.audit.summary.undecided):
        return ""
    parts = mermaid.diagrams(picture(sheet.audit, View(VIOLATIONS)))
    block = f"```mermaid\n{parts[0]}```"
    fits = len(parts) == 1 and size(HEADING) + size(block) + len("\n\n") <= room
    return f"{HEADING}\n\n{block if fits else INSTEAD}"

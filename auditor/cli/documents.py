"""The register of documents: what `auditor write` can make, and what stands where it writes."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, Final

DOCUMENTS: Final = {
    "page": ("subprocessors.*",),
    "annex": ("annex-*", "schedule-*"),
    "register": ("register.csv", "register.xlsx"),
    "cyclonedx": ("cyclonedx.json", "cyclonedx-1.7.json"),
    "graph": ("graph.graphml", "graph.json"),
    "notices": ("notice-*",),
    "worksheet": ("worksheet.csv",),
    "changes": ("changes.md", "changes.atom"),
}
"""The register of documents: the module of each in `auditor.documents`, and what its files are called like."""
NOTICES: Final = "notices"
"""The document that is about what changes."""
WORKSHEET: Final = "worksheet"
"""The document that asks for what the others lack."""
HISTORY: Final = "changes"
"""The document that is made from git history. No commit can hold the log of itself, so that a committed one is stale as
soon as the list changes: `--check` looks at it only where there is one, or where it is named."""
FORMATS: Final = ("md", "html", "json", "docx", "pdf", "csv", "xlsx", "eml", "atom", "graphml")


def present(folder: Path, name: str) -> list[Path]:
    """The files of a document that are in a folder."""
    return sorted({path for pattern in DOCUMENTS[name] for path in folder.glob(pattern) if path.is_file()})


def document(name: str) -> Any:
    """The module of a document."""
    return importlib.import_module(f"auditor.documents.{name}")

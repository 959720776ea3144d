"""The register of scanners, in the order in which they see a file."""

from __future__ import annotations

from auditor.evidence.scanner import Scanner


def scanners() -> list[Scanner]:
    """Every scanner, made anew: each may remember what it sees of one scan."""
    return []

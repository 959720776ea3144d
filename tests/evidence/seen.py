"""What a scanner says of a file, in short."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.evidence.observation import Sighting
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found, Scanner
from auditor.location import Problem
from auditor.vocabulary.catalog import Catalog
from auditor.vocabulary.products import products

WHO = Recipients(Catalog(products()), own=["acme.io", "acme"])


def found(scanner: Scanner, files: Iterable[tuple[str, str]]) -> list[Found]:
    every: list[Found] = []
    for path, text in files:
        assert scanner.wants(path), path
        every += scanner.see(File(path, text))
    return [*every, *scanner.finish()]


def seen(scanner: Scanner, text: str, path: str) -> list[tuple[str, str, str, int, str]]:
    """Who (a product by its id, somebody unknown by `?` and the name), signal, grade, line, text."""
    return [
        (one.product or f"?{one.name}", one.signal, one.grade, one.location.line, one.text)
        for one in found(scanner, [(path, text)])
        if isinstance(one, Sighting)
    ]


def problems(scanner: Scanner, text: str, path: str) -> list[Problem]:
    return [one for one in found(scanner, [(path, text)]) if isinstance(one, Problem)]


SECRET = "sk_live_51Hplanted9Secret"

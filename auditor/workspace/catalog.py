"""Which product a vendor is, by the catalog that ships with the auditor."""

from __future__ import annotations

from functools import cache

from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN, Unknown
from auditor.vocabulary.shipped import shipped
from auditor.workspace.model import Workspace


def catalog_id(workspace: Workspace, vendor: str) -> tuple[str | Unknown | None, Route]:
    """The catalog's id for a vendor (None: it has none), and the place that decides it.

    Where it is not given, it is the entry with the vendor's id or name, case, `-` and `_` aside.
    """
    declared = workspace.vendors[vendor]
    place: Route = ("vendors", vendor, "catalog")
    if declared.catalog is UNKNOWN:
        return UNKNOWN, place
    if declared.catalog is not None:
        return (None if declared.catalog == "none" else declared.catalog), place
    by_id = _by_word().get(_plain(vendor))
    if by_id is not None:
        return by_id, ("vendors", vendor)
    if declared.name is UNKNOWN:
        return UNKNOWN, ("vendors", vendor, "name")
    return _by_word().get(_plain(declared.name)), ("vendors", vendor)


@cache
def _by_word() -> dict[str, str]:
    words: dict[str, str] = {}
    for name, entry in sorted(shipped("catalog")["vendors"].items()):
        words.setdefault(_plain(entry["name"]), name)
    return {**words, **{_plain(name): name for name in shipped("catalog")["vendors"]}}


def _plain(word: str) -> str:
    return "".join(word.lower().replace("-", " ").replace("_", " ").split())

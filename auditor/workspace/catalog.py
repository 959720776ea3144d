"""Which product a vendor is, by the catalog: the products that ship, and those that the workspace declares itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from auditor.declarations.catalog import Entry
from auditor.location import Problem, Related, Route
from auditor.vocabulary.answers import UNKNOWN, Unknown
from auditor.vocabulary.places import Place, provider_regions
from auditor.vocabulary.products import REGION, SIGNALS, Product, names, product, products
from auditor.workspace.merge import Merged, plain

if TYPE_CHECKING:
    from auditor.vocabulary.catalog import Catalog
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
    words = _by_word(tuple((name, entry.name) for name, entry in workspace.catalog.items()))
    by_id = words.get(_bare(vendor))
    if by_id is not None:
        return by_id, ("vendors", vendor)
    if declared.name is UNKNOWN:
        return UNKNOWN, ("vendors", vendor, "name")
    return words.get(_bare(declared.name)), ("vendors", vendor)


def catalog(workspace: Workspace) -> Catalog:
    """All products that a scan may find. An entry of the workspace stands for the one of its id that ships."""
    from auditor.vocabulary.catalog import Catalog  # only a scan looks things up

    own = {name: _product(name, entry) for name, entry in workspace.catalog.items()}
    return Catalog({**products(), **own})


def replaced(workspace: Workspace) -> tuple[str, ...]:
    """The products that ship of which the workspace has an entry of its own: that is the one that counts."""
    return tuple(name for name in workspace.catalog if name in names())


def check_catalog(merged: Merged) -> Iterator[Problem]:
    """A signal gives one product away: who else claims it is named, whether it ships or is declared here. Entries that
    do not fit their shape are looked at too."""
    written = plain(merged.sections.get("catalog", {}))
    if not written:
        return
    from auditor.vocabulary.catalog import claims  # few workspaces have entries of their own

    own = {name: _as_written(name, entry) for name, entry in sorted(written.items()) if isinstance(entry, dict)}
    shipped = [known for name, known in products().items() if name not in written]
    for entry in own.values():
        yield from _regions(merged, entry)
    for signal in SIGNALS:
        theirs = {key: owner for key, owner, _ in claims(shipped, signal)}
        ours: dict[str, tuple[str, Route]] = {}
        for key, owner, at in claims(own.values(), signal):
            route: Route = ("catalog", owner, *at)
            first, place = ours.setdefault(key, (owner, route))
            message = f"`{key}` is a signal of two products"
            if key in theirs:
                hint = f"it is one of `{theirs[key]}`, which ships: leave it out, or describe `{theirs[key]}` here"
                yield Problem(message, merged.at(route), hint)
            elif key and first != owner:
                hint = f"it is one of `{first}` too: keep one of them"
                yield Problem(message, merged.at(route), hint, related=(Related(merged.at(place), "the first one"),))


def _regions(merged: Merged, entry: Product) -> Iterator[Problem]:
    """A host with `{region}` in it has the provider of the codes, one without it a place."""
    for host, where in entry.regions.items():
        at, known = merged.at(("catalog", entry.id, "regions", host)), bool(provider_regions(where))
        if REGION in host and not known:
            hint = f"the codes that stand at `{REGION}` are those of a provider"
            yield Problem(f"`{where}` is no provider of regions", at, hint)
        if REGION not in host and known:
            yield Problem(f"`{where}` is a provider, not a place", at, f"write its region, or `{REGION}` in the host")


def _as_written(name: str, entry: Mapping[str, Any]) -> Product:
    """A product with the signals of an entry that need not fit its shape; what is no text is empty."""
    said: dict[str, Any] = {"name": name, "kind": ()}
    for signal in SIGNALS:
        words = entry.get(signal)
        said[signal] = [word if isinstance(word, str) else "" for word in words] if isinstance(words, list) else []
    places = entry.get("regions")
    pairs = places.items() if isinstance(places, dict) else ()
    return product(name, {**said, "regions": {host: where for host, where in pairs if isinstance(where, str)}})


def _product(name: str, entry: Entry) -> Product:
    said = vars(entry) | {"not_signals": vars(entry.not_signals) if entry.not_signals else {}}
    said["country"] = entry.country.word if isinstance(entry.country, Place) else None
    said["legal_name"] = entry.legal_name if isinstance(entry.legal_name, str) else None
    return product(name, said)


@cache
def _by_word(own: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """The id of the product with an id or a name: an id before a name, the workspace's own before those that ship."""
    ships = [(name, entry["name"]) for name, entry in names().items()]
    words: dict[str, str] = {}
    for known in (own, ships):
        for place in (0, 1):
            for each in sorted(known):
                words.setdefault(_bare(each[place]), each[0])
    return words


def _bare(word: str) -> str:
    return "".join(word.lower().replace("-", " ").replace("_", " ").split())

"""Which of the declared vendors a vendor is that a scan saw, and whose code a file is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from auditor.evidence.seen import Seen, SeenVendor
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.cuts import suffixes
from auditor.vocabulary.products import Product
from auditor.workspace.catalog import catalog_id
from auditor.workspace.model import Node, Workspace

INFRASTRUCTURE: Final = frozenset(
    ("cloud", "hosting", "edge_host", "database", "object_storage", "cache", "queue", "log_store", "backup",
     "data_warehouse", "cdn", "search"),
)  # fmt: skip
"""Kinds of what a cloud sells under one contract. A company's models, e-mail or analytics are listed by themselves."""


class Listed(NamedTuple):
    """The declared vendors that one seen is; and where it would be written that it is another."""

    vendors: tuple[str, ...]
    missing: tuple[Route, ...]


class Declarations:
    """Looks up what a workspace declares for what a scan saw."""

    def __init__(self, workspace: Workspace, products: Mapping[str, Product], way: str = "") -> None:
        """`way` leads from the repository to the workspace, from which places are told."""
        self.workspace = workspace
        self.products = products
        self._way = way

    def listed(self, seen: SeenVendor) -> Listed:
        """The vendors of this product, or of a cloud that it belongs to. Of somebody whom the catalog does not know:
        those with this id, or whose website is of this host."""
        if seen.product is None:
            found = tuple(self._by_name(seen.name))
            return Listed(found, () if found else self._strangers)
        found = self._by_product.get(seen.product.id) or tuple(self._of_cloud(seen.product))
        return Listed(found, () if found else self._open)

    def nodes(self, seen: SeenVendor) -> list[Node]:
        """The declared systems that the vendors of one seen run, or are."""
        vendors = self.listed(seen).vendors
        return [node for node in self.workspace.nodes.values() if node.vendor in vendors]

    def system(self, path: str) -> str | None:
        """The system whose `code` a file is; of several the one that says it most closely."""
        path = posixpath.normpath(posixpath.join(self._way, path))  # `code` is told from the repository
        claims = [
            (len(claim), name) for claim, name in self._code if path == claim or path.startswith(f"{claim}/")
        ]  # fmt: skip
        return max(claims)[1] if claims else None

    @cached_property
    def unclaimed(self) -> tuple[Route, ...]:
        """Where one would write whose code a file is."""
        routes: list[Route] = [
            (node.section, node.id, "code")
            for node in self.workspace.nodes.values()
            if node.section == "systems" and not node.person and not node.declared.code
        ]
        return tuple(routes) or (("systems",),)

    @cached_property
    def _code(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (claim.removeprefix("./").rstrip("/"), node.id)
            for node in self.workspace.nodes.values()
            for claim in node.declared.code
        )

    @cached_property
    def product_of(self) -> Mapping[str, str | None]:
        """The product of each vendor; None where it has none. Those of which it is not known are left out."""
        found = {name: catalog_id(self.workspace, name)[0] for name in self.workspace.vendors}
        return {name: product for name, product in found.items() if product is not UNKNOWN}

    @cached_property
    def _by_product(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, product in self.product_of.items():
            if product is not None:
                found[product] = (*found.get(product, ()), name)
        return found

    def _of_cloud(self, product: Product) -> Iterator[str]:
        """The vendors that are the cloud of a product, or a part of the cloud that it is."""
        for name, other in self.product_of.items():
            known = self.products.get(other) if other else None
            if known is None or not known.legal_name or known.legal_name != product.legal_name:
                continue
            both = {*known.kinds, *product.kinds}
            if both <= INFRASTRUCTURE and ("cloud" in known.kinds or "cloud" in product.kinds):
                yield name

    @cached_property
    def _open(self) -> tuple[Route, ...]:
        """Vendors that may be any product."""
        return tuple(
            catalog_id(self.workspace, name)[1] for name in self.workspace.vendors if name not in self.product_of
        )

    @cached_property
    def _strangers(self) -> tuple[Route, ...]:
        """Vendors of no product that may be anybody, since nothing says at which hosts they are."""
        nobody: list[Route] = [
            ("vendors", name, "website")
            for name, vendor in self.workspace.vendors.items()
            if self.product_of.get(name) is None and not isinstance(vendor.website, str)
        ]
        return tuple(nobody)

    def _by_name(self, name: str) -> Iterator[str]:
        plain = name.lower()
        bare = "".join(filter(str.isalnum, plain))
        hosts = frozenset(suffixes(plain))
        for vendor, declared in self.workspace.vendors.items():
            words = (vendor, declared.name if isinstance(declared.name, str) else vendor)
            site = _site(declared.website) if isinstance(declared.website, str) else ""
            if site in hosts or any("".join(filter(str.isalnum, word.lower())) == bare for word in words):
                yield vendor


def _site(website: str) -> str:
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


class Observed(NamedTuple):
    """What a scan saw, beside what is declared."""

    seen: Seen
    declared: Declarations

"""Which product a host, a package, a variable … belongs to.

Names are compared whole, or by the part before a boundary, never by substring: a signal that is longer wins, and what
an entry lists among its look-alikes is none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from auditor.vocabulary.cuts import beginnings, suffixes, up
from auditor.vocabulary.places import provider_regions
from auditor.vocabulary.products import REGION, Product
from auditor.vocabulary.shipped import shipped

PUBLIC: Final = (
    "NEXT_PUBLIC_", "NUXT_PUBLIC_", "EXPO_PUBLIC_", "REACT_APP_", "VUE_APP_", "GATSBY_", "VITE_", "NUXT_", "PUBLIC_",
)  # fmt: skip
"""What frameworks put before the name of a variable that browsers may see."""

PAGES: Final = (
    "www", "blog", "community", "console", "dashboard", "developer", "developers", "docs", "help", "learn", "status",
    "support", "trust",
)  # fmt: skip
"""First labels of hosts that people read: a link to one proves nothing."""

_NPM_BY_URL: Final = re.compile(
    r"(?:npm:|jsr:|(?:https?:)?//(?:esm\.sh|esm\.run|unpkg\.com|cdn\.skypack\.dev|cdn\.jsdelivr\.net/npm)/(?:v\d+/)?)"
    r"(@[^/@?]+/[^/@?]+|[^/@?]+)"
)


class Found(NamedTuple):
    """A product, the signal that gave it away, and the region that this shows (None: it shows none)."""

    product: Product
    signal: str
    region: str | None = None


class Tracker(NamedTuple):
    """Somebody on a list of third parties of the web, of whom the catalog has no entry."""

    name: str
    category: str


class Catalog:
    """Finds products by what a repository says. Each table is built when it is first asked."""

    def __init__(self, products: Mapping[str, Product]) -> None:
        self.products = products
        self._tables: dict[str, dict[str, str]] = {}
        self._others: dict[str, dict[str, set[str]]] = {}

    def host(self, name: str, *, requested: bool = False) -> Found | None:
        """The product behind a host, or behind all hosts of `*.name`. `requested` says that requests go there: else
        the pages that a product has for people prove nothing."""
        name = name.lower().rstrip(".")
        every = name.startswith("*.")
        name = name.removeprefix("*.")
        every_suffix = list(suffixes(name))
        found = self._find("hosts", every_suffix)
        if found is None or (not requested and not every and _is_page(name, found)):
            return None
        places = (self._places[suffix] for suffix in every_suffix if suffix in self._places)
        return found._replace(region=next((word for owner, word in places if owner == found.product.id), None))

    def url(self, text: str) -> Found | None:
        """The product behind an address, or behind what it loads from a CDN of packages. Without a scheme, or with a
        path alone, it may also be a part of one."""
        package = _NPM_BY_URL.match(text)
        if package is not None:
            return self.package("npm", package[1])
        try:
            parts = urlsplit(text if "//" in text or text.startswith("/") else f"//{text}")
        except ValueError:  # half an IPv6 address: no host can be in it
            return None
        host = (parts.hostname or "").removeprefix("www.")
        path = [segment for segment in parts.path.split("/") if segment]
        asked = f"?{parts.query}" if parts.query else ""
        best: tuple[int, int, str, str] | None = None
        others: set[str] = set()
        for signal, owner, mine in self._urls.get(host, []) + (self._urls.get("", []) if host else []):
            if not signal.takes(path, asked):
                continue
            if not mine:
                others.add(owner)
            elif best is None or (len(signal.path), len(signal.query)) > best[:2]:
                best = len(signal.path), len(signal.query), owner, signal.text
        if best is not None and best[2] not in others:
            return Found(self.products[best[2]], best[3])
        found = self.host(parts.hostname or "") if parts.hostname else None
        return None if found is not None and found.product.id in others else found

    def package(self, ecosystem: str, name: str) -> Found | None:
        """The product that a package of `npm`, `pypi`, `go`, `rubygems` or `composer` belongs to."""
        if ecosystem == "pypi":
            return self._find("pypi", [re.sub(r"[-_.]+", "-", name).lower()])
        if ecosystem == "go":
            return self._find("go", up(name, "/"))
        return self._find(ecosystem, [name, f"{name.partition('/')[0]}/*"])

    def module(self, language: str, name: str) -> Found | None:
        """The product behind what code in `python`, `javascript` or `go` imports."""
        if language == "python":
            return self._find("python", up(name, "."))
        if language == "go":
            return self.package("go", name)
        if "://" in name or name.startswith(("npm:", "jsr:")):
            return self.url(name)
        *paths, first = up(name, "/")
        return self._find("npm", [*paths, f"{first}/*"] if name.startswith("@") else [*paths, first])

    def env(self, name: str) -> Found | None:
        """The product whose variable this is."""
        bare = next((name.removeprefix(prefix) for prefix in PUBLIC if name.startswith(prefix)), name)
        return self._find("env", [*beginnings(name), *beginnings(bare)])

    def terraform(self, kind: str) -> Found | None:
        """The product that a resource type, or with `_` behind it a provider, of Terraform stands for."""
        return self._find("terraform", beginnings(kind))

    def action(self, name: str) -> Found | None:
        """The product that an action of a workflow (`owner/repository/path@ref`) belongs to."""
        parts = name.partition("@")[0].lower().split("/")
        return self._find("actions", ["/".join(parts[:2]), f"{parts[0]}/*"]) if len(parts) > 1 else None

    def command(self, words: Sequence[str]) -> Found | None:
        """The product whose command a command line begins with."""
        return self._find("commands", [" ".join(words[:count]) for count in range(min(len(words), 3), 0, -1)])

    def image(self, name: str) -> Found | None:
        """The product that a container image stands for."""
        name = re.sub(r":[^/:]*$", "", name.partition("@")[0]).removeprefix("docker.io/").removeprefix("library/")
        keys = [name] + [f"{above}/*" for above in up(name.rpartition("/")[0], "/") if above]
        return self._find("images", keys)

    def file(self, path: str) -> Found | None:
        """The product that a file configures."""
        parts = path.split("/")
        return self._find("files", ["/".join(parts[number:]) for number in range(len(parts))])

    def config(self, key: str) -> Found | None:
        """The product that a key of a configuration, or a name in a page's script, belongs to."""
        return self._find("config", [key])

    def tracker(self, host: str) -> Tracker | None:
        """Who is behind a host of which the catalog knows no product, by the list of third parties that ships."""
        host = host.lower().rstrip(".").removeprefix("*.")
        if self.host(host, requested=True) is not None:
            return None
        for suffix in suffixes(host):
            for category, known in shipped("trackers")["trackers"].items():
                if suffix in known:
                    return Tracker(known[suffix], category)
        return None

    def _find(self, signal: str, keys: Iterable[str]) -> Found | None:
        """The product that claims the first of the keys, unless that or one before it is a look-alike of it."""
        claims, others = self._claims(signal), self._look_alikes(signal)
        denied: set[str] = set()
        for key in keys:
            denied |= others.get(key, set())
            if key in claims:
                owner = claims[key]
                return None if owner in denied else Found(self.products[owner], key)
        return None

    def _claims(self, signal: str) -> dict[str, str]:
        if signal not in self._tables:
            self._tables[signal] = {key: owner for key, owner, _ in claims(self.products.values(), signal)}
        return self._tables[signal]

    def _look_alikes(self, signal: str) -> dict[str, set[str]]:
        if signal not in self._others:
            self._others[signal] = {}
            for product in self.products.values():
                for key in product.look_alikes.get(signal, ()):
                    self._others[signal].setdefault(_plain(signal, key), set()).add(product.id)
        return self._others[signal]

    @cached_property
    def _places(self) -> dict[str, tuple[str, str]]:
        """Host -> the product it is of, and the place it is in."""
        return {
            host: (product.id, place)
            for product in self.products.values()
            for pattern, where in product.regions.items()
            for host, place in regional(pattern, where)
        }

    @cached_property
    def _urls(self) -> dict[str, list[tuple[_Url, str, bool]]]:
        """Host -> the addresses at it, each with its product and whether it is a signal of it."""
        found: dict[str, list[tuple[_Url, str, bool]]] = {}
        for product in self.products.values():
            for signals, mine in ((product.signals, True), (product.look_alikes, False)):
                for text in signals.get("urls", ()):
                    url = _Url.of(text)
                    found.setdefault(url.host, []).append((url, product.id, mine))
        return found


class _Url(NamedTuple):
    """The beginning of an address. `*` stands for one segment of the path."""

    text: str
    host: str
    path: tuple[str, ...]
    query: str

    @classmethod
    def of(cls, text: str) -> _Url:
        address, mark, query = text.partition("?")
        host, *path = address.split("/")
        return cls(text, host.removeprefix("www."), tuple(path), mark + query)

    def takes(self, path: list[str], asked: str) -> bool:
        fits = all(mine in ("*", theirs) for mine, theirs in zip(self.path, path, strict=False))
        return len(path) >= len(self.path) and fits and asked.startswith(self.query)


def claims(products: Iterable[Product], signal: str) -> Iterator[tuple[str, str, Any]]:
    """Every signal of a kind as it is compared, the product that claims it, and where its entry says so."""
    for product in products:
        for number, written in enumerate(product.signals.get(signal, ())):
            yield _plain(signal, written), product.id, (signal, number)
        for pattern, where in product.regions.items() if signal == "hosts" else ():
            yield from ((host, product.id, ("regions", pattern)) for host, _ in regional(pattern, where))


def regional(pattern: str, where: str) -> Iterator[tuple[str, str]]:
    """The hosts that a pattern stands for, each with its place."""
    if REGION in pattern:
        for code in provider_regions(where):
            yield pattern.replace(REGION, code), f"{where}/{code}"
    else:
        yield pattern, where


def _plain(signal: str, written: str) -> str:
    return written.lower() if signal in ("actions", "hosts") else written


def _is_page(name: str, found: Found) -> bool:
    if name == found.signal:
        site = (urlsplit(found.product.website or "").hostname or "").removeprefix("www.")
        return name == site
    return name.partition(".")[0] in PAGES

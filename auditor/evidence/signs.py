"""What gives a vendor away in a file of infrastructure: names of variables, hosts, images, commands, resources.

Only names leave this file: of an address its host without who signs in, of a variable never its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.observation import Sighting
from auditor.evidence.reading.tree import Node, Unreadable
from auditor.evidence.scanner import File
from auditor.location import Location, Problem
from auditor.vocabulary.catalog import PUBLIC, Catalog
from auditor.vocabulary.catalog import Found as Product

VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_ADDRESS: Final = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://([^\s/?#\"'<>`,;]+)", re.IGNORECASE)
_HOST: Final = re.compile(r"(?!.{254})(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,23}")
_CREDENTIAL: Final = re.compile(
    r"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*?)_(?:API_KEY|APIKEY|SECRET_KEY|API_TOKEN|ACCESS_TOKEN|AUTH_TOKEN|API_SECRET|"
    r"ACCESS_KEY|CLIENT_SECRET)"
)
_OWN_WORDS: Final = (
    "ADMIN API APP AUTH BACKEND CLIENT COOKIE CRON CSRF DATABASE DB DEFAULT DJANGO ENCRYPTION FLASK FRONTEND HASH "
    "HEALTH INTERNAL JWT LARAVEL LOCAL MASTER MY NEXTAUTH OAUTH PRIVATE PUBLIC RAILS REFRESH SECRET SERVER SERVICE "
    "SESSION SIGNING SITE TEST USER WEB WEBHOOK"
)
_OWN: Final = frozenset(_OWN_WORDS.split())
"""What programs call their own keys by: no vendor stands behind these."""
SERVICE_ROLE: Final = re.compile(r"(?:^|_)SERVICE_ROLE(?:_|$)|^SUPABASE_SECRET_KEY$")
_RUNNERS: Final = re.compile(
    r"^(?:(?:sudo|exec|time|npx|bunx|pnpx)(?:\s+(?:-y|--yes))*|(?:pnpm|yarn)\s+(?:dlx|exec)|npm\s+exec(?:\s+--)?|"
    r"bun\s+x|uvx|poetry\s+run|uv\s+run|bundle\s+exec)\s+"
)
_SET: Final = re.compile(r"^[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|\S*)\s+")


def trouble(file: File, found: Unreadable) -> Problem:
    """A file that cannot be read, as a problem at its place."""
    return Problem(found.message, file.at(found.offset))


def hosts(text: str) -> Iterator[str]:
    """The hosts of the addresses in a text, without who signs in and without ports."""
    for address in _ADDRESS.finditer(text):
        name = host(address[1])
        if name:
            yield name


def host(text: str) -> str:
    """The host of an address, or of the part of one behind `//`; "" where there is none."""
    behind = text.rpartition("://")[2] if "://" in text else text
    authority = re.split(r"[/?#\s\"']", behind, maxsplit=1)[0]
    name = re.sub(r":\d+$", "", authority.rpartition("@")[2]).lower().rstrip(".")
    return name if _HOST.fullmatch(name) else ""


class Signs:
    """Makes sightings of what stands in one file, by the catalog."""

    def __init__(self, catalog: Catalog, file: File, grade: str) -> None:
        self.catalog = catalog
        self.file = file
        self.grade = grade

    def sighting(
        self,
        found: Product,
        signal: str,
        at: int | Location,
        text: str,
        *,
        grade: str | None = None,
        region: str | None = None,
        setting: str | None = None,
    ) -> Sighting:
        """A product of the catalog, seen here. `at` is a character of the file, or a place."""
        place = self.file.at(at) if isinstance(at, int) else at
        product = found.product
        return Sighting(
            product.id, product.name, signal, grade or self.grade, place, text, region or found.region, setting
        )

    def named(self, product: str, signal: str, at: int | Location, text: str, **more: str | None) -> Sighting:
        """A product of the catalog by its id."""
        return self.sighting(Product(self.catalog.products[product], ""), signal, at, text, **more)

    def stranger(
        self,
        name: str,
        signal: str,
        at: int | Location,
        text: str,
        setting: str | None = None,
        grade: str | None = None,
    ) -> Sighting:
        """Somebody whom the catalog does not know."""
        place = self.file.at(at) if isinstance(at, int) else at
        return Sighting(None, name, signal, grade or self.grade, place, text, None, setting)

    def variable(self, name: str, at: int, grade: str | None = None) -> Iterator[Sighting]:
        """Whose variable this is: of a product, or a credential of somebody unknown."""
        if not VARIABLE.fullmatch(name) or len(name) > 100:
            return
        found = self.catalog.env(name)
        if found is not None:
            setting = "service_role" if SERVICE_ROLE.search(name) else None
            yield self.sighting(found, "env", at, name, grade=grade, setting=setting)
            return
        bare = next((name.removeprefix(prefix) for prefix in PUBLIC if name.startswith(prefix)), name)
        credential = _CREDENTIAL.fullmatch(bare)
        if credential and not _OWN.intersection(credential[1].split("_")):
            yield self.stranger(credential[1].lower(), "env", at, name, grade=grade)

    def variables(self, node: Node | None, grade: str | None = None) -> Iterator[Sighting]:
        """The names of variables in a mapping, in a list of `NAME=value`, or in a list of `{name: …}`."""
        if node is None:
            return
        for name, value in node.items():
            yield from self.variable(name, value.key, grade)
        for entry in node.entries():
            if isinstance(entry.value, str):
                yield from self.variable(entry.text.partition("=")[0].strip(), entry.offset, grade)
            else:
                named = entry.get("name") or entry.get("key") or entry.get("Name")
                if named is not None:
                    yield from self.variable(named.text, named.offset, grade)

    def addresses(self, text: str, at: int, signal: str = "host", **more: str | None) -> Iterator[Sighting]:
        """The products whose hosts stand in the addresses of a text."""
        for name in dict.fromkeys(hosts(text)):
            found = self.catalog.host(name, requested=True)
            if found is not None:
                yield self.sighting(found, signal, at, name, **more)
            else:
                known = self.catalog.tracker(name)
                if known is not None:
                    yield self.stranger(known.name, signal, at, name, more.get("setting"), more.get("grade"))

    def receiver(self, text: str, at: int, setting: str, grade: str | None = None) -> Iterator[Sighting]:
        """Somebody who is sent something at an address: known or not, it is said."""
        name = host(text)
        if not name or "." not in name or name.endswith((".local", ".internal", ".localhost", ".svc")):
            return
        found = self.catalog.host(name, requested=True)
        if found is not None:
            yield self.sighting(found, "host", at, name, setting=setting, grade=grade)
        else:
            yield self.stranger(name, "host", at, name, setting, grade)

    def image(self, name: str, at: int, grade: str | None = None) -> Iterator[Sighting]:
        """The product whose program an image is, and the registry that it comes from."""
        if not name or "${" in name or "{{" in name:
            return
        found = self.catalog.image(name)
        plain = re.sub(r":[^/:]*$", "", name.partition("@")[0])
        if found is not None:
            yield self.sighting(found, "config", at, plain, grade=grade)
        first = plain.partition("/")[0] if "/" in plain else ""
        registry = self.catalog.host(host(first), requested=True) if "." in first and host(first) else None
        if registry is not None:
            yield self.sighting(registry, "host", at, host(first), grade=grade)

    def commands(self, script: str) -> Iterator[tuple[Product, list[str], int]]:
        """The products whose commands stand in a script, each with the words of its command and where it begins."""
        for piece in re.finditer(r"(?:\\\r?\n|[^\n;&|])+", script):
            line = re.sub(r"\\\r?\n", " ", piece[0]).strip()
            while (cut := _SET.sub("", _RUNNERS.sub("", line), count=1)) != line:
                line = cut
            words = [
                re.sub(r"@[\w.^~-]+$", "", word) if not number else word for number, word in enumerate(line.split())
            ]
            found = self.catalog.command(words) if words and not words[0].startswith("#") else None
            if found is not None:
                yield found, words, piece.start() + len(piece[0]) - len(piece[0].lstrip())


def unique(found: Iterable[Sighting]) -> Iterator[Sighting]:
    """Each once, in the order in which they come."""
    yield from dict.fromkeys(found)

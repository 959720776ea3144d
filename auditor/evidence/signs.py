"""What gives a vendor away in a file of infrastructure: names of variables, hosts, images, commands, resources.

Only names leave this file: of an address its host without who signs in, of a variable never its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.csp import read_policy
from auditor.evidence.notes import Notes
from auditor.evidence.observation import Sighting
from auditor.evidence.reading.tree import Node, Unreadable
from auditor.evidence.recipients import Recipients, Who
from auditor.evidence.scanner import File
from auditor.location import Location, Problem
from auditor.vocabulary.catalog import Found as Product

VARIABLE: Final = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_ADDRESS: Final = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://([^\s/?#\"'<>`,;]+)", re.IGNORECASE)
_HOST: Final = re.compile(r"(?!.{254})(?:[a-z0-9_](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,23}")
SERVICE_ROLE: Final = re.compile(r"(?:^|_)SERVICE_ROLE(?:_|$)|^SUPABASE_SECRET_KEY$")
POLICIES: Final = ("content-security-policy", "content-security-policy-report-only")
_COMMAND: Final = 2_000
"""So many characters of a command are looked at: its words stand in front."""
_RUNNERS: Final = re.compile(
    r"^(?:[({!]|(?:if|then|do|else|elif|while|sudo|exec|time|npx|bunx|pnpx)(?:\s+(?:-y|--yes))*"
    r"|(?:pnpm|yarn)\s+(?:dlx|exec)|npm\s+exec(?:\s+--)?|"
    r"bun\s+x|uvx|poetry\s+run|uv\s+run|bundle\s+exec)\s+"
)
_SET: Final = re.compile(r"^[A-Za-z_]\w*=(?:\"[^\"]*\"|'[^']*'|\S*)\s+")


def trouble(file: File, found: Unreadable) -> Problem:
    """A file that cannot be read, as a problem at its place."""
    return Problem(found.message, file.at(found.offset))


def hosts(text: str) -> Iterator[tuple[str, int]]:
    """The hosts of the addresses in a text, without who signs in and without ports, and where each address begins."""
    for address in _ADDRESS.finditer(text):
        name = host(address[1])
        if name:
            yield name, address.start()


def host(text: str) -> str:
    """The host of an address, or of the part of one behind `//`; "" where there is none."""
    behind = text.rpartition("://")[2] if "://" in text else text
    authority = re.split(r"[/?#\s\"']", behind, maxsplit=1)[0]
    name = re.sub(r":\d+$", "", authority.rpartition("@")[2]).lower().rstrip(".")
    return name if _HOST.fullmatch(name) else ""


class Signs:
    """Makes sightings of what stands in one file, by the catalog."""

    def __init__(self, who: Recipients, file: File, grade: str) -> None:
        self.who = who
        self.catalog = who.catalog
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

    def whom(
        self,
        found: Who,
        signal: str,
        at: int,
        text: str,
        *,
        grade: str | None = None,
        region: str | None = None,
        setting: str | None = None,
    ) -> Sighting:
        """Somebody, known or not, seen here."""
        place = self.file.at(at)
        return Sighting(
            found.product, found.name, signal, grade or self.grade, place, text, region or found.region, setting
        )

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
        found = self.who.env(name)
        if found is not None:
            setting = "service_role" if SERVICE_ROLE.search(name) else None
            yield self.whom(found, "env", at, name, grade=grade, setting=setting)

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
        """The products whose hosts stand in the addresses of a text, and known trackers. Other hosts may be our own."""
        for name in dict.fromkeys(name for name, _ in hosts(text)):
            found = self.who.host(name, requested=True)
            if found is not None and (found.product is not None or found.name != name):
                yield self.whom(found, signal, at, name, **more)

    def receiver(self, text: str, at: int, setting: str, grade: str | None = None) -> Iterator[Sighting]:
        """Somebody who is sent something at an address: known or not, it is said."""
        name = host(text)
        found = self.who.host(name, requested=True) if name else None
        if found is not None:
            yield self.whom(found, "host", at, name, grade=grade, setting=setting)

    def policy(self, text: str, at: int) -> Iterator[Sighting]:
        """Whom a content security policy lets pages talk to. `at` is where its text begins."""
        notes = Notes(self.file, self.who, self.grade)
        read_policy(notes, text, at)
        yield from notes.found

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
            line = re.sub(r"\\\r?\n", " ", piece[0][:_COMMAND]).strip()
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

"""Lists of components in CycloneDX (JSON): packages by their purl, and the services that a program asks.

A list names what was found in a build, the packages of packages too: only those that the list says the program itself
depends on are told, where it says so. They are configuration, for no use of them is seen.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final
from urllib.parse import unquote

from auditor.evidence.observation import CONFIGURED, USED
from auditor.evidence.reading.json_text import Part, entries
from auditor.evidence.reading.tree import Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import LARGE, NAMED, File, Found
from auditor.evidence.signs import Signs, host, trouble
from auditor.location import Problem

_NAMED: Final = re.compile(r"(^|[/._-])(bom|sbom|cyclonedx|cdx)([._-][^/]*)?\.json$", re.IGNORECASE)
_PURL: Final = re.compile(r"pkg:(npm|pypi|golang|gem|composer)/([^@?#]+)")
_ECOSYSTEMS: Final = {"gem": "rubygems", "golang": "go"}
_VERSIONS: Final = ("1.2", "1.3", "1.4", "1.5", "1.6", "1.7")


class Sbom:
    """`named` are paths that the user says are such lists: of these it is a problem when they are none."""

    in_lines = False

    def __init__(self, who: Recipients, named: Collection[str] = ()) -> None:
        self.who = who
        self.named = named

    def wants(self, path: str) -> bool:
        return path in self.named or _NAMED.search(path) is not None

    def largest(self, path: str) -> int:
        return NAMED if path in self.named else LARGE

    def see(self, file: File) -> Iterable[Found]:
        try:
            yield from self._list(file)
        except Unreadable as found:
            yield trouble(file, found)

    def finish(self) -> Iterable[Found]:
        return ()

    def _list(self, file: File) -> Iterator[Found]:
        signs = Signs(self.who, file, USED)
        components: list[tuple[str, str, int]] = []
        services: list[Found] = []
        head: dict[str, Any] = {}
        depends: dict[str, list[str]] = {}
        for part in Part.whole(file.text).parts():
            if part.key == "components":
                components += _components(part)
            elif part.key == "services":
                for one in part.parts():
                    services += _service(signs, one.read(), one.at)
            elif part.key == "dependencies":
                for one in part.parts():
                    said = one.read()
                    if isinstance(said, dict):
                        depends[str(said.get("ref"))] = [str(ref) for ref in entries(said.get("dependsOn"))]
            elif part.key in ("bomFormat", "metadata", "specVersion"):
                head[part.key] = part.read()
        if head.get("bomFormat") != "CycloneDX" or head.get("specVersion") not in _VERSIONS:
            if file.path in self.named or head.get("bomFormat") == "CycloneDX":
                message = f"is no list of CycloneDX of a version from {_VERSIONS[0]} to {_VERSIONS[-1]} as JSON"
                yield Problem(message, file.at(0))
            return
        listed = depends.get(_root(head.get("metadata")))
        direct = None if listed is None else frozenset(listed)
        for ref, purl, at in components:
            if direct is None or ref in direct:
                yield from _package(signs, purl, at)
        yield from services


def _components(part: Part) -> Iterator[tuple[str, str, int]]:
    for one in part.parts():
        said = one.read()
        if isinstance(said, dict) and isinstance(said.get("purl"), str) and said.get("scope") != "excluded":
            yield str(said.get("bom-ref")), said["purl"], one.at


def _root(metadata: Any) -> str:
    component = metadata.get("component") if isinstance(metadata, dict) else None
    return str(component.get("bom-ref")) if isinstance(component, dict) else ""


def _package(signs: Signs, purl: str, at: int) -> Iterator[Found]:
    found = _PURL.match(purl)
    if found is None:
        return
    name = unquote(found[2]).strip("/")
    product = signs.catalog.package(_ECOSYSTEMS.get(found[1], found[1]), name)
    if product is not None:
        yield signs.sighting(product, "package", at, name, grade=CONFIGURED)


def _service(signs: Signs, said: Any, at: int) -> Iterator[Found]:
    """A service: by the hosts of its endpoints. One that data leaves for is told though nobody knows it."""
    if not isinstance(said, dict):
        return
    known = False
    for endpoint in entries(said.get("endpoints")):
        for sighting in signs.addresses(str(endpoint), at):
            known = True
            yield sighting
    outside = said.get("x-trust-boundary") is True or any(
        isinstance(data, dict) and data.get("flow") in ("outbound", "bi-directional")
        for data in entries(said.get("data"))
    )
    if outside and not known:
        for name in dict.fromkeys(host(str(endpoint)) for endpoint in entries(said.get("endpoints"))):
            if name:
                yield signs.stranger(name, "host", at, name)
    for inner in entries(said.get("services")):
        yield from _service(signs, inner, at)

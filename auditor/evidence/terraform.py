"""The source of Terraform: what its resources are, and in which region as far as the source alone tells.

A folder is a module; it is followed from the folders that nobody calls, with the providers and variables that each
call hands on. A plan knows more: where one is given, it is the authority.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import CONFIGURED, DEVELOPMENT, Sighting
from auditor.evidence.reading import hcl_text, json_text
from auditor.evidence.reading.hcl_text import Block
from auditor.evidence.reading.tree import Unreadable
from auditor.evidence.recipients import Recipients
from auditor.evidence.resources import Attribute, regions, settings, where
from auditor.evidence.scanner import File, Found
from auditor.evidence.signs import SERVICE_ROLE, Signs, trouble
from auditor.evidence.terraform_values import MODULES, MODULES_DEEP, Scope, attributes, blocks_of, names
from auditor.location import Problem

_SOURCE: Final = (".tf", ".tf.json", ".tofu", ".tofu.json")
_GIVEN: Final = (".tfvars", ".tfvars.json")
_TOOLS_WORDS: Final = (
    "archive assert cloudinit docker dns external helm http kubectl kubernetes local null random template time tls "
    "utils ansible terraform"
)
_TOOLS: Final = frozenset(_TOOLS_WORDS.split())
"""Providers that reach nobody in particular."""
_ADDRESS: Final = re.compile(r"[\w.-]{1,80}(?:/[\w.-]{1,80}){0,2}")
_BACKENDS: Final = {"azurerm": "azurerm_storage_", "gcs": "google_storage_", "remote": "tfe_", "s3": "aws_s3_"}
_ADDRESSES: Final = frozenset(("endpoint", "url", "uri", "destination", "hostname", "host", "destination_conf"))


class Terraform:
    """Remembers every file, for a module is a folder and what it is told stands in others."""

    def __init__(self, who: Recipients) -> None:
        self.who = who
        self.sources: dict[str, list[tuple[File, Block]]] = {}
        self.given: list[tuple[str, Block]] = []
        self.seen: set[str] = set()
        self.calls = 0

    def wants(self, path: str) -> bool:
        return path.endswith((*_SOURCE, *_GIVEN))

    def see(self, file: File) -> Iterable[Found]:
        try:
            if file.name.endswith(".json"):
                body = blocks_of(json_text.tree(file.text), is_source=not file.name.endswith(_GIVEN))
            else:
                body = hcl_text.body(file.text)
        except Unreadable as found:
            return [trouble(file, found)]
        if file.name.endswith(_GIVEN):
            self.given.append((file.path, body))
        else:
            self.sources.setdefault(posixpath.dirname(file.path), []).append((file, body))
        return []

    def finish(self) -> Iterable[Found]:
        called = {inner for folder in self.sources for inner in self._calls(folder)}
        found: list[Found] = []
        for folder in sorted(self.sources, key=lambda folder: (folder in called, folder)):
            if folder not in self.seen:  # those that only call one another come last
                found += self._module(Scope.root(folder, self._blocks(folder), self._given(folder)), ())
        return list(dict.fromkeys(found))

    def _blocks(self, folder: str) -> list[Block]:
        return [block for _, body in self.sources[folder] for block in body.blocks]

    def _calls(self, folder: str) -> Iterator[str]:
        for block in self._blocks(folder):
            inner = _inner(folder, block) if block.type == "module" else None
            if inner in self.sources and inner != folder:
                yield str(inner)

    def _given(self, folder: str) -> list[Block]:
        """The files of values for a module: those that stand in it, or below it where no other module is."""
        return [body for path, body in self.given if self._owner(posixpath.dirname(path)) == folder]

    def _owner(self, folder: str) -> str | None:
        while folder not in self.sources:
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        return folder

    def _module(self, scope: Scope, above: tuple[str, ...]) -> Iterator[Found]:
        self.seen.add(scope.folder)
        for file, body in self.sources[scope.folder]:
            signs = Signs(self.who, file, grade_of(file.path))
            for block in body.blocks:
                if block.type in ("resource", "data") and len(block.labels) == 2:
                    yield from _resource(signs, block, scope)
                elif block.type == "provider" and block.labels:
                    yield from _provider(signs, block, scope)
                elif block.type == "terraform":
                    yield from _settings(signs, block, scope)
                elif block.type == "module":
                    yield from self._call(signs, block, scope, above)

    def _call(self, signs: Signs, block: Block, scope: Scope, above: tuple[str, ...]) -> Iterator[Found]:
        inner = _inner(scope.folder, block)
        if inner in self.sources and inner is not None:
            self.calls += 1
            if inner in (*above, scope.folder) or len(above) >= MODULES_DEEP or self.calls > MODULES:
                why = "this module calls itself" if inner in (*above, scope.folder) else "too many calls of modules"
                yield Problem(why, signs.file.at(block.offset))
                return
            yield from self._module(scope.call(block, inner, self._blocks(inner)), (*above, scope.folder))
            return
        parts = block.attributes["source"].text.partition("//")[0].split("/") if "source" in block.attributes else []
        if len(parts) in (3, 4) and "" not in parts and not parts[0].startswith("."):
            kind = f"{parts[-1]}_{parts[-2].replace('-', '_')}_"
            yield from _seen(signs, block, scope, kind, "module." + ".".join(block.labels), signs.grade)


def _inner(folder: str, block: Block) -> str | None:
    """The folder that a call leads to; None of one that leads elsewhere."""
    source = block.attributes.get("source")
    if source is None or not source.text.startswith("."):
        return None
    path = posixpath.normpath(posixpath.join(folder, source.text))
    return "" if path == "." else path


def _resource(signs: Signs, block: Block, scope: Scope) -> Iterator[Sighting]:
    kind, data = block.labels[0], block.type == "data"
    count = block.attributes.get("count")
    idle = data or (count is not None and count.text == "0")
    grade = CONFIGURED if idle and signs.grade != DEVELOPMENT else signs.grade
    address = ("data." if data else "") + ".".join(block.labels)
    yield from _seen(signs, block, scope, kind, address, grade)


def _seen(signs: Signs, block: Block, scope: Scope, kind: str, address: str, grade: str) -> Iterator[Sighting]:
    """What a resource, or a module of somebody else's, shows."""
    held = list(attributes(block, scope))
    found = signs.catalog.terraform(kind)
    what = list(settings(kind, held))
    called = list(names(block))
    if found is not None:
        places = regions(kind, held, scope.provider(block, kind))
        for place in places or (None,):
            at = where(kind, held, place)
            yield signs.sighting(
                found, "resource", block.offset if at is None else at, address, grade=grade, region=place
            )
        place = places[0] if len(places) == 1 else None
        for setting, at in what:
            at = block.offset if at is None else at
            yield signs.sighting(found, "resource", at, address, grade=grade, region=place, setting=setting)
        for name, at in called:
            if SERVICE_ROLE.search(name):
                yield signs.sighting(found, "resource", at, address, grade=grade, setting="service_role")
    drains = any(setting == "log_drain" for setting, _ in what)
    yield from _addresses(signs, held, drains, grade)
    for name, at in called:
        yield from signs.variable(name, at, grade)


def _addresses(signs: Signs, held: Iterable[Attribute], drains: bool, grade: str) -> Iterator[Sighting]:
    for one in held:
        if drains and one.text and one.name in _ADDRESSES:
            yield from signs.receiver(one.text, one.offset, "log_drain", grade)
        elif one.text and "://" in one.text:
            yield from signs.addresses(one.text, one.offset, grade=grade)


def _provider(signs: Signs, block: Block, scope: Scope) -> Iterator[Sighting]:
    """A provider is set up: with a region, that is said where it stands."""
    name = block.labels[0]
    found = signs.catalog.terraform(f"{name.removesuffix('-beta')}_")
    grade = CONFIGURED if signs.grade != DEVELOPMENT else DEVELOPMENT
    if found is None:
        return
    held = list(attributes(block, scope))
    alias = block.attributes["alias"].text if "alias" in block.attributes else ""
    address = f"provider.{name}.{alias}" if alias else f"provider.{name}"
    for place in regions(f"{name}_", held, ()) or (None,):
        at = where(f"{name}_", held, place)
        yield signs.sighting(found, "resource", block.offset if at is None else at, address, grade=grade, region=place)


def _settings(signs: Signs, block: Block, scope: Scope) -> Iterator[Sighting]:
    """The providers that a module asks for, and where its state is kept."""
    grade = CONFIGURED if signs.grade != DEVELOPMENT else DEVELOPMENT
    for required in block.inner("required_providers"):
        for name, said in required.attributes.items():
            source = said.said("source") or name
            source = source if _ADDRESS.fullmatch(source) else name
            last = source.rpartition("/")[2]
            found = signs.catalog.terraform(f"{last}_") or signs.catalog.terraform(f"{name}_")
            if found is not None:
                yield signs.sighting(found, "resource", said.key, source, grade=grade)
            elif last not in _TOOLS and last.removesuffix("-beta") != "google":
                yield signs.stranger(last, "resource", said.key, source, grade=grade)
    for backend in (*block.inner("backend"), *block.inner("cloud")):
        kind = _BACKENDS.get(backend.labels[0] if backend.labels else "remote")
        found = signs.catalog.terraform(kind) if kind else None
        if kind and found is not None:
            held = list(attributes(backend, scope))
            for place in regions(kind, held, ()) or (None,):
                text = "backend." + ".".join(backend.labels or ("cloud",))
                yield signs.sighting(found, "resource", backend.offset, text, grade=DEVELOPMENT, region=place)

"""What names stand for in a module of Terraform, as far as its source tells: variables, locals, providers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from auditor.evidence.reading.hcl_quoted import template
from auditor.evidence.reading.hcl_text import Block
from auditor.evidence.reading.tree import MAX_DEPTH, Node
from auditor.evidence.resources import Attribute
from auditor.evidence.signs import VARIABLE

MODULES_DEEP: Final = 16
MODULES: Final = 2_000
"""So deep, and so many times, calls of modules are followed."""
_VALUES: Final = 16
_LENGTH: Final = 500
"""So many different values of one name, and so long ones, are followed."""

Told = frozenset[str | None]
"""The texts that an expression may stand for; None where it is not told."""

_NOT_TOLD: Final[Told] = frozenset((None,))
_LABELS: Final = {"resource": 2, "data": 2, "provider": 1, "variable": 1, "module": 1, "output": 1, "backend": 1}
_INSIDE: Final = ("required_providers", "backend", "cloud", "environment", "replica", "geo_location")


@dataclass
class Scope:
    """A module as it is called. `given` are the values of its variables that do not stand in it; `providers` the
    regions of the providers that it takes over, by name."""

    folder: str
    blocks: Sequence[Block]
    given: Mapping[str, Told]
    providers: Mapping[str, Told]
    _asked: set[str] = field(default_factory=set)
    _known: dict[str, Told] = field(default_factory=dict)

    @cached_property
    def _expressions(self) -> dict[str, Node | None]:
        """What stands behind each name: a local value, or the default of a variable."""
        found: dict[str, Node | None] = {}
        for block in self.blocks:
            if block.type == "locals":
                found |= {f"local.{name}": node for name, node in block.attributes.items()}
            elif block.type == "variable" and block.labels:
                found[f"var.{block.labels[0]}"] = block.attributes.get("default")
        return found

    @cached_property
    def _own(self) -> dict[str, Block]:
        """The providers that are set up here, by name and alias."""
        found: dict[str, Block] = {}
        for block in self.blocks:
            if block.type == "provider" and block.labels:
                alias = block.attributes.get("alias")
                found.setdefault(f"{block.labels[0]}.{alias.text}" if alias is not None else block.labels[0], block)
        return found

    @classmethod
    def root(cls, folder: str, blocks: Sequence[Block], files: Sequence[Block]) -> Scope:
        """A module that nobody calls: files of values tell its variables."""
        scope = cls(folder, blocks, {}, {})
        given: dict[str, Told] = {}
        for file in files:
            for name, node in file.attributes.items():
                given[name] = given.get(name, frozenset()) | scope.told(node)
        scope.given = given
        return scope

    def call(self, block: Block, folder: str, blocks: Sequence[Block]) -> Scope:
        """The module that a block calls."""
        given = {name: self.told(node) for name, node in block.attributes.items()}
        handed = block.attributes.get("providers")
        providers = {name: self._configured(name) for name in self._own} | dict(self.providers)
        for name, node in handed.items() if handed is not None else ():
            providers[name] = self._configured(str(node.value)) if node.tag == "ref" else _NOT_TOLD
        return Scope(folder, blocks, given, providers)

    def told(self, node: Node, depth: int = 0) -> Told:
        """What an expression may stand for."""
        if depth > MAX_DEPTH or node.tag == "other":
            return _NOT_TOLD
        if node.tag == "ref":
            return self._name(str(node.value))
        if isinstance(node.value, str):
            return frozenset((node.value,))
        if node.tag == "template":
            said: set[str | None] = {""}
            for part in node.entries():
                parts = self.told(part, depth + 1)
                said = {None if a is None or b is None else a + b for a in said for b in parts}
                if len(said) > _VALUES or any(len(text or "") > _LENGTH for text in said):
                    return _NOT_TOLD
            return frozenset(said)
        if isinstance(node.value, list):
            return frozenset(text for part in node.value for text in self.told(part, depth + 1))
        return _NOT_TOLD

    def provider(self, block: Block, kind: str) -> Told:
        """The regions that the provider of a resource may be set to."""
        named = block.attributes.get("provider")
        if named is not None:
            return self._configured(named.text or str(named.value)) if isinstance(named.value, str) else _NOT_TOLD
        handed = block.attributes.get("providers")
        for _, node in handed.items() if handed is not None else ():
            return self._configured(str(node.value))
        return self._configured(kind.partition("_")[0])

    def _configured(self, name: str) -> Told:
        """The region of a provider, by its name and alias."""
        block = self._own.get(name)
        if block is None:
            return self.providers.get(name, _NOT_TOLD)
        for setting in ("region", "location", "zone"):
            if setting in block.attributes:
                return self.told(block.attributes[setting])
        return _NOT_TOLD

    def _name(self, name: str) -> Told:
        if name.startswith("var.") and name[4:] in self.given:
            return self.given[name[4:]]
        if name not in self._known:
            node = self._expressions.get(name)
            if node is None or name in self._asked:
                return _NOT_TOLD
            self._asked.add(name)
            self._known[name] = self.told(node)
            self._asked.discard(name)
        return self._known[name]


def attributes(block: Block, scope: Scope, depth: int = 0) -> Iterator[Attribute]:
    """All that a block sets, at any depth; a value that is not told has no text."""
    for name, held in block.attributes.items():
        above = {id(held): name}
        for key, node in held.walk():
            nearest = key or above.get(id(node), name)
            if isinstance(node.value, dict) or (isinstance(node.value, list) and node.tag != "template"):
                continue
            for text in sorted(scope.told(node), key=lambda said: said or ""):
                yield Attribute(nearest, text, node.offset)
    for inner in block.blocks if depth < MAX_DEPTH else ():
        yield from attributes(inner, scope, depth + 1)


def names(block: Block, depth: int = 0) -> Iterator[tuple[str, int]]:
    """The names of variables that a block sets for programs, and where."""
    for name, held in block.attributes.items():
        if name in ("name", "key") and VARIABLE.fullmatch(held.text):
            yield held.text, held.offset
        for _, node in held.walk():
            for key, value in node.items():
                if VARIABLE.fullmatch(key):
                    yield key, value.key
                elif key in ("name", "key") and VARIABLE.fullmatch(value.text):
                    yield value.text, value.offset
    for inner in block.blocks if depth < MAX_DEPTH else ():
        yield from names(inner, depth + 1)


def blocks_of(tree: Node, *, is_source: bool) -> Block:
    """The same file written as JSON."""
    whole = Block("", (), {}, [], 0)
    for key, node in tree.items():
        if is_source:
            whole.blocks.extend(_blocks(key, (), node, _LABELS.get(key, 0)))
        else:
            whole.attributes[key] = node
    return whole


def _blocks(type_: str, labels: tuple[str, ...], node: Node, deep: int) -> Iterator[Block]:
    for one in node.entries() if isinstance(node.value, list) else (node,):
        if deep:
            for label, inner in one.items():
                yield from _blocks(type_, (*labels, label), inner, deep - 1)
            continue
        block = Block(type_, labels, {}, [], one.key)
        for key, value in one.items():
            if key in _INSIDE:
                block.blocks.extend(_blocks(key, (), value, _LABELS.get(key, 0)))
            else:
                block.attributes[key] = _expressions(value)
        yield block


def _expressions(node: Node) -> Node:
    """Texts of JSON as expressions: `${var.region}` is a name."""
    if isinstance(node.value, str):
        made = template(node.value, node.offset) if "${" in node.value else node
    elif isinstance(node.value, list):
        made = Node([_expressions(entry) for entry in node.value], node.offset)
    else:
        made = Node({key: _expressions(value) for key, value in node.value.items()}, node.offset)
    made.key = node.key
    return made

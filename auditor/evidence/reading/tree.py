"""A file as a tree: mappings, lists and text, each with its place. What YAML, JSON, TOML and HCL have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

MAX_DEPTH: Final = 64
MAX_NODES: Final = 1_000_000


class Unreadable(Exception):
    """A file cannot be read on; `offset` is the character where."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class Node:
    """A part of a file. `value` is a mapping, a list, or text; what is no text in the file (true, 3) is written as it
    is there, and nothing (null) is "". `offset` is the character where it begins, `key` that of the key before it.

    `tag` says what else it is: in YAML the name of a tag (`Ref` of `!Ref`), in HCL `ref` for a name that stands for
    a value, `template` for text with such names in it (a list of parts), `other` for what only Terraform can tell.
    """

    __slots__ = ("key", "offset", "tag", "value")

    def __init__(self, value: str | list[Node] | dict[str, Node], offset: int, tag: str = "") -> None:
        self.value = value
        self.offset = offset
        self.key = offset
        self.tag = tag

    @property
    def text(self) -> str:
        """Its text; "" of a mapping, of a list, and of what stands for something else."""
        return self.value if isinstance(self.value, str) and self.tag not in ("ref", "other") else ""

    @property
    def on(self) -> bool:
        return self.text.lower() in ("true", "yes", "on", "1")

    @property
    def off(self) -> bool:
        return self.text.lower() in ("false", "no", "off", "0")

    def get(self, *keys: str) -> Node | None:
        """What stands below keys of mappings."""
        found: Node | None = self
        for key in keys:
            found = found.value.get(key) if found is not None and isinstance(found.value, dict) else None
        return found

    def said(self, *keys: str) -> str:
        """The text below keys; "" where there is none."""
        found = self.get(*keys)
        return found.text if found is not None else ""

    def items(self, *keys: str) -> Iterator[tuple[str, Node]]:
        """The keys of the mapping that is here or below keys, and what stands below each."""
        found = self.get(*keys)
        if found is not None and isinstance(found.value, dict):
            yield from found.value.items()

    def entries(self, *keys: str) -> Iterator[Node]:
        """The entries of the list that is here or below keys; of one thing that is no list, that."""
        found = self.get(*keys)
        if found is None:
            return
        if isinstance(found.value, list):
            yield from found.value
        elif found.value != "":
            yield found

    def walk(self) -> Iterator[tuple[str, Node]]:
        """Every part of this, itself included, each with the nearest key above it, in the order of the file."""
        waiting: list[tuple[str, Node]] = [("", self)]
        while waiting:
            key, node = waiting.pop()
            yield key, node
            if isinstance(node.value, dict):
                waiting += reversed(node.value.items())
            elif isinstance(node.value, list):
                waiting += [(key, entry) for entry in reversed(node.value)]

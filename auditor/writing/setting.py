"""A fact written into the text of a YAML file, where it belongs: in place of `unknown`, or as a new key. Every other
byte of the file stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from auditor.location import Route
from auditor.reader import read
from auditor.source import Source
from auditor.writing.insertion import NoPlace, as_read, at_end, end_of, is_quoted, new_text, pairs
from auditor.writing.style import Data, in_line

LINE = 120
"""A mapping in braces that stands in one line stays in one, up to so many columns."""

_BESIDE = re.compile(" +(?=#)")
"""What parts a value from a comment in the same line."""

Fact = tuple[Route, Data]
"""Where a fact goes, and what it is."""


def with_facts(source: Source, facts: Iterable[Fact]) -> str:
    """The text with the facts in it. Raises NoPlace where reading it would not give the old data and the facts, no
    more."""
    text, meant = source.text, source.data
    for route, value in facts:
        text = _with(text, route, value)
        meant = _set(meant, route, as_read(value))
    again = Source(source.name, text)
    if read(again) or again.data != meant:
        raise NoPlace(source.name)
    return text


def text_of(facts: Iterable[Fact]) -> str:
    """A file that holds nothing else."""
    data: dict[str, Any] = {}
    for route, value in facts:
        data = _set(data, route, value)
    return "\n".join(new_text(section, entries) for section, entries in data.items())


def _set(data: Any, route: Route, value: Any) -> Any:
    """The data with a value at a route; the mappings on the way are made."""
    if not route:
        return value
    inner = data if isinstance(data, Mapping) else {}
    return {**inner, route[0]: _set(inner.get(route[0]), route[1:], value)}


def _with(text: str, route: Route, value: Data) -> str:
    node, outer, rest = yaml.compose(text, Loader=yaml.CBaseLoader), None, list(route)
    if not isinstance(node, yaml.MappingNode):
        raise NoPlace("a file without sections")
    while rest and isinstance(node, yaml.MappingNode):
        found = dict(pairs(node)).get(str(rest[0]))
        if found is None:
            break
        node, outer = found, node
        del rest[0]
    for key in reversed(rest):
        value = {str(key): value}
    if rest and isinstance(node, yaml.MappingNode) and isinstance(value, Mapping):
        return _in_one_line(text, node, value, outer) or at_end(text, node, value, outer).into(text)
    start, end = int(node.start_mark.index), end_of(text, node)
    said = in_line(value, is_quoted(outer))
    beside = _BESIDE.match(text, end)
    if beside and "\n" not in text[start:end]:  # the comment stays in its column, as far as there is room
        said += " " * max(1 - len(beside[0]), end - start - len(said))
        end += min(len(beside[0]) - 1, max(0, len(said) - (end - start)))
    return f"{text[:start]}{said}{text[end:]}"


def _in_one_line(text: str, node: Any, entries: Mapping[str, Data], outer: Any) -> str | None:
    """The text with entries in a mapping that stands in one line; None where it does not, or gets too long."""
    start, end = node.start_mark, node.end_mark
    if not node.flow_style or start.line != end.line:
        return None
    last = int(node.value[-1][1].end_mark.index) if node.value else int(start.index) + 1
    added = in_line(entries, is_quoted(node) or is_quoted(outer))[1:-1]
    rest_of_line = text[end.index :].splitlines()[:1]
    if end.column + len(added) + 2 + len("".join(rest_of_line).partition("#")[0].rstrip()) > LINE:
        return None
    return f"{text[:last]}{', ' if node.value else ''}{added}{text[last:]}"

"""Where new entries go in the text of a YAML file. Nothing of the text is written anew: comments, order and
layout stay, byte for byte."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

from auditor.reader import read
from auditor.source import Source
from auditor.writing.style import Data, block, in_braces, said

STEP = 2
"""A level of indentation, where the file shows no other."""

_BREAKS = "\r\n\x85\u2028\u2029"
"""What ends a line in YAML 1.1, which the parser reads."""
_BLANK = f" \t{_BREAKS}"
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_LINE = re.compile(f"[^{_BREAKS}]*(?:\r\n|[{_BREAKS}]|$)")
_COMMA = re.compile(f"(?:[{_BLANK}]|#[^{_BREAKS}]*+)*+,")
"""A comma, after white space and comments."""
_COMMENT_BESIDE = re.compile(f"[ \t]*#[^{_BREAKS}]*")


class Insertion(NamedTuple):
    """Lines that go into a text, before the character at `place`."""

    place: int
    lines: str

    def into(self, text: str) -> str:
        return f"{text[: self.place]}{self.lines}{text[self.place :]}"


class NoPlace(Exception):
    """The entries cannot be added without changing what else the file says."""


def new_text(section: str, entries: Mapping[str, Data]) -> str:
    """A file that holds nothing else."""
    return "".join(f"{line}\n" for line in block({section: entries}))


def insertion(source: Source, section: str, entries: Mapping[str, Data]) -> Insertion:
    """Where the entries go at the end of a section of a file that was read, and with what around them.

    Raises NoPlace where reading the new text would not give the old data and the entries, no more.
    """
    root = yaml.compose(source.text, Loader=yaml.CBaseLoader)
    written = dict(pairs(root))
    if section in written:
        found = at_end(source.text, written[section], entries, root)
    else:
        found = at_end(source.text, root, {section: entries}, None)
    again = Source(source.name, found.into(source.text))
    old = source.data.get(section, {})
    if old.keys() & entries.keys() or read(again) or again.data != source.data | {section: old | as_read(entries)}:
        raise NoPlace(source.name)
    return found


def as_read(data: Any) -> Any:
    """The data as a reader gives it: every scalar is text."""
    if isinstance(data, Mapping):
        return {key: as_read(value) for key, value in data.items()}
    return [as_read(one) for one in data] if isinstance(data, list | tuple) else said(data)


def pairs(node: Any) -> list[tuple[str, Any]]:
    return [(key.value, value) for key, value in node.value]


def at_end(text: str, node: Any, entries: Mapping[str, Data], outer: Any) -> Insertion:
    """Where entries go at the end of a mapping; `outer` is what holds it, None for the whole file."""
    return _into_braces(text, node, entries, outer) if node.flow_style else _into_block(text, node, entries, outer)


def _into_block(text: str, node: Any, entries: Mapping[str, Data], outer: Any) -> Insertion:
    column = node.start_mark.column
    lines = block(entries, column, _step_of(node, outer))
    end = end_of(text, node)
    # Comments that are indented more than what holds the mapping belong to it; in a file, all do.
    index = _after_comments(text, end, 0 if outer is None else outer.start_mark.column + 1)
    newline = _newline(text, index)
    if _is_spaced(text, node, outer) and not (index == end and text[end - 1] in _BREAKS):
        lines.insert(0, "")
    if index == len(text) and not text.endswith(tuple(_BREAKS)):  # the last line has no end: nor has the new one
        return Insertion(index, "".join(f"{newline}{line}" for line in lines))
    return Insertion(index, "".join(f"{line}{newline}" for line in lines))


def _step_of(node: Any, outer: Any) -> int:
    """The indentation inside the last entry that has one."""
    for holder in (node, outer):
        for _, inner in reversed(holder.value if holder is not None else ()):
            if isinstance(inner, yaml.MappingNode) and not inner.flow_style:
                return int(inner.start_mark.column) - int(holder.start_mark.column)
    return STEP


def end_of(text: str, node: Any) -> int:
    """After the last sign of a value. (The mark of a block's end stands after the comments below it.)"""
    while not isinstance(node, yaml.ScalarNode) and not node.flow_style:
        last = node.value[-1]
        node = last[1] if isinstance(last, tuple) else last
    end = int(node.end_mark.index)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        header = _LINE.match(text, node.start_mark.index)
        if header is None or "+" not in header[0].partition("#")[0]:  # else the empty lines below are its content
            return len(text[:end].rstrip(_BLANK))
    return end


def _after_comments(text: str, end: int, least: int) -> int:
    """The start of the line after `end`, and after comments below it that begin at column `least` or more."""
    index = end
    if end and text[end - 1] not in _BREAKS:
        index = _line_end(text, end)
    ahead = index
    while ahead < len(text):
        line = text[ahead : _line_end(text, ahead)]
        comment = line.lstrip(" \t").startswith("#")
        if not comment and line.strip(_BLANK):
            break
        if comment and len(line) - len(line.lstrip(" \t")) < least:
            break
        ahead += len(line)
        index = ahead if comment else index
    return index


def _line_end(text: str, index: int) -> int:
    found = _LINE.match(text, index)
    return found.end() if found else len(text)


def _newline(text: str, index: int) -> str:
    """How lines end where the text goes in: as the one before."""
    before = text[max(0, index - 2) : index]
    for ending in ("\r\n", "\n", "\r"):
        if before.endswith(ending):
            return ending
    found = re.search("\r\n|\n|\r", text)
    return found[0] if found else "\n"


def _is_spaced(text: str, node: Any, outer: Any) -> bool:
    """Do empty lines part the entries? Where there is one only: sections of a file are parted, entries are not."""
    if len(node.value) < 2:
        return outer is None
    gap = text[end_of(text, node.value[-2][1]) : node.value[-1][0].start_mark.index]
    return any(not line.strip() for line in _BREAK.split(gap)[1:-1])


def _into_braces(text: str, node: Any, entries: Mapping[str, Data], outer: Any) -> Insertion:
    index, close = node.start_mark.index + 1, node.end_mark.index - 1
    indent, step = _layout_of(text, node)
    newline = _newline(text, index)
    first, *rest = in_braces(entries, indent, step, is_quoted(node) or is_quoted(outer))
    comma = ""
    if node.value:
        index = int(node.value[-1][1].end_mark.index)
        found = _COMMA.match(text, index, close)
        index, comma = (found.end(), "") if found else (index, ",")
        beside = _COMMENT_BESIDE.match(text, index, close)
        if beside:  # the comment stays beside its entry
            index = beside.end()
            first, comma = (f"{indent}, {first.lstrip()}", "") if comma else (first, "")
    space = " " if text[index] == "#" else ""
    return Insertion(index, f"{comma}{newline}{newline.join([first, *rest])}{space}")


def _layout_of(text: str, node: Any) -> tuple[str, str]:
    """The white space before the entries that stand between braces, and one level of it."""
    opening, _ = _margin(text, node.start_mark.index)
    step = " " * STEP
    if not node.value:
        return opening + step, step
    margin, is_first = _margin(text, node.value[-1][0].start_mark.index)
    if not is_first:
        return opening + step, step
    return margin, margin.removeprefix(opening) if margin != opening else step


def is_quoted(node: Any) -> bool:
    """Is a mapping written as in JSON, its keys in double quotes?"""
    return node is not None and bool(node.flow_style) and any(key.style == '"' for key, _ in node.value[-1:])


def _margin(text: str, index: int) -> tuple[str, bool]:
    """The white space that begins the line of a character; and is it the first one after that?"""
    line = _BREAK.split(text[:index])[-1]
    rest = line.lstrip(" \t")
    return line[: len(line) - len(rest)], not rest

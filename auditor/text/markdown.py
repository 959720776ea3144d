"""Text from outside made safe to stand in GitHub's and GitLab's Markdown: it says what it said, and means nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import quote

from auditor.text.plain import readable, shown

_MARKS: Final = re.compile(r"[\\`*_\[\]<>|~&${}^]")
"""Characters that mean something anywhere in a line."""
_LEAD: Final = re.compile(r"^(\d*)(?=[#+=.)-])")
"""What means something at the beginning of a line alone."""
_LIST: Final = re.compile(r"^(\d+(?=[.)])|(?=[#+=-]))")
"""The same, but for a number that begins no list."""
_ALIVE: Final = re.compile(
    r"[@#!%:~&$](?=\S)"  # mentions, numbers of issues and their like, emoji, addresses
    r"|\bwww(?=\.)|\bGH(?=-)|[0-9a-f]{6}(?=[0-9a-f])",  # addresses, issues, commits
    re.IGNORECASE,
)
"""What becomes a link, or somebody's notification, only after all Markdown is read: no backslash helps there."""
BREAK: Final = "<!-- -->"
"""Nothing at all, and yet what stands on its two sides is not read as one."""
_TICKS: Final = re.compile(r"`+")


def escaped(text: str, most: int | None = None) -> str:
    """Text in a line of Markdown, cut after `most` characters."""
    said = shown(text, most).strip()
    parts = []
    start = 0
    for found in _ALIVE.finditer(said):
        parts.append(_MARKS.sub(r"\\\g<0>", said[start : found.end()]))
        start = found.end()
    parts.append(_MARKS.sub(r"\\\g<0>", said[start:]))
    return _LEAD.sub(r"\1\\", BREAK.join(parts), count=1)


def literal(text: str) -> str:
    """Text in a line of a Markdown file, where nobody is notified: what it says and no more, but that addresses may
    become links."""
    return _LIST.sub(r"\1\\", _MARKS.sub(r"\\\g<0>", readable(text).strip()), count=1)


def code(text: str, most: int | None = None) -> str:
    """Text as a piece of code: nothing in it is read, and nobody is notified. Not for a cell of a table."""
    said = shown(text, most).strip() or " "
    fence = "`" * (max(map(len, _TICKS.findall(said)), default=0) + 1)
    gap = " " if said[0] == "`" or said[-1] == "`" else ""
    return f"{fence}{gap}{said}{gap}{fence}"


def link(text: str, file: str, line: int, base: str = "") -> str:
    """A link to a line of a file; `text` is Markdown."""
    return f"[{text}]({base}{quote(file, safe='/-_.', errors='backslashreplace')}#L{line})"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown of one line."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def details(summary: str, *inside: str) -> str:
    """Paragraphs that are folded away; `summary` is plain text of ours."""
    return "\n\n".join([f"<details>\n<summary>{summary}</summary>", *inside, "</details>"])


def size(text: str) -> int:
    """Characters as GitHub counts them: those beyond the first 65,536 of Unicode are two."""
    return len(text) + sum(char > "\uffff" for char in text)

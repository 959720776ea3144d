"""Files of variables: `.env` and its templates, under their many names. A variable is declared here, and not used.

Only names are read. What stands behind `=` is never looked at, but for the quote that tells how far it goes and for
the host of an address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found

_FILE: Final = re.compile(
    r"(?:^|/)(?:[\w-]*\.)?\.?env(?:rc|\.vault)?(?:[.\-_][\w.-]+)?\Z|(?:^|/)[\w.-]+\.env\Z|(?:^|/)\.dev\.vars(?:\.\w+)?\Z"
)
_CODE: Final = re.compile(
    r"\.(?:[mc]?[jt]sx?|py|rb|go|php|java|rs|sh|ya?ml|json|toml|md|html?|vue|svelte|txt|d\.ts|lock|log)\Z"
)
_LINE: Final = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?P<off>\#[ \t]*)?([A-Za-z_][A-Za-z0-9_]{1,99})[ \t]*=[ \t]*", re.MULTILINE
)


class EnvFiles:
    """Who is meant by the variables that a repository declares."""

    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return ("env" in path or ".dev.vars" in path) and is_env_file(path)

    def see(self, file: File) -> Iterator[Found]:
        notes = Notes(file, self.who)
        text, done = file.text, 0
        for found in _LINE.finditer(text, 0, LIMIT):
            if found.start() < done or found["off"]:
                continue
            name = found[2]
            if name.isupper():
                notes.env(name, found.start(2), weak=True)
            done = _end(text, found.end())
            _host(notes, text[found.end() : min(done, found.end() + 600)], found.end())
        yield from notes.found
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterable[Found]:
        return ()


def is_env_file(path: str) -> bool:
    """Whether a file is one of variables, by its name."""
    return _FILE.search(path) is not None and _CODE.search(path) is None


def _end(text: str, at: int) -> int:
    """Where a value ends: at its closing quote, which may be lines below, or at the end of the line."""
    line = text.find("\n", at)
    line = len(text) if line < 0 else line
    quote = text[at : at + 1]
    if quote not in ("'", '"', "`") or not quote:
        return line
    close = text.find(quote, at + 1, at + 20_000)
    return line if close < 0 else close + 1


def _host(notes: Notes, value: str, offset: int) -> None:
    """Note a product whose host a value names: an address of somebody, without what else is in it."""
    bare = value.lstrip("'\"`")
    answer = notes.who.url(bare, requested=True)
    if answer is not None and answer[0].product is not None:
        notes.add(answer[0], "host", answer[1], offset + len(value) - len(bare), weak=True)

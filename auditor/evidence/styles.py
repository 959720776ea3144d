"""Styles: what a browser loads because of them. Who answers sees who reads the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.javascript import is_made
from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.observation import CONFIGURED, USED
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found

_SUFFIXES: Final = (".css", ".scss", ".sass", ".less", ".styl", ".pcss")
_LOADED: Final = re.compile(
    r"/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)|^[ \t]*//[^\n]*|"
    r"(?:@import\s{1,9}|\burl\(\s{0,9})(?:url\()?[\"']?((?:https?:)?//[^\s\"')]{1,600})",
    re.MULTILINE,
)


class Styles:
    """Styles and fonts that come from somebody. A style that a build made, or that somebody else wrote, may be loaded
    by no page."""

    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return path.endswith(_SUFFIXES)

    def see(self, file: File) -> Iterator[Found]:
        notes = Notes(file, self.who)
        if notes.grade == USED and is_made(file):
            notes.grade = CONFIGURED
        for found in _LOADED.finditer(file.text, 0, LIMIT):
            if found[1]:
                notes.url(found[1], found.start(1))
        yield from notes.found
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterable[Found]:
        return ()

"""JavaScript and TypeScript."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from auditor.evidence.notes import LIMIT, Notes
from auditor.evidence.observation import CONFIGURED, USED
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import File, Found
from auditor.evidence.script_reading import read_script

_SUFFIXES: Final = (".js", ".jsx", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts")
_TYPES: Final = (".d.ts", ".d.mts", ".d.cts")
_MADE: Final = re.compile(
    r"(?:^|/)jquery[.-][\w.-]{1,80}\.js\Z|\.min\.[mc]?js\Z|\.bundle\.js\Z|(?:^|/)(?:vendor|vendors|third[-_]party)/"
    r"|[-.](?=[\w-]{0,20}\d)[A-Za-z0-9_]{8,40}\.m?js\Z"
)
"""Names of scripts that a build made (also those with a digest in them), or that somebody else wrote."""


class JavaScript:
    """Imports, variables, hosts and policies in scripts. Declarations of types (`.d.ts`) run nowhere."""

    def __init__(self, who: Recipients) -> None:
        self.who = who

    def wants(self, path: str) -> bool:
        return path.endswith(_SUFFIXES) and not path.endswith(_TYPES)

    def see(self, file: File) -> Iterator[Found]:
        notes = Notes(file, self.who)
        if notes.grade == USED and is_made(file):
            notes.grade = CONFIGURED
        read_script(notes, 0, min(len(file.text), LIMIT))
        yield from notes.found
        yield from notes.cut(LIMIT)

    def finish(self) -> Iterable[Found]:
        return ()


def is_made(file: File) -> bool:
    """Whether a script was made by a build, or is somebody else's: who calls it is not known."""
    if _MADE.search(file.path):
        return True
    return len(file.text) > 20_000 and file.text.count("\n", 0, 20_000) < 20

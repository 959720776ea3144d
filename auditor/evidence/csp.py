"""Content security policies: to whom pages may send. What they permit is configured; what permits all is in force."""

from __future__ import annotations

import re
from typing import Final

from auditor.evidence.notes import Notes
from auditor.evidence.recipients import Who
from auditor.location import Location

EVERYBODY: Final = Who(None, "*")
"""Who is meant where a policy lets pages send to anybody."""

_DIRECTIVES: Final = (
    "default-src", "script-src", "script-src-elem", "connect-src", "img-src", "frame-src", "child-src", "worker-src",
    "media-src", "object-src", "style-src", "font-src", "manifest-src", "prefetch-src", "form-action", "report-uri",
)  # fmt: skip
_SEND: Final = frozenset(["default-src", "script-src", "script-src-elem", "connect-src", "img-src", "frame-src",
                          "child-src", "form-action"])  # fmt: skip
"""Through these a page can hand out data; a font or a style that may come from anywhere is not our question."""
_ALL: Final = frozenset(["*", "https:", "http:", "wss:", "ws:", "https://*", "http://*", "https://*:*", "*:*"])
_CAMEL: Final = {re.sub(r"-(\w)", lambda found: found[1].upper(), name): name for name in _DIRECTIVES}
_WORD: Final = re.compile(r"[^\s;,\"'`]+")


def directive(word: str) -> str | None:
    """The directive that a key names, as headers (`connect-src`) or as libraries (`connectSrc`) write it."""
    return word if word in _DIRECTIVES else _CAMEL.get(word)


def read_policy(notes: Notes, text: str, place: int | Location) -> None:
    """Note the sources of a policy. It stands at an offset, or in the line of a place."""
    current: str | None = None
    for found in _WORD.finditer(text):
        name = directive(found[0])
        ended = ";" in text[max(0, found.start() - 1) : found.start()]
        if name is not None:
            current = name
        elif ended and not _looks_like_source(found[0]):
            current = None
        elif current is not None:
            where = place + found.start() if isinstance(place, int) else place
            read_source(notes, current, found[0], where)


def read_source(notes: Notes, name: str, word: str, place: int | Location) -> None:
    """Note one source of a directive."""
    if word in _ALL:
        if name in _SEND:
            notes.add(EVERYBODY, "csp", f"{name} {word}", place)
        return
    if not _looks_like_source(word):
        return
    answer = notes.who.url(word if "//" in word else f"//{word}", requested=True)
    if answer is not None:
        notes.add(answer[0], "csp", answer[1], place, weak=True)


def is_policy(text: str) -> bool:
    """Whether a text holds a policy, and not just the name of a directive."""
    return "-src " in text and any(f"{name} " in text for name in _DIRECTIVES)


def _looks_like_source(word: str) -> bool:
    return "." in word and not word.startswith(("'", "nonce-", "sha256-", "/"))

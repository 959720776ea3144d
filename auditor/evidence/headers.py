"""Content security policies in the headers that a host is configured with: who a page may talk to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from auditor.evidence.observation import Sighting
from auditor.evidence.signs import Signs, host

NAMES: Final = ("content-security-policy", "content-security-policy-report-only")
_SENDING: Final = frozenset(
    ("connect-src", "default-src", "form-action", "frame-src", "img-src", "report-uri", "script-src", "script-src-elem")
)
_ANYBODY: Final = frozenset(("*", "http:", "https:", "ws:", "wss:"))


def policy(signs: Signs, text: str, at: int) -> Iterator[Sighting]:
    """The products that a policy allows, and that it allows anybody. `at` is where its text begins."""
    for directive in re.finditer(r"[^;]+", text):
        words = list(re.finditer(r"\S+", directive[0]))
        name = words[0][0].lower() if words else ""
        for word in words[1:]:
            said, place = word[0], at + directive.start() + word.start()
            if name in _SENDING and said.lower() in _ANYBODY:
                yield signs.stranger("anybody", "csp", place, f"{name} {said.lower()}", "unbounded")
                continue
            every = re.sub(r"^[a-z+]+://", "", said.lower()).startswith("*.")
            bare = host(re.sub(r"^((?:[a-z+]+:)?(?://)?)\*\.", r"\1", said.lower()))
            found = signs.catalog.host(f"*.{bare}" if every else bare, requested=True) if bare else None
            if found is not None:
                yield signs.sighting(found, "csp", place, f"*.{bare}" if every else bare)
            elif bare and (known := signs.catalog.tracker(bare)) is not None:
                yield signs.stranger(known.name, "csp", place, bare)

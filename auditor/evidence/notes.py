"""What a scanner notes while it reads one file: each thing once, at its first place."""

from __future__ import annotations

import re
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.observation import CONFIGURED, DEVELOPMENT, Sighting
from auditor.evidence.recipients import Recipients, Who
from auditor.evidence.scanner import File
from auditor.location import Location, Problem

LIMIT: Final = 4_000_000
"""How many characters of a file of code are read. What people write is far below it; bundles may be above."""


SETTINGS: Final = re.compile(
    r"(?:^|[/._-])(?:settings?|config(?:uration|s)?|env(?:ironment)?|constants?|options)(?:[/._-][\w./-]*)?\.\w+\Z",
    re.IGNORECASE,
)
"""Files that say which variables there are: that is no use of them."""


class Notes:
    """The sightings of one file. A weaker grade than that of the file's path may be given; never a better one."""

    def __init__(self, file: File, who: Recipients, grade: str | None = None) -> None:
        self.file = file
        self.who = who
        self.grade = grade or grade_of(file.path)
        self.found: list[Sighting] = []
        self._seen: set[tuple[str | None, str, str, str]] = set()

    def add(
        self, who: Who | None, signal: str, text: str, place: int | Location, *, weak: bool = False, setting: str = ""
    ) -> None:
        """Note that a place shows somebody. `weak`: it is declared, but nothing is done with it here."""
        if who is None:
            return
        key = (who.product, who.name, signal, text)
        if key in self._seen:
            return
        self._seen.add(key)
        grade = CONFIGURED if weak and self.grade != DEVELOPMENT else self.grade
        location = self.file.at(place) if isinstance(place, int) else place
        self.found.append(Sighting(who.product, who.name, signal, grade, location, text, who.region, setting or None))

    def url(self, text: str, place: int | Location, *, requested: bool = False, weak: bool = False) -> Who | None:
        """Note who answers at an address. Returns who, if anybody."""
        answer = self.who.url(text, requested=requested)
        if answer is None:
            return None
        who, host = answer
        self.add(who, "host", host, place, weak=weak)
        return who

    def env(self, name: str, place: int | Location, *, weak: bool = False) -> None:
        """Note whose variable is read."""
        self.add(self.who.env(name), "env", name, place, weak=weak or SETTINGS.search(self.file.path) is not None)

    def cut(self, length: int) -> list[Problem]:
        """The problem of a file that is longer than what is read of it."""
        if len(self.file.text) <= length:
            return []
        message = f"the file is too long: nothing was seen after its first {length:,} characters"
        return [Problem(message, self.file.at(length), hint="ignore it if it is made by a build")]

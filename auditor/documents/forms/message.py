"""What the customers of a deployment are told in one letter, and what of it goes into the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from auditor.changes.letters import ADDED, CHANGED, REMOVED, Letter
from auditor.changes.records import Change


class Message(NamedTuple):
    """What the customers of a deployment are told of one vendor, or of none: the notices, each with those of its
    changes that touch them; none for a vendor that is proposed and of which they were told."""

    vendor: str | None
    deployment: str
    letters: tuple[Letter, ...]

    @property
    def main(self) -> str:
        """What happens, in a word."""
        every = [letter.about for letter in self.letters]
        return next((what for what in (ADDED, REMOVED) if what in every), CHANGED) if every else ADDED

    @property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for letter in self.letters for change in letter.changes)

    @property
    def replaces(self) -> str | None:
        """The vendor in whose place this one comes."""
        return next((change.replaces for change in self.changes if change.replaces is not None), None)


def sections(letters: Iterable[Letter]) -> Mapping[str, Mapping[str, Any]]:
    """What the ledger needs of letters, by section."""
    found: dict[str, dict[str, Any]] = {}
    for letter in letters:
        if letter.declare:
            found.setdefault("vendors", {}).update(letter.declare)
    for letter in letters:
        found.setdefault("notices", {})[letter.name] = letter.entry
    return found


def touching(letter: Letter, deployment: str) -> Letter:
    """A letter with those of its changes that a deployment has."""
    return letter._replace(changes=tuple(change for change in letter.changes if deployment in change.deployments))

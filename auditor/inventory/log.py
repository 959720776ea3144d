"""The log of the list of vendors: what each commit changed of it, with ids that stay the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID, uuid5

from auditor.audit import Audit
from auditor.inventory.changed import Item, changed, first
from auditor.inventory.published import Published, opened, published
from auditor.location import InvalidInput
from auditor.opening import open_files
from auditor.workspace.history import Commit, history
from auditor.workspace.revision import NotHere

_SPACE: Final = UUID("3f0d6c6e-5d0b-5b0e-9d53-2f7f0a6f6c11")
"""The name space of the ids of logs."""


class Entry(NamedTuple):
    """A change of the list. `unread` are the days since the list before it on which it could not be read."""

    id: UUID
    at: datetime
    item: Item
    unread: tuple[date, ...]


class Told(NamedTuple):
    """A commit that changed the list, or one at which it cannot be read: its workspace was not sound."""

    at: datetime
    entries: tuple[Entry, ...]

    @property
    def unread(self) -> bool:
        return not self.entries


class Log(NamedTuple):
    """All that happened, the oldest first, since the commit that began it. `read` of `total` commits could be read;
    `uncommitted`: the list is not what the last of them shows."""

    id: UUID
    begun: datetime
    told: tuple[Told, ...]
    read: int
    total: int
    uncommitted: bool

    @property
    def updated(self) -> datetime | None:
        """When the last entry was made."""
        return next((one.at for one in reversed(self.told) if not one.unread), None)


def log(root: Path, audit: Audit) -> Log:
    """The log of the workspace in `root`, of the deployments audited. Raises NoHistory."""
    every = set(audit.deployments) == set(audit.workspace.deployments)
    wanted = () if every else audit.deployments
    with history(root, [source.name for source in audit.workspace.merged.sources]) as commits:
        begun = commits[0]
        id_ = uuid5(_SPACE, "\0".join((begun.id, begun.files.folder, *wanted)))
        walk = _Walk(id_, wanted)
        for commit in commits:
            walk.on(commit)
    return Log(id_, begun.moment, tuple(walk.told), walk.read, len(commits), walk.differs(audit))


class _Walk:
    """From list to list."""

    def __init__(self, id_: UUID, wanted: Sequence[str]) -> None:
        self.id = id_
        self.wanted = wanted
        self.told: list[Told] = []
        self.read = 0
        self._last: tuple[date, Published] | None = None
        self._unread: list[date] = []
        self._seen: dict[str, int] = {}

    def on(self, commit: Commit) -> None:
        """One commit further."""
        on = commit.moment.date()
        try:
            shown = published(opened(*open_files(commit.files, commit.id, on), self.wanted))
        except NotHere:
            raise
        except InvalidInput:
            self.told.append(Told(commit.moment, ()))
            self._unread.append(on)
            return
        self.read += 1
        unread = tuple(dict.fromkeys(self._unread))
        entries = [Entry(self._name(on, item), commit.moment, item, unread) for item in self._items(shown)]
        if entries:
            self.told.append(Told(commit.moment, tuple(entries)))
            self._unread.clear()
        self._last = on, shown

    def _items(self, shown: Published) -> Iterator[Item]:
        if self._last is not None:
            since, before = self._last
            yield from changed(before, shown, since)
        elif (item := first(shown)) is not None:
            yield item

    def _name(self, on: date, item: Item) -> UUID:
        """The id of an entry. No sentence goes into it, nor how a value is printed: both may be put otherwise. Of
        several that are alike on a day, each has its number."""
        about = "\0".join((item.kind, item.vendor, item.service, " ".join(item.what), on.isoformat()))
        self._seen[about] = self._seen.get(about, 0) + 1
        return uuid5(self.id, f"{about}\0{self._seen[about]}")

    def differs(self, audit: Audit) -> bool:
        """Is the list of today another than the last one committed?"""
        if self._last is None:
            return bool(published(audit).rows)
        since, before = self._last
        same = before.of.workspace.digest == audit.workspace.digest
        return not same and bool(changed(before, published(audit), since))

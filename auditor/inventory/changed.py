"""What changed from one list of vendors to the next, in words, and whether customers must be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from auditor.changes import material
from auditor.changes.compare import replacements
from auditor.changes.pairs import renamed
from auditor.changes.records import Change
from auditor.comparison import declared
from auditor.inventory.printed import day
from auditor.inventory.published import Cell, Published, Shown
from auditor.inventory.recipients import Key
from auditor.inventory.sentences import say

FIRST, LIST, ADDED, CHANGED, REMOVED = "first", "list", "added", "changed", "removed"
KINDS: Final = (FIRST, LIST, ADDED, CHANGED, REMOVED)
"""What an item tells of: the first list that showed anybody, the list itself, or a recipient in it. In the order in
which those of one commit are told."""
TABLES, CERTAIN = "tables", "certain"
"""What may change of a recipient beside its cells: the tables it is in, and whether that depends on nothing."""
NAME: Final = "name"
LONGEST: Final = 100
"""Characters of a name in a title; a longer one is cut, and stands whole below."""


class Item(NamedTuple):
    """One change of the list. `what` changed is named by columns; `material` is None where nothing is to be told."""

    kind: str
    vendor: str
    service: str
    what: tuple[str, ...]
    title: str
    lines: tuple[str, ...]
    material: bool | None = None


def first(shown: Published) -> Item | None:
    """The item of the first list; None where it shows nobody."""
    lines = [
        _labelled(title, ", ".join(names))
        for table, title in shown.tables.items()
        if (names := sorted({row.name for row in shown.rows.values() if table in row.tables}, key=str.casefold))
    ]
    return Item(FIRST, "", "", (), say("changes.first"), tuple(lines)) if lines else None


def changed(before: Published, after: Published, since: date) -> list[Item]:
    """The changes between two lists; `since` is the day of the older one."""
    return _Changed(before, after, since).items()


class _Changed:
    """Two lists. What was told of a vendor of the older one goes by the id that it has in the newer one."""

    def __init__(self, before: Published, after: Published, since: date) -> None:
        self.before = before
        self.after = after
        self.since = since
        names = renamed(before.of.workspace, after.of.workspace)
        self.rows = {(names.get(vendor, vendor), service): row for (vendor, service), row in before.rows.items()}
        gone = {(key[0], row.name): key for key, row in self.rows.items() if key not in after.rows}
        for key, row in after.rows.items():
            called = key[0], row.name
            if key not in self.rows and called in gone:  # a service under another id
                self.rows[key] = self.rows.pop(gone.pop(called))

    def items(self) -> list[Item]:
        found = [*self._list(), *(item for key in {**self.rows, **self.after.rows} for item in self._row(key))]
        return sorted(
            found, key=lambda item: (KINDS.index(item.kind), item.title.casefold(), item.vendor, item.service)
        )

    def _list(self) -> Iterator[Item]:
        """What changed of the list itself, where it shows somebody before and after. Columns that nobody described come
        and go with what is known."""
        if not self.before.rows or not self.after.rows:
            return
        what, lines = [], []
        if self.before.title != self.after.title:
            what.append("title")
            lines.append(
                _cell(say("changes.heading"), say("changes.to", before=self.before.title, now=self.after.title))
            )
        for kind, olds, news in (
            (TABLES, self.before.tables, self.after.tables),
            ("columns", self.before.columns, self.after.columns),
        ):
            both = [(olds[name], news[name]) for name in olds if name in news and olds[name] != news[name]]
            lines += [_cell(say(f"changes.{kind}"), say("changes.to", before=old, now=new)) for old, new in both]
            came = [news[name] for name in news if name not in olds and news[name] not in olds.values()]
            went = [olds[name] for name in olds if name not in news and olds[name] not in news.values()]
            lines += _more_or_less(say(f"changes.{kind}"), came, went)
            what += [kind] if both or came or went else []
        if lines:
            yield Item(LIST, "", "", tuple(what), say("changes.list"), tuple(lines))

    def _row(self, key: Key) -> Iterator[Item]:
        old, new = self.rows.get(key), self.after.rows.get(key)
        if new is None:
            assert old is not None
            tables = _listed_in(self.before, old)
            lines = [*_whole(old), *tables, *self._other("changes.replaced_by", key)]
            yield self._item(REMOVED, key, (), say("changes.removed", name=_short(old.name)), lines)
        elif old is None:
            title = say("changes.added", name=_short(new.name))
            lines = [*_whole(new), *_listed_in(self.after, new), *self._other("changes.replaces", key)]
            lines += [*self._cells(new), *_doubt(new)]
            yield self._item(ADDED, key, (), title, lines)
        else:
            what = {**self._moved(old, new), **self._differing(old, new)}
            if old.certain != new.certain:
                what[CERTAIN] = say("changes.certain"), [*_doubt(new)] or [say("changes.no_doubt")]
            if what:
                labels = ", ".join(dict.fromkeys(label for label, _ in what.values()))
                title = say("changes.changed", name=_short(new.name), what=labels)
                lines = [*_whole(new), *(line for _, lines in what.values() for line in lines)]
                yield self._item(CHANGED, key, tuple(sorted(what)), title, lines)

    def _item(self, kind: str, key: Key, what: tuple[str, ...], title: str, lines: list[str]) -> Item:
        about = [change for change in self._changes if self._is_about(change, key)]
        because = [change for change in about if change.material]
        said = [*_because(because), *lines, *_announced(because)]
        return Item(kind, *key, what, title, tuple(dict.fromkeys(said)), bool(because))

    @cached_property
    def _changes(self) -> tuple[Change, ...]:
        """All that changed in meaning, rated as `auditor diff` rates it."""
        old, new = self.before.of, self.after.of
        found = declared(old.worlds, new.worlds, new.policy, self.since).changes
        return tuple(change for change in found if set(change.deployments) & {*old.deployments, *new.deployments})

    def _other(self, label: str, key: Key) -> Iterator[str]:
        """The vendor whose place one takes, or that takes its place, by its name."""
        for new, old in self._replacements.items():
            if key[0] in (new, old):
                name = _name(self.before, old) if key[0] == new else _name(self.after, new)
                yield _cell(say(label), name)

    @cached_property
    def _replacements(self) -> dict[str, str]:
        return replacements(self.before.of.worlds, self.after.of.worlds)

    def _is_about(self, change: Change, key: Key) -> bool:
        """A vendor is told of all of its services; a service not of another one that is listed."""
        vendor, service = key
        if vendor != change.vendor and vendor not in change.about:
            return False
        other = service and change.system is not None and change.system != service
        return not (other and (vendor, change.system) in {**self.rows, **self.after.rows})

    def _moved(self, old: Shown, new: Shown) -> dict[str, tuple[str, list[str]]]:
        """That it is in other tables."""
        was = {self.before.tables[name] for name in old.tables if name not in new.tables}
        now = {self.after.tables[name] for name in new.tables if name not in old.tables}
        came, went = sorted(now - was - {""}), sorted(was - now - {""})
        label = say("changes.listed")
        if came and went:
            return {TABLES: (label, [_cell(label, say("changes.to", before=", ".join(went), now=", ".join(came)))])}
        lines = _more_or_less(label, came, went)
        return {TABLES: (label, lines)} if lines else {}

    def _differing(self, old: Shown, new: Shown) -> dict[str, tuple[str, list[str]]]:
        """The cells that print something else; one of a column that was not known before is none of them."""
        found: dict[str, tuple[str, list[str]]] = {}
        for column, heading in self.after.columns.items():
            lines: list[str] = []
            for table in new.tables:
                was = old.cells.get(column, {}).get(table if table in old.tables else old.tables[0])
                now = new.cells[column][table]
                if was is not None:
                    lines += _difference(heading, was, now)
            if lines:
                found[column] = heading, list(dict.fromkeys(lines))
        return found

    def _cells(self, new: Shown) -> Iterator[str]:
        """All that the list says of a recipient beside its name."""
        for column, heading in self.after.columns.items():
            texts = {table: cell.text for table, cell in new.cells[column].items()}
            if column == NAME:
                continue
            if len(set(texts.values())) == 1:
                yield _cell(heading, texts[new.tables[0]])
            else:
                for table, text in texts.items():
                    label = say("changes.in_table", column=heading, table=self.after.tables[table])
                    yield _cell(label, text)


def _name(shown: Published, vendor: str) -> str:
    """What a vendor is called; its id where nobody says."""
    name = shown.of.workspace.vendors[vendor].name
    return name if isinstance(name, str) else vendor


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else say("changes.cut", text=name[:LONGEST])


def _whole(row: Shown) -> list[str]:
    return [] if len(row.name) <= LONGEST else [_cell(say("columns.name"), row.name)]


def _cell(label: str, text: str) -> str:
    return say("changes.cell", label=label, text=text)


def _labelled(label: str, text: str) -> str:
    return _cell(label, text) if label else text


def _listed_in(shown: Published, row: Shown) -> list[str]:
    titles = [shown.tables[name] for name in row.tables if shown.tables[name]]
    return [_cell(say("changes.listed"), ", ".join(dict.fromkeys(titles)))] if titles else []


def _doubt(row: Shown) -> list[str]:
    return [] if row.certain else [say("changes.doubt")]


def _difference(label: str, was: Cell, now: Cell) -> list[str]:
    """What came and what went where something stayed, else both in full. Another order is no difference."""
    if set(was.items) & set(now.items):
        came = [text for text in now.items if text not in was.items]
        return _more_or_less(label, came, [text for text in was.items if text not in now.items])
    return [_cell(label, say("changes.to", before=was.text, now=now.text))]


def _more_or_less(label: str, came: Iterable[str], went: Iterable[str]) -> list[str]:
    said = [
        say(name, items=", ".join(items)) for name, items in (("changes.more", came), ("changes.less", went)) if items
    ]
    return [_cell(label, "; ".join(said))] if said else []


WHY: Final = {
    material.RECIPIENT: "changes.why.recipient",
    material.CATEGORY: "changes.why.category",
    material.PLACE: "changes.why.place",
    material.PURPOSE: "changes.why.purpose",
    material.REST: "changes.why.rest",
    material.REPLACED: "changes.why.replaced",
    material.LINK: "changes.why.link",
}
"""The sentence of each definition of what is material."""


def _because(changes: Iterable[Change]) -> list[str]:
    """Why customers must be told; a rule of the policy may want that beyond the definitions."""
    found = [
        next((name for definition, name in WHY.items() if change.why.startswith(definition)), "changes.why.rule")
        for change in changes
    ]
    reasons = [say(name) for name in dict.fromkeys(found)]
    return [say("changes.because", why="; ".join(reasons))] if reasons else []


def _announced(changes: Iterable[Change]) -> list[str]:
    """What the ledger says of it: when customers were told, and from when it may take effect."""
    for change in changes:
        told = change.prospect
        if told is not None and told.notice is not None:
            said = (("changes.announced", told.sent), ("changes.effective", told.earliest))
            return [say(name, day=day(when)) for name, when in said if when is not None]
    return []

"""The change log of the list of vendors, from git history: as Markdown, and as an Atom feed.

It tells what is committed on the branch that is checked out, each commit at its own day. What is not committed yet is
not in it: a feed cannot take back what it told.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Final

from auditor import __version__
from auditor.audit import Audit
from auditor.declarations.documents import Page
from auditor.documents.files import Asked, File
from auditor.inventory.changed import Item
from auditor.inventory.log import Entry, Log, Told, log
from auditor.inventory.printed import day
from auditor.inventory.sentences import LANGUAGE, say
from auditor.inventory.stamp import Fields, footer, gate, stamp, title_of, warnings
from auditor.typeset import atom, markdown
from auditor.typeset.blocks import Block, Bullets, Document, Heading, Paragraph, line

FIELDS: Final = Fields(0, 0)
"""It has no field that somebody could declare: what it tells is past."""


def files(audit: Audit, asked: Asked) -> Iterator[File]:
    """The log and the feed. The history is read when the first of them is made: that raises NoHistory."""

    @cache
    def found() -> Log:
        return log(asked.root, audit)

    yield File("changes.md", "md", lambda: markdown.render(document(audit, found())).encode(), FIELDS)
    yield File("changes.atom", "atom", lambda: atom.render(feed(audit, found())).encode(), FIELDS)


def document(audit: Audit, found: Log) -> Document:
    """The log as a document, the newest day first."""
    blocks: list[Block] = [Paragraph(line(say("changes.about")))]
    if not found.told:
        blocks.append(Paragraph(line(say("changes.nothing"))))
    for on, together in groupby(reversed(found.told), key=lambda told: told.at.date()):
        blocks.append(Heading(2, day(on)))
        for unread, alike in groupby(together, key=lambda told: told.unread):
            blocks += _unread() if unread else [block for told in alike for block in _blocks(told)]
    return Document(
        title=_title(audit),
        subtitle=say("changes.updated", day=day(found.updated.date())) if found.updated else "",
        blocks=tuple(blocks),
        warnings=_warnings(audit, found),
        stamp=stamp(audit, _complete(found)),
        footer=footer(audit),
        language=LANGUAGE,
    )


def _unread() -> list[Block]:
    """What stands for commits in a row that cannot be read."""
    return [Paragraph(line(say("changes.unread")))]


def _blocks(told: Told) -> Iterator[Block]:
    for entry in told.entries:
        yield Heading(3, _headline(entry.item))
        if entry.item.lines:
            yield Bullets(tuple(line(text) for text in entry.item.lines))


def _headline(item: Item) -> str:
    if item.material is None:
        return item.title
    return say(
        "changes.entry", title=item.title, rated=say("changes.material" if item.material else "changes.immaterial")
    )


def _title(audit: Audit) -> str:
    page = audit.workspace.documents.get("page", Page())
    title = say("changes.title", list=page.title or say("page.title"))
    every = set(audit.deployments) == set(audit.workspace.deployments)
    of = [_us(audit), *(() if every else (title_of(audit, name) for name in audit.deployments))]
    return say("changes.of", of=", ".join(filter(None, of)), title=title) if any(of) else title


def _us(audit: Audit) -> str:
    us = audit.workspace.organization
    return us.name if us is not None and isinstance(us.name, str) else ""


def _warnings(audit: Audit, found: Log) -> tuple[str, ...]:
    more = (say("changes.uncommitted"),) if found.uncommitted else ()
    return (*warnings(audit), *more)


def _complete(found: Log) -> str:
    return say("changes.complete", read=found.read, total=found.total)


def feed(audit: Audit, found: Log) -> atom.Feed:
    """The log as a feed. Where it comes from stands in elements of its own, which no reader shows: its entries, their
    ids and its day are the same whenever it is written."""
    us = audit.workspace.organization
    website = us.website if us is not None else None
    return atom.Feed(
        id=found.id,
        at=found.updated or found.begun,
        title=_title(audit),
        subtitle=" ".join((say("changes.about"), *_unread_last(found))),
        author=_us(audit) or say("facts.not_stated"),
        page=website if isinstance(website, str) else "",
        by=("auditor", __version__),
        stamp=(
            ("as-of", audit.workspace.as_of.isoformat()),
            ("workspace", audit.workspace.digest),
            ("deployments", ", ".join(title_of(audit, name) for name in audit.deployments)),
            ("complete", _complete(found)),
            ("gate", gate(audit)),
            *(("warning", text) for text in _warnings(audit, found)),
        ),
        entries=tuple(_post(entry) for told in reversed(found.told) for entry in told.entries),
        language=LANGUAGE,
    )


def _unread_last(found: Log) -> tuple[str, ...]:
    """What no entry tells yet: that the list could not be read since the last one."""
    days: dict[str, None] = {}
    for one in reversed(found.told):
        if not one.unread:
            break
        days[day(one.at.date())] = None
    return (say("changes.unread_last", days=", ".join(reversed(days))),) if days else ()


def _post(entry: Entry) -> atom.Post:
    item = entry.item
    unread = ", ".join(day(on) for on in entry.unread)
    about = (say("changes.unread_on", days=unread),) if unread else ()
    rated = () if item.material is None else ("material" if item.material else "immaterial",)
    return atom.Post(entry.id, entry.at, _headline(item), (*item.lines, *about), (item.kind, *rated))

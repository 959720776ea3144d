"""A feed as Atom (RFC 4287): what it says is text and nothing else, whatever a person wrote in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from auditor.text.plain import readable
from auditor.typeset.markdown import web

_STAMP = "urn:auditor:stamp"
"""The name space of what is no Atom: where the feed comes from."""


class Post(NamedTuple):
    """An entry of a feed: its lines of text, and the words that it is sorted by."""

    id: UUID
    at: datetime
    title: str
    lines: tuple[str, ...]
    terms: tuple[str, ...]


class Feed(NamedTuple):
    """A feed; the newest entry comes first. `stamp` says where it comes from, each word with its text; `at` is when it
    was last changed, `page` where what it tells of is shown: an address, or nothing."""

    id: UUID
    at: datetime
    title: str
    subtitle: str
    author: str
    page: str
    by: tuple[str, str]
    """The program that made it, and its version."""
    stamp: Sequence[tuple[str, str]]
    entries: tuple[Post, ...]
    language: str = "en"


def render(feed: Feed) -> str:
    """The feed as one text, with a line break at the end."""
    return "\n".join(_lines(feed)) + "\n"


def _lines(feed: Feed) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:stamp={quoteattr(_STAMP)} '
        f"xml:lang={quoteattr(feed.language)}>"
    )
    for word, text in feed.stamp:
        yield f"  <stamp:{word}>{_text(text)}</stamp:{word}>"
    yield f"  <id>{feed.id.urn}</id>"
    yield f"  <title>{_text(feed.title)}</title>"
    yield f"  <subtitle>{_text(feed.subtitle)}</subtitle>"
    yield f"  <updated>{_moment(feed.at)}</updated>"
    yield f"  <author><name>{_text(feed.author)}</name></author>"
    if web(feed.page):
        address = quote(feed.page, safe=":/?#[]@!$&'()*+,;=%-._~")
        yield f'  <link rel="alternate" type="text/html" href={quoteattr(address)}/>'
    program, version = feed.by
    yield f"  <generator version={quoteattr(version)}>{_text(program)}</generator>"
    for post in feed.entries:
        yield from _entry(post)
    yield "</feed>"


def _entry(post: Post) -> Iterator[str]:
    yield "  <entry>"
    yield f"    <id>{post.id.urn}</id>"
    yield f"    <title>{_text(post.title)}</title>"
    yield f"    <updated>{_moment(post.at)}</updated>"
    for term in post.terms:
        yield f"    <category term={quoteattr(term)}/>"
    yield '    <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">'
    if post.lines:
        yield "      <ul>"
        for line in post.lines:
            yield f"        <li>{_text(line)}</li>"
        yield "      </ul>"
    yield "    </div></content>"
    yield "  </entry>"


def _text(text: str) -> str:
    """Text that XML may hold, and nothing in it is read."""
    return escape(readable(text).strip())


def _moment(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat()

"""The change log and its feed: a made-up history, with what must be told of it written down by hand."""

import re
from pathlib import Path
from typing import Any

import feedparser
import pytest

from auditor.cli.main import main
from tests.documents.readers import from_markdown
from tests.documents.story import AFTER, SAID, UNREAD, Said, Shop, told

AS_OF = "2026-11-23"


def written(root: Path, *more: str) -> dict[str, str]:
    """The log and the feed of a workspace."""
    assert main(["write", "changes", "--dir", str(root), "--as-of", AS_OF, *more]) == 0
    return {name: (root / "reports" / name).read_text(encoding="utf-8") for name in ("changes.md", "changes.atom")}


def of_log(text: str) -> list[Said]:
    """What Markdown says, read by somebody else's reader."""
    body = text.partition("\n---\n")[0]
    parts = re.split(r"^(##+ .*)$", body, flags=re.MULTILINE)[1:]
    found: list[Said] = []
    on = ""
    for head, below in zip(parts[::2], parts[1::2], strict=True):
        (_, title), *_ = from_markdown(head).headings
        if head.startswith("## "):
            on = title
            found += [(on, paragraph, ()) for paragraph in from_markdown(below).paragraphs]
        else:
            read = from_markdown(below)
            found.append((on, title, tuple(read.items)))
            found += [(on, paragraph, ()) for paragraph in read.paragraphs]
    return found


def of_feed(text: str) -> Any:
    read = feedparser.parse(text.encode())
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    ids = [entry.id for entry in read.entries]
    assert len(ids) == len(set(ids))
    assert read.feed.id not in ids
    return read


def lines(entry: Any) -> tuple[str, ...]:
    """The lines of an entry, by its own parser's word."""
    (content,) = entry.content
    assert content.type == "application/xhtml+xml"
    from tests.documents.readers import from_html

    return tuple(from_html(content.value).items)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return told(Shop(tmp_path_factory.mktemp("story")))


def test_the_log_tells_what_happened(shop: Shop) -> None:
    found = of_log(written(shop.repo.workspace)["changes.md"])
    assert [one for one in found if one[1] != UNREAD] == SAID
    assert [(on, before[1]) for (on, said, _), before in zip(found[1:], found, strict=False) if said == UNREAD] == [
        ("5 March 2026", "Host: Cache added (not material)")
    ]

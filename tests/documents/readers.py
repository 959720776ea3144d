"""Documents read back by other people's readers: Markdown by markdown-it, HTML by Python's own parser."""

from html.parser import HTMLParser
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

Table = list[list[str]]


class Read(NamedTuple):
    """What was read of a document: headings with levels, tables (the first row is the head), lists, paragraphs."""

    headings: list[tuple[int, str]]
    tables: list[Table]
    items: list[str]
    paragraphs: list[str]


def from_markdown(text: str) -> Read:
    read = Read([], [], [], [])
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inside: list[str] = []
    for token in tokens:
        if token.nesting == 1:
            inside.append(token.type)
            if token.type == "table_open":
                read.tables.append([])
            elif token.type == "tr_open":
                read.tables[-1].append([])
        elif token.nesting == -1:
            inside.pop()
        elif token.type == "inline":
            said = "".join(_text(child) for child in token.children or ())
            if inside[-1] in ("th_open", "td_open"):
                read.tables[-1][-1].append(said)
            elif inside[-1] == "heading_open":
                read.headings.append((len(token.map or ()), said))
            elif "list_item_open" in inside:
                read.items.append(said)
            else:
                read.paragraphs.append(said)
        else:
            assert token.type in ("hr",), token.type
    return read


def _text(token: Token) -> str:
    assert token.type not in ("html_inline", "html_block", "image", "code_inline", "code_block", "fence"), token
    return "\n" if token.type in ("hardbreak", "softbreak") else token.content


class _Page(HTMLParser):
    """Collects text by what it stands in; and every element there is."""

    def __init__(self) -> None:
        super().__init__()
        self.read = Read([], [], [], [])
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self._text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs
        if tag == "table":
            self.read.tables.append([])
        elif tag == "tr":
            self.read.tables[-1].append([])
        elif tag in ("th", "td", "li", "p", "h1", "h2", "h3", "h4", "dt", "dd"):
            self._text = []

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        said = "".join(self._text or ())
        if tag in ("th", "td"):
            self.read.tables[-1][-1].append(said)
        elif tag == "li":
            self.read.items.append(said)
        elif tag == "p":
            self.read.paragraphs.append(said)
        elif tag in ("h1", "h2", "h3", "h4"):
            self.read.headings.append((int(tag[1]), said))
        if tag in ("th", "td", "li", "p", "h1", "h2", "h3", "h4", "dt", "dd"):
            self._text = None


def from_html(text: str) -> tuple[Read, set[str], list[tuple[str, str | None]]]:
    """What was read, the names of all elements, and all attributes."""
    page = _Page()
    page.feed(text)
    page.close()
    return page.read, page.tags, page.attributes

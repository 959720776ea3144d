"""A document as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import quote

from auditor.text.markdown import literal, table
from auditor.typeset.blocks import (
    WARNING,
    Block,
    Bullets,
    Document,
    Field,
    Heading,
    Hint,
    Inline,
    Line,
    Link,
    Paragraph,
    Strong,
    Table,
)


def render(document: Document) -> str:
    """The document as one text, with a line break at the end."""
    return "\n\n".join(_parts(document)) + "\n"


def _parts(document: Document) -> Iterator[str]:
    mark = f"{literal(document.mark)}: " if document.mark else ""
    yield f"# {mark}{literal(document.title)}"
    if document.subtitle:
        yield literal(document.subtitle)
    for warning in document.warnings:
        yield f"> **{literal(warning)}**"
    for block in document.blocks:
        yield _block(block)
    if document.stamp:
        yield "---"
        yield "\n".join(f"- {literal(label)}: {literal(value)}" for label, value in document.stamp)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {literal(f'{block.number} {block.text}'.strip())}"
    if isinstance(block, Paragraph):
        return f"> **{inline(block.line)}**" if block.tone == WARNING else inline(block.line)
    if isinstance(block, Bullets):
        return "\n".join(f"- {inline(item)}" for item in block.items)
    if isinstance(block, Field):
        return _field(block)
    assert isinstance(block, Table)
    return table([literal(head) for head in block.headings], [[inline(cell) for cell in row] for row in block.rows])


def _field(field: Field) -> str:
    """The label in bold, the answer below it; several lines are a list."""
    label = f"**{literal(f'{field.number} {field.label}'.strip())}**"
    lines = [inline(line) for line in field.lines]
    if len(lines) == 1:
        return f"{label}\\\n{lines[0]}"
    return "\n".join([label, "", *(f"- {line}" for line in lines)])


def inline(line: Line) -> str:
    """A line; what a person wrote in it means nothing in Markdown."""
    return "".join(_inline(part) for part in line)


def _inline(part: Inline) -> str:
    if isinstance(part, Link):
        return f"[{literal(part.text)}](<{quote(part.url, safe=_URL)}>)" if web(part.url) else literal(part.text)
    if isinstance(part, Strong):
        return f"**{literal(part.text)}**"
    if isinstance(part, Hint):
        return f"*{literal(part.text)}*"
    return _spaced(part)


def _spaced(text: str) -> str:
    """Escaped, with the blanks at its ends that part it from its neighbours."""
    inner = literal(text)
    before = " " if text[:1] == " " else ""
    after = " " if text[-1:] == " " and inner else ""
    return f"{before}{inner}{after}"


_URL: Final = ":/?#[]@!$&'()*+,;=%-._~"


def web(url: str) -> bool:
    """Only addresses of the web and of mail become links: others could run something."""
    return url.startswith(("https://", "http://", "mailto:"))

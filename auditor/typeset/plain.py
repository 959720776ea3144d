"""A document as plain text, as the body of a mail: no marks, one line a paragraph, addresses as they are."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.text.plain import readable
from auditor.typeset.blocks import Block, Bullets, Document, Field, Heading, Inline, Line, Link, Paragraph


def render(document: Document) -> str:
    """The document as one text, with a line break at the end."""
    return "\n\n".join(_parts(document)) + "\n"


def _parts(document: Document) -> Iterator[str]:
    mark = f"{readable(document.mark)}: " if document.mark else ""
    yield f"{mark}{readable(document.title)}"
    if document.subtitle:
        yield readable(document.subtitle)
    yield from map(readable, document.warnings)
    yield from map(_block, document.blocks)
    if document.stamp:
        yield "\n".join(readable(f"{label}: {value}") for label, value in document.stamp)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return readable(f"{block.number} {block.text}".strip())
    if isinstance(block, Paragraph):
        return _line(block.line)
    if isinstance(block, Bullets):
        return "\n".join(f"- {_line(item)}" for item in block.items)
    if isinstance(block, Field):
        label = readable(f"{block.number} {block.label}".strip())
        if len(block.lines) == 1:
            return f"{label}: {_line(block.lines[0])}"
        return "\n".join([f"{label}:", *(f"- {_line(line)}" for line in block.lines)])
    rows = [tuple(map(readable, block.headings)), *(tuple(map(_line, row)) for row in block.rows)]
    return "\n".join(" | ".join(row) for row in rows)


def _line(line: Line) -> str:
    return "".join(readable(_said(part)) for part in line)


def _said(part: Inline) -> str:
    if isinstance(part, Link) and part.url not in (part.text, f"mailto:{part.text}"):
        return f"{part.text} ({part.url})"
    return part if isinstance(part, str) else part.text

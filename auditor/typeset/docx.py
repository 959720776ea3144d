"""A document as DOCX, by python-docx: named styles that a lawyer can edit, numbers that count themselves, the same
bytes everywhere."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from auditor.text.plain import readable
from auditor.typeset.blocks import (
    QUIET,
    WARNING,
    Block,
    Bullets,
    Document,
    Field,
    Heading,
    Hint,
    Line,
    Link,
    Strong,
    Table,
)
from auditor.typeset.docx_numbers import Numbers
from auditor.typeset.docx_styles import ANSWERS, add_styles
from auditor.typeset.extra import NeedsExtra
from auditor.typeset.markdown import web

FIRST: Final = "[Content_Types].xml"
"""What a package begins with."""


def render(document: Document, as_of: date) -> bytes:
    """The document; `as_of` is the day that the file carries. Raises NeedsExtra without python-docx."""
    try:
        import docx
    except ImportError:
        raise NeedsExtra("docs") from None
    made = docx.Document()
    _Writer(made, document, as_of).write()
    stream = io.BytesIO()
    made.save(stream)
    return _settled(stream.getvalue(), as_of)


class _Writer:
    def __init__(self, made: Any, document: Document, as_of: date) -> None:
        self.made = made
        self.document = document
        self.as_of = as_of
        add_styles(made, document.language)
        self.numbers = Numbers(made, [block for block in document.blocks if isinstance(block, Heading)])
        self.styles = {style.name: style.style_id for style in made.styles}
        """By name: to look one up takes the library longer than to write a paragraph."""

    def write(self) -> None:
        document = self.document
        self._properties()
        self._page()
        self.text(document.title, "Title")
        if document.subtitle:
            self.text(document.subtitle, "Subtitle")
        for warning in document.warnings:
            self.text(warning, "Warning")
        for block in document.blocks:
            self.block(block)
        for label, value in document.stamp:
            self.text(f"{label}: {value}", "Stamp")

    def _properties(self) -> None:
        properties = self.made.core_properties
        moment = datetime(self.as_of.year, self.as_of.month, self.as_of.day)
        properties.title = readable(self.document.title)[:255]
        properties.author = ""
        properties.comments = ""
        properties.last_modified_by = ""
        properties.language = self.document.language
        properties.revision = 1
        properties.created = properties.modified = properties.last_printed = moment

    def _page(self) -> None:
        from docx.shared import Cm

        section = self.made.sections[0]
        section.page_width, section.page_height = Cm(21.0), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.6)
        header = section.header.paragraphs[0]
        header.style = "Header"
        header.add_run(readable(self.document.title))
        if self.document.mark:
            header.add_run("\t")
            header.add_run(readable(self.document.mark), "Mark")
        footer = section.footer.paragraphs[0]
        footer.style = "Footer"
        footer.add_run(f"{readable(self.document.footer)}\t")
        for number, part in enumerate(re.split(r"\{(page|pages)\}", self.document.paging)):
            if number % 2:
                _field(footer, {"page": "PAGE", "pages": "NUMPAGES"}[part])
            elif part:
                footer.add_run(part)

    def text(self, text: str, style: str) -> Any:
        return self.line((text,), style)

    def line(self, line: Line, style: str) -> Any:
        paragraph = self.made.add_paragraph()
        paragraph._p.style = self.styles[style]
        self.fill(paragraph, line)
        return paragraph

    def fill(self, paragraph: Any, line: Line) -> None:
        for part in line:
            if isinstance(part, Link) and web(part.url):
                _link(paragraph, readable(part.text), part.url).style = self.styles["Hyperlink"]
            elif isinstance(part, (Strong, Hint)):
                paragraph.add_run(readable(part.text))._r.style = self.styles[type(part).__name__]
            else:
                paragraph.add_run(readable(part if isinstance(part, str) else part.text))

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            style = self.numbers.style(block)
            self.numbers.count(self.text(block.text, style), block)
        elif isinstance(block, Bullets):
            for item in block.items:
                self.line(item, "List Bullet")
        elif isinstance(block, Field):
            self.text(f"{block.number} {block.label}".strip(), "Field Label")
            for answer in block.lines:
                self.line(answer, ANSWERS[block.state])
        elif isinstance(block, Table):
            self.table(block)
        else:
            self.line(block.line, {WARNING: "Warning", QUIET: "Quiet"}.get(block.tone, "Body Text"))

    def table(self, table: Table) -> None:
        from docx.oxml import OxmlElement

        made = self.made.add_table(rows=1, cols=len(table.headings), style="Document Table")
        header = made.rows[0]
        header._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        for cell, head in zip(header.cells, table.headings, strict=True):
            cell.paragraphs[0].style = "Table Heading"
            self.fill(cell.paragraphs[0], (head,))
        for row in table.rows:
            for cell, line in zip(made.add_row().cells, row, strict=True):
                cell.paragraphs[0].style = "Table Text"
                self.fill(cell.paragraphs[0], line)


def _link(paragraph: Any, text: str, url: str) -> Any:
    """A link at the end of a paragraph. Gives its run."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(readable(url), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(text)._r
    link.append(run)
    paragraph._p.append(link)
    return run


def _field(paragraph: Any, code: str) -> None:
    """A field that the reader's program fills in: the number of the page, or of all pages."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    field.append(paragraph.add_run("1")._r)
    paragraph._p.append(field)


def _settled(raw: bytes, as_of: date) -> bytes:
    """The package with its parts in one order, each with the same date."""
    moment = (max(as_of.year, 1980), as_of.month, as_of.day, 0, 0, 0)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in _ordered(given.namelist()):
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            made.writestr(entry, given.read(name), compresslevel=9)
    return out.getvalue()


def _ordered(names: Iterable[str]) -> list[str]:
    return sorted(names, key=lambda name: (name != FIRST, name))

"""The annexes say the same in every format, whatever the names in them: rendered, read back, compared."""

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from docx import Document as opened

from auditor.typeset import docx, html, markdown, pdf
from auditor.typeset.blocks import Bullets, Document, Field, Paragraph, Table
from auditor.typeset.pieces import _ADDRESS, LONGEST
from tests.documents.conftest import AS_OF, WORKSPACES, Made
from tests.documents.parsed import expected, from_docx, from_html, from_markdown, squeezed, text_of

Make = Callable[[str], Made]
Printed = Callable[[Document], tuple[str, ...]]


@pytest.mark.parametrize("name", WORKSPACES)
def test_every_block_comes_back(made: Make, name: str) -> None:
    for stem, (document, _) in made(name)[1].items():
        wanted = expected(document)
        assert wanted, stem
        assert from_markdown(markdown.render(document)) == wanted, stem
        assert from_html(html.render(document)) == wanted, stem
        assert from_docx(docx.render(document, AS_OF)) == wanted, stem


@pytest.mark.usefixtures("fonts_for")
@pytest.mark.parametrize("name", WORKSPACES)
def test_every_block_stands_in_the_pdf(made: Make, printed: Printed, name: str) -> None:
    for stem, (document, _) in made(name)[1].items():
        text = running(document, printed(document))
        letters = sorted(squeezed(text))
        for one in expected(document):
            for said in (one.text, *one.lines):
                if any(_set_otherwise(char) for char in said):  # read there are its letters, in another order
                    assert set(squeezed(said)) <= set(letters), (stem, said)
                else:
                    assert squeezed(said) in squeezed(text), (stem, said)
        assert "\ufffd" not in text, stem


def running(document: Document, pages: tuple[str, ...]) -> str:
    """The text of the pages in one, without what stands at the head and at the foot of each."""
    parts = []
    for number, page in enumerate(pages, 1):
        head = squeezed(document.mark + document.title + document.mark)
        foot = squeezed(f"{document.footer} Page {number} of {len(pages)}")
        said = squeezed(page)
        assert said.startswith(head), number
        assert said.endswith(foot), number
        parts.append(said.removeprefix(head).removesuffix(foot))
    return "".join(parts)


def _set_otherwise(char: str) -> bool:
    """Of scripts that run from right to left, or whose signs stand before what they follow."""
    return "\u0590" <= char <= "\u0fff"


@pytest.mark.usefixtures("fonts_for")
@pytest.mark.parametrize("name", WORKSPACES)
def test_no_address_is_broken(made: Make, printed: Printed, name: str) -> None:
    found = 0
    for stem, (document, _) in made(name)[1].items():
        lines = "\n".join(printed(document)).splitlines()
        for address in _addresses(document):
            assert any(address in line for line in lines), (stem, address)
            found += 1
    assert found, "no address in any document"


def _addresses(document: Document) -> set[str]:
    texts = [text_of(line) for block in document.blocks if isinstance(block, Field) for line in block.lines]
    return {address for text in texts for address in _ADDRESS.findall(text) if len(address) <= LONGEST}


def test_an_address_of_any_length_stays_on_the_page() -> None:
    long = [f"{letter * 60}@{letter * 30}.example" for letter in "Wi"] + ["https://x.example/" + "path-" * 60]
    document = Document("Addresses", (Field("Address", tuple((text,) for text in long)),))
    text = read_pdf(pdf.render(document, AS_OF))
    for address in long[:2]:
        assert any(address in line for line in text.splitlines()), address
    assert squeezed(long[2]) in squeezed(text)


def test_a_pdf_is_tagged_and_says_what_it_is(made: Make) -> None:
    document, _ = made("mended")[1]["annex-2021-914-enterprise_eu"]
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(document, AS_OF)))
    catalog: Any = reader.root_object
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == document.language
    assert "pdfuaid:part" in catalog["/Metadata"].get_data().decode()
    assert reader.metadata is not None
    assert reader.metadata.title == document.title
    assert reader.metadata.creation_date_raw == "D:20261123000000Z"
    assert "/StructTreeRoot" in catalog
    kinds = set(_kinds(catalog["/StructTreeRoot"]["/K"]))
    assert {"/H1", "/H2", "/H3", "/P"} <= kinds, kinds


def _kinds(node: object) -> list[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        return [kind for one in node for kind in _kinds(one)]
    if isinstance(node, dict):
        return [str(node.get("/S", "")), *_kinds(node.get("/K"))]
    return []


def test_every_page_says_that_it_is_a_draft(made: Make, printed: Printed) -> None:
    document, fields = made("mended")[1]["annex-2021-914-enterprise_eu"]
    assert fields.absent
    pages = printed(document)
    assert len(pages) > 3
    for number, text in enumerate(pages, 1):
        assert text.count(document.mark) >= 2, number  # large behind the text, and at the head
        assert f"Page {number} of {len(pages)}" in text
        assert document.footer in text
    for text in printed(document._replace(mark="", warnings=())):
        assert "DRAFT" not in text


def read_pdf(raw: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages)


def test_tables_and_paragraphs_are_set_too() -> None:
    rows = [["<b>", "*x*"], ["#let", "https://x.example"]]
    table = Table(("Name", "Place"), tuple(tuple((cell,) for cell in row) for row in rows))
    parts = (Paragraph(("careful",), "warning"), Paragraph(("aside",), "quiet"), table, Bullets((("one",),)))
    document = Document("T", parts)
    text = read_pdf(pdf.render(document, AS_OF))
    for said in ("careful", "aside", "Name", *rows[0], *rows[1], "one"):
        assert said in text
    made = opened(io.BytesIO(docx.render(document, AS_OF)))
    [found] = made.tables
    assert [[cell.text for cell in row.cells] for row in found.rows] == [["Name", "Place"], *rows]
    assert found.rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert [paragraph.text for paragraph in made.paragraphs] == ["T", "careful", "aside", "one"]

"""Documents read back, format by format: their headings and their fields."""

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import docx
import lxml.html
from docx.oxml.ns import qn
from markdown_it import MarkdownIt

from auditor.text.plain import readable
from auditor.typeset.blocks import Document, Field, Heading, Line


class Read(NamedTuple):
    """A heading with its level, or a field with the lines of its answer (level 0)."""

    level: int
    text: str
    lines: tuple[str, ...] = ()


def text_of(line: Line) -> str:
    return readable("".join(part if isinstance(part, str) else part.text for part in line)).strip()


def expected(document: Document) -> list[Read]:
    """What of a document every format must say."""
    found = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(Read(block.level, readable(f"{block.number} {block.text}".strip()).strip()))
        elif isinstance(block, Field):
            found.append(Read(0, readable(block.label).strip(), tuple(map(text_of, block.lines))))
    return found


def from_markdown(text: str) -> list[Read]:
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    found: list[Read] = []
    inside = quoted = 0
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "hr":  # the stamp follows
            break
        inside += (token.type == "bullet_list_open") - (token.type == "bullet_list_close")
        quoted += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "inline" and before is not None and not quoted:
            said = _plain(token.children or [])
            if before.type == "heading_open" and before.tag != "h1":
                found.append(Read(int(before.tag[1]), said))
            elif inside and found and found[-1].level == 0:
                found[-1] = found[-1]._replace(lines=(*found[-1].lines, said))
            elif before.type == "paragraph_open" and _begins_strong(token.children or []):
                label, _, answer = said.partition("\n")
                found.append(Read(0, label, (answer,) if answer else ()))
    return found


def _begins_strong(children: list[Any]) -> bool:
    return next((c.type for c in children if c.type != "text" or c.content), "") == "strong_open"


def _plain(children: list[Any]) -> str:
    breaks = {"hardbreak": "\n", "softbreak": " "}
    known = {"text", "hardbreak", "softbreak", "strong_open", "strong_close", "em_open", "em_close"}
    strange = {child.type for child in children} - known - {"text_special"}
    assert not strange, f"what a person wrote became {strange}"
    return "".join(breaks.get(child.type, child.content) for child in children)


def from_html(text: str) -> list[Read]:
    found = []
    for node in _nodes(text):
        if node.tag == "div":
            answers = node.xpath('.//*[@class="answer"]/li') or node.xpath('.//p[@class="answer"]')
            label = node.xpath('./p[@class="label"]')[0].text_content()
            found.append(Read(0, label.strip(), tuple(answer.text_content().strip() for answer in answers)))
        else:
            found.append(Read(int(node.tag[1]), node.text_content().strip()))
    return found


def _nodes(text: str) -> list[Any]:
    page = lxml.html.fromstring(text)
    nodes: list[Any] = page.xpath('//main/*[self::h2 or self::h3 or self::h4 or starts-with(@class, "field ")]')
    return nodes


def from_docx(raw: bytes) -> list[Read]:
    made = docx.Document(io.BytesIO(raw))
    found: list[Read] = []
    numbers = _Numbers(made)
    for paragraph in made.paragraphs:
        style = paragraph.style.name if paragraph.style is not None else ""
        level = re.fullmatch(r"(?:Numbered )?Heading (\d)", style)
        if level:
            number = numbers.of(paragraph) if style.startswith("Numbered") else ""
            found.append(Read(int(level[1]) + 1, f"{number} {paragraph.text}".strip()))
        elif style == "Field Label":
            found.append(Read(0, paragraph.text.strip()))
        elif style.startswith("Field "):
            found[-1] = found[-1]._replace(lines=(*found[-1].lines, paragraph.text.strip()))
    return found


class _Numbers:
    """Counts the numbers of a DOCX as Word does: lists of one definition share their counters."""

    def __init__(self, made: Any) -> None:
        self.made = made
        self.numbering = made.part.numbering_part.element
        self.counts: dict[tuple[str, int], int] = {}
        self.begun: set[tuple[str, int]] = set()

    def of(self, paragraph: Any) -> str:
        number = paragraph._p.pPr.numPr
        if number is None:
            number = paragraph.style.element.pPr.numPr
        list_, depth = str(number.numId.val), number.ilvl.val
        made = self._one(f"w:num[@w:numId='{list_}']")
        abstract = str(made.find(qn("w:abstractNumId")).get(qn("w:val")))
        start = self._starts(made, depth)
        if start is not None and (list_, depth) not in self.begun:
            self.counts[abstract, depth] = start
        else:
            self.counts[abstract, depth] = self.counts.get((abstract, depth), 0) + 1
        self.begun.add((list_, depth))
        for key in [key for key in self.counts if key[0] == abstract and key[1] > depth]:
            del self.counts[key]
        level = self._one(f"w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl[@w:ilvl='{depth}']")
        look = level.find(qn("w:numFmt")).get(qn("w:val"))
        text: str = level.find(qn("w:lvlText")).get(qn("w:val"))
        return text.replace(f"%{depth + 1}", _counted(look, self.counts[abstract, depth]))

    def _one(self, path: str) -> Any:
        [found] = self.numbering.xpath(path)
        return found

    def _starts(self, made: Any, depth: int) -> int | None:
        found = made.xpath(f"w:lvlOverride[@w:ilvl='{depth}']/w:startOverride/@w:val")
        return int(found[0]) if found else None


def _counted(look: str, count: int) -> str:
    if look == "upperLetter":
        return chr(ord("A") + count - 1)
    return ["", "I", "II", "III", "IV", "V", "VI"][count] if look == "upperRoman" else str(count)


def squeezed(text: str) -> str:
    """Text without what setting it on a page may add: blanks, and places to break at."""
    return re.sub(r"[\s\u200b\u00ad]+", "", text)


def fields_under(found: list[Read]) -> Iterator[tuple[tuple[str, ...], Read]]:
    """Each field with the headings above it."""
    above: dict[int, str] = {}
    for one in found:
        if one.level:
            above = {level: text for level, text in above.items() if level < one.level} | {one.level: one.text}
        else:
            yield tuple(text for _, text in sorted(above.items())), one

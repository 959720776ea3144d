"""The styles of a DOCX: all looks stand here, none in the text, so that who edits the document can change them."""

from __future__ import annotations

from typing import Any, Final

from auditor.typeset.blocks import ABSENT, FOR_THE_CUSTOMER, GENERATED, NOT_APPLICABLE

FONT: Final = "Cambria"
INK, ACCENT, GREY = "1B1B1B", "8A2A12", "5A5A5A"
ANSWERS: Final = {
    GENERATED: "Field Answer",
    ABSENT: "Field Absent",
    FOR_THE_CUSTOMER: "Field For Customer",
    NOT_APPLICABLE: "Field Not Applicable",
}
"""The style of an answer, by its state."""

# name, based on, size in points, bold, colour, space before and after in points, keep with the next paragraph
PARAGRAPHS: Final = (
    ("Normal", None, 10.5, False, INK, 0, 6, False),
    ("Title", "Normal", 20, True, INK, 0, 4, True),
    ("Subtitle", "Normal", 11.5, False, GREY, 0, 14, False),
    ("Heading 1", "Normal", 15, True, INK, 22, 8, True),
    ("Heading 2", "Normal", 12, True, INK, 16, 6, True),
    ("Heading 3", "Normal", 10.5, True, INK, 12, 4, True),
    ("Body Text", "Normal", 10.5, False, INK, 0, 6, False),
    ("Quiet", "Normal", 10.5, False, GREY, 0, 6, False),
    ("Warning", "Normal", 10.5, True, ACCENT, 4, 6, False),
    ("Field Label", "Normal", 9.5, False, GREY, 7, 1, True),
    ("Field Answer", "Normal", 10.5, False, INK, 0, 2, False),
    ("Field Absent", "Field Answer", 10.5, False, INK, 0, 2, False),
    ("Field For Customer", "Field Answer", 10.5, False, INK, 0, 2, False),
    ("Field Not Applicable", "Field Answer", 10.5, False, GREY, 0, 2, False),
    ("List Bullet", "Normal", 10.5, False, INK, 0, 2, False),
    ("Table Heading", "Normal", 9, True, GREY, 2, 2, True),
    ("Table Text", "Normal", 9.5, False, INK, 2, 2, False),
    ("Header", "Normal", 8.5, False, GREY, 0, 0, False),
    ("Footer", "Normal", 8.5, False, GREY, 0, 0, False),
    ("Stamp", "Normal", 8.5, False, GREY, 0, 1, False),
)
INDENTED: Final = ("Field Answer",)
"""Styles that stand in from the margin."""
TEXT_WIDTH_CM: Final = 16.0


def add_styles(made: Any, language: str) -> None:
    """Give a new document its styles and its language."""
    from docx.enum.style import WD_STYLE_TYPE

    for name, based_on, size, bold, colour, before, after, keep in PARAGRAPHS:
        style = _style(made, name, WD_STYLE_TYPE.PARAGRAPH)
        if based_on:
            style.base_style = made.styles[based_on]
        _look(style, size, bold, colour, before, after, keep)
    for name, colour in (("Strong", ACCENT), ("Mark", ACCENT), ("Hyperlink", INK), ("Hint", GREY)):
        style = _style(made, name, WD_STYLE_TYPE.CHARACTER)
        _font(style, None, name in ("Strong", "Mark"), colour)
        style.font.underline = True if name == "Hyperlink" else None
    _rule(made)
    _table(made)
    _language(made, language)


def _style(made: Any, name: str, kind: Any) -> Any:
    return made.styles[name] if name in made.styles else made.styles.add_style(name, kind)


def _look(style: Any, size: float, bold: bool, colour: str, before: float, after: float, keep: bool) -> None:
    from docx.shared import Cm, Pt

    _font(style, size, bold, colour)
    shape = style.paragraph_format
    shape.space_before, shape.space_after = Pt(before), Pt(after)
    shape.keep_with_next = keep
    shape.line_spacing = 1.15
    if style.name in INDENTED:
        shape.left_indent = Cm(0.8)
    if style.name in ("Header", "Footer"):
        for stop in list(shape.tab_stops):
            shape.tab_stops.clear_all()
            del stop
        from docx.enum.text import WD_TAB_ALIGNMENT

        shape.tab_stops.add_tab_stop(Cm(TEXT_WIDTH_CM), WD_TAB_ALIGNMENT.RIGHT)


def _font(style: Any, size: float | None, bold: bool, colour: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    font = style.font
    font.name = FONT
    fonts = style.element.rPr.rFonts
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    font.size = Pt(size) if size else None
    font.bold = bold
    font.italic = False
    font.color.rgb = RGBColor.from_string(colour)


def _rule(made: Any) -> None:
    """A thin line above each label, and a thick one beside a warning; none below the title."""
    _border(made.styles["Field Label"], "top", 4, "C4C4C0", 3)
    _border(made.styles["Warning"], "left", 24, ACCENT, 8)
    title = made.styles["Title"].element.pPr
    for border in title.xpath("w:pBdr"):
        title.remove(border)


def _border(style: Any, side: str, width: int, colour: str, space: int) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders, line = OxmlElement("w:pBdr"), OxmlElement(f"w:{side}")
    for key, value in (("val", "single"), ("sz", str(width)), ("space", str(space)), ("color", colour)):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    style.element.get_or_add_pPr().insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )


def _table(made: Any) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    style = made.styles.add_style("Document Table", WD_STYLE_TYPE.TABLE)
    shape, borders = OxmlElement("w:tblPr"), OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C4C4C0")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    shape.append(borders)
    style.element.append(shape)


def _language(made: Any, language: str) -> None:
    from docx.oxml.ns import qn

    for found in made.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        found.set(qn("w:val"), language)

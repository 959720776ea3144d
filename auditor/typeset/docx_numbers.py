"""Numbers of headings that the reader's program counts itself: one list of several levels for a document.

The numbers of a level look alike (`Annex I`, `A.`, `1.`): how is learned from the first of them. Where a number is not
the one that would follow, as after a heading of another part, counting starts anew there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from auditor.text.plain import readable
from auditor.typeset.blocks import Heading

_NUMBER: Final = re.compile(r"^(?P<before>.*?)(?P<count>[IVXLC]+|[A-Z]|[0-9]+)(?P<after>[.)]?)$")
_ROMAN: Final = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
LEVELS: Final = 3
TOP: Final = 2
"""The level of blocks that is the first one here: the title stands above it."""


class Look(NamedTuple):
    """How the numbers of a level look: `format` as OOXML calls it."""

    before: str
    format: str
    after: str


class Numbers:
    """The list of a document."""

    def __init__(self, made: Any, headings: Sequence[Heading]) -> None:
        self.made = made
        self.looks: dict[int, Look] = {}
        for heading in headings:
            if heading.number:
                self.looks.setdefault(heading.level, _look(heading.number))
        self.counts: dict[int, int] = {}
        self.abstract = _add_abstract(made, self.looks)
        self.restarted: tuple[int, int] | None = None
        """The list that goes on, and the level that it began at, where that is not the one of the styles."""
        whole = _add_list(made, self.abstract, None)
        for level in self.looks:
            _numbered_style(made, level, whole)

    def style(self, heading: Heading) -> str:
        """The style of a heading: with a number that counts, or without."""
        level = min(heading.level, TOP + LEVELS - 1) - TOP + 1
        return f"Numbered Heading {level}" if heading.number else f"Heading {level}"

    def count(self, paragraph: Any, heading: Heading) -> None:
        """Count a heading; where it does not go on from the last one, a new list begins with it."""
        if not heading.number:
            return
        level = heading.level
        value = _value(heading.number, self.looks[level])
        if self.restarted is not None and level < self.restarted[1]:
            self.restarted = None
        if value != self.counts.get(level, 0) + 1:
            self.restarted = _add_list(self.made, self.abstract, (level - TOP, value)), level
        if self.restarted is not None:
            _number(paragraph._p.get_or_add_pPr(), self.restarted[0], level - TOP)
        self.counts[level] = value
        for deeper in [known for known in self.counts if known > level]:
            del self.counts[deeper]


def _look(number: str) -> Look:
    found = _NUMBER.match(number)
    if found is None:
        raise ValueError(f"not a number of a heading: {number!r}")
    count = found["count"]
    kind = "decimal" if count.isdigit() else "upperRoman" if set(count) <= _ROMAN.keys() else "upperLetter"
    return Look(found["before"], kind, found["after"])


def _value(number: str, look: Look) -> int:
    count = number.removeprefix(look.before).removesuffix(look.after)
    if look.format == "decimal":
        return int(count)
    if look.format == "upperLetter":
        return ord(count) - ord("A") + 1
    values = [_ROMAN[letter] for letter in count]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _add_abstract(made: Any, looks: dict[int, Look]) -> int:
    """The definition of the list: its levels, and how the numbers of each look."""
    numbering = made.part.numbering_part.element
    name = 1 + max((int(found) for found in numbering.xpath("w:abstractNum/@w:abstractNumId")), default=0)
    abstract = _element("w:abstractNum", abstractNumId=name)
    abstract.append(_element("w:multiLevelType", val="multilevel"))
    for depth in range(LEVELS):
        look = looks.get(depth + TOP, Look("", "none", ""))
        level = _element("w:lvl", ilvl=depth)
        text = f"{readable(look.before)}%{depth + 1}{look.after}" if depth + TOP in looks else ""
        level.append(_element("w:start", val=1))
        level.append(_element("w:numFmt", val=look.format))
        if depth + TOP in looks:
            level.append(_element("w:pStyle", val=f"NumberedHeading{depth + 1}"))
        level.append(_element("w:suff", val="space"))
        level.append(_element("w:lvlText", val=text))
        level.append(_element("w:lvlJc", val="left"))
        abstract.append(level)
    first = numbering.find(abstract.tag.replace("abstractNum", "num"))
    numbering.insert(len(numbering) if first is None else numbering.index(first), abstract)
    return name


def _add_list(made: Any, abstract: int, start: tuple[int, int] | None) -> int:
    """A list of that definition; `start` is a level, and the number it starts with."""
    numbering = made.part.numbering_part.element
    name = 1 + max((int(found) for found in numbering.xpath("w:num/@w:numId")), default=0)
    number = _element("w:num", numId=name)
    number.append(_element("w:abstractNumId", val=abstract))
    if start is not None:
        override = _element("w:lvlOverride", ilvl=start[0])
        override.append(_element("w:startOverride", val=start[1]))
        number.append(override)
    numbering.append(number)
    return name


def _numbered_style(made: Any, level: int, list_: int) -> None:
    from docx.enum.style import WD_STYLE_TYPE

    depth = level - TOP
    style = made.styles.add_style(f"Numbered Heading {depth + 1}", WD_STYLE_TYPE.PARAGRAPH)
    style.element.set(_name("w:styleId"), f"NumberedHeading{depth + 1}")
    style.base_style = made.styles[f"Heading {depth + 1}"]
    style.quick_style = True
    _number(style.element.get_or_add_pPr(), list_, depth)


def _number(properties: Any, list_: int, depth: int) -> None:
    number = properties.get_or_add_numPr()
    number.get_or_add_ilvl().val = depth
    number.get_or_add_numId().val = list_


def _element(tag: str, **attributes: object) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(_name(f"w:{key}"), str(value))
    return made


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    found: str = qn(tag)
    return found

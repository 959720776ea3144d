"""A picture as Mermaid: one diagram, or several where one would be too large for it.

Mermaid refuses a diagram of more than 500 edges or 50,000 characters. Names of nodes are made up (n0, n1 …). The
user's words are only ever labels, and in those every character that is not plain is written as its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count

from auditor.diagrams import labels
from auditor.diagrams.palette import LIGHT, Palette, of_state
from auditor.diagrams.picture import CHAIN, FINE, PERSON, PROPOSED, STORE, Arrow, Box, Picture, Region, Thing
from auditor.diagrams.views import everything, part_of
from auditor.vocabulary.answers import MAYBE, NO, YES

MOST_EDGES = 450
MOST_CHARACTERS = 45_000
SETTINGS = '%%{init: {"flowchart": {"wrappingWidth": 800}}}%%'
"""Lines break where we break them."""
SHAPES = {PERSON: ("([", "])"), STORE: ("[(", ")]")}
RESTS = {YES: "kept there", NO: "in transit only", MAYBE: "not known whether kept"}
"""Mermaid has no open heads, so it is said."""
_PLAIN = re.compile(r"[A-Za-z0-9 _,.-]")


def diagrams(picture: Picture, palette: Palette = LIGHT) -> list[str]:
    """The diagrams: every arrow, and everything that has none, is in one of them."""
    parts = _split(picture, palette)
    if len(parts) == 1:
        return [_Diagram(parts[0], palette).text("")]
    return [
        _Diagram(part, palette).text(f", part {number} of {len(parts)}") for number, part in enumerate(parts, start=1)
    ]


def _split(picture: Picture, palette: Palette) -> list[Picture]:
    """Halves of halves, until each is small enough. Arrows with the same end stay together."""
    ends = {end for arrow in picture.arrows for end in (arrow.source, arrow.target)}
    alone = [thing.id for thing in everything(picture) if thing.id not in ends]
    order = {thing.id: number for number, thing in enumerate(everything(picture))}
    arrows = sorted(picture.arrows, key=lambda arrow: (order[arrow.target], order[arrow.source]))
    return list(_halves(picture, arrows, alone, palette))


def _halves(picture: Picture, arrows: list[Arrow], alone: list[str], palette: Palette) -> Iterable[Picture]:
    part = part_of(picture, tuple(arrows), frozenset(alone))
    small = len(arrows) <= MOST_EDGES and len(_Diagram(part, palette).text(", part 100 of 100")) <= MOST_CHARACTERS
    if small or len(arrows) + len(alone) <= 1:
        yield part
    elif len(arrows) > 1:
        middle = len(arrows) // 2
        yield from _halves(picture, arrows[:middle], [], palette)
        yield from _halves(picture, arrows[middle:], alone, palette)
    elif arrows:
        yield from _halves(picture, arrows, [], palette)
        yield from _halves(picture, [], alone, palette)
    else:
        middle = len(alone) // 2
        yield from _halves(picture, [], alone[:middle], palette)
        yield from _halves(picture, [], alone[middle:], palette)


class _Diagram:
    def __init__(self, picture: Picture, palette: Palette) -> None:
        self.picture = picture
        self.palette = palette
        self.numbers = count()
        self.names: dict[str, str] = {}
        self.lines: list[str] = []
        self.styles: list[str] = []
        self.links: dict[str, list[str]] = {}
        """How arrows look -> the numbers of those that do."""

    def text(self, part: str) -> str:
        for thing in self.picture.outside:
            self._thing(thing, "  ")
        for number, region in enumerate(self.picture.regions):
            self._region(region, f"r{number}")
        for number, arrow in enumerate(self.picture.arrows):
            self._arrow(arrow, number)
        self.styles += [f"  linkStyle {','.join(numbers)} {look}" for look, numbers in self.links.items()]
        return "\n".join([SETTINGS, "flowchart LR", *self._caption(part), *self.lines, *self.styles, ""])

    def _caption(self, part: str) -> list[str]:
        said = [f"{self.picture.title}{part}", *self.picture.caption]
        text = "<br/>".join(encoded(line) for line in _folded(said))
        return [f'  caption["{text}"]', "  style caption fill:none,stroke:none,text-align:left"]

    def _region(self, region: Region, name: str) -> None:
        self.lines.append(f'  subgraph {name}["{_title(labels.of_region(region))}"]')
        for number, box in enumerate(region.boxes):
            self._box(box, f"{name}b{number}")
        self.lines.append("  end")
        color = self.palette.quiet if region.known else self.palette.undecided
        self.styles.append(f"  style {name} fill:none,stroke:{color},color:{color}{_dashes(not region.known)}")

    def _box(self, box: Box, name: str) -> None:
        if box.title is not None:
            title, words = labels.of_box(box)
            self.lines.append(f'    subgraph {name}["{_title([*title, *words])}"]')
            color = of_state(self.palette, box.verdict.state, self._color(box.known, box.proposed))
            dashed = box.proposed or not box.known
            self.styles.append(f"  style {name} fill:none,{_stroke(color, box.verdict.state)}{_dashes(dashed)}")
        for thing in box.things:
            self._thing(thing, "      ")
        if box.title is not None:
            self.lines.append("    end")

    def _color(self, known: bool, proposed: bool) -> str:
        if not known:
            return self.palette.undecided
        return self.palette.proposed if proposed else self.palette.fine

    def _thing(self, thing: Thing, indent: str) -> None:
        name = self.names[thing.id] = f"n{next(self.numbers)}"
        title, words = labels.of_thing(thing)
        left, right = SHAPES.get(thing.shape, ("[", "]"))
        self.lines.append(f'{indent}{name}{left}"{_label([*title, *words])}"{right}')
        color = of_state(self.palette, thing.verdict.state, self._color(thing.known, thing.proposed))
        fill = self.palette.own if thing.own else self.palette.page
        ink = self.palette.ink if thing.verdict.state == FINE and thing.known else color
        dashes = _dashes(thing.proposed or not thing.known)
        self.styles.append(f"  style {name} fill:{fill},{_stroke(color, thing.verdict.state, ink)}{dashes}")

    def _arrow(self, arrow: Arrow, number: int) -> None:
        title, words = labels.of_arrow(arrow)
        rests = [] if arrow.kind == CHAIN else [RESTS[arrow.rests]]
        line = "-->" if arrow.kind not in (CHAIN, PROPOSED) else "-.->"
        ends = self.names[arrow.source], self.names[arrow.target]
        self.lines.append(f'  {ends[0]} {line}|"{_label([*title, *words, *rests])}"| {ends[1]}')
        otherwise = {PROPOSED: self.palette.proposed, CHAIN: self.palette.quiet}.get(arrow.kind, self.palette.fine)
        color = of_state(self.palette, arrow.verdict.state, otherwise)
        self.links.setdefault(_stroke(color, arrow.verdict.state), []).append(str(number))


def _stroke(color: str, state: str, ink: str = "") -> str:
    return f"stroke:{color},color:{ink or color},stroke-width:{1 if state == FINE else 3}px"


def _dashes(dashed: bool) -> str:
    return ",stroke-dasharray:5 3" if dashed else ""


def _folded(lines: Iterable[str]) -> list[str]:
    return [part for line in lines for part in labels.folded(line, 60, 600, labels.SPACES)]


def _title(lines: Sequence[str]) -> str:
    """On one line: Mermaid leaves no room for more."""
    return encoded(" ".join(lines))


def _label(lines: Sequence[str]) -> str:
    return "<br/>".join(encoded(line) for line in lines)


def encoded(text: str) -> str:
    """Text in which nothing means anything to Mermaid: all but the plainest characters as `#code;`."""
    return "".join(char if _PLAIN.match(char) else f"#{ord(char)};" for char in text)

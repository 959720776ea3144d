"""The drawings of the page: laid out here, and moved and lit up there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.diagrams import labels
from auditor.diagrams.picture import Arrow, Box, Picture
from auditor.diagrams.views import FULL, OVERVIEW, VIOLATIONS, View, everything, fitting, picture
from auditor.formats.html.drawing import inlined
from auditor.formats.html.words import anchor
from auditor.phrases import LONG
from auditor.text.plain import shown

MOST_FLOWS: Final = 150
"""Of more flows, a picture of all is none that anybody reads."""
TABS: Final = {OVERVIEW: "Overview", VIOLATIONS: "What is wrong", FULL: "Every flow"}


class Drawn(NamedTuple):
    """A view. `svg` is empty where no engine could draw it: then there is `mermaid`, to be drawn elsewhere.

    `arrows` has for each arrow the set of edges it stands for, and the numbers of the things that it joins.
    """

    kind: str
    anchor: str
    tab: str
    title: str
    caption: tuple[str, ...]
    svg: str
    mermaid: tuple[str, ...]
    arrows: tuple[tuple[str, int, int], ...]


class Gallery(NamedTuple):
    """All views, which of them is shown first, and what a reader should know about them."""

    views: tuple[Drawn, ...]
    first: str
    remarks: tuple[str, ...]


def gallery(audit: Audit, numbers: Mapping[str, int]) -> Gallery:
    """Draw what can be read. `numbers` gives the position of each edge by the id of its arrow."""
    kinds = [OVERVIEW, VIOLATIONS]
    remarks: list[str] = []
    if audit.summary.flows <= MOST_FLOWS:
        kinds.append(FULL)
    else:
        remarks.append(
            f"{audit.summary.flows:,} flows are too many for one picture that shows each. The table below has every "
            "one; `auditor diagram --view vendor=ID` and `--view data=ID` draw a part."
        )
    views = []
    for kind in kinds:
        drawn, why = _drawn(picture(audit, View(kind)), kind, numbers)
        views.append(drawn)
        if why and why not in remarks:
            remarks.append(why)
    return Gallery(tuple(views), fitting(audit).kind if fitting(audit).kind in kinds else OVERVIEW, tuple(remarks))


def _drawn(shown_: Picture, kind: str, numbers: Mapping[str, int]) -> tuple[Drawn, str]:
    """A view, and why it could not be drawn."""
    from auditor.diagrams import dot, render

    linked = _linked(shown_)
    things = {thing.id: number for number, thing in enumerate(everything(linked))}
    arrows = {arrow.id: number for number, arrow in enumerate(linked.arrows)}

    def named(group: str, name: str) -> str:
        if group == "edge":
            return f' data-arrow="{arrows[name]}"'
        return f' data-thing="{name.removeprefix("n")}"' if group == "node" else ""

    svg, why = "", ""
    mermaid: tuple[str, ...] = ()
    try:
        svg = inlined(render.svg(dot.source(linked, caption=False), linked, follow=False), shown(linked.title), named)
    except render.NotDrawn as error:
        from auditor.diagrams.mermaid import diagrams

        mermaid, why = (
            tuple(diagrams(shown_)),
            shown(f"Not drawn: {error}. Until then there is the source for Mermaid.", LONG),
        )
    caption = tuple(shown(line) for line in (*linked.caption, *labels.legend(linked)))
    ends = tuple((_edges(arrow, numbers), things[arrow.source], things[arrow.target]) for arrow in linked.arrows)
    return Drawn(kind, anchor("view", kind), TABS[kind], shown(linked.title), caption, svg, mermaid, ends), why


def _edges(arrow: Arrow, numbers: Mapping[str, int]) -> str:
    """The edges that an arrow stands for, as hexadecimal digits."""
    bits = 0
    for name in arrow.several or (arrow.id,):
        bits |= 1 << numbers[name]
    return f"{bits:x}"


def _linked(whole: Picture) -> Picture:
    """The picture with links to where the page tells more, and not to files."""
    return whole._replace(
        outside=tuple(thing._replace(link=None) for thing in whole.outside),
        regions=tuple(region._replace(boxes=tuple(map(_box, region.boxes))) for region in whole.regions),
        arrows=tuple(arrow._replace(link=_target(arrow)) for arrow in whole.arrows),
    )


def _box(box: Box) -> Box:
    link = f"#{anchor('vendor', box.vendor)}" if box.vendor is not None else None
    return box._replace(link=link, things=tuple(thing._replace(link=link) for thing in box.things))


def _target(arrow: Arrow) -> str | None:
    """A flow is lit up where it is clicked; what stands for several is, too, but has no address."""
    return f"#{anchor('flow', arrow.id.removeprefix('flow-'))}" if arrow.id.startswith("flow-") else None

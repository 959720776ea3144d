"""A picture as DOT. Names of nodes are made up (n0, n1 …); the user's words are only ever labels."""

from __future__ import annotations

from collections.abc import Iterable

import graphviz

from auditor.diagrams import labels
from auditor.diagrams.palette import LIGHT, Palette, of_state
from auditor.diagrams.picture import (
    BAD,
    CHAIN,
    FINE,
    OPEN,
    PERSON,
    PROPOSED,
    STORE,
    WARNED,
    Arrow,
    Box,
    Picture,
    Region,
    Thing,
)
from auditor.text.plain import cells, shown
from auditor.vocabulary.answers import MAYBE, NO, YES

FONT = "Arial"
TITLE, TEXT, SMALL = "14", "12", "11"
HEADS = {YES: "normal", NO: "empty", MAYBE: "onormal"}
"""Filled: at rest at the destination; open: in transit only, or not known."""
SHAPES = {PERSON: "box", STORE: "cylinder"}
CAPTION_WIDTH = 110
FEW = 25
"""Arrows; more of them need more room to part in."""
WIDTHS = {BAD: "2.8", OPEN: "2.4", WARNED: "1.8", FINE: "1.2"}


def source(picture: Picture, palette: Palette = LIGHT, base: str = "", *, caption: bool = True) -> str:
    """The DOT source. `base` is put before the path of every link: a folder or an address, ended by `/`. Without the
    caption it is for a page that prints it itself."""
    return _Drawing(picture, palette, base, caption).source()


class _Drawing:
    def __init__(self, picture: Picture, palette: Palette, base: str, caption: bool) -> None:
        self.picture = picture
        self.caption = caption
        self.palette = palette
        self.base = base
        self.names: dict[str, str] = {}
        self.clusters = 0

    def _link(self, to: str | None) -> str:
        return self.base + to if to else ""

    def source(self) -> str:
        room = "0.7" if len(self.picture.arrows) <= FEW else "1.2"
        palette, font = self.palette, {"fontname": FONT, "fontsize": TEXT}
        graph = graphviz.Digraph(
            graph_attr={
                **font, "rankdir": "LR", "nodesep": "0.3", "ranksep": room, "pad": "0.3", "bgcolor": palette.page,
                "label": _left(self._caption()) if self.caption else "", "labelloc": "t", "labeljust": "l",
                "fontcolor": palette.ink, "fontsize": TITLE, "tooltip": _escape(self.picture.title),
            },
            node_attr={**font, "shape": "box", "style": "rounded,filled", "margin": "0.16,0.09",
                       "fillcolor": palette.page, "color": palette.fine, "fontcolor": palette.ink},
            edge_attr={**font, "fontsize": SMALL, "color": palette.fine, "fontcolor": palette.fine,
                       "arrowsize": "0.9"},
        )  # fmt: skip
        for thing in self.picture.outside:
            self._thing(graph, thing)
        for region in self.picture.regions:
            self._region(graph, region)
        for arrow in self.picture.arrows:
            self._arrow(graph, arrow)
        return str(graph.source)

    def _caption(self) -> list[str]:
        lines = []
        for line in (self.picture.title, *self.picture.caption, *labels.legend(self.picture)):
            lines += labels.folded(line, CAPTION_WIDTH, 10 * CAPTION_WIDTH, labels.SPACES)
        return [*lines, ""]

    def _cluster(self) -> str:
        self.clusters += 1
        return f"cluster_{self.clusters}"

    def _region(self, graph: graphviz.Digraph, region: Region) -> None:
        with graph.subgraph(name=self._cluster()) as cluster:
            color = self.palette.quiet if region.known else self.palette.undecided
            cluster.attr(
                label=_left(labels.of_region(region)), labelloc="t", labeljust="l",
                color=color, fontcolor=color, style="rounded" if region.known else "rounded,dashed", penwidth="1",
                fontsize=TITLE, tooltip=_escape(f"Region: {'; '.join(region.title)}"), margin="14",
            )  # fmt: skip
            for box in region.boxes:
                self._box(cluster, box)

    def _box(self, graph: graphviz.Digraph, box: Box) -> None:
        if box.title is None:
            for thing in box.things:
                self._thing(graph, thing)
            return
        with graph.subgraph(name=self._cluster()) as cluster:
            otherwise = self.palette.proposed if box.proposed else self.palette.fine
            color = of_state(self.palette, box.verdict.state, otherwise if box.known else self.palette.undecided)
            title, words = labels.of_box(box)
            cluster.attr(
                label=_left([*title, *words]), labelloc="t", labeljust="l",
                color=color, fontcolor=color, style="rounded" if box.known and not box.proposed else "rounded,dashed",
                penwidth=WIDTHS[box.verdict.state], fontsize=TEXT, margin="12",
                tooltip=_escape(box.sentence), URL=self._link(box.link),
            )  # fmt: skip
            for thing in box.things:
                self._thing(cluster, thing)

    def _thing(self, graph: graphviz.Digraph, thing: Thing) -> None:
        name = self.names[thing.id] = f"n{len(self.names)}"
        palette, wrong = self.palette, thing.verdict.state != FINE
        otherwise = palette.proposed if thing.proposed else palette.fine
        color = of_state(palette, thing.verdict.state, otherwise if thing.known else palette.undecided)
        style = ["filled"] if thing.shape in SHAPES else ["filled", "rounded"]
        if thing.proposed or not thing.known:
            style.append("dashed")
        title, words = labels.of_thing(thing)
        lines = [*([" "] if thing.shape == STORE else []), *title, *words]  # below the lid
        graph.node(
            name, label=_lines(lines), width=_width(lines), shape=SHAPES.get(thing.shape, "box"), color=color,
            fontcolor=color if wrong or not thing.known else palette.ink, penwidth=WIDTHS[thing.verdict.state],
            style=",".join(style),
            fillcolor=palette.own if thing.own else palette.page, id=name,
            tooltip=_escape(thing.sentence), URL=self._link(thing.link),
        )  # fmt: skip

    def _arrow(self, graph: graphviz.Digraph, arrow: Arrow) -> None:
        palette = self.palette
        otherwise = {PROPOSED: palette.proposed, CHAIN: palette.quiet}.get(arrow.kind, palette.fine)
        color = of_state(palette, arrow.verdict.state, otherwise)
        title, words = labels.of_arrow(arrow)
        graph.edge(
            self.names[arrow.source], self.names[arrow.target], label=_lines([*title, *words, " "]),
            color=color, fontcolor=color, penwidth=WIDTHS[arrow.verdict.state],
            style={PROPOSED: "dashed", CHAIN: "dotted"}.get(arrow.kind, "solid"),
            arrowhead="vee" if arrow.kind == CHAIN else HEADS[arrow.rests], id=_escape(arrow.id),
            tooltip=_escape(arrow.sentence), URL=self._link(arrow.link),
        )  # fmt: skip


def _width(lines: Iterable[str]) -> str:
    """How many inches a thing has at least: engines do not know how wide wide letters are."""
    wide = [cells(line) for line in lines if cells(line) > len(line)]
    return f"{max(wide, default=5) * 0.09 + 0.3:.2f}"


def _lines(lines: Iterable[str]) -> str:
    """Several lines of a label, in the middle."""
    label: str = graphviz.nohtml("\n".join(_escape(line) for line in lines))
    return label


def _left(lines: Iterable[str]) -> str:
    """Several lines of a label, at the left."""
    label: str = graphviz.nohtml("".join(f"{_escape(line)}\\l" for line in lines))
    return label


def _escape(text: str) -> str:
    # Graphviz reads character references in labels: `&` must be one itself.
    escaped: str = graphviz.escape(shown(text).replace("&", "&amp;"))
    return escaped

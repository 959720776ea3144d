"""An SVG of ours as a part of the page: only what is known to be harmless, no ids, and half as long."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import escape
from typing import Final
from xml.etree import ElementTree

_SVG: Final = "{http://www.w3.org/2000/svg}"
_LINK: Final = "{http://www.w3.org/1999/xlink}"
_SHAPES: Final = ("path", "polygon", "polyline", "ellipse", "text")
_KEPT: Final = (
    "d", "points", "cx", "cy", "rx", "ry", "x", "y", "fill", "stroke", "stroke-width", "stroke-dasharray",
    "text-anchor", "font-size",
)  # fmt: skip
_GROUPS: Final = ("node", "edge", "cluster")
_MORE_DIGITS: Final = re.compile(r"(\.\d)\d+")

Named = Callable[[str, str], str]
"""From a class and an id of the drawing to attributes of the page, written out."""


def inlined(svg: str, label: str, named: Named) -> str:
    """The drawing as an element of HTML. Everything in it that is not expected is left out."""
    root = ElementTree.fromstring(svg)
    graph = next(root.iter(f"{_SVG}g"))
    box = " ".join(f"{float(number):g}" for number in str(root.get("viewBox")).split())
    move = re.search(r"translate\(([-\d. ]+)\)", str(graph.get("transform")))
    inside = "".join(_group(group, named) for group in graph.findall(f"{_SVG}g") if group.get("class") in _GROUPS)
    where = f' transform="translate({move[1]})"' if move else ""
    return (
        f'<svg viewBox="{box}" role="group" aria-label="{escape(label)}" xmlns="http://www.w3.org/2000/svg">'
        f"<g{where}>{inside}</g></svg>"
    )


def _group(group: ElementTree.Element, named: Named) -> str:
    """A box, a thing or an arrow: one link around all of it, where it has one."""
    kind = str(group.get("class"))
    anchors = list(group.iter(f"{_SVG}a"))
    title = group.findtext(f"{_SVG}title") or ""
    if kind == "cluster":  # its own title is a made-up name
        title = next((anchor.get(f"{_LINK}title", "") for anchor in anchors), "")
    link = next((anchor.get(f"{_LINK}href", "") for anchor in anchors), "")
    inside = f"<title>{escape(title, quote=False)}</title>" if title else ""
    inside += "".join(_shapes(group))
    if link.startswith("#"):
        inside = f'<a href="{escape(link)}" tabindex="-1">{inside}</a>'
    return f'<g class="{kind}"{named(kind, group.get("id", ""))}>{inside}</g>\n'


def _shapes(group: ElementTree.Element) -> Iterator[str]:
    for shape in group.iter():
        name = shape.tag.removeprefix(_SVG)
        if name not in _SHAPES:
            continue
        kept = "".join(f' {key}="{escape(_short(shape.get(key, "")))}"' for key in _KEPT if shape.get(key) is not None)
        text = shape.text or ""
        if name == "text":
            if text.strip():
                yield f"<text{kept}>{escape(text, quote=False)}</text>"
        else:
            yield f"<{name}{kept}/>"


def _short(value: str) -> str:
    """A tenth of a point is finer than anybody sees."""
    return _MORE_DIGITS.sub(r"\1", value)

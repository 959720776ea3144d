"""Everything can be read, on a light page and on a dark one, also by those who see no colours."""

import re
from xml.etree import ElementTree

import pytest

from auditor.diagrams import dot, labels, render
from auditor.diagrams.palette import DARK, LIGHT, Palette
from auditor.diagrams.picture import BAD, OPEN, SIGNS, WARNED
from tests.diagrams.drawn import SVG
from tests.diagrams.pictures import random_picture

ENOUGH = 5.2
FILLS = ("page", "own")


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2 counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_colour_stands_out(palette: Palette) -> None:
    for name in set(Palette._fields) - set(FILLS):
        assert contrast(getattr(palette, name), palette.page) >= ENOUGH, name
    for name in ("ink", "violated", "undecided"):  # what is written on our own systems
        assert contrast(getattr(palette, name), palette.own) >= ENOUGH, name


def test_every_colour_says_one_thing() -> None:
    """Else the dark value of a light one is not known."""
    assert len(set(LIGHT)) == len(LIGHT)
    assert len(set(DARK)) == len(DARK)


@pytest.mark.parametrize(("dark", "palette"), [(False, LIGHT), (True, DARK)], ids=["light", "dark"])
@pytest.mark.parametrize("seed", range(3))
def test_a_drawing_has_no_other_colours(seed: int, dark: bool, palette: Palette) -> None:
    shown = random_picture(seed, most=40)
    svg = render.svg(dot.source(shown, palette), shown, follow=not dark)
    used = set()
    for element in ElementTree.fromstring(svg).iter():
        colours = {element.get(key) for key in ("fill", "stroke")} - {None, "none"}
        if element.tag == f"{SVG}text":
            assert element.get("fill") in palette
        used |= colours
    assert used <= set(palette)
    assert len(used) > 5


def test_a_drawing_has_a_dark_value_for_each_of_its_colours() -> None:
    shown = random_picture(1)
    svg = render.svg(dot.source(shown), shown)
    style = svg[svg.index("<style>") : svg.index("</style>")]
    dark = style[style.index("@media (prefers-color-scheme:dark)") :]
    for light, value in zip(LIGHT, DARK, strict=True):
        for key in ("fill", "stroke"):
            assert f'[{key}="{light}"]{{{key}:{value}}}' in dark
    assert f".edge text{{stroke:{DARK.page}}}" in dark
    fixed = render.svg(dot.source(shown, DARK), shown, follow=False)
    assert "prefers-color-scheme" not in fixed
    assert LIGHT.violated not in fixed


def test_what_is_wrong_is_seen_without_colours() -> None:
    """By its sign, its rule and its width."""
    shown = random_picture(7, least=60)
    widths: dict[str, set[str]] = {}
    for arrow in shown.arrows:
        words = labels.of_arrow(arrow)[1]
        signs = {line[0] for line in words if line.startswith(tuple(SIGNS.values()))}
        assert signs == ({SIGNS[arrow.verdict.state]} if arrow.verdict.rules else set())
    for facts in re.findall(r"^\t\w+ -> \w+ \[(.*?)\]$", dot.source(shown), re.DOTALL | re.MULTILINE):
        found = dict(re.findall(r'\b(color|penwidth)="?([^" ]+)', facts))
        widths.setdefault(found["color"], set()).add(found["penwidth"])
    assert sum(arrow.verdict.state == BAD for arrow in shown.arrows) > 3
    assert min(map(float, widths[LIGHT.violated])) > max(map(float, widths[LIGHT.fine]))
    assert min(map(float, widths[LIGHT.undecided])) > max(map(float, widths[LIGHT.fine]))
    assert set(SIGNS) == {BAD, OPEN, WARNED}

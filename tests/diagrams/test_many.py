"""No drawn picture lacks an arrow, whatever the engine does; and each that cannot be drawn is said to be.

`AUDITOR_PICTURES=1000 pytest tests/diagrams/test_many.py` draws a thousand.
"""

import os
import re

import pytest

from auditor.diagrams import dot, render
from auditor.diagrams.views import everything
from tests.diagrams.drawn import HOSTILE, SVG, groups
from tests.diagrams.pictures import random_picture

MANY = int(os.environ.get("AUDITOR_PICTURES", "60"))


@pytest.mark.parametrize("seed", range(MANY))
def test_no_arrow_of_a_random_picture_is_lost(seed: int) -> None:
    shown = random_picture(seed, most=300 if MANY > 60 else 150)
    arrows = sorted(arrow.id for arrow in shown.arrows)
    svg, failed = "", ""
    try:
        svg = render.svg(dot.source(shown), shown)
    except render.NotDrawn as error:
        failed = str(error)
    if svg:
        assert sorted(render.arrows_in(svg)) == arrows
    else:
        assert re.fullmatch(r"the picture could not be drawn: \S.*; then \S.*", failed)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_change_no_structure(name: str) -> None:
    """In every place where a user's words come."""
    shown = random_picture(3, least=12, most=14, words=HOSTILE[name][0])
    svg = render.svg(dot.source(shown), shown)
    assert sorted(render.arrows_in(svg)) == sorted(arrow.id for arrow in shown.arrows)
    names = sorted(group.get("id") or "" for group in groups(svg, "node"))
    assert names == sorted(f"n{number}" for number in range(len(everything(shown))))
    boxes = sum(1 + sum(box.title is not None for box in region.boxes) for region in shown.regions)
    assert len(groups(svg, "cluster")) == boxes
    ends = {group.get("id"): next(iter(group.iter(f"{SVG}title"))).text or "" for group in groups(svg, "edge")}
    assert all(ends[arrow.id].startswith(f"{arrow.name.split(HOSTILE[name][0])[0]} goes.") for arrow in shown.arrows)


def test_the_engine_does_lose_arrows() -> None:
    """Else nothing shows that a second try is needed."""
    for seed in range(20):
        shown = random_picture(seed, most=150)
        first = render._run(["-Tsvg"], dot.source(shown), 60)
        assert first is not None
        drawn = sorted(render.arrows_in(first.stdout.decode()))
        if first.returncode != 0 or drawn != sorted(arrow.id for arrow in shown.arrows):
            return
    pytest.fail("the first try drew all: is the second still needed?")

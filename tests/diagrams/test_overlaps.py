"""Labels that lie on one another are seen, and the engine is asked for another drawing."""

import re

import pytest

from auditor.audit import audit
from auditor.diagrams import dot, render
from auditor.diagrams.overlaps import overlaps
from auditor.diagrams.views import View, picture
from tests.diagrams.drawn import ROOT
from tests.reference.workspaces import AS_OF


def text(x: int, y: int, words: str) -> str:
    return f'<text text-anchor="middle" x="{x}" y="{y}" font-family="Arial" font-size="10.00">{words}</text>'


def group(kind: str, *lines: str) -> str:
    return f'<g id="x" class="{kind}">\n' + "\n".join(lines) + "\n</g>\n"


ABOVE = group("edge", text(100, 100, "ten letter"))


@pytest.mark.parametrize(
    ("other", "pairs"),
    [
        (group("edge", text(110, 104, "ten letter")), 1),
        (group("edge", text(100, 112, "ten letter")), 0),
        (group("edge", text(160, 100, "ten letter")), 0),
        (group("edge", text(100, 112, "ten letter"), text(100, 98, "x")), 1),
        (group("edge", text(140, 100, "&#45;&#45;")), 0),
        (group("edge", text(100, 100, " ")), 0),
        (group("node", text(100, 104, "ten letter")), 1),
        (group("cluster", text(100, 100, "ten letter")), 0),
    ],
)
def test_pairs_are_counted(other: str, pairs: int) -> None:
    assert overlaps(ABOVE + other) == pairs
    assert overlaps(other + ABOVE) == pairs


@pytest.mark.parametrize("root", [ROOT, ROOT / "tests" / "cases" / "leanos-mended"], ids=["leanos", "mended"])
def test_no_label_of_leanos_lies_on_another(root: object) -> None:
    shown = picture(audit(ROOT.joinpath(str(root)), AS_OF), View("full"))
    drawn, arguments = render._drawn(dot.source(shown), {arrow.id for arrow in shown.arrows})
    assert overlaps(drawn) == 0
    first = render._run(["-Tsvg", *([] if arguments else ["-Gnewrank=true"])], dot.source(shown), 60)
    assert first is not None
    assert overlaps(first.stdout.decode()) > 0  # the other way to rank is worse
    assert re.search(r'class="edge"', drawn)

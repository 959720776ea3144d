"""The colours of a picture, by what they say, for a light and for a dark page.

Every colour that words or lines have stands out from the page, and from the fill of our own systems, by 5.3:1
or more; a test measures it.
"""

from __future__ import annotations

from typing import NamedTuple

from auditor.diagrams.picture import BAD, FINE, OPEN, WARNED


class Palette(NamedTuple):
    """Colours as `#rrggbb`."""

    page: str
    own: str
    """What our own systems are filled with."""
    ink: str
    fine: str
    quiet: str
    """Regions, and chains of vendors."""
    proposed: str
    violated: str
    undecided: str


LIGHT = Palette("#ffffff", "#f2f6fc", "#1a1a1a", "#4d4d4d", "#5f6368", "#5b5bd6", "#b3261e", "#8a5a00")
DARK = Palette("#15171c", "#222a38", "#f1f1f1", "#c3c6cc", "#a3a8b1", "#a9a9ff", "#ff8a80", "#f0b54a")


def of_state(palette: Palette, state: str, otherwise: str) -> str:
    """The colour of a verdict."""
    colours = {BAD: palette.violated, OPEN: palette.undecided, WARNED: palette.undecided, FINE: otherwise}
    return colours[state]

"""DOT -> SVG or PNG, by the engine that the package brings, or the system's `dot`."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping
from html import escape, unescape
from importlib import metadata
from pathlib import Path

from auditor.diagrams.overlaps import overlaps
from auditor.diagrams.palette import DARK, LIGHT
from auditor.diagrams.picture import Picture
from auditor.text.plain import shown

SECONDS = (5.0, 60.0)
"""How long a first try and a second may take."""
PNG_SECONDS = 120.0
READABLE = 80
"""Arrows in a picture in which labels can still be kept apart."""
DPI = 110
FONTS = "Arial, 'Liberation Sans', Arimo, Helvetica, sans-serif"
"""The engine measures Arial; these are as wide."""
INSTALL = "install the Python package graphviz-pure, or Graphviz"


class NotDrawn(Exception):
    """No engine could draw it; the message says what to do."""


def svg(source: str, picture: Picture, *, follow: bool = True) -> str:
    """Draw. All arrows of the picture must be in the drawing: an engine may drop one and not say so. With
    `follow` it is dark where the reader's settings are. Raises NotDrawn."""
    drawn, _ = _drawn(source, {arrow.id for arrow in picture.arrows})
    return _finished(drawn, picture, follow)


def png(source: str, picture: Picture) -> bytes:
    """The same as pixels. Raises NotDrawn."""
    _, arguments = _drawn(source, {arrow.id for arrow in picture.arrows})
    done = _run(["-Tpng", f"-Gdpi={DPI}", *arguments], source, PNG_SECONDS)
    if done is None:
        raise NotDrawn(f"the pixels took longer than {PNG_SECONDS:.0f} s")
    if done.returncode != 0 or not done.stdout.startswith(b"\x89PNG"):
        raise NotDrawn(f"the engine writes no PNG ({_said(done) or 'it said nothing'}): {INSTALL}")
    return done.stdout


def _drawn(source: str, arrows: set[str]) -> tuple[str, list[str]]:
    """The SVG that has every arrow, and what the engine had to be told. Where labels lie on one another in a
    picture that somebody may read, the second way to rank is tried too, and the better one taken."""
    failures = []
    best: tuple[int, str, list[str]] | None = None
    for arguments, seconds in zip(([], ["-Gnewrank=true"]), SECONDS, strict=True):
        done = _run(["-Tsvg", *arguments], source, min(seconds, SECONDS[0]) if best else seconds)
        if done is None:
            failures.append(f"it took longer than {seconds:.0f} s")
            continue
        drawn = done.stdout.decode("utf-8", "replace")
        found = arrows_in(drawn)
        if done.returncode != 0 or "</svg>" not in drawn or sorted(found) != sorted(arrows):
            failures.append(_why(done, arrows, found))
            continue
        number = overlaps(drawn) if len(arrows) <= READABLE else 0
        if best is None or number < best[0]:
            best = number, drawn, arguments
        if not best[0]:
            break
    if best is None:
        raise NotDrawn(f"the picture could not be drawn: {'; then '.join(failures)}")
    return best[1], best[2]


def _run(arguments: list[str], source: str, seconds: float) -> subprocess.CompletedProcess[bytes] | None:
    """What the engine did; None when it took too long."""
    command = [_engine(), *arguments]
    try:
        return subprocess.run(command, input=source.encode(), capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return None


def _why(done: subprocess.CompletedProcess[bytes], arrows: set[str], found: list[str]) -> str:
    if done.returncode != 0:
        return _said(done) or f"it ended with {done.returncode}"
    lost = sorted(arrows - set(found))
    if lost:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        return f"it lost {', '.join(lost[:3])}{more}"
    return "it drew what nobody asked for" if found else "it drew nothing"


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return " ".join(" ".join(line for line in lines if "no value for width" not in line).split())[:200]


def arrows_in(drawn: str) -> list[str]:
    """The ids of the arrows in an SVG."""
    return [unescape(name) for name in re.findall(r'<g id="([^"]*)" class="edge"', drawn)]


def _finished(drawn: str, picture: Picture, follow: bool) -> str:
    """The drawing with a sentence as the title of everything, fonts that are there, and its dark colours."""
    things = [*picture.outside, *(thing for region in picture.regions for box in region.boxes for thing in box.things)]
    sentences = {f"n{number}": thing.sentence for number, thing in enumerate(things)}
    sentences.update((arrow.id, arrow.sentence) for arrow in picture.arrows)
    drawn = _TITLES.sub(lambda match: _titled(match, sentences), drawn)
    drawn = drawn.replace(' font-family="Arial"', f' font-family="{FONTS}"')
    start = drawn.index(">", drawn.index("<svg")) + 1
    style = _style((LIGHT if follow else DARK).page, follow)
    return f"{drawn[:start]}\n{style}{drawn[start:]}"


_TITLES = re.compile(r'(<g id="([^"]*)" class="(?:node|edge)">\n)<title>[^<]*</title>')


def _titled(match: re.Match[str], sentences: Mapping[str, str]) -> str:
    return f"{match[1]}<title>{escape(shown(sentences[unescape(match[2])]), quote=False)}</title>"


def _style(page: str, follow: bool) -> str:
    """Words on arrows that lines do not run through; and a dark value for each colour, for those who want it."""
    halo = f".edge text{{paint-order:stroke;stroke:{page};stroke-width:4px;stroke-linejoin:round}}"
    if not follow:
        return f"<style>{halo}</style>"
    rules = "".join(
        f'[fill="{light}"]{{fill:{dark}}}[stroke="{light}"]{{stroke:{dark}}}'
        for light, dark in zip(LIGHT, DARK, strict=True)
    )
    rules += f".edge text{{stroke:{DARK.page}}}"
    return f"<style>{halo}@media (prefers-color-scheme:dark){{{rules}}}</style>"


def _engine() -> str:
    """The packaged engine first: it writes the same bytes everywhere."""
    found = _packaged() or shutil.which("dot")
    if found is None:
        raise NotDrawn(f"there is no engine to draw with: {INSTALL}")
    return found


def _packaged() -> str | None:
    try:
        files = metadata.files("graphviz-pure") or []
    except metadata.PackageNotFoundError:
        return None
    for file in files:
        path = Path(str(file.locate()))
        if file.stem == "graphviz-pure" and path.is_file() and path.parent.name in ("bin", "Scripts"):
            return str(path)
    return None

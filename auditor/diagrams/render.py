"""DOT -> SVG, by the engine that is there: the system's `dot`, or the one that the package brings."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from importlib import metadata
from pathlib import Path

SECONDS = (5.0, 60.0)
"""How long a first try and a second may take."""


class NotDrawn(Exception):
    """No engine could draw it; the message says what to do."""


def svg(source: str, flows: tuple[str, ...]) -> str:
    """Draw. `flows` are the ids of the flows that must all be in the picture: an engine may drop an arrow
    and not say so. Raises NotDrawn."""
    engine = _engine()
    failures = []
    for arguments, seconds in zip(([], ["-Gnewrank=true"]), SECONDS, strict=True):
        try:
            done = subprocess.run(
                [engine, "-Tsvg", *arguments],
                input=source.encode(),
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            failures.append(f"it took longer than {seconds:.0f} s")
            continue
        drawn = done.stdout.decode("utf-8", "replace")
        lost = sorted(set(flows) - _flows_in(drawn))
        if done.returncode == 0 and not lost and "<svg" in drawn and _links(drawn) == _links(source):
            return drawn
        failures.append(_why(done, lost))
    raise NotDrawn(f"the picture could not be drawn: {'; then '.join(failures)}")


def _why(done: subprocess.CompletedProcess[bytes], lost: list[str]) -> str:
    said = done.stderr.decode("utf-8", "replace").strip()[:200]
    if done.returncode != 0:
        return said or f"it ended with {done.returncode}"
    return f"it lost {', '.join(lost[:3])}" if lost else "it lost a link of a chain, or drew nothing"


def _links(text: str) -> int:
    """How many links of chains there are, in a source or in a drawing."""
    return unescape(text).count('id="link-')


def _flows_in(drawn: str) -> set[str]:
    edges = (unescape(name) for name in re.findall(r'<g id="([^"]*)" class="edge"', drawn))
    return {name.removeprefix("flow-") for name in edges}


def _engine() -> str:
    """The packaged engine first: it writes the same bytes everywhere."""
    packaged = _packaged()
    found = packaged or shutil.which("dot")
    if found is None:
        raise NotDrawn("there is no engine to draw with: install the Python package graphviz-pure, or Graphviz")
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

"""The terminal: whether there is one, how wide it is, and the looks that lines have there."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Final

from auditor.text import lines as role
from auditor.text.lines import Line, plain

NARROWEST, WIDEST = 40, 120
LOOKS: Final = {
    role.HEADING: "bold",
    role.ERROR: "bold red",
    role.WARNING: "bold yellow",
    role.NOTE: "bold cyan",
    role.GOOD: "bold green",
    role.GUTTER: "blue",
    role.LABEL: "bold",
    role.PLACE: "cyan",
    role.ID: "magenta",
    role.ARROW: "blue",
}
"""How rich shows a role; what is not here looks like the rest."""


def width(otherwise: int) -> int:
    """The columns of the terminal that stdout is, within reason; `otherwise` where it is none."""
    if not sys.stdout.isatty():
        return otherwise
    import shutil  # a pipe does without

    columns = shutil.get_terminal_size((otherwise, 24)).columns
    return min(max(columns, NARROWEST), WIDEST)


def coloured(environment: Mapping[str, str] = os.environ) -> bool:
    """May stdout have colours? Never with NO_COLOR; else where FORCE_COLOR says so, or on a terminal that can."""
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR", "0") not in ("", "0"):
        return True
    able = environment.get("TERM") not in ("dumb", "unknown") and environment.get("CLICOLOR") != "0"
    return able and sys.stdout.isatty()


def drawn(lines: Iterable[Line]) -> str:
    """The lines as they are shown on stdout: the same words with or without colours."""
    return _styled(lines) if coloured() else plain(lines)


def _styled(lines: Iterable[Line]) -> str:
    try:
        from rich.console import Console, detect_legacy_windows  # 45 ms, and only a terminal needs it
        from rich.text import Text
    except ImportError:  # the words are all there without it
        return plain(lines)
    if detect_legacy_windows():
        return plain(lines)
    import io

    target = io.StringIO()
    console = Console(file=target, force_terminal=True, color_system="standard", no_color=False, _environ={})
    for spans in lines:
        text = Text()
        for span in spans:
            text.append(span.text, LOOKS.get(span.role))
        text.rstrip()
        console.print(text, soft_wrap=True, highlight=False, markup=False, emoji=False)
    return target.getvalue()

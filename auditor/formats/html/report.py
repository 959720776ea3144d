"""The report for reviewers: verdict and promises first, then what to do, the pictures, and everything behind them."""

from __future__ import annotations

import base64
import hashlib
import json
from importlib.resources import files
from typing import Any, Final

from auditor import __version__
from auditor.audit import Audit
from auditor.diagrams import matrix
from auditor.diagrams.palette import DARK, LIGHT, Palette
from auditor.findings.groups import grouped
from auditor.formats.html import against, findings, flows, pictures, promises, vendors, waivers
from auditor.phrases import NOT_KNOWN, Phrases

COLUMNS: Final = 10
"""So many vendors stand beside one another in the table of categories and vendors."""
_ROOM: Final = "auditor.formats.html"


def render(audit: Audit) -> str:
    """The whole page. The same bytes on every machine that draws with the same engine."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined  # 0.06 s that no other format needs

    style, script = _style(), _file("report.js")
    environment = Environment(
        loader=FunctionLoader(_file), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    page: str = environment.get_template("report.html.jinja").render(
        **_parts(audit), style=style, script=script, policy=_policy(style, script)
    )
    return page + "\n"


def _parts(audit: Audit) -> dict[str, Any]:
    """All that the template shows, as plain records."""
    phrases, groups = Phrases(audit), grouped(audit.findings)
    table = flows.table(audit)
    gallery = pictures.gallery(audit, table.numbers)
    who = matrix.matrix(audit)
    return {
        "phrases": phrases,
        "audit": audit,
        "version": __version__,
        "compared": against.compared(phrases),
        "statuses": promises.statuses(phrases, groups),
        "questions": promises.questions(phrases, groups.beside_ledger),
        "blocks": [findings.about(phrases, block) for block in groups.blocks],
        "facts": [findings.fact(phrases, fact) for fact in groups.waiting],
        "not_known": NOT_KNOWN,
        "few": findings.FEW,
        "table": table,
        "gallery": gallery,
        "matrix": who,
        "columns": [range(start, min(start + COLUMNS, len(who.head))) for start in range(0, len(who.head), COLUMNS)],
        "meanings": [(word, meaning) for word, meaning in matrix.MEANINGS if word in matrix.words_in(who)],
        "vendors": vendors.entries(audit, who),
        "waivers": waivers.accepted(phrases, groups.waived),
        "data": _data(table, gallery),
    }


def _data(table: flows.Table, gallery: pictures.Gallery) -> str:
    """What the script needs, as JSON that cannot end its element."""
    found = {
        "names": table.names,
        "along": table.along,
        "views": {view.kind: view.arrows for view in gallery.views if view.svg},
    }
    return json.dumps(found, separators=(",", ":")).replace("<", "\\u003c")


def _file(name: str) -> str:
    return files(_ROOM).joinpath(name).read_text(encoding="utf-8")


def _style() -> str:
    """The style with the colours of the pictures in front, and the dark value for each colour of a drawing."""
    light, dark = _colours(LIGHT), _colours(DARK)
    drawn = "".join(
        f'.picture [fill="{getattr(LIGHT, name)}"]{{fill:var(--{name})}}'
        f'.picture [stroke="{getattr(LIGHT, name)}"]{{stroke:var(--{name})}}'
        for name in Palette._fields
    )
    screen = f"@media screen and (prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}"
    return f":root{{color-scheme:light;{light}}}{screen}\n{drawn}\n{_file('report.css')}"


def _colours(palette: Palette) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in palette._asdict().items())


def _policy(style: str, script: str) -> str:
    """What the page may do: run this one script and use this one style, and reach nothing else."""
    allowed = (("style-src", style), ("script-src", script))
    sources = [f"{kind} 'sha256-{_hash(text)}'" for kind, text in allowed]
    return "; ".join(["default-src 'none'", *sources, "base-uri 'none'", "form-action 'none'"])


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

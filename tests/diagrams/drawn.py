"""A small workspace with one of each thing that a picture shows, and what is in a drawn picture."""

import html
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from auditor.audit import audit
from auditor.cli.main import main
from auditor.diagrams import dot, render
from auditor.diagrams.views import FULL, View
from auditor.diagrams.views import picture as picture_of
from tests.reference.workspaces import AS_OF, dump

ROOT = Path(__file__).resolve().parents[2]
SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}"
RED, AMBER, PLAIN, PROPOSED = "#b3261e", "#8a5a00", "#4d4d4d", "#5b5bd6"
DRAWN_BY_GRAPHVIZ = {"svg", "g", "title", "a", "polygon", "path", "text", "ellipse", "polyline", "style"}

# Ids that are words of the DOT language, and one of each thing that a picture shows.
DATAFLOWS: dict[str, Any] = {
    "data": {"end": {"title": "End"}, "a": {"title": "A"}, "b": {"title": "B"}, "c": {"title": "C"}},
    "deployments": {"standard": {"title": "Standard"}, "other": {"title": "Other"}},
    "vendors": {
        "node": {"name": "Node", "status": "active", "kind": "edge_host"},
        "graph": {"name": "Graph", "status": "proposed", "kind": "ai_model", "subprocessors": ["below"]},
        "below": {"name": "Below", "kind": "hosting"},
    },
    "systems": {
        "end": {"kind": "person", "title": "Person"},
        "app": {"kind": "application", "vendor": "none", "title": "Application", "produces": ["end"]},
        "db": {"kind": "database", "vendor": "node"},
        "who": {"kind": "service"},
    },
    "flows": {
        "end": {"from": "end", "to": "app", "data": ["a", "b", "c"], "retention": "none"},
        "edge": {"from": "app", "to": "db", "data": ["end"], "retention": "30d"},
        "digraph": {"from": "app", "to": "graph", "data": ["a"], "retention": "none"},
        "subgraph": {"from": "unknown", "to": "who", "data": "unknown"},
        "strict": {"from": "app", "to": "node", "data": ["a"], "deployments": ["standard"]},
    },
}
POLICY: dict[str, Any] = {
    "promises": {"short": {"says": "We keep it short.", "source": "Page"}},
    "rules": {
        "no-database": {
            "title": "No database",
            "because": ["short"],
            "forbid": {"flow": {"data": "end", "to": {"kind": "database"}}},
        },
        "edge-is-short": {
            "title": "Short at the edge",
            "because": ["short"],
            "for": {"flow": {"to": {"kind": "edge_host"}}},
            "require": {"retention": {"at_most": "30d"}},
        },
    },
}


@dataclass(frozen=True)
class Arrow:
    """An edge of the picture as a person sees it."""

    id: str
    color: str
    width: float
    dashes: str | None
    filled: bool
    words: tuple[str, ...]
    sentence: str
    link: str | None


def workspace(root: Path, dataflows: dict[str, Any] = DATAFLOWS, policy: dict[str, Any] = POLICY) -> Path:
    dump({"organization": {"name": "Example"}, **dataflows}, policy, root)
    return root


def changed(section: str, key: str, **facts: Any) -> dict[str, Any]:
    """The example with some facts of one thing changed."""
    entry = {**DATAFLOWS[section][key], **facts}
    return {**DATAFLOWS, section: {**DATAFLOWS[section], key: entry}}


def command(capfdbinary: pytest.CaptureFixture[bytes], root: Path, *arguments: str) -> tuple[int, str, str]:
    code = main(["diagram", str(root), "--as-of", AS_OF.isoformat(), *arguments])
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def picture(root: Path, deployments: tuple[str, ...] = ()) -> str:
    """The SVG, made without the command."""
    shown = picture_of(audit(root, AS_OF, deployments, must_check=False), View(FULL))
    return render.svg(dot.source(shown), shown)


def source(root: Path, day: date = AS_OF) -> str:
    """The DOT source of everything."""
    return dot.source(picture_of(audit(root, day), View(FULL)))


def groups(svg: str, kind: str) -> list[ElementTree.Element]:
    """The groups of a class, by an XML parser that forgives nothing."""
    return [group for group in ElementTree.fromstring(svg).iter(f"{SVG}g") if group.get("class") == kind]


def texts(element: ElementTree.Element) -> list[str]:
    found = [text.text or "" for text in element.iter(f"{SVG}text")]
    return [text for text in found if text.strip("\xa0 ")]


def said(element: ElementTree.Element) -> str:
    """All that stands at something, without spaces: lines break where there is room."""
    return "".join("".join(texts(element)).split())


def arrows(svg: str) -> dict[str, Arrow]:
    """Every arrow by its id. No id twice."""
    found = {}
    for group in groups(svg, "edge"):
        line, head = next(group.iter(f"{SVG}path")), next(group.iter(f"{SVG}polygon"))
        anchor = next(group.iter(f"{SVG}a"))
        name = html.unescape(group.get("id", ""))
        assert name not in found
        found[name] = Arrow(
            name,
            line.get("stroke", ""),
            float(line.get("stroke-width", "1")),
            line.get("stroke-dasharray"),
            head.get("fill") != "none",
            tuple(texts(group)),
            anchor.get(f"{LINK}title", ""),
            anchor.get(f"{LINK}href"),
        )
    return found


def flow_arrows(names: list[str] | dict[str, Any]) -> set[str]:
    return {f"flow-{name}" for name in names}


LINKS = {"link-graph..below"}
EVERY_ARROW = flow_arrows(DATAFLOWS["flows"]) | LINKS


HOSTILE = {
    "quotes": ("say \"hi\" 'now'", "say \"hi\" 'now'"),
    "a quote at the end": ('"', '"'),
    "backslashes": ("C:\\temp\\", "C:\\temp\\"),
    "escapes of DOT": ("\\N \\G \\E \\T \\H \\L \\l \\r \\n", "\\N \\G \\E \\T \\H \\L \\l \\r \\n"),
    "a backslash before a quote": ('\\" x=\\"', '\\" x=\\"'),
    "a script, and more": ("<script>alert(1)</script> and more", "<script>alert(1)</script> and more"),
    "the end of XML": ("--> ]]> </svg> &", "--> ]]> </svg> &"),
    "a new line": ("one\ntwo", "one\\u{a}two"),
    "bidi marks": ("abc\u202edef\u2066", "abc\\u{202e}def\\u{2066}"),
    "what cannot be seen": ("zero\u200bwidth\u00ad", "zero\\u{200b}width\\u{ad}"),
    "an emoji": ("\U0001f600 caf\u00e9", "\U0001f600 caf\u00e9"),
    "ten thousand letters": ("x" * 10_000, "x" * 59 + "…"),
    "ten thousand quotes": ('"' * 10_000, '"' * 59 + "…"),
    "a word of DOT": ("end", "end"),
    "a record": ("{a|b|<port> c}", "{a|b|<port> c}"),
    "another graph": ('"]; } digraph x { evil -> worse', '"]; } digraph x { evil -> worse'),
    "a comment": ("/* a */ // b", "/* a */ // b"),
    "a number": ("-.5e3", "-.5e3"),
    "an escape sequence": ("\x1b[31mred", "\\u{1b}[31mred"),
}

"""The page says what the declarations say, in each of its formats."""

import html
import json
import re
from pathlib import Path
from typing import Any

from auditor.text.markdown import literal
from auditor.text.plain import readable
from tests.documents.strange import NAMES
from tests.documents.written import parametrized, workspace, write
from tests.reference.workspaces import dump

DATAFLOWS: dict[str, Any] = {
    "organization": {"name": "Shop", "role": "processor"},
    "data": {"order": {"title": "Orders"}, "visit": {"title": "Visits"}},
    "deployments": {"east": {"title": "East"}, "west": {"title": "West"}},
    "vendors": {
        "host": {"name": "Host", "status": "active", "relation": "subprocessor", "kind": "hosting",
                 "region": {"default": "IN", "west": "DE"}, "wording": {"purposes": "Keeps the lights on"},
                 "subprocessors": ["cloud"]},
        "cloud": {"name": "Cloud", "status": "active", "relation": "subprocessor"},
        "sister": {"name": "Sister", "status": "active", "relation": "affiliate", "kind": "support", "region": "DE"},
        "maybe": {"name": "Maybe", "kind": "email", "region": "DE", "relation": "subprocessor", "status": "unknown"},
    },
    "systems": {
        "shop": {"kind": "application", "vendor": "none"},
        "cache": {"kind": "cache", "vendor": "host", "own": "false", "title": "Cache of Host",
                  "region": {"default": "IN", "west": "DE"}},
    },
    "flows": {
        "to-host": {"from": "shop", "to": "host", "data": ["order"], "purposes": ["service.hosting"]},
        "to-cache": {"from": "shop", "to": "cache", "data": ["visit"], "purposes": ["service.storage"]},
        "to-sister": {"from": "shop", "to": "sister", "data": ["order"], "purposes": ["service.support"]},
    },
    "documents": {
        "page": {
            "title": "Our list", "updated": "2026-11-01", "columns": ["name", "purposes", "data", "region", "country"],
            "tables": {
                "a-west": {"title": "West", "show": {"vendor": {"deployment": "west", "relation": "subprocessor",
                                                                "status": "active"}}},
                "b-east": {"title": "East", "show": {"vendor": {"deployment": "east", "relation": "subprocessor",
                                                                "status": "active"}}},
                "c-ours": {"title": "Affiliates", "show": {"vendor": {"relation": "affiliate"}}},
            },
        }
    },
}  # fmt: skip


def _page(root: Path, to: Path) -> tuple[str, str, dict[str, Any]]:
    files = write(root, to, "page")
    return (
        files["subprocessors.md"].decode(),
        files["subprocessors.html"].decode(),
        json.loads(files["subprocessors.json"]),
    )


def _cells_of(page: dict[str, Any]) -> list[list[str]]:
    return [list(row["cells"].values()) for row in page["rows"]]


def _of_html(text: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", re.sub("<thead>.*?</thead>", "", text, flags=re.DOTALL), re.DOTALL)
    cells = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [[html.unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in row] for row in cells if row]


@parametrized
def test_the_formats_say_the_same(name: str, tmp_path: Path) -> None:
    marked, hyper, page = _page(workspace(name, tmp_path), tmp_path / "out")
    wanted = [[" ".join(readable(cell).split()) for cell in row] for row in _cells_of(page)]
    assert [[" ".join(cell.split()) for cell in row] for row in _of_html(hyper)] == wanted
    for row in _cells_of(page):
        assert any(all(literal(cell) in line for cell in row) for line in marked.splitlines()), row
    assert "<script" not in hyper


def test_every_cell(tmp_path: Path) -> None:
    dump(DATAFLOWS, {}, tmp_path)
    page = _page(tmp_path, tmp_path / "out")[2]
    rows = [
        (row["title"], row["vendor"], row["system"], row["certain"], *row["cells"].values()) for row in page["rows"]
    ]
    unknown = "not stated"
    lights = "Keeps the lights on"
    assert rows == [
        ("West", "host", "cache", True, "Cache of Host", "service.storage", "Visits", "Germany", unknown),
        ("West", "cloud", None, True, "Cloud", unknown, "Orders, Visits", unknown, unknown),
        ("West", "host", None, True, "Host", lights, "Orders", "Germany", unknown),
        ("West", "maybe", None, False, "Maybe", unknown, "none", "Germany", unknown),
        ("East", "host", "cache", True, "Cache of Host", "service.storage", "Visits", "India", unknown),
        ("East", "cloud", None, True, "Cloud", unknown, "Orders, Visits", unknown, unknown),
        ("East", "host", None, True, "Host", lights, "Orders", "India", unknown),
        ("East", "maybe", None, False, "Maybe", unknown, "none", "Germany", unknown),
        ("Affiliates", "sister", None, True, "Sister", "service.support", "Orders", "Germany", unknown),
    ]
    assert page["title"] == "Our list"
    assert page["updated"] == "2026-11-01"


def test_rows_that_are_uncertain_are_named(tmp_path: Path) -> None:
    dump(DATAFLOWS, {}, tmp_path)
    marked, hyper, _ = _page(tmp_path, tmp_path / "out")
    said = "Whether Maybe belong here depends on what is not stated."
    assert marked.count(said) == hyper.count(said) == 2


def test_strange_names_stand_in_every_format(tmp_path: Path) -> None:
    for key in ("devanagari", "cjk", "emoji"):
        marked, hyper, page = _page(workspace(key, tmp_path / key), tmp_path / key / "out")
        assert NAMES[key] in {row["facts"]["name"] for row in page["rows"]}
        assert html.escape(NAMES[key]) in hyper
        assert literal(NAMES[key]) in marked

"""Styles: what a browser loads because of them."""

from __future__ import annotations

import time

import pytest

from auditor.evidence.styles import Styles
from tests.evidence.seen import SECRET, WHO, found, seen


def look(text: str, path: str = "app/site.css") -> list[tuple[str, str, str, int, str]]:
    return seen(Styles(WHO), text, path)


@pytest.mark.parametrize(
    ("path", "text", "grade"),
    [
        ("app/site.css", '\n@import url("https://fonts.googleapis.com/css?family=Roboto");', "used"),
        ("app/site.less", "\n@import '//fonts.googleapis.com/css';", "used"),
        ("app/site.scss", "\nsrc: url( https://fonts.googleapis.com/a.woff2 );", "used"),
        ("static/vendor/site.css", "\nsrc: url(https://fonts.googleapis.com/a.woff2)", "configured"),
        ("tests/site.css", "\nsrc: url(https://fonts.googleapis.com/a.woff2)", "development"),
    ],
)
def test_what_is_loaded_is_seen_at_its_line(path: str, text: str, grade: str) -> None:
    assert look(text, path) == [("google_fonts", "host", grade, 2, "fonts.googleapis.com")]


@pytest.mark.parametrize(
    "text",
    [
        "/* @import url(https://fonts.googleapis.com/css); */",
        "// @import url(https://fonts.googleapis.com/css)",
        "a { background: url(/img/fonts.googleapis.com.png) }",
        "a { background: url(data:image/svg+xml;x='http://www.w3.org/2000/svg') }",
        "a { background: url(https://acme.io/x.png) url(https://img.widgets.dev/x.png) }",
        "https://fonts.googleapis.com",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert look(text) == []


def test_no_value_leaves() -> None:
    shown = found(Styles(WHO), [("a.css", f"@import url(https://{SECRET}@fonts.googleapis.com/{SECRET}?key={SECRET})")])
    assert len(shown) == 1
    assert SECRET not in repr(shown)


@pytest.mark.parametrize(
    "text",
    ["/*" * 300_000, "/*" + "*" * 400_000, "url(" * 100_000, "@import " * 60_000, "url(" + " " * 400_000, " " * 400_000,
     "@import" + "\n" * 400_000, "\x00\ud800url(//\udfff"],
    ids=range(8),
)  # fmt: skip
def test_hostile_styles_are_read_in_seconds(text: str) -> None:
    begin = time.process_time()
    look(text)
    assert time.process_time() - begin < 5

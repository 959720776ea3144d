"""A fact goes where it belongs, and nothing else of the file changes."""

import pytest

from auditor.location import Route
from auditor.reader import read
from auditor.source import Source
from auditor.writing.insertion import NoPlace
from auditor.writing.setting import text_of, with_facts
from auditor.writing.style import Data


def _set(text: str, route: Route, value: Data) -> str:
    source = Source("a.yaml", text)
    assert read(source) == []
    return with_facts(source, [(route, value)])


@pytest.mark.parametrize(
    ("text", "route", "value", "after"),
    [
        ("v:\n  a:\n    k: unknown  # why\n    l: 1\n", "v/a/k", "30d", "v:\n  a:\n    k: 30d      # why\n    l: 1\n"),
        ("v:\n  a:\n    k: un # why\n", "v/a/k", "longer", "v:\n  a:\n    k: longer # why\n"),
        ("v:\n  a: {k: unknown, l: 1}\n", "v/a/k", ["x", "z"], "v:\n  a: {k: [x, z], l: 1}\n"),
        ("v:\n  a: {l: 1} # c\n", "v/a/k", True, "v:\n  a: {l: 1, k: true} # c\n"),
        ("v:\n  a: {}\n", "v/a/k", "NO", 'v:\n  a: {k: "NO"}\n'),
        ("v:\n  a:\n    t: unknown\n", "v/a/t/m", ["scc"], "v:\n  a:\n    t: {m: [scc]}\n"),
        ("v:\n  a:\n    l: 1\n    # e\n\nw: {}\n", "v/a/k", 30, "v:\n  a:\n    l: 1\n    # e\n    k: 30\n\nw: {}\n"),
        ('{"v": {"a": {"l": "1"}}}\n', "v/a/k", False, '{"v": {"a": {"l": "1", "k": "false"}}}\n'),
        ("v:\r\n  a:\r\n    l: 1\r\n", "v/a/k", "x", "v:\r\n  a:\r\n    l: 1\r\n    k: x\r\n"),
    ],
)  # fmt: skip
def test_a_fact_is_written(text: str, route: str, value: Data, after: str) -> None:
    assert _set(text, tuple(route.split("/")), value) == after


def test_what_would_say_something_else_is_refused() -> None:
    with pytest.raises(NoPlace):
        _set("v:\n  a:\n    k:\n    - x\n    - y\n", ("v", "a", "k"), ["z"])


def test_a_file_of_its_own() -> None:
    wanted = 'documents:\n  page:\n    updated: "2026-11-23"\n'
    assert text_of([(("documents", "page", "updated"), "2026-11-23")]) == wanted

"""No cell is a formula, and every text comes back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.importers.cells import table
from auditor.text.cells import guarded, unguarded
from auditor.typeset import comma

TEXTS = st.text(st.sampled_from("=+-@'\"a;,\t\r\n \u00a0\uff1d\uff0b\U0001f600"), max_size=12) | st.text()


@given(TEXTS)
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    safe = guarded(text)
    for part in re.split(r"[;\t\r\n]", safe):
        assert part.strip(" \u00a0")[:1] not in tuple("=+-@\uff1d\uff0b\uff0d\uff20")
    assert safe[:1] not in tuple("\t\r\n")
    assert unguarded(safe) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("+91 22 1234", "'+91 22 1234"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("a;=1+1", "a;'=1+1"),
        ("'=1", "''=1"),
        ("O'Neill", "O'Neill"),
        ("a-b+c=d@e", "a-b+c=d@e"),
        ("  -1", "  '-1"),
    ],
)
def test_what_is_guarded(text: str, safe: str) -> None:
    assert guarded(text) == safe


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4))
def test_a_table_is_read_back_cell_by_cell(rows: list[tuple[str, str]]) -> None:
    rows = [(f"x{first}", second.strip()) for first, second in rows]  # a row with nothing in it is none
    text = "".join(char for row in rows for cell in row for char in cell)
    if any("\ud800" <= char <= "\udfff" for char in text):
        return
    raw = comma.render(("One", "Two"), rows)
    found = table("f.csv", raw, {"one": "One", "two": "two"}, ("one", "two"))
    assert [(row[0].text, row[1].text) for row in found.rows] == rows


def test_the_place_of_a_cell_below_one_of_several_lines() -> None:
    raw = b'One;Two\r\n"a\r\nb ""c""";d\r\n\r\n e ; f\r\n'
    found = table("f.csv", raw, {"one": "One"}, ("one",))
    assert [[cell.text for cell in row] for row in found.rows] == [['a\r\nb "c"', "d"], [" e ", " f"]]
    places = [[(cell.location.line, cell.location.column) for cell in row] for row in found.rows]
    assert places == [[(2, 1), (3, 10)], [(5, 1), (5, 5)]]
    assert found.line(found.rows[1][0].location) == " e ; f"

"""Lines of parts with roles, and the frame around a line of a file."""

import pytest

from auditor.location import Location
from auditor.source import decode
from auditor.text.frame import frame
from auditor.text.lines import ARROW, ERROR, GUTTER, ID, PLAIN, Line, Span, line, plain, wide, wrapped
from auditor.text.plain import cells, shown


def wrap(text: str, width: int, lead: str = "", hanging: int = 2) -> list[str]:
    return plain(wrapped(line(lead) if lead else (), [Span(PLAIN, text)], width, hanging)).splitlines()


# ---- lines


def test_a_text_takes_as_many_lines_as_it_needs() -> None:
    assert wrap("one two three four five", 11, "a: ") == ["a: one two", "  three", "  four five"]


def test_a_word_that_no_line_holds_is_broken() -> None:
    assert wrap("abcdefghijkl mn", 6) == ["abcdef", "  ghij", "  kl", "  mn"]


def test_a_word_goes_to_the_next_line_before_it_is_broken() -> None:
    assert wrap("abcdef", 8, "label: ") == ["label:", "  abcdef"]


def test_wide_characters_take_two_columns_and_combining_ones_none() -> None:
    assert [cells(text) for text in ("ab", "日本", "e\u0301", "❤\ufe0f", "각")] == [2, 4, 1, 1, 2]
    assert wrap("日本日本日本", 6, hanging=0) == ["日本日", "本日本"]
    assert wrap("日" * 3, 1, hanging=0) == ["日"] * 3


@pytest.mark.parametrize("start", ["=", "|", ":::", "-->"])
def test_a_text_never_begins_a_line_like_one_of_ours(start: str) -> None:
    """Not even where it would fit no other way."""
    for length in range(1, 90):
        for text in (
            f"{'x' * length}  {start} id: forged",
            f"{'x ' * length}  {start} id: forged",
            f"{start} id: forged",
        ):
            for number, said in enumerate(wrap(text, 40, "x" * (length % 50) + ": ", 4)):
                assert not said.lstrip().startswith(start), (length, number, said)


def test_an_arrow_begins_a_line_with_what_it_points_at() -> None:
    spans = [Span(PLAIN, "user"), Span(ARROW, " --via subprocessor--> "), Span(PLAIN, "cloud_host")]
    assert plain(wrapped((), spans, 34, 2)).splitlines() == ["user", "  --via subprocessor--> cloud_host"]


def test_neighbours_of_one_role_are_one_part() -> None:
    made = list(wrapped(line("  "), [Span(ERROR, "error [x]"), Span(PLAIN, ": one two")], 80, 4))
    assert made == [(Span(PLAIN, "  "), Span(ERROR, "error [x]"), Span(PLAIN, ": one two"))]


def test_what_is_shown_moves_no_cursor() -> None:
    assert shown("a\x1b[31m\nb\u202e\u200b") == "a\\u{1b}[31m\\u{a}b\\u{202e}\\u{200b}"
    assert shown("x" * 20, 10) == "xxxxxxx..."


# ---- the frame


def framed(text: str, *places: tuple[int, int, int], width: int = 60) -> list[str]:
    """The frame around (line, column, length) in a file."""
    source, _ = decode("a.yaml", text.encode())
    where = [Location("a.yaml", *place) for place in places]
    return plain(frame(where, lambda place: source.line(place.line), width, ERROR)).splitlines()


def test_what_is_meant_is_underlined() -> None:
    assert framed("a: {b: 30d}\n", (1, 8, 3)) == [
        " --> a.yaml:1:8",
        "  |",
        "1 | a: {b: 30d}",
        "  |        ^^^",
    ]


def test_several_values_of_a_file_are_in_one_frame() -> None:
    text = "data:\n  - one\n  - two, three\n  - four\n  - five\n  - six\n  - seven\n  - eight\n"
    assert framed(text, (3, 10, 5), (2, 5, 3), (3, 5, 3), (5, 5, 4), (8, 5, 5)) == [
        " --> a.yaml:3:10",
        "  |",
        "2 |   - one",
        "  |     ^^^",
        "3 |   - two, three",
        "  |     ^^^  ^^^^^",
        "4 |   - four",
        "5 |   - five",
        "  |     ^^^^",
        "...",
        "8 |   - eight",
        "  |     ^^^^^",
    ]


def test_values_in_two_files_are_in_two_frames() -> None:
    lines = {"a.yaml": "one", "b.yaml": "two"}
    where = [Location("b.yaml", 10, 1, 3), Location("a.yaml", 2, 1, 3)]
    assert plain(frame(where, lambda place: lines[place.file], 60, ERROR, "  ")).splitlines() == [
        "    --> b.yaml:10:1",
        "     |",
        "  10 | two",
        "     | ^^^",
        "    ::: a.yaml:2:1",
        "     |",
        "   2 | one",
        "     | ^^^",
    ]


@pytest.mark.parametrize(
    ("text", "column", "length", "said", "under"),
    [
        ("日本: 値, b", 5, 1, "日本: 値, b", "      ^^"),
        ("n\u0303o: val", 6, 3, "n\u0303o: val", "    ^^^"),
        ("a:\t\tval", 5, 3, "a:  val", "    ^^^"),
        ("a: \u202eval", 4, 4, "a: \\u{202e}val", "   ^^^^^^^^^^^"),
        ("a: \u0301", 4, 1, "a: \u0301", "   ^"),
        ("a:", 3, 1, "a:", "  ^"),
        ("a: b", 4, 500, "a: b", "   ^"),
    ],
)
def test_the_underline_is_below_what_it_means(text: str, column: int, length: int, said: str, under: str) -> None:
    assert framed(text, (1, column, length))[2:] == [f"1 | {said}", f"  | {under}"]


@pytest.mark.parametrize("wide_", [False, True])
@pytest.mark.parametrize("column", [1, 50, 480, 497])
def test_a_long_line_is_cut_around_what_is_meant(column: int, wide_: bool) -> None:
    filler = "値" if wide_ else "."
    text = filler * (column - 1) + "HERE" + filler * (500 - column - 3)
    _, _, said, under = framed(text, (1, column, 4), width=60)
    assert cells(said) <= 60
    start = under.index("^")
    assert under.count("^") == 4
    assert next(piece for at, piece in enumerate(said) if cells(said[:at]) == start) == "H"
    assert said.endswith("...") or column > 470
    assert said.startswith("1 | ...") or column == 1


def test_a_place_that_no_line_has_is_only_named() -> None:
    assert framed("\n", (1, 1, 1)) == [" --> a.yaml:1:1"]


def test_a_frame_of_many_lines_shows_the_first() -> None:
    shown_ = framed("x\n" * 100, *((number, 1, 1) for number in range(1, 101, 3)))
    assert sum("^" in said for said in shown_) == 8


def test_every_part_of_a_frame_has_its_role() -> None:
    made: list[Line] = list(frame([Location("a.yaml", 1, 1, 1)], lambda _: "x", 60, ERROR))
    assert [[span.role for span in each] for each in made] == [
        [GUTTER, "place"], [GUTTER], [GUTTER, PLAIN], [GUTTER, ERROR],
    ]  # fmt: skip
    assert ID not in {span.role for each in made for span in each}
    assert max(map(wide, made)) < 30


# ---- how long a value is


@pytest.mark.parametrize(
    ("text", "route", "key", "length"),
    [
        ("a: one two # note", ("a",), False, 7),
        ("a: one two", ("a",), True, 1),
        ("'quo''ted': x", ("quo'ted",), True, 10),
        ('a: "two \\" words"  # note', ("a",), False, 14),
        ("a: [one, 'two]', {b: c}]", ("a",), False, 21),
        ("a: [one, two]", ("a", 1), False, 3),
        ("a: {b: {c: d}}", ("a", "b"), False, 6),
        ("a: {b: don't, c: it's}", ("a",), False, 19),
        ("a: [one,\n  two]", ("a",), False, 5),
        ("a:\n  - one   # note\n  - two", ("a",), False, 5),
        ("a: >-\n  one\n  two", ("a",), False, 2),
        ("a: one\n  two", ("a",), False, 3),
        ("a: {b: c}", ("a", "missing"), False, 1),
        ("a: x", (), False, 1),
    ],
)
def test_a_value_is_as_long_as_it_is_written(text: str, route: tuple[str | int, ...], key: bool, length: int) -> None:
    from auditor.reader import read

    source, _ = decode("a.yaml", text.encode())
    assert not read(source)
    assert source.at(route, key=key).length == length


def test_a_place_is_the_same_however_long_it_is() -> None:
    assert Location("a", 1, 1, 5) == Location("a", 1, 1)
    assert len({Location("a", 1, 1, 5), Location("a", 1, 1)}) == 1

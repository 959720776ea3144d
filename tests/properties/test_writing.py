"""What is written reads back as exactly what was meant, and what stood in the file before stands there still."""

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from auditor.reader import read
from auditor.source import Source
from auditor.writing.insertion import Insertion, NoPlace, as_read, insertion, new_text
from auditor.writing.style import WIDTH, Data, block, in_braces, in_line
from tests.properties.drawn import examples
from tests.properties.styled import yaml_of
from tests.reference.writer import Writer

REFUSED = {"", "~", "null", "Null", "NULL", "<<", "unknown"}
"""Words that the reader refuses in some places, also in quotes."""
WORDS = r"""
no yes on off y n true Null null ~ = << unknown none inherited default é 日本語 😀 1234 1.10 22:30 0x1f 1e3 2026-11-23
.inf -.5 +1 1_000 90d 1.2.3 2026-1-2 0b1 0o17 1e-3 .5e3 1:30:00 -a ?b :c a:b a: #x x# *a &a !a |a >a %a @a `a 'a "a a"b
a'b [a] {a} a,b a,[b] --- ... -- - ? : , a=b%20@x/y,z \ \n
"""
LAYOUT = [
    "two\nlines",
    "end\n",
    "\n",
    " lead",
    " lead\nmore",
    "more\nend ",
    "trail ",
    "tab\there",
    "\ttab",
    "- a",
    "a: b",
    "x #y",
    "# x\ny",
    "a\n\nb",
]
ODD = [
    "\x85",
    "é\u2028ü",
    "\u2029",
    "a\rb",
    "a\r\nb",
    "\x00",
    "\x1b[31m",
    "\ufeff",
    "\u202e",
    "\xa0",
    "\u3000x",
    "\ufffe",
]
LONG = [
    "a reason that is long: " + "it has words, and # signs " * 8,
    "x" * 300,
    " long" * 40,
    ("word " * 40).strip() + "\n" + "y " * 90,
]
texts = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    | st.sampled_from([word for word in WORDS.split() if word not in REFUSED])
    | st.sampled_from([*LAYOUT, *ODD, *LONG])
).filter(lambda text: text not in REFUSED and not text.isspace())
keys = texts.filter(lambda text: len(text) < 100)


@st.composite
def contents(draw: st.DrawFn, depth: int) -> Any:
    """Text, or a list or a mapping of contents."""
    shape = draw(st.sampled_from(["text", "text", "list", "mapping"])) if depth else "text"
    if shape == "text":
        return draw(texts)
    if shape == "list":
        return [draw(contents(depth - 1)) for _ in range(draw(st.integers(0, 3)))]
    return {key: draw(contents(depth - 1)) for key in draw(st.lists(keys, max_size=3))}


def mappings(depth: int, least: int = 1) -> Any:
    return st.dictionaries(keys, contents(depth), min_size=least, max_size=3)


def read_of(text: str) -> Any:
    source = Source("file.yaml", text)
    problems = read(source)
    assert not problems, (problems, text)
    return source.data


@examples(400)
@given(mappings(3), st.sampled_from([2, 3, 4]), st.sampled_from([0, 2, 5]))
def test_a_block_reads_as_its_data(data: Any, step: int, column: int) -> None:
    text = "\n".join(block(data, column, step))
    assert read_of(text) == data
    assert read_of(text.replace("\n", "\r\n")) == data


@examples(300)
@given(mappings(3), st.booleans())
def test_a_line_reads_as_its_data(data: Any, quoted: bool) -> None:
    text = in_line(data, quoted)
    assert "\n" not in text
    assert read_of(text) == data
    broken = "\n".join(["{", *in_braces(data, "  ", "  ", quoted), "}"])
    assert read_of(broken) == data


@examples(300)
@given(mappings(3))
def test_other_readers_read_the_same(data: Any) -> None:
    """No text looks like a number, a day or a truth to a reader that takes words for those."""
    assert yaml.load("\n".join(block(data)), yaml.CSafeLoader) == data
    assert yaml.load(in_line(data), yaml.CSafeLoader) == data


@examples(200)
@given(texts)
def test_nothing_that_cannot_be_seen_is_written(text: str) -> None:
    for line in block({"reason": text, "list": [text]}):
        assert line.isprintable()


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        ({"expires": date(2026, 12, 31), "ticket": "1234"}, ["expires: 2026-12-31", 'ticket: "1234"']),
        ({"deployments": ["eu", "us"]}, ["deployments: [eu, us]"]),
        ({"found": {"retention": "unknown"}}, ["found: {retention: unknown}"]),
        ({"found": {"x": "a, b"}}, ["found:", "  x: a, b"]),
        ({"none": [], "nothing": {}}, ["none: []", "nothing: {}"]),
        ({"list": [{"a": "b", "c": ["d"]}, "e"]}, ["list:", "  - a: b", "    c: [d]", "  - e"]),
        ({"reason": "two\n\nlines: # here"}, ["reason: |-", "  two", "", "  lines: # here"]),
        ({"reason": "ends\n"}, ['reason: "ends\\n"']),
        ({"a": {"b": {"c": "say: no"}}}, ["a:", "  b:", '    c: "say: no"']),
    ],
)
def test_how_it_is_written(data: Any, lines: list[str]) -> None:
    assert block(data) == lines


def test_a_long_text_is_broken_between_words() -> None:
    text = "Asked the vendor: the answer is due this month. " * 6
    first, *rest = block({"waiver": {"reason": text.strip()}})[1:]
    assert first == "  reason: >-"
    assert len(rest) > 2
    assert all(60 < len(line) <= WIDTH for line in rest[:-1])


# ---- into a file


@st.composite
def files(draw: st.DrawFn) -> str:
    """A file in any style, with comments and empty lines where they change nothing of what it says."""
    write = Writer(lambda low, high: draw(st.integers(low, high)))
    sections = write.some(["rules", "waivers", "promises", "zoo"], least=1, most=3)
    data = {name: draw(mappings(2, least=0)) for name in sections}
    text = yaml_of(data, write)
    text = draw(st.sampled_from(["", "", "# first\n", "---\n", "# é\n\n---\n"])) + text
    assume(not read(Source("file.yaml", text)))
    return _ended(draw, commented(draw, text))


def commented(draw: st.DrawFn, text: str) -> str:
    """The text with more lines, where they change nothing of what it says."""
    source = Source("file.yaml", text)
    read(source)
    lines = text.split("\n")
    for _ in range(draw(st.integers(0, 6))):
        number = draw(st.integers(0, len(lines)))
        more = draw(st.sampled_from(["", "# a comment, and more", "  # one", "      # two", "\t", "..."]))
        new = "\n".join([*lines[:number], more, *lines[number:]])
        again = Source("file.yaml", new)
        if not read(again) and again.data == source.data:
            lines = new.split("\n")
    return "\n".join(lines)


def _ended(draw: st.DrawFn, text: str) -> str:
    """The text with other ends of lines, or none at its end."""
    text = text.rstrip("\n") if draw(st.booleans()) else text
    return text.replace("\n", draw(st.sampled_from(["\n", "\n", "\r\n", "\r"])))


def put(text: str, entries: Any) -> tuple[Source, Insertion]:
    """The file as it is read, and what goes where."""
    source = Source("file.yaml", text)
    assume(not read(source))
    return source, insertion(source, "waivers", entries)


@examples(600)
@given(files(), mappings(2))
def test_what_stood_there_stands_there_still(text: str, entries: Any) -> None:
    source = Source("file.yaml", text)
    assume(not read(source))
    old = source.data.get("waivers", {})
    assume(not old.keys() & entries.keys())
    try:
        place, lines = insertion(source, "waivers", entries)
    except NoPlace:
        assert _ends_in_open_block(text), text
        return
    new = text[:place] + lines + text[place:]
    assert read_of(new) == source.data | {"waivers": old | entries}
    assert list(read_of(new)["waivers"]) == [*old, *entries]
    assert new.endswith(("\n", "\r")) == text.endswith(("\n", "\r"))
    if "\r" in text and "\n" not in text:
        assert "\n" not in lines
    if text.count("\r\n") == text.count("\n") == text.count("\r") > 0:
        assert new.count("\r\n") == new.count("\n") == new.count("\r")


def _ends_in_open_block(text: str) -> bool:
    """Would a line break at the end of the text become part of a value?"""
    if text.endswith(("\n", "\r")):
        return False
    before, after = Source("file.yaml", text), Source("file.yaml", text + "\n")
    return bool(read(before)) or bool(read(after)) or before.data != after.data


def test_a_new_file() -> None:
    entries: dict[str, Data] = {"a": {"finding": "x@y", "reason": "-", "owner": "me", "expires": date(2026, 12, 31)}}
    lines = ["waivers:", "  a:", "    finding: x@y", '    reason: "-"', "    owner: me", "    expires: 2026-12-31", ""]
    assert new_text("waivers", entries) == "\n".join(lines)
    assert read_of(new_text("waivers", entries)) == {"waivers": as_read(entries)}

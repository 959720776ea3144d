"""The reader against PyYAML's own, on any text; every place it gives; and nothing that makes it fall over."""

import re
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.formats import problems as report
from auditor.location import Location, Problem, Route
from auditor.reader import read
from auditor.source import Source, decode
from tests.properties.drawn import Drawn, drawn, examples, problems_of, writer_of
from tests.properties.styled import yaml_of
from tests.reference.workspaces import dump
from tests.reference.writer import Writer

ROOT = Path(__file__).resolve().parents[2]
BREAK = re.compile(r"\r\n|\n|\r")
REFUSED = {"", "~", "null", "Null", "NULL", "<<", "unknown"}
"""Words that are refused in some places: empty values, the merge key, what no list may hold."""

_SIGNIFICANT = "NO yes 1.10 22:30 0x1f 2026-11-23 true .5 -a a:b # * ' \" ! % @ ` > |"
LAYOUT = ["two\nlines", "end\n", "\n", " lead", "trail ", "tab\there", "- a", "a: b", "x #y", "é\u2028ü", "\x85"]
texts = (
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
    | st.sampled_from(_SIGNIFICANT.split())
    | st.sampled_from(LAYOUT)
).filter(lambda text: text not in REFUSED and not text.isspace())


@st.composite
def contents(draw: st.DrawFn, depth: int) -> Any:
    """Text, or a list or a mapping of contents."""
    shape = draw(st.sampled_from(["text", "text", "list", "mapping"])) if depth else "text"
    if shape == "text":
        return draw(texts)
    if shape == "list":
        return [draw(contents(depth - 1)) for _ in range(draw(st.integers(0, 3)))]
    return {key: draw(contents(depth - 1)) for key in draw(st.lists(texts, max_size=3))}


documents = st.dictionaries(texts, contents(3), min_size=1, max_size=4)


def writers(draw: st.DrawFn) -> Writer:
    return Writer(lambda low, high: draw(st.integers(low, high)))


@st.composite
def written(draw: st.DrawFn) -> tuple[str, Any]:
    """A document with the data that it says."""
    data = draw(documents)
    return yaml_of(data, writers(draw)), data


def source_of(raw: bytes) -> tuple[Source, list[Problem]]:
    """A file as it is read."""
    source, found = decode("file.yaml", raw)
    return source, found or read(source)


def by_yaml(text: str) -> Any:
    """What PyYAML reads: every scalar is text."""
    return yaml.load(text, yaml.BaseLoader)


@examples(150)
@given(written())
def test_reads_what_yaml_reads(document: tuple[str, Any]) -> None:
    text, data = document
    source, found = source_of(text.encode())
    assert not found
    assert source.data == by_yaml(text)
    if "\r" not in text and "\x85" not in text:  # line ends are made one, as YAML wants
        assert source.data == data


# --- places


def routes(node: yaml.Node, route: Route = ()) -> Iterator[tuple[Route, bool, yaml.ScalarNode]]:
    """Every scalar of a document: its route, whether it is the key there, and the node."""
    if isinstance(node, yaml.ScalarNode):
        yield route, False, node
    elif isinstance(node, yaml.SequenceNode):
        for number, inner in enumerate(node.value):
            yield from routes(inner, (*route, number))
    elif isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            yield (*route, key.value), True, key
            yield from routes(inner, (*route, key.value))


def at(text: str, location: Location) -> str:
    """The text from a place on."""
    ends = [0, *(match.end() for match in BREAK.finditer(text))]
    assert 1 <= location.line <= len(ends)
    index = ends[location.line - 1] + location.column - 1
    assert not BREAK.search(text, ends[location.line - 1], index)
    return text[index:]


@examples(150)
@given(written())
def test_every_place_begins_with_what_stands_there(document: tuple[str, Any]) -> None:
    text, _ = document
    source, _ = source_of(text.encode())
    node: yaml.Node | None = yaml.compose(text, yaml.BaseLoader)
    assert node is not None
    for route, key, scalar in routes(node):
        there = at(text, source.at(route, key=key))
        assert there.startswith(text[scalar.start_mark.index : scalar.end_mark.index]), route
        if scalar.style is None:
            assert there.startswith(re.split(r"\s", scalar.value)[0])
        elif scalar.style in ("'", '"'):
            assert there.startswith(scalar.style)
            if scalar.value.isalnum() and scalar.value.isascii():
                assert there.startswith(f"{scalar.style}{scalar.value}{scalar.style}")
        else:
            assert there[0] == scalar.style


@examples(60)
@given(written(), st.sampled_from(["\r\n", "\r", "\n"]), st.booleans())
def test_line_ends_and_marks_move_no_place(document: tuple[str, Any], end: str, mark: bool) -> None:
    """A file of another system has the same places; only `\\r` inside a scalar could change what it says."""
    text, _ = document
    plain, _ = source_of(text.encode())
    if not {"\r", "\x85", "\u2028", "\u2029"} & set(text):
        other, found = source_of((b"\xef\xbb\xbf" if mark else b"") + text.replace("\n", end).encode())
        assert not found
        assert other.data == plain.data
        node: yaml.Node | None = yaml.compose(text, yaml.BaseLoader)
        assert node is not None
        for route, key, _ in routes(node):
            assert other.at(route, key=key) == plain.at(route, key=key)


# --- what is wrong


def mappings(data: Any) -> Iterator[dict[str, Any]]:
    """Every mapping in some data."""
    if isinstance(data, dict):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from mappings(inner)


@examples(100)
@given(documents, st.data(), st.integers(0, 2**32))
def test_a_key_written_twice_is_always_found(data: Any, choice: st.DataObject, seed: int) -> None:
    here = choice.draw(st.sampled_from(list(mappings(data))))
    # Two new keys, one of them then renamed in the text: the emitter would not write one twice.
    here["k1-copy"] = {"new": "value"}
    here["k2-copy"] = "other"
    text = yaml_of(data, writer_of(seed), shuffle=True).replace("k2-copy", "k1-copy")
    found = source_of(text.encode())[1]
    doubled = [problem for problem in found if problem.message == "the key `k1-copy` is written twice"]
    assert len(doubled) == len(found) == 1
    assert doubled[0].location is not None
    places = [doubled[0].related[0].location, doubled[0].location]
    assert places[0] < places[1]
    assert all(re.match(r"[\"']?k1-copy", at(text, place)) for place in places)


REFUSALS = [
    "a: {x: 1, y: [2, {z: 3}]}",
    "[b, {c: d}]: {x: 1, y: [2]}",
    "{b: c}: d",
    "? [b]\n: [c, {d: e}]",
    "<<: {b: c}",
    "? ''\n: {b: [c]}",
    "b: *alias",
    "*alias : {b: c}",
    "b:",
    "b: [c, ~, {d: e}]",
    "b: [c, unknown, {d: e}]",
    "b: &anchor {c: d}",
    "b: !tag [c]",
]


@pytest.mark.parametrize("refused", REFUSALS)
def test_what_is_refused_moves_no_other_place(refused: str) -> None:
    for before, after in product((False, True), repeat=2):
        lines = ["a: {first: [one, two]}", *([refused] if before else []), "k: {l: [m, {n: o}]}"]
        lines += [*([refused.replace("b", "bb")] if after else []), "end: {p: [q, r]}", "end: twice"]
        text = "\n".join(lines)
        source, found = source_of(text.encode())
        expected = {("k", "l", 0): "m", ("k", "l", 1, "n"): "o", ("end", "p", 0): "q", ("end", "p", 1): "r"}
        for route, word in expected.items():
            assert at(text, source.at(route)).startswith(word), (route, text)
        assert at(text, source.at(("end", "p"), key=True)).startswith("p: [q")
        (twice,) = (problem for problem in found if problem.message == "the key `end` is written twice")
        assert at(text, twice.related[0].location).startswith("end: {p")


def assert_placed(raw: bytes) -> list[Problem]:
    """Read anything: what is wrong with it has a place inside it."""
    source, found = source_of(raw)
    text = raw.decode("utf-8-sig", "replace")
    for problem in found:
        assert problem.location is not None
        at(text, problem.location)
        assert problem.location.file == "file.yaml"
        for related in problem.related:
            at(text, related.location)
    assert source.complete or found
    return found


@examples(300)
@given(st.binary(max_size=200))
@example(b"\xff\xfe\x00")
@example(b"%YAML 1.1\n---\na: b\n")
@example(b"[" * 500)
@example(b"{" * 500)
@example(b"? " * 500)
@example(b"- " * 500)
@example(b"a: &x [*x]\n")
@example(b"a: b\n---\nc: d\n")
@example(b"\xef\xbb\xbf\xef\xbb\xbfa: b")
def test_any_bytes(raw: bytes) -> None:
    assert_placed(raw)


YAML_SIGNS = st.text(st.sampled_from("ab:-?[]{},#&*!|>'\"%@`~ \t\n\r\x00\x85\u2028\ufeffé="), max_size=40)


def assert_read_alike(text: str) -> None:
    """Where our reader has no complaint, PyYAML reads the same.

    Where PyYAML has one, the two differ in what they allow; and libyaml drops a byte order mark at the
    start of any line.
    """
    if assert_placed(text.encode()) or re.search("[\r\n\x85\u2028]\ufeff", text):
        return
    source, _ = source_of(text.encode())
    try:
        other = by_yaml(text.removeprefix("\ufeff"))
    except yaml.YAMLError:
        return
    assert source.data == other, text


@examples(500)
@given(YAML_SIGNS)
def test_any_signs(text: str) -> None:
    assert_read_alike(text)


@examples(200)
@given(written(), st.data())
def test_damaged_text(document: tuple[str, Any], data: st.DataObject) -> None:
    """Cut off, with a piece left out, or with something put in."""
    text, _ = document
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, min(len(text), start + 5)))
    damaged = text[:start] + data.draw(YAML_SIGNS) + text[stop:]
    if data.draw(st.booleans()):
        damaged = text[:start]
    assert_read_alike(damaged)


# --- whole workspaces with a damaged file


BITS = [b"\x00", b"\xff", b"\xc2\x85", b"\n", b"\t", b": ", b"- ", *(f"{sign} ".encode() for sign in "&*!{]'~#")]


def spoil(raw: bytes, write: Writer) -> bytes:
    """A file that was cut, overwritten, doubled or stirred."""
    start = write.number(0, len(raw))
    stop = write.number(start, min(len(raw), start + 12))
    what = write.pick(["cut", "drop", "put", "swap", "line"])
    if what == "cut":
        return raw[:start]
    if what == "drop":
        return raw[:start] + raw[stop:]
    if what == "put":
        return raw[:start] + write.pick(BITS) + raw[start:]
    if what == "swap":
        return raw[:start] + raw[start:stop][::-1] + raw[stop:]
    lines = raw.splitlines(keepends=True)
    number = write.number(0, len(lines) - 1)
    return b"".join([*lines[: number + 1], *lines[number:]])


def survives(files: dict[str, bytes], root: Path) -> bool:
    """Audit files; false when the input was refused. No other end is right."""
    for name, raw in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    found = problems_of(root)
    for problem in found:
        assert problem.location is not None, problem.message
        for place in (problem.location, *(related.location for related in problem.related)):
            if place.file in files:
                at(files[place.file].decode("utf-8-sig", "replace"), place)
            else:
                assert place in (Location("dataflows", 1, 1), Location("policy", 1, 1)), place
    report.render_text(found, lambda _: "")
    return not found


def files_of(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for folder in ("dataflows", "policy")
        for path in sorted((root / folder).rglob("*.yaml"))
    }


def test_damaged_files_of_leanos() -> None:
    refused = 0
    files = files_of(ROOT)
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(100):
            write = writer_of(seed)
            name = write.pick(sorted(files))
            refused += not survives({**files, name: spoil(files[name], write)}, Path(folder))
    assert 20 < refused < 100


def test_damaged_files_of_drawn_ones() -> None:
    refused = 0
    for seed, workspace in drawn(150, start=50_000):
        with tempfile.TemporaryDirectory() as folder:
            refused += not survives(_damaged(workspace, seed, Path(folder)), Path(folder))
    assert 50 < refused < 150


def _damaged(workspace: Drawn, seed: int, root: Path) -> dict[str, bytes]:
    write = writer_of(seed)
    dump(*workspace, root)
    files = files_of(root)
    if write.chance(2):
        files = {name: yaml_of(by_yaml(raw.decode()), write).encode() for name, raw in files.items()}
    name = write.pick(sorted(files))
    return {**files, name: spoil(files[name], write)}

"""Mermaid itself reads what we write, and finds the same systems, boxes and arrows in it as the picture has."""

import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from mermaidx.engines import _common as mermaid_itself
from py_mini_racer import MiniRacer

from auditor.audit import audit
from auditor.diagrams import mermaid
from auditor.diagrams.labels import of_thing
from auditor.diagrams.picture import CHAIN, PROPOSED, Picture, Verdict
from auditor.diagrams.views import View, everything, picture
from tests.diagrams.companies import company
from tests.diagrams.drawn import HOSTILE, ROOT, command, workspace
from tests.diagrams.pictures import random_picture
from tests.reference.workspaces import AS_OF, dump

SURROUNDINGS = """
globalThis.__log = () => {};
for (const name of ["__measureText", "__measureTextFull", "__measureGlyphs", "__measureForeignObject"])
  globalThis[name] = () => { throw new Error("nothing is drawn here"); };
"""
READ = """(async (text) => {
  await mermaid.parse(text);
  const db = (await mermaid.mermaidAPI.getDiagramFromText(text)).db;
  return JSON.stringify({
    things: [...db.getVertices().values()].map((one) => [one.id, one.text, one.type]),
    arrows: db.getEdges().map((one) => [one.start, one.end, one.text, one.stroke]),
    boxes: db.getSubGraphs().map((one) => [one.id, one.title]),
  });
})"""


class Reader:
    """Mermaid in a JavaScript engine, with nothing to draw on."""

    def __init__(self) -> None:
        self.engine = MiniRacer()
        for script in (SURROUNDINGS, *mermaid_itself.context_scripts(), "mermaid.initialize({startOnLoad: false})"):
            self.engine.eval(script)

    def __call__(self, text: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.engine.eval(f"{READ}({json.dumps(text)})").get())
        return found


@pytest.fixture(scope="module")
def read() -> Reader:
    return Reader()


def words(text: str) -> str:
    """A label as it is shown: Mermaid keeps a character that is written as a number in a spelling of its own."""
    return html.unescape(re.sub("ﬂ°°([0-9]+)¶ß", r"&#\1;", text))


def assert_the_same(read: Reader, shown: Picture) -> list[str]:
    """All parts together have what the picture has, and no more."""
    parts = mermaid.diagrams(shown)
    names, arrows, boxes = set[str](), Counter[tuple[str, str]](), 0
    title = {thing.id: thing.title for thing in everything(shown)}
    for part in parts:
        found = read(part)
        assert len(part) <= 50_000
        assert len(found["arrows"]) <= 500
        titled = {name for name, _ in found["boxes"]}  # a box with a style is also a thing, for Mermaid
        label = {name: words(text) for name, text, _ in found["things"] if name not in titled | {"caption"}}
        assert all(re.fullmatch(r"n\d+", name) for name in label)
        assert all(re.fullmatch(r"r\d+(b\d+)?", name) for name, _ in found["boxes"])
        arrows.update((label[start], label[end]) for start, end, _, _ in found["arrows"])
        names |= set(label.values())
        boxes += len(found["boxes"])
        assert [stroke == "dotted" for *_, stroke in found["arrows"]] == [
            "-.->" in line for line in part.splitlines() if re.match(r"  n\d+ -", line)
        ]
    labels = _labels(shown)
    assert names == set(labels.values())
    assert arrows == Counter((labels[arrow.source], labels[arrow.target]) for arrow in shown.arrows)
    assert title.keys() == labels.keys()
    if len(parts) == 1:
        assert boxes == sum(1 + sum(box.title is not None for box in region.boxes) for region in shown.regions)
    return parts


def _labels(shown: Picture) -> dict[str, str]:
    return {thing.id: "<br/>".join(line for part in of_thing(thing) for line in part) for thing in everything(shown)}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_change_no_structure(name: str, read: Reader) -> None:
    """In every place where a user's words come."""
    for nasty in (HOSTILE[name][0], f"{HOSTILE[name][0]};\n  end\n  style: #60;x#62;\nclassDef x:#f;"):
        assert_the_same(read, random_picture(3, least=12, most=14, words=nasty))


@pytest.mark.parametrize(
    "nasty", ["`md`", "%% no", "end", "aws:s3", "#quot;", "A@{shape: x}", "x---y", "---", "</br>", "$$x$$"]
)
def test_words_of_mermaid_are_only_words(nasty: str, read: Reader) -> None:
    assert_the_same(read, random_picture(4, least=12, most=14, words=nasty))


def test_only_plain_characters_are_written_as_they_are() -> None:
    every = "".join(map(chr, range(32, 127)))
    kept = set(re.sub(r"#\d+;", "", mermaid.encoded(every)))
    assert kept == set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 _,.-")
    assert mermaid.encoded("é\U0001f600") == "#233;#128512;"


@pytest.mark.parametrize("seed", range(12))
def test_random_pictures_are_read_as_they_are(seed: int, read: Reader) -> None:
    assert_the_same(read, random_picture(seed, most=120))


@pytest.mark.parametrize("view", ["full", "overview", "violations", "vendor=supabase", "data=customer_data"])
def test_leanos_is_one_diagram(view: str, read: Reader) -> None:
    shown = picture(audit(ROOT, AS_OF), View(*view.split("=")))
    (diagram,) = assert_the_same(read, shown)
    assert "part 1" not in diagram
    flows = [line for line in diagram.splitlines() if re.match(r"  n\d+ -", line)]
    assert sum("-.->" in line for line in flows) == sum(arrow.kind in (CHAIN, PROPOSED) for arrow in shown.arrows)


def test_a_large_company_is_several_diagrams(tmp_path: Path, read: Reader) -> None:
    dump(*company(600), tmp_path)
    shown = picture(audit(tmp_path, AS_OF), View("full"))
    parts = assert_the_same(read, shown)
    assert len(parts) > 2
    for number, part in enumerate(parts, start=1):
        assert f"part {number} of {len(parts)}" in part
        assert part.startswith("%%{init")


def test_many_short_arrows_are_split_too(read: Reader) -> None:
    shown = random_picture(5, least=12, most=14)
    short = shown.arrows[0]._replace(name="f", data=(), words=(), verdict=Verdict())
    many = shown._replace(arrows=tuple(short._replace(id=f"flow-{number}") for number in range(700)))
    assert len(assert_the_same(read, many)) == 2


def test_even_what_has_no_arrows_is_split(read: Reader) -> None:
    shown = random_picture(5, least=300)._replace(arrows=())
    many = shown._replace(outside=tuple(
        thing._replace(id=f"{thing.id}-{n}", title=f"{thing.title} {n}", words=("x" * 60,) * 9)
        for thing in everything(shown)[:10] for n in range(20)
    ))  # fmt: skip
    assert len(assert_the_same(read, many)) > 1


def test_several_parts_are_files_or_blocks(tmp_path: Path, capfdbinary: Any) -> None:
    dump(*company(600), tmp_path / "w")
    root = tmp_path / "w"
    code, out, err = command(capfdbinary, root, "--view", "full", "--format", "mermaid")
    count = out.count("```mermaid\n")
    assert (code, err) == (0, "")
    assert count > 2
    assert out.count("```") == 2 * count
    code, out, err = command(capfdbinary, root, "--view", "full", "--output", str(tmp_path / "o" / "all.mmd"))
    assert (code, out) == (0, "")
    assert err == f"note: too much for one Mermaid diagram: wrote {count} files, all-1-of-…\n"
    written = sorted(path.name for path in (tmp_path / "o").iterdir())
    assert written == [f"all-{number}-of-{count}.mmd" for number in range(1, count + 1)]


def test_no_engine_is_needed(tmp_path: Path, capfdbinary: Any, monkeypatch: pytest.MonkeyPatch, read: Reader) -> None:
    monkeypatch.setattr("auditor.diagrams.render._packaged", lambda: None)
    monkeypatch.setenv("PATH", "")
    code, out, err = command(capfdbinary, workspace(tmp_path), "--format", "mermaid")
    assert (code, err) == (0, "")
    assert len(read(out)["arrows"]) == 6


def test_mermaid_itself_refuses_what_is_wrong(read: Reader) -> None:
    """Else nothing is shown by what it accepts."""
    with pytest.raises(Exception, match=r"(Parse|Lexical) error"):
        read('flowchart LR\n  n0["a"] -->|"b" n1')
    with pytest.raises(Exception, match=r"(Parse|Lexical) error"):
        read('flowchart LR\n  n0["a"b"]')

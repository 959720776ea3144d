"""The comment, read back by a parser of Markdown: its structure, its texts, its links, and how long it is."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from auditor.audit import Audit, audit
from auditor.diagrams.mermaid import diagrams
from auditor.diagrams.views import VIOLATIONS, View, picture
from auditor.findings.groups import grouped
from auditor.formats.markdown import report
from auditor.formats.markdown.picture import drawn as drawn_picture
from auditor.formats.markdown.sheet import Sheet
from auditor.phrases import MOST_ID, Phrases
from auditor.text.markdown import BREAK, code, escaped, size
from auditor.text.plain import shown
from tests.formats.everything import EVERYTHING, ROOT, everything, leanos, many
from tests.formats.golden import golden
from tests.formats.long import LONGEST, large
from tests.formats.shop import audited, rule
from tests.formats.test_text_hostile import FREE, HOSTILE, audit_in_quotes, hostile_workspace
from tests.properties.drawn import audit_of, drawn
from tests.reference.workspaces import AS_OF

AUDITS = {"everything": everything, "leanos": leanos, "many": many}
ROOTS = {"everything": EVERYTHING, "leanos": ROOT}
PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OUR_HTML = re.compile(r"<details>\n<summary>[\w, ]+</summary>\n?|</details>\n?")

MARKUP = {
    "html": "<script>alert(1)</script> <img src=x onerror=y> <!-- &amp; &#60; --> </details></summary>",
    "marks": "*a* **b** _c_ __d__ ~~e~~ `f` ``g`` [h](javascript:i) ![j](k) [l]: m <n@o.p> \\ | -- $q$ {+s+} [^t]",
    "blocks": "# a",
    "lists": "- a",
    "numbers": "1. a",
    "rules": "---",
    "underlines": "===",
    "quotes": "> [!NOTE]",
    "fences": "```mermaid",
    "tables": "| a | b |\\| c \\\\| d",
    "people": "@everyone @org/team a@b.example #1 us/app#2 GH-3 !4 ~5 %6 &7 $8 :warning: deadbeef1234567",
    "addresses": "https://a.example/b www.c.example mailto:d@e.example ftp://f.example",
    "ends": "a\\",
}
ALL = {**HOSTILE, **MARKUP}
LINKED_LATER = re.compile(
    r"[@#!%~&$](?=\w)|(?<=\w):\w|:\w+:|://|\bwww\.|\bGH-\d|\b[0-9a-f]{7,40}\b", re.IGNORECASE
)  # fmt: skip
"""What GitHub or GitLab make a link or a picture of, in text that is read already."""


def inlines(said: str) -> Iterator[Token]:
    return (child for token in PARSER.parse(said) for child in token.children or ())


def structure(said: str) -> list[str]:
    """The Markdown without its texts; anything in it that is HTML is ours."""
    found = []
    for token in PARSER.parse(said):
        if token.type == "html_block":
            assert OUR_HTML.fullmatch(token.content), token.content
        for child in token.children or ():
            if child.type == "html_inline":
                assert child.content == BREAK
            elif child.type != "text":
                found.append(child.type)
        found.append(f"{token.type}{token.level}{token.tag}")
    return found


def texts(said: str) -> list[str]:
    """What a reader sees, a text a block."""
    return [
        "".join(child.content if child.type in ("text", "code_inline") else "" for child in token.children)
        for token in PARSER.parse(said)
        if token.children
    ]


def alive(said: str) -> list[str]:
    """What would become a link or notify somebody after all; never where it is code, or in a link."""
    found, linked = [], 0
    for child in inlines(said):
        linked += child.nesting if child.type.startswith("link") else 0
        if child.type == "text" and not linked:
            found += [match[0] for match in LINKED_LATER.finditer(child.content)]
    return found


def test_it_is_as_written() -> None:
    golden("markdown.md", report.render(everything()))


@pytest.mark.parametrize("name", AUDITS)
def test_it_begins_with_the_verdict(name: str) -> None:
    found = AUDITS[name]()
    first = texts(report.render(found))[0]
    assert first == f"❌ {Phrases(found).gate().replace('`', '')}"


def test_an_open_gate_is_said(tmp_path: Path) -> None:
    found = audited(tmp_path, {"kept": rule(forbid={"flow": {"retention": "1d"}}, on_unknown="ignore")})
    assert report.render(found).startswith(
        "## ✅ The gate is open: nothing at or above `error` is violated or undecided.\n"
    )


# ---- every finding


def accounted(found: Audit, said: str) -> None:
    """Each finding is told of, or counted."""
    words = "\n".join(texts(said))
    ids = Counter(re.findall(r"\bid: (\S+@\S+?),?(?:\s|$)", words))
    assert set(ids.values()) <= {1}
    assert set(ids) <= {shown(finding.id, MOST_ID) for finding in found.findings}
    questions = len(re.findall(r"^write promises/", words, re.MULTILINE))
    counts = re.findall(
        r"\(([\d,]+) findings? of|[Aa]nd ([\d,]+) more findings?\b|and ([\d,]+) findings? of [\d,]+ more rules?", words
    )
    counted = sum(int(number.replace(",", "")) for numbers in counts for number in numbers if number)
    assert len(ids) + questions + counted == len(found.findings)


@pytest.mark.parametrize("name", AUDITS)
def test_every_finding_is_told_of_or_counted(name: str) -> None:
    found = AUDITS[name]()
    accounted(found, report.render(found))


def test_every_finding_of_many_small_workspaces_is_told_of_or_counted() -> None:
    for _, workspace in drawn(40, start=63_000):
        found = audit_of(workspace)
        said = report.render(found)
        accounted(found, said)
        assert alive(said) == []


def test_a_finding_stands_below_the_promise_that_it_breaks() -> None:
    said = report.render(leanos())
    below = said.partition("**[`list-complete`]")[2].partition("**Without a promise**")[0]
    assert re.findall(r"id: `([^@]+)@", below) == ["entries-are-complete", "entries-say-where"]
    assert texts(said)[6:8] == [
        "list-complete", "“This page lists every subprocessor that processes Customer Data, and what each one does.”",
    ]  # fmt: skip


def test_each_missing_fact_is_named_once_and_the_ledger_is_a_table() -> None:
    found = leanos()
    said = report.render(found)
    for fact in grouped(found.findings).waiting:
        for place in fact.places:
            assert said.count(f"`{place}`") == 1
    tokens = PARSER.parse(said)
    rows = sum(token.type == "tr_open" for token in tokens) - sum(token.type == "thead_open" for token in tokens)
    assert rows == len(found.promises)


def test_a_waiver_says_how_long_it_is_good() -> None:
    said = report.render(everything())
    assert "<summary>2 findings are waived, by 1 waiver</summary>" in said
    folded = said.partition("are waived, by")[2]
    days = (everything().workspace.waivers["notes-to-the-model"].expires - AS_OF).days
    assert f"**{days} days left** (until 2026-12-31)" in folded
    assert folded.count("id: `models-see-no-notes@") == 2
    assert "in: enterprise\\_eu violated, standard waived; waived by edge-in-one-deployment until" in said


# ---- the picture


@pytest.mark.parametrize("name", AUDITS)
def test_what_is_wrong_is_drawn(name: str) -> None:
    found = AUDITS[name]()
    fences = [token for token in PARSER.parse(report.render(found)) if token.type == "fence"]
    assert [token.info for token in fences] == ["mermaid"]
    assert fences[0].content in diagrams(picture(found, View(VIOLATIONS)))


def test_a_picture_without_room_is_named() -> None:
    sheet = Sheet(leanos(), "")
    whole = drawn_picture(sheet, 50_000)
    assert drawn_picture(sheet, size(whole)) == whole
    assert drawn_picture(sheet, size(whole) - 1).endswith("`auditor diagram --view violations` draws it.")


# ---- links


@pytest.mark.parametrize("name", ROOTS)
def test_links_lead_to_lines_that_are_there(name: str) -> None:
    targets = [
        str(child.attrs["href"]) for child in inlines(report.render(AUDITS[name]())) if child.type == "link_open"
    ]
    assert len(targets) > 20
    for target in targets:
        path, _, line = target.partition("#L")
        there = ROOTS[name] / unquote(path)
        assert 1 <= int(line) <= len(there.read_text(encoding="utf-8").splitlines()), target


def test_links_may_lead_elsewhere() -> None:
    base = "https://github.example/us/app/blob/c0ffee/"
    plain, led = (report.render(everything(), each) for each in ("", base))
    assert led.replace(f"]({base}", "](") == plain
    assert led.count(base) > 20


# ---- hostile texts


@pytest.mark.parametrize("where", FREE)
@pytest.mark.parametrize("kind", ALL)
def test_no_text_changes_the_structure(kind: str, where: str, tmp_path: Path) -> None:
    wanted = report.render(audit_in_quotes(tmp_path, hostile_workspace("", "")))
    found = audit_in_quotes(tmp_path, hostile_workspace(ALL[kind], where))
    said = report.render(found)
    assert structure(said) == structure(wanted), said
    assert alive(said) == []
    assert said.replace("\n", "").isprintable()
    if where not in UNSEEN:
        begins = shown(shown(f"{ALL[kind]}A", 76)).strip()[:60]
        assert any(begins in text for text in texts(said)), (begins, said)


UNSEEN = ("title of data", "name of a vendor")
"""Texts that the report does not show."""


@pytest.mark.parametrize("kind", ALL)
def test_a_text_and_a_piece_of_code_say_what_they_said(kind: str) -> None:
    text = ALL[kind][:3_000]
    for written in (escaped(text), f"**{escaped(text)}**", f"- {escaped(text)}", f"| {escaped(text)} |\n| --- |"):
        assert texts(written) == [shown(text).strip()]
        assert alive(written) == []
    assert texts(f"- {code(text)}") == [shown(text).strip()]


@pytest.mark.parametrize("name", AUDITS)
def test_nothing_in_the_fixed_audits_is_alive(name: str) -> None:
    said = report.render(AUDITS[name]())
    assert alive(said) == []
    structure(said)


# ---- how long it is


@pytest.mark.parametrize("kind", LONGEST)
def test_it_is_never_longer_than_a_comment_may_be(kind: str, tmp_path: Path) -> None:
    found = audit_in_quotes(tmp_path, large(LONGEST[kind]))
    said = report.render(found)
    assert size(said) < 65_000
    assert size(said) > 20_000
    assert re.search(r"And [\d,]+ more findings?, not shown here; `--format json` lists every one: ", said)
    accounted(found, said)
    structure(said)
    ranks = re.findall(r"^- \*\*(error|warning|note)\*\*: `flows/", said, re.MULTILINE)
    assert ranks
    assert set(ranks) == {"error"}, "the worst are kept"


def test_two_thousand_findings_are_no_longer_than_a_comment_may_be() -> None:
    said = report.render(many())
    assert size(said) < 65_000
    assert "**error**: `flows/" in said
    assert "And 980 more findings, not shown here; `--format json` lists every one: error `short-error`: 490" in said


def test_many_promises_are_counted(tmp_path: Path) -> None:
    promises = {f"promise-{number:04}": {"says": "x" * 150, "source": "Page"} for number in range(1_500)}
    found = audited(tmp_path, {"kept": rule(*promises, forbid={"flow": {"retention": "1d"}})}, promises=promises)
    said = report.render(found)
    assert size(said) < 65_000
    shown_ones = len(re.findall(r"^\| \[promise-", said, re.MULTILINE))
    more = re.search(r"And ([\d,]+) more promises, not shown here", said)
    assert more
    assert shown_ones + int(more[1].replace(",", "")) == 1_500
    assert shown_ones > 20


def test_it_is_the_same_from_everywhere() -> None:
    assert report.render(audit(EVERYTHING, AS_OF)) == report.render(everything())

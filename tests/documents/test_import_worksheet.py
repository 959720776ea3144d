"""A worksheet that was filled in goes back into the files, all of it or nothing."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from auditor.cli.main import main
from tests.documents.filled import NAMES as COLUMNS
from tests.documents.filled import fill, rows_of, written
from tests.documents.strange import LEANOS, NAMES, write_company
from tests.documents.written import DAY

ANSWERS = {
    "true | false": "TRUE",
    "a whole number": "30",
    "a date, YYYY-MM-DD": "2026-03-04",
    "the day it was signed": "TRUE",
    "a period": "30d",
    "a country, ISO": "DE",
    "a country (DE)": "aws/eu-central-1",
    "a country and an e-mail": "EU: eu@example.org",
    "words, joined": "tls, Access log",
    "text": "=Text: with a colon, \"quotes\" # no comment; and भारत",
    "a data": "",
}  # fmt: skip
IDS = {
    "leanos": {"data category": "customer_data.a3.context", "subject": "plant_worker", "vendor": "[]",
               "system": "web_app", "kind": "database", "purpose": "service.hosting"},
    "company": {"data category": "order.note", "subject": "buyer", "vendor": "[]", "system": "shop",
                "kind": "database", "purpose": "service.hosting"},
}  # fmt: skip


def _answer(ids: dict[str, str]) -> Callable[[str, str], str]:
    def answer(fact: str, expected: str) -> str:
        if fact == "systems/stray/vendor":
            return "host"
        for thing, word in ids.items():
            if f" of a {thing}" in expected:
                return word
        for start, word in ANSWERS.items():
            if expected.startswith(start):
                return word
        return expected.split(" | ")[0] if " | " in expected else ""

    return answer


def _workspace(name: str, to: Path) -> tuple[Path, dict[str, str]]:
    if name != "leanos":
        return write_company(name, to / "w"), IDS["company"]
    for folder in ("dataflows", "policy"):
        shutil.copytree(LEANOS / folder, to / "w" / folder)
    return to / "w", IDS["leanos"]


def _worksheet(root: Path) -> list[dict[str, str]]:
    assert main(["write", "worksheet", "--dir", str(root), "--as-of", DAY]) == 0
    return rows_of((root / "reports" / "worksheet.csv").read_bytes())


def _import(root: Path, raw: bytes, name: str = "filled.csv") -> int:
    (root / name).write_bytes(raw)
    return main(["import", "worksheet", str(root / name), "--to", str(root), "--as-of", DAY])


def _content(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(root.glob("*/**/*.yaml"))}


def _given(rows: list[dict[str, str]], answers: dict[str, str], **more: str) -> list[dict[str, str]]:
    """The rows with some answers, and other columns of those rows."""
    assert answers.keys() <= {row[COLUMNS["fact"]] for row in rows}
    return [
        row | {COLUMNS["answer"]: answers[row[COLUMNS["fact"]]], **{COLUMNS[key]: more[key] for key in more}}
        if row[COLUMNS["fact"]] in answers
        else row
        for row in rows
    ]


@pytest.mark.parametrize("name", ["leanos", *NAMES])
def test_what_was_asked_and_answered_is_asked_no_more(name: str, tmp_path: Path) -> None:
    root, ids = _workspace(name, tmp_path)
    rows = _worksheet(root)
    filled = fill(rows, _answer(ids))
    answered = {row[COLUMNS["fact"]] for row in filled if row[COLUMNS["answer"]]}
    assert _import(root, written(filled)) == 0
    if "vendors/zoho/legal_name" in answered:
        said = yaml.safe_load((root / "dataflows/vendors/zoho.yaml").read_text(encoding="utf-8"))
        assert said["vendors"]["zoho"]["legal_name"] == ANSWERS["text"]
    left = {row[COLUMNS["fact"]] for row in _worksheet(root)}
    assert not left & answered
    assert {row[COLUMNS["fact"]] for row in rows} - answered <= {"measures"}


def test_comments_and_layout_stay(tmp_path: Path) -> None:
    root, ids = _workspace("leanos", tmp_path)
    before = {path: text.decode().splitlines() for path, text in _content(root).items()}
    assert _import(root, written(fill(_worksheet(root), _answer(ids)))) == 0
    for path, text in _content(root).items():
        after = text.decode().splitlines()
        comments = [line.partition("#")[2] for line in before[path] if "#" in line]
        assert [line.partition("#")[2] for line in after if "#" in line and "no comment" not in line] == comments
    line = '    retention: 30d              # "not stored at Anthropic beyond their stated retention": the page'
    assert line in (root / "dataflows/vendors/anthropic.yaml").read_text()


@pytest.mark.parametrize(
    ("delimiter", "mark", "end", "encoding"),
    [
        (";", "\ufeff", "\r\n", "utf-8"),
        ("\t", "", "\n", "utf-16"),
        (",", "", "\r", "utf-8"),
        (",", "\ufeff", "\n", "utf-8"),
    ],
)
def test_however_a_spreadsheet_saved_it(delimiter: str, mark: str, end: str, encoding: str, tmp_path: Path) -> None:
    root, _ = _workspace("leanos", tmp_path)
    rows = _given(_worksheet(root), {"organization/legal_name": 'Lean; "OS",\nPrivate Limited'})
    moved = [{"Our remarks": "x", **row} for row in reversed(rows)]
    raw = written(moved, delimiter, mark, end).decode().encode(encoding)
    assert _import(root, raw) == 0
    said = yaml.safe_load((root / "dataflows/organization.yaml").read_text())
    assert said["organization"]["legal_name"].split() == ["Lean;", '"OS",', "Private", "Limited"]


def test_evidence_goes_beside_its_fact(tmp_path: Path) -> None:
    root, _ = _workspace("leanos", tmp_path)
    rows = _given(
        _worksheet(root),
        {"vendors/supabase/trains_on_data": "never"},
        url="https://example.org/t",
        checked="2026-11-20",
    )
    assert _import(root, written(rows)) == 0
    said = yaml.safe_load((root / "dataflows/vendors/supabase.yaml").read_text())["vendors"]["supabase"]
    assert said["trains_on_data"] == "never"
    assert {key: str(value) for key, value in said["evidence"]["trains_on_data"].items()} == {
        "url": "https://example.org/t", "checked": "2026-11-20",
    }  # fmt: skip


WRONG = {
    "vendors/supabase/trains_on_data": ("sometimes", "`sometimes` is not one of never, opt_in, opt_out, always"),
    "flows/app-logs/retention": ("30m", "`30m` may be minutes or months"),
    "organization/country": ("Indja", "`Indja` is not a country"),
    "vendors/google/region": ("aws/eu-central-9", "`aws/eu-central-9` is not a region"),
    "vendors/vercel/dpa/signed": ("5/1/2026", "`5/1/2026` is not a date"),
    "flows/email-sending/from": ("web_ap", "unknown system `web_ap`"),
    "vendors/anthropic/subprocessors": ("nobody_here", "unknown vendor `nobody_here`"),
}


@pytest.mark.parametrize("fact", WRONG)
def test_a_mistake_is_placed_in_its_cell_and_nothing_is_written(
    fact: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, _ = _workspace("leanos", tmp_path)
    before = _content(root)
    answer, message = WRONG[fact]
    rows = _given(_worksheet(root), {fact: answer, "organization/legal_name": "LeanOS Private Limited"})
    raw = written(rows)
    capfd.readouterr()
    assert _import(root, raw) == 2
    said = capfd.readouterr().err
    lines = raw.decode("utf-8-sig").split("\r\n")
    number = next(n for n, line in enumerate(lines, 1) if line.startswith(f"{fact},"))
    column = lines[number - 1].index(f",{answer},") + 2
    assert message in said
    assert f"filled.csv:{number}:{column}" in said
    assert "nothing was written" in said
    assert _content(root) == before


def test_all_mistakes_are_told_at_once(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, _ = _workspace("leanos", tmp_path)
    plain = {fact: answer for fact, (answer, _) in WRONG.items() if not fact.endswith(("from", "subprocessors"))}
    assert _import(root, written(_given(_worksheet(root), plain))) == 2
    said = capfd.readouterr().err
    assert all(WRONG[fact][1] in said for fact in plain)
    assert f"{len(plain)} problems" in said


def test_a_fact_declared_meanwhile_is_not_overwritten(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, _ = _workspace("leanos", tmp_path)
    rows = _given(_worksheet(root), {"vendors/supabase/trains_on_data": "never", "vendors/zoho/dpa/signed": "true"})
    for name, old, new in (
        ("supabase", "trains_on_data: unknown", "trains_on_data: opt_in"),
        ("zoho", "relation:", "dpa: none\n    relation:"),
    ):
        path = root / f"dataflows/vendors/{name}.yaml"
        path.write_text(path.read_text().replace(old, new, 1))
    before = _content(root)
    assert _import(root, written(rows)) == 2
    said = capfd.readouterr().err
    assert said.count("declared meanwhile") == 2
    assert "declared here: opt_in" in said
    assert "declared here: none" in said
    assert _content(root) == before


def test_the_same_answer_twice_is_one_and_another_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, _ = _workspace("leanos", tmp_path)
    rows = _given(_worksheet(root), {"vendors/supabase/trains_on_data": "never"})
    again = [row for row in rows if row[COLUMNS["answer"]]]
    other = [again[0] | {COLUMNS["answer"]: "always"}]
    assert _import(root, written([*rows, *other])) == 2
    assert "two answers to one fact" in capfd.readouterr().err
    assert _import(root, written([*rows, *again])) == 0
    assert _import(root, written([*rows, *again])) == 0, "what is declared so already is no conflict"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fact": "vendors/supabse/country", "answer": "US"}, "there is no `supabse` in vendors"),
        ({"fact": "vendors/supabase/colour", "answer": "red"}, "is no fact that one value answers"),
        ({"fact": "measures", "answer": "locks"}, "is no fact that one value answers"),
        ({"fact": "", "answer": "red"}, "an answer to no fact"),
        ({"url": "https://example.org"}, "evidence for a fact that has no answer"),
        ({"fact": "organization/legal_name", "answer": "x", "url": "https://e.org"}, "no evidence can be written"),
        ({"fact": "vendors/zoho/country", "answer": "IN", "checked": "yesterday"}, "`yesterday` is not a date"),
    ],
)
def test_a_row_that_makes_no_sense(
    change: dict[str, str], message: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    root, _ = _workspace("leanos", tmp_path)
    row = _worksheet(root)[-1]
    before = _content(root)
    assert _import(root, written([row | {COLUMNS[key]: value for key, value in change.items()}])) == 2
    assert message in capfd.readouterr().err
    assert _content(root) == before


@pytest.mark.parametrize(
    "raw", [b"", b"\xff\xfe", b"a,b\r\n1,2\r\n", b"Fact;Nothing\n", b"\xe9,\xe8\n", b'"Fact","Answer']
)
def test_a_file_that_is_no_worksheet(raw: bytes, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, _ = _workspace("leanos", tmp_path)
    assert _import(root, raw) == 2
    assert "filled.csv:1:1" in capfd.readouterr().err


def test_a_promise_of_a_pack_is_not_written(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, _ = _workspace("leanos", tmp_path)
    (root / "shared").mkdir()
    (root / "shared/a.yaml").write_text("promises: {open: {says: Soon, source: A page, question: When}}\n")
    (root / "policy/extends.yaml").write_text("extends: [shared]\n")
    before = (root / "shared/a.yaml").read_bytes()
    rows = _given(_worksheet(root), {"promises/open/answer": "Never"})
    assert _import(root, written(rows)) == 2
    assert "is no file for promises" in capfd.readouterr().err
    assert (root / "shared/a.yaml").read_bytes() == before


def test_when_one_file_cannot_be_written_none_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root, _ = _workspace("leanos", tmp_path)
    rows = _given(_worksheet(root), {"organization/legal_name": "x", "vendors/zoho/country": "IN"})
    (root / "dataflows/vendors/zoho.yaml").chmod(0o444)
    before = _content(root)
    assert _import(root, written(rows)) == 2
    assert "read-only" in capfd.readouterr().err
    assert _content(root) == before

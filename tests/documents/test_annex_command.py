"""`auditor write annex`: its files, the same bytes everywhere, the customer's file, and what is missing."""

import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import docx
import pypdf
import pytest

from auditor.cli.main import main
from auditor.typeset import docx as typeset_docx
from auditor.typeset import pdf as typeset_pdf
from auditor.typeset.blocks import Document, Field
from auditor.typeset.extra import NeedsExtra
from tests.documents.companies import company, write
from tests.documents.conftest import AS_OF, REAL
from tests.documents.test_annex_law import plain

MENDED = str(REAL["mended"])
FILES = {
    f"{stem}-{deployment}.{ending}"
    for stem in ("annex-2021-914", "annex-2021-915", "schedule")
    for deployment in ("standard", "enterprise_eu", "enterprise_us")
    for ending in ("md", "html", "docx", "pdf")
}


def annexes(to: Path, *arguments: str) -> int:
    return main(["write", "annex", "--dir", MENDED, "--as-of", "2026-11-23", "--to", str(to), *arguments])


def test_it_writes_every_instrument_for_every_deployment(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annexes(tmp_path) == 0
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert annexes(tmp_path / "one", "--deployment", "enterprise_eu", "--format", "md") == 0
    names = {path.name for path in (tmp_path / "one").iterdir()}
    assert names == {name for name in FILES if name.endswith("enterprise_eu.md")}
    capsys.readouterr()
    assert annexes(tmp_path, "--check") == 0
    assert annexes(tmp_path, "--check", "--deployment", "enterprise_eu") == 0
    (tmp_path / "schedule-standard.docx").write_bytes(b"old")
    assert annexes(tmp_path, "--check") == 1
    assert "stale: " in capsys.readouterr().err


def test_strict_says_what_is_missing_and_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert annexes(tmp_path, "--format", "md", "--strict") == 1
    said = capsys.readouterr().err
    assert "dataflows/vendors/anthropic.yaml:2:3: Anthropic: Certifications (vendors/anthropic/certifications)" in said
    whole = write(plain(), tmp_path / "workspace")
    assert main(["write", "annex", "--dir", str(whole), "--to", str(tmp_path / "whole"), "--strict"]) == 0


def run(folder: Path, to: Path, seed: str, workspace: Path) -> dict[str, bytes]:
    """Every file, written by a process of its own in a folder, with a hash seed."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "auditor", "write", "annex", "--dir", os.path.relpath(workspace, folder),
         "--as-of", "2026-11-23", "--to", str(to)],
        cwd=folder, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed, "TZ": seed},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return {path.name: path.read_bytes() for path in sorted(to.iterdir())}


@pytest.mark.parametrize("name", ["mended", "made-up"])
def test_two_writes_give_the_same_bytes(tmp_path: Path, name: str, request: pytest.FixtureRequest) -> None:
    if name not in REAL:
        request.getfixturevalue("fonts")
    workspace = REAL.get(name) or write(company(1), tmp_path / "workspace")
    first = run(tmp_path / "a", tmp_path / "one", "0", workspace)
    second = run(tmp_path / "b", tmp_path / "two", "4242", workspace)
    assert [name for name in first if first[name] != second[name]] == []
    assert first.keys() == second.keys()
    assert len(first) >= 24


def test_the_customers_file_is_read_as_strictly_as_a_workspace(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "customer.yaml"
    path.write_text(
        "name: &n Plant\nadress: Weg 1\nrole: procesor\ncontact: {positon: x}\nsigned: 2026-02-30\nname: twice\n",
        encoding="utf-8",
    )
    assert annexes(tmp_path / "out", "--customer", str(path)) == 2
    said = capsys.readouterr().err
    for place, words in {
        "1:7": "an anchor (`&n`) is not allowed",
        "2:1": "unknown key `adress`",
        "3:7": "`procesor` is not one of processor, controller",
        "4:11": "unknown key `positon`",
        "5:9": "`2026-02-30` is not a date",
        "6:1": "the key `name` is written twice",
    }.items():
        assert words in said
        assert f"customer.yaml:{place}" in said, place
    assert said.count("did you mean `address`?") == 1
    assert "did you mean `position`?" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[a]", "expected a mapping"),
        ("", "the file is empty"),
        ("address: x", "`name` is required"),
        ("a: [", "not YAML"),
    ],
)
def test_a_customers_file_that_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, says: str
) -> None:
    path = tmp_path / "customer.yaml"
    path.write_text(text, encoding="utf-8")
    assert annexes(tmp_path / "out", "--customer", str(path)) == 2
    said = capsys.readouterr().err
    assert says in said
    assert "customer.yaml:1:" in said
    assert annexes(tmp_path / "out", "--customer", str(tmp_path / "nowhere.yaml")) == 2
    assert "nowhere.yaml" in capsys.readouterr().err


def test_problems_of_the_workspace_and_of_the_customer_come_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    declared = plain()
    declared["vendors"]["store"]["statos"] = "active"
    root = write(declared, tmp_path / "workspace")
    path = tmp_path / "customer.yaml"
    path.write_text("nam: x\nname: y\n", encoding="utf-8")
    assert main(["write", "annex", "--dir", str(root), "--customer", str(path)]) == 2
    said = capsys.readouterr().err
    assert "unknown key `statos`" in said
    assert "unknown key `nam`" in said
    assert said.count("did you mean `status`?") == 1


def test_hostile_names_of_a_customer_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "customer.yaml"
    hostile = '<script>alert(1)</script> [x](javascript:1) #read(\\"/etc/passwd\\") =1+1 \\u202e'
    path.write_text(f'name: "{hostile}"\n', encoding="utf-8")
    assert annexes(tmp_path / "out", "--customer", str(path), "--deployment", "enterprise_eu") == 0
    stem = tmp_path / "out" / "annex-2021-914-enterprise_eu"
    shown = '<script>alert(1)</script> [x](javascript:1) #read("/etc/passwd") =1+1 \\u{202e}'
    page = stem.with_suffix(".html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "](" not in stem.with_suffix(".md").read_text(encoding="utf-8").replace("\\](", "").replace("\\]\\(", "")
    assert shown in [paragraph.text for paragraph in docx.Document(str(stem.with_suffix(".docx"))).paragraphs]
    text = "".join(page.extract_text() for page in pypdf.PdfReader(stem.with_suffix(".pdf")).pages)
    assert "".join(shown.split()) in "".join(text.split())


def test_a_docx_carries_no_clock_and_names_its_parts(tmp_path: Path) -> None:
    assert annexes(tmp_path, "--format", "docx", "--deployment", "enterprise_eu") == 0
    raw = (tmp_path / "annex-2021-914-enterprise_eu.docx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(2026, 11, 23, 0, 0, 0)}
        names = package.namelist()
        text = package.read("word/document.xml").decode()
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    made = docx.Document(io.BytesIO(raw))
    properties = made.core_properties
    assert str(properties.created) == str(properties.modified) == "2026-11-23 00:00:00+00:00"
    assert (properties.title, properties.language) == (made.paragraphs[0].text, "en")
    assert {"PAGE", "NUMPAGES"} == set(made.sections[0].footer._element.xpath(".//w:fldSimple/@w:instr"))
    assert "DRAFT" in made.sections[0].header.paragraphs[0].text
    used = {paragraph.style.name for paragraph in made.paragraphs if paragraph.style is not None}
    assert {"Title", "Numbered Heading 1", "Numbered Heading 2", "Field Label", "Field Answer", "Field Absent"} <= used
    for direct in ("<w:b/>", "<w:color ", "<w:sz ", "<w:rFonts", "<w:spacing", "<w:ind "):  # all looks are styles
        assert direct not in text, direct


@pytest.mark.skipif(
    shutil.which("soffice") is None and os.environ.get("CI") != "true", reason="LibreOffice is not installed"
)
def test_libreoffice_opens_a_docx_and_counts_its_headings(tmp_path: Path) -> None:
    assert annexes(tmp_path, "--format", "docx", "--deployment", "enterprise_eu") == 0
    given = sorted(str(path) for path in tmp_path.glob("*.docx"))
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    done = subprocess.run(
        ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *given],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = pypdf.PdfReader(tmp_path / "annex-2021-914-enterprise_eu.pdf").pages
    text = "\n".join(page.extract_text() for page in pages)
    for heading in ("Annex I Parties", "A. List of parties", "2. Data importer", "C. Competent", "Annex III List",
                    "A. Choices in the clauses", "2. From LeanOS"):  # fmt: skip
        assert heading in text, heading
    assert f"Page 2 of {len(pages)}" in pages[1].extract_text()
    assert all("DRAFT" in page.extract_text() for page in pages)


@pytest.mark.parametrize(("library", "room", "extra"), [("docx", typeset_docx, "docs"), ("typst", typeset_pdf, "pdf")])
def test_without_its_library_a_format_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    library: str,
    room: ModuleType,
    extra: str,
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(NeedsExtra, match=extra):
        room.render(Document("T", ()), AS_OF)
    assert annexes(tmp_path, "--deployment", "standard") == 0
    said = capsys.readouterr().err
    assert f"pip install 'auditor[{extra}]'" in said
    ending = "docx" if extra == "docs" else "pdf"
    assert {path.suffix for path in tmp_path.iterdir()} == {".md", ".html", ".docx", ".pdf"} - {f".{ending}"}
    assert annexes(tmp_path, "--deployment", "standard", "--format", ending) == 2


def test_a_script_without_a_font_is_never_a_box(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the fonts the format is not written; with them, what still has no glyph is written by its code."""
    document = Document("T", (Field("Name", (("Linear 𐀀 B",),)),), unshown="No font for {scripts}.")
    monkeypatch.setattr(typeset_pdf, "PACKAGES", ("no_such_package",))
    for found in (typeset_pdf._folders, typeset_pdf._fonts, typeset_pdf._families):
        found.cache_clear()
    with pytest.raises(NeedsExtra, match="fonts"):
        typeset_pdf.render(document, AS_OF)
    monkeypatch.setattr(typeset_pdf, "PACKAGES", ())
    reader = pypdf.PdfReader(io.BytesIO(typeset_pdf.render(document, AS_OF)))
    text = reader.pages[0].extract_text()
    assert "Linear \\u{10000} B" in text
    assert "No font for Linear." in text
    for found in (typeset_pdf._folders, typeset_pdf._fonts, typeset_pdf._families):
        found.cache_clear()

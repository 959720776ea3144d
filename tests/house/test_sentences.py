"""Every sentence that a document prints of its own stands in one table, and every sentence of the table is printed."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

AUDITOR = Path(__file__).resolve().parents[2] / "auditor"
ROOMS = ("documents", "inventory")
TABLE = json.loads((AUDITOR / "data" / "sentences.json").read_text(encoding="utf-8"))
NAMES = {f"{section}.{key}" for section, sentences in TABLE.items() for key in sentences}
TWO_WORDS = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}")
MADE = ("facts.", "columns.")
"""Sections whose names are made from the words of the format."""
FILES = (".csv", ".json", ".xlsx", ".graphml", ".md", ".atom")
"""What names of files end in, which may begin with the name of a section."""


def modules() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((AUDITOR / room).rglob("*.py")):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts in a module that are no docstrings: not alone in a statement."""
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.lineno, node.value


def test_no_document_holds_a_sentence() -> None:
    found = [
        f"{path.relative_to(AUDITOR)}:{line}: {text!r}"
        for path, tree in modules()
        for line, text in strings(tree)
        if TWO_WORDS.search(text)
    ]
    assert not found, found


def test_every_sentence_is_printed_somewhere() -> None:
    written = {text for _, tree in modules() for _, text in strings(tree)}
    for name in sorted(NAMES):
        parts = name.split(".")
        made = f".{name.partition('.')[2]}" in written or any(
            f"{'.'.join(parts[:number])}." in written for number in range(2, len(parts))
        )
        joined = f"{parts[0]}." in written and name.partition(".")[2] in written
        assert name in written or name.startswith(MADE) or made or joined, f"nothing prints {name}"


def test_every_sentence_that_is_printed_is_there() -> None:
    sections = tuple(f"{section}." for section in TABLE)
    for path, tree in modules():
        for line, text in strings(tree):
            if text.startswith(sections) and not text.endswith(FILES) and re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", text):
                assert text in NAMES, f"{path.relative_to(AUDITOR)}:{line}"


def test_every_attribute_of_vendors_and_flows_has_a_heading() -> None:
    from auditor.facts.register import SUBJECTS

    columns = {*SUBJECTS["vendor"].attributes, *SUBJECTS["flow"].attributes, "website", "privacy", "note"} - {"labels"}
    assert columns == set(TABLE["columns"])

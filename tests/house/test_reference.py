"""The tables of the two reference pages are those of the code, and nothing is missing in them.

What stands between `<!-- begin: NAME -->` and `<!-- end: NAME -->` is made; `UPDATE_GOLDEN=1 pytest
tests/house` rewrites it.
"""

import os
import re
from collections.abc import Callable
from typing import Any

import pytest

from auditor.declarations.organization import Organization
from auditor.findings.built_in import ERRORS
from auditor.workspace.load import BUILT_IN_FINDINGS
from auditor.workspace.merge import FOLDERS
from auditor.workspace.validate import MODELS, keys_of
from tests.house.reference_keys import declaration_of, fields
from tests.house.reference_pages import PAGES, headings_of, text_of
from tests.house.reference_tables import attribute_tables, key_table, material_table, product_table, word_table

UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))
KEYED: dict[str, Any] = {"organization": Organization, **MODELS}
"""Every section that has keys, with the declaration that reads it."""
ALIKE = {"purposes": "subjects", "kinds": "subjects"}
"""Sections that share the table of another one."""
BESIDE: dict[str, dict[str, Callable[[], str]]] = {
    "dataflows": {
        "customer": lambda: key_table("Customer", "customer"),
        "vendors-and-systems": lambda: key_table("Operated", "systems"),
        "signals": lambda: key_table("Signals", "catalog"),
        "words": word_table,
        "products": product_table,
    },
    "policy": {
        "built-in-rules": lambda: key_table("BuiltIn", "rules"),
        "attributes": attribute_tables,
        "material": material_table,
    },
}
MADE = [
    (page, name)
    for page, sections in FOLDERS.items()
    for name in (*(section for section in sections if section in KEYED and section not in ALIKE), *BESIDE[page])
]


def made(page: str, name: str) -> str:
    return BESIDE[page][name]() if name in BESIDE[page] else key_table(declaration_of(name), name)


@pytest.mark.parametrize(("page", "name"), MADE)
def test_its_tables_are_those_of_the_code(page: str, name: str) -> None:
    between = re.compile(rf"(?<=<!-- begin: {name} -->\n).*?(?=<!-- end: {name} -->)", re.DOTALL)
    assert len(between.findall(text_of(page))) == 1, f"{page}/README.md has no place for {name}"
    wanted = made(page, name)
    if UPDATE:
        PAGES[page].write_text(between.sub(lambda _: wanted, text_of(page)), encoding="utf-8")
    [there] = between.findall(text_of(page))
    assert there.splitlines() == wanted.splitlines()


@pytest.mark.parametrize("page", PAGES)
def test_every_section_has_a_heading(page: str) -> None:
    headings = " ".join(headings_of(PAGES[page])).lower()
    for section in FOLDERS[page]:
        assert re.search(rf"\b{section}\b", headings), section


@pytest.mark.parametrize("section", KEYED)
def test_no_key_is_missing(section: str) -> None:
    """The fields found in the source are all that the auditor reads."""
    found = {field.name.rstrip("_") for field in fields(declaration_of(section))}
    if section in ("vendors", "systems"):
        found |= {field.name for field in fields("Operated")}
    if section == "catalog":
        found |= {field.name for field in fields("Signals")}
    assert found == set(keys_of(KEYED[section]))


def test_every_built_in_finding_is_listed() -> None:
    rows = re.findall(r"^\| `([a-z-]+)@\S* \| (error|warning)", text_of("policy"), re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(BUILT_IN_FINDINGS)
    errors = {*ERRORS, "expired-waiver", "not-scanned", "unused-waiver"}
    assert {name for name, severity in rows if severity == "error"} == errors


@pytest.mark.parametrize("page", PAGES)
def test_it_links_to_what_is_there(page: str) -> None:
    links = re.findall(r"\]\(([^)#\n]*)(?:#([^)\n]+))?\)", text_of(page))
    assert links
    for target, anchor in links:
        path = PAGES[page].parent / target if target else PAGES[page]
        assert path.exists(), target
        anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings_of(path)}
        assert not anchor or anchor in anchors, anchor

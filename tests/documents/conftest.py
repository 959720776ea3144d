"""The documents of workspaces, each made once."""

import importlib.util
import io
import os
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pypdf
import pytest

from auditor.audit import Audit, audit
from auditor.documents import annex
from auditor.documents.files import Asked
from auditor.inventory.stamp import Fields
from auditor.typeset import pdf
from auditor.typeset.blocks import Document
from auditor.typeset.pdf import PACKAGES
from tests.documents.companies import SEEDS, company, write

ROOT = Path(__file__).resolve().parents[2]
AS_OF = date(2026, 11, 23)
REAL = {"leanos": ROOT, "mended": ROOT / "tests" / "cases" / "leanos-mended"}
WORKSPACES = (*REAL, *(f"company-{seed}" for seed in SEEDS))
Made = tuple[Audit, dict[str, tuple[Document, Fields]]]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Made]:
    """The audit of a workspace, and its annexes by what their files are called."""

    @cache
    def make(name: str) -> Made:
        root = REAL.get(name)
        if root is None:
            root = write(company(int(name.removeprefix("company-"))), tmp_path_factory.mktemp(name) / "workspace")
        found = audit(root, AS_OF, must_check=False)
        documents = annex.documents(found, Asked(root))
        return found, {stem: (document, fields) for stem, document, fields in documents}

    return make


@pytest.fixture(scope="session")
def printed() -> Callable[[Document], tuple[str, ...]]:
    """The text of the pages of a document's PDF."""

    @cache
    def read(document: Document) -> tuple[str, ...]:
        pages = pypdf.PdfReader(io.BytesIO(pdf.render(document, AS_OF))).pages
        return tuple(page.extract_text() for page in pages)

    return read


@pytest.fixture(scope="session")
def fonts() -> None:
    """The fonts of the extra `fonts`. Without them a test that needs them is skipped, in CI it fails."""
    missing = [package for package in PACKAGES if importlib.util.find_spec(package) is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"{', '.join(missing)} not installed: no fonts for all scripts")


@pytest.fixture
def fonts_for(name: str, request: pytest.FixtureRequest) -> None:
    """The same for the workspace `name`: the real ones are all in Latin letters."""
    if name not in REAL:
        request.getfixturevalue("fonts")

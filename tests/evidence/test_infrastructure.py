"""What every scanner of infrastructure keeps to: no secret leaves, no text breaks it, its answer has no luck in it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.evidence.ci import Ci
from auditor.evidence.cloudformation import CloudFormation
from auditor.evidence.compose import Compose
from auditor.evidence.kubernetes import Kubernetes
from auditor.evidence.lineage import Lineage
from auditor.evidence.netlify import Netlify
from auditor.evidence.platforms import Platforms
from auditor.evidence.recipients import Recipients
from auditor.evidence.sbom import Sbom
from auditor.evidence.scanner import Scanner
from auditor.evidence.supabase_config import SupabaseConfig
from auditor.evidence.terraform import Terraform
from auditor.evidence.terraform_plan import TerraformPlan
from auditor.evidence.vercel import Vercel
from auditor.evidence.wrangler import Wrangler
from tests.evidence.shown import WHO, found, repository, shown

HERE = Path(__file__).parent
EVERY: list[Callable[[Recipients], Scanner]] = [
    Ci, CloudFormation, Compose, Kubernetes, Lineage, Netlify, Platforms, Sbom, SupabaseConfig, Terraform,
    TerraformPlan, Vercel, Wrangler,
]  # fmt: skip
ROOMS = (
    "ci", "cloudformation", "compose", "kubernetes", "lineage", "platforms", "sbom", "terraform", "terraform_plan",
)  # fmt: skip
REPOSITORIES = {room: repository(HERE / room) for room in ROOMS}


def test_no_secret_leaves() -> None:
    planted = sum(text.count("planted-secret") for files in REPOSITORIES.values() for text in files.values())
    assert planted >= 50
    for files in REPOSITORIES.values():
        for make in EVERY:
            seen = repr(found(make, files))
            assert "planted" not in seen


@pytest.mark.parametrize("make", EVERY)
def test_files_that_end_anywhere_break_nothing(make: Callable[[Recipients], Scanner]) -> None:
    """Every file of every repository, cut at many places: what comes back are findings, never an error."""
    seen = 0
    for files in REPOSITORIES.values():
        for path, text in files.items():
            if make(WHO).wants(path):
                for end in range(0, len(text), max(1, len(text) // 40)):
                    seen += 1
                    assert "planted" not in repr(found(make, {path: text[:end]}))
    assert seen > 10


@pytest.mark.parametrize("make", EVERY)
def test_a_second_look_shows_the_same(make: Callable[[Recipients], Scanner]) -> None:
    for files in REPOSITORIES.values():
        assert shown(make, files) == shown(make, dict(reversed(files.items())))


@pytest.mark.parametrize("make", EVERY)
def test_files_of_others_are_not_touched(make: Callable[[Recipients], Scanner]) -> None:
    scanner = make(WHO)
    names = ("src/app.ts", "README.md", "main.py", "logo.png", "Dockerfile", "notes.txt", "supabase/seed.sql")
    assert not [name for name in names if scanner.wants(name)]

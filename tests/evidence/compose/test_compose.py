"""docker-compose: images, variables, hosts, where logs go; graded by what the file is for."""

from pathlib import Path

import pytest

from auditor.evidence.compose import Compose
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent
SERVICE = "services: {a: {environment: [STRIPE_SECRET_KEY=planted]}}\n"


def test_files_are_read_as_expected() -> None:
    as_expected(HERE, shown(Compose, repository(HERE)))


@pytest.mark.parametrize(
    ("path", "grade"),
    [
        ("docker-compose.yml", "configured"),
        ("compose.yaml", "configured"),
        ("docker-compose.dev.yml", "development"),
        ("docker-compose.override.yml", "development"),
        ("tests/docker-compose.yml", "development"),
        ("docker-compose.prod.yml", "used"),
        ("deploy/docker-compose.production.yml", "used"),
    ],
)
def test_the_name_of_a_file_says_what_it_is_for(path: str, grade: str) -> None:
    assert shown(Compose, {path: SERVICE}) == [f"{path}:1: stripe env {grade} STRIPE_SECRET_KEY"]


def test_other_files_are_not_its() -> None:
    assert shown(Compose, {"decompose.yml": SERVICE, "composer.yml": SERVICE, "compose.txt": SERVICE}) == []


def test_what_cannot_be_read_is_a_problem() -> None:
    assert problems(Compose, {"compose.yml": "services:\n  a: [\n"}) == [
        "compose.yml:3:1 is not YAML: did not find expected node content"
    ]

"""CycloneDX: packages that a program depends on itself, and services that it asks."""

from pathlib import Path

import pytest

from auditor.evidence.recipients import Recipients
from auditor.evidence.sbom import Sbom
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent


def given(who: Recipients) -> Sbom:
    return Sbom(who, named=("out.json",))


def test_a_list_is_read_as_expected() -> None:
    as_expected(HERE, shown(Sbom, repository(HERE)))


def test_without_dependencies_every_package_is_told() -> None:
    text = repository(HERE)["bom.json"].replace('"ref": "web"', '"ref": "other"')
    assert "bom.json:9: stripe package configured stripe" in shown(Sbom, {"bom.json": text})


@pytest.mark.parametrize("version", ["1.4", "1.5", "1.6", "1.7"])
def test_versions(version: str) -> None:
    text = repository(HERE)["bom.json"].replace('"1.6"', f'"{version}"')
    assert len(shown(Sbom, {"bom.json": text})) == len(shown(Sbom, repository(HERE)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"bomFormat": "CycloneDX", "specVersion": "9.0"}', "no list of CycloneDX"),
        ('{"spdxVersion": "SPDX-2.3"}', "no list of CycloneDX"),
        ('{"bomFormat": "CycloneDX", "components": [{"purl": ', "is not JSON"),
        ('{"bomFormat": "CycloneDX", "components": [' + '{"a":' * 100_000, "nested too deep"),
        ('{"bomFormat": "CycloneDX" "specVersion": "1.6"}', "is not JSON"),
    ],
)
def test_what_is_no_list_is_a_problem(text: str, message: str) -> None:
    found = problems(given, {"out.json": text})
    assert len(found) == 1
    assert message in found[0]


def test_another_file_of_that_name_is_not_its_business() -> None:
    assert shown(Sbom, {"bom.json": '{"parts": ["bolt"]}'}) == []

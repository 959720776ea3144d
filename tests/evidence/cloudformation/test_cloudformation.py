"""Templates of CloudFormation: what is built, and where as far as files beside it say."""

from pathlib import Path

import pytest

from auditor.evidence.cloudformation import CloudFormation
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent


def test_templates_are_read_as_expected() -> None:
    as_expected(HERE, shown(CloudFormation, repository(HERE)))


def test_without_a_word_on_where_the_region_is_untold() -> None:
    files = repository(HERE)
    del files["samconfig.toml"]
    assert "template.yaml:8: amazon_s3@unknown resource used Photos (AWS::S3::Bucket)" in shown(CloudFormation, files)


def test_look_alikes_are_nobody() -> None:
    files = {
        "package.json": '{"description": "AWS::S3::Bucket", "Resources": 1}',
        "notes.yaml": "text: uses AWS::S3::Bucket\nResources: {}\n",
        "a.template": "AWSTemplateFormatVersion: x\nResources:\n  A: {Type: Custom::S3}\n  B: {Type: AWSS3Bucket}\n",
    }
    assert shown(CloudFormation, files) == []


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        ("a.yaml", "AWSTemplateFormatVersion: x\nResources: {a: [", "a.yaml:2"),
        ("a.json", '{"AWSTemplateFormatVersion": "x", "Resources": {"a": ', "is not JSON"),
        ("a.json", '{"AWSTemplateFormatVersion": "x", "Resources": ' + "[" * 10_000, "nested deeper"),
        ("a.json", '{"Resources": {"Type": "AWS::S3::Bucket\\ud83"}}', "is not JSON"),
        ("samconfig.toml", "[default.deploy.parameters]\nregion = \n", "samconfig.toml:2:10 is not TOML"),
        ("samconfig.toml", "a = " + "[" * 10_000, "nested too deep"),
    ],
)
def test_what_cannot_be_read_is_a_problem(path: str, text: str, message: str) -> None:
    found = problems(CloudFormation, {path: text})
    assert len(found) == 1
    assert message in found[0]

"""Plans of Terraform: what will be there, and where; nothing of what is sensitive."""

from pathlib import Path

import pytest

from auditor.evidence.recipients import Recipients
from auditor.evidence.terraform_plan import TerraformPlan
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent


def given(who: Recipients) -> TerraformPlan:
    return TerraformPlan(who, named=("out.json",))


def test_plans_and_states_are_read_as_expected() -> None:
    as_expected(HERE, shown(TerraformPlan, repository(HERE)))


def test_what_is_deleted_is_no_evidence() -> None:
    plan = repository(HERE)["tfplan.json"]
    assert not [line for line in shown(TerraformPlan, {"tfplan.json": plan}) if "gone" in line]
    kept = plan.replace('["delete"]', '["no-op"]')
    assert [line for line in shown(TerraformPlan, {"tfplan.json": kept}) if "gone" in line]


def test_a_sensitive_variable_tells_no_region() -> None:
    plan = repository(HERE)["tfplan.json"]
    seen = "\n".join(shown(TerraformPlan, {"tfplan.json": plan}))
    assert "amazon_sqs@unknown resource used aws_sqs_queue.secretly" in seen
    open_ = plan.replace('"hidden": {"sensitive": true}', '"hidden": {}')
    seen = "\n".join(shown(TerraformPlan, {"tfplan.json": open_}))
    assert "amazon_sqs@aws/eu-west-2 resource used aws_sqs_queue.secretly" in seen


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"format_version": "2.0"}', "format that is not known"),
        ('{"other": 1}', "no plan of Terraform"),
        ("[]", "no plan of Terraform"),
        ("", "no plan of Terraform"),
        ('{"format_version": "1.2", "resource_changes": [{"address": "a"', "is not JSON"),
        ('{"format_version": "1.2", "resource_changes": [' + "[" * 200_000, "nested too deep"),
        ('{"format_version": "1.2", "planned_values": ' + "[" * 200_000, "is not JSON"),
        ('{"format_version": "1.2", "x": "' + "a" * 100, "is not JSON"),
        ('{"format_version": "1.2", "configuration": ' + '{"a":' * 100_000, "nested too deep"),
        ('{"format_version": "1.2", "resource_changes": [1, null, {"address": 3}]}', None),
        ('{"format_version": "1.2", "resource_changes": [{"address": "a", "type": "t", "change": []}]}', None),
    ],
)
def test_what_is_no_plan_is_a_problem_when_the_user_says_that_it_is_one(text: str, message: str | None) -> None:
    found = problems(given, {"out.json": text})
    assert len(found) == (message is not None)
    assert message is None or message in found[0]


def test_a_value_that_is_nested_deep_ends() -> None:
    deep = '{"a":' * 500 + "1" + "}" * 500
    change = '{"address": "aws_s3_bucket.b", "type": "aws_s3_bucket", "change": {"actions": [], "after": ' + deep + "}}"
    text = '{"format_version": "1.2", "resource_changes": [\n' + change + "]}"
    assert problems(given, {"out.json": text}) == ["out.json:2:1 nested too deep"]

"""The source of Terraform: what is built, and in which region as far as the source tells."""

from pathlib import Path

import pytest

from auditor.evidence.terraform import Terraform
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent


def test_a_repository_is_read_as_expected() -> None:
    as_expected(HERE, shown(Terraform, repository(HERE)))


def test_a_region_that_is_set_elsewhere_changes_what_is_seen() -> None:
    files = repository(HERE)
    files["infra/terraform.tfvars"] = 'region = "us-west-1"\n'
    line = "infra/main.tf:51: amazon_s3@aws/us-west-1 resource used aws_s3_bucket.photos"
    assert line in shown(Terraform, files)
    assert line not in shown(Terraform, repository(HERE))


def test_two_files_of_values_are_two_regions() -> None:
    main = 'variable "r" {}\nprovider "aws" { region = var.r }\nresource "aws_s3_bucket" "b" {}\n'
    files = {"main.tf": main, "a.tfvars": 'r = "eu-west-1"\n', "b.tfvars": 'r = "us-east-1"\n'}
    assert [line for line in shown(Terraform, files) if "aws_s3_bucket.b" in line] == [
        "main.tf:3: amazon_s3@aws/eu-west-1 resource used aws_s3_bucket.b",
        "main.tf:3: amazon_s3@aws/us-east-1 resource used aws_s3_bucket.b",
    ]


@pytest.mark.parametrize(
    "region",
    ["each.value", "var.missing", 'lookup(var.m, "a")', 'var.x ? "eu-west-1" : "us-east-1"', '"${var.missing}-1"'],
)
def test_what_the_source_does_not_tell_is_untold(region: str) -> None:
    text = f'provider "aws" {{\n  region = {region}\n}}\nresource "aws_s3_bucket" "b" {{}}\n'
    assert "main.tf:4: amazon_s3@unknown resource used aws_s3_bucket.b" in shown(Terraform, {"main.tf": text})


def test_look_alikes_are_nobody() -> None:
    text = """
    # resource "aws_s3_bucket" "comment" {}
    /* resource "stripe_product" "comment" {} */
    variable "aws_s3_bucket" { description = "resource \\"aws_s3_bucket\\" \\"text\\" {}" }
    resource "random_id" "aws_s3_bucket" {}
    resource "null_resource" "datadog" { triggers = { mixpanel = "mixpanel" } }
    locals { awsome = "aws_s3_bucket", text = <<EOT
    resource "aws_s3_bucket" "heredoc" {}
    EOT
    }
    output "stripe" { value = "stripe.com" }
    """
    assert shown(Terraform, {"main.tf": text.replace(", text", "\n text")}) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('resource "aws_s3_bucket" "b" {\n', 2),
        ('a = "never ends\n', 1),
        ("a = <<EOT\nno end\n", 1),
        ('a = "${', 1),
        ("\n\n= 3", 3),
        ("a = {b}", 1),
        ("a = [}]", 1),
        ("b " * 3, 1),
        ("a {" * 2000, 1),
        ("a = " + "[" * 5000, 1),
        ("a = " + '"${' * 5000, 1),
        ("{" * 50_000, 1),
        ("\x00\x01", 1),
    ],
)
def test_what_cannot_be_read_is_a_problem_at_its_place(text: str, line: int) -> None:
    found = problems(Terraform, {"main.tf": text})
    assert len(found) == 1
    assert found[0].startswith(f"main.tf:{line}:")


def test_a_module_that_calls_itself_ends() -> None:
    loop = 'module "m" { source = "../b" }\n'
    back = 'module "m" { source = "../a" }\n'
    root = 'module "a" { source = "./a" }\nresource "aws_s3_bucket" "b" {}\n'
    files = {"main.tf": root, "a/main.tf": loop, "b/main.tf": back}
    assert problems(Terraform, files) == ["b/main.tf:1:1 this module calls itself"]
    assert "main.tf:2: amazon_s3@unknown resource used aws_s3_bucket.b" in shown(Terraform, files)


def test_modules_that_only_call_one_another_are_still_seen() -> None:
    files = {
        "a/main.tf": 'module "m" { source = "../b" }\nresource "aws_s3_bucket" "a" {}\n',
        "b/main.tf": 'module "m" { source = "../a" }\n',
    }
    assert "a/main.tf:2: amazon_s3@unknown resource used aws_s3_bucket.a" in shown(Terraform, files)


def test_names_that_double_one_another_end() -> None:
    doubling = "".join(f' l{n} = "${{local.l{n - 1}}}${{local.l{n - 1}}}"\n' for n in range(1, 60))
    text = f'locals {{\n l0 = "x"\n{doubling}}}\nprovider "aws" {{\n region = local.l59\n}}\n'
    assert shown(Terraform, {"main.tf": text}) == ["main.tf:63: aws@unknown resource configured provider.aws"]


def test_calls_that_double_one_another_end() -> None:
    calls = 'module "a" {{ source = "../m{0}" }}\nmodule "b" {{ source = "../m{0}" }}\n'
    files = {f"m{n:02}/main.tf": calls.format(f"{n + 1:02}") for n in range(40)}
    assert any("too many calls" in problem for problem in problems(Terraform, files))

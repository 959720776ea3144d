"""Workflows: what builds is development, what deploys is used."""

from pathlib import Path

import pytest

from auditor.evidence.ci import Ci
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent
PATH = ".github/workflows/a.yml"


def test_workflows_are_read_as_expected() -> None:
    as_expected(HERE, shown(Ci, repository(HERE)))


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("vercel", "vercel ci used vercel"),
        ("npx vercel@latest --prod", "vercel ci used vercel --prod"),
        ("CI=1 pnpm dlx wrangler deploy", "cloudflare_workers ci used wrangler deploy"),
        ("supabase link", "supabase ci development supabase"),
        ("aws --version", "aws ci development aws"),
        ("sudo aws s3 cp a s3://b --region=us-east-1", "aws@aws/us-east-1 ci used aws cp"),
        ("az webapp deploy", "azure ci used az deploy"),
        ("sentry-cli releases new", "sentry ci development sentry-cli"),
        ("if true; then netlify deploy; fi", "netlify ci used netlify deploy"),
    ],
)
def test_commands(command: str, line: str) -> None:
    text = f"jobs: {{a: {{steps: [{{run: '{command}'}}]}}}}\n"
    assert f"{PATH}:1: {line}" in shown(Ci, {PATH: text})


@pytest.mark.parametrize(
    "command",
    ["echo vercel deploy", "# aws s3 sync", "cat vercel.json", "npm run vercel", "./aws cp", "vercel-fake up"],
)
def test_look_alikes(command: str) -> None:
    text = f"jobs: {{a: {{steps: [{{run: '{command}'}}]}}}}\n"
    assert shown(Ci, {PATH: text}) == [f"{PATH}:1: github ci development a.yml"]


def test_what_cannot_be_read_is_a_problem() -> None:
    assert len(problems(Ci, {PATH: "jobs: {"})) == 1
    assert "a huge text" in problems(Ci, {PATH: _laughs()})[0]


def _laughs() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    return "\n".join(lines)

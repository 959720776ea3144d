# ruff: noqa: E501
"""More than fifty secrets, planted where repositories have them: none is in any output of any command."""

import json
from pathlib import Path

import pytest

from auditor.cli.check import FORMATS
from auditor.cli.main import main

SECRETS = [f"sEcReT{number:02d}x{number * 7919 % 99991:05d}QzW" for number in range(62)]


def planted() -> dict[str, str]:
    """Files with all the secrets: a plan, variables, workflows, connection strings, headers, tfvars, code."""
    secrets = iter(SECRETS)

    def take() -> str:
        return next(secrets)

    plan = {
        "format_version": "1.2",
        "variables": {"db_password": {"value": take()}, "token": {"value": take()}},
        "resource_changes": [
            {
                "address": "aws_db_instance.main",
                "type": "aws_db_instance",
                "change": {
                    "actions": ["create"],
                    "after": {"password": take(), "username": take(), "engine": "postgres"},
                    "after_sensitive": {"password": True},
                },
            },
            {
                "address": "vercel_project_environment_variable.key",
                "type": "vercel_project_environment_variable",
                "change": {"actions": ["create"], "after": {"key": "SUPABASE_SERVICE_ROLE_KEY", "value": take()}},
            },
            {
                "address": "vercel_log_drain.x",
                "type": "vercel_log_drain",
                "change": {
                    "actions": ["create"],
                    "after": {
                        "endpoint": f"https://{take()}:{take()}@logs.datadoghq.eu/v1/{take()}?dd-api-key={take()}",
                        "headers": {"Authorization": f"Bearer {take()}"},
                        "secret": take(),
                    },
                },
            },
        ],
    }
    return {
        "tfplan.json": json.dumps(plan),
        ".env.example": (
            f"MIXPANEL_TOKEN={take()}\nOPENAI_API_KEY='{take()}'\nDATABASE_URL=postgres://{take()}:{take()}"
            f'@db.abc.supabase.co:5432/x\nSENTRY_DSN="https://{take()}@o1.ingest.sentry.io/{take()}"\n'
            f"STRANGER_API_KEY={take()}\nPRIVATE_KEY=\"-----BEGIN\n{take()}\n-----END\"\n# OLD_TOKEN={take()}\n"
        ),
        ".env.production.template": f"export STRIPE_SECRET_KEY={take()}\nREDIS_URL=rediss://default:{take()}@eu1-a.upstash.io\n",
        ".github/workflows/deploy.yml": (
            "on: push\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    env:\n"
            f"      VERCEL_TOKEN: {take()}\n      AWS_SECRET_ACCESS_KEY: {take()}\n    steps:\n"
            f"      - run: vercel deploy --token {take()}\n      - run: curl -H 'X-Api-Key: {take()}' https://api.resend.com\n"
            f"      - run: OPENAI_API_KEY={take()} flyctl deploy\n"
            f"      - uses: aws-actions/configure-aws-credentials@v4\n        with: {{aws-secret-access-key: {take()}, aws-region: eu-west-1}}\n"
        ),
        ".gitlab-ci.yml": f"variables:\n  HEROKU_API_KEY: {take()}\ndeploy:\n  script:\n    - dpl --api-key={take()}\n",
        "terraform.tfvars": f'db_password = "{take()}"\nregion = "eu-west-1"\ndatadog_api_key = "{take()}"\n',
        "main.tf": (
            f'provider "datadog" {{\n  api_key = "{take()}"\n  api_url = "https://{take()}@api.datadoghq.eu"\n}}\n'
            f'provider "aws" {{\n  region     = "us-east-1"\n  secret_key = "{take()}"\n}}\n'
            f'variable "db_password" {{\n  default = "{take()}"\n}}\n'
            f'resource "aws_db_instance" "main" {{\n  password = "{take()}"\n}}\n'
        ),
        "compose.yaml": (
            f"services:\n  app:\n    image: node:22\n    environment:\n      - OPENAI_API_KEY={take()}\n"
            f"      - DATABASE_URL=postgres://u:{take()}@db.neon.tech/x\n"
        ),
        "vercel.json": json.dumps({
            "env": {"SUPABASE_SERVICE_ROLE_KEY": take()},
            "headers": [{"source": "/", "headers": [{"key": "Authorization", "value": take()}]}],
            "rewrites": [{"source": "/x", "destination": f"https://us.i.posthog.com/{take()}?key={take()}"}],
        }),
        "k8s/deploy.yaml": (
            "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData:\n"
            f"  OPENAI_API_KEY: {take()}\n  STRIPE_SECRET_KEY: {take()}\n"
        ),
        "app/page.ts": (
            f'import OpenAI from "openai";\nconst a = new OpenAI({{ apiKey: "{take()}", baseURL: "https://api.deepseek.com" }});\n'
            f'fetch("https://user:{take()}@collect.stranger-host.io/v1?token={take()}", {{ headers: {{ "X-Key": "{take()}" }} }});\n'
        ),
        "app/main.py": f'import boto3\nboto3.client("s3", aws_secret_access_key="{take()}")\nPASSWORD = "{take()}"\n',
        "config/production.json": (
            f'{{"mail": {{"host": "smtp.mailgun.org", "password": "{take()}"}},\n"avatars": {{\n'
            f'"url": "https://{take()}:{take()}@www.gravatar.com/{take()}?k={take()}"}},\n"deepl_api_key": "{take()}"}}\n'
        ),
        "app/site.css": f'@import url("https://{take()}@fonts.googleapis.com/css?key={take()}");\n',
        "supabase/config.toml": f'project_id = "x"\n[auth.external.google]\nenabled = true\nsecret = "{take()}"\n',
        "supabase/migrations/1_start.sql": (
            f"create table t (id int default 1);\ninsert into t values ('{take()}');\n"
            f"create role r password '{take()}';\n"
        ),
    }  # fmt: skip


DATAFLOWS = """\
organization: {name: Us}
data: {d: {title: D}}
vendors: {vercel: {name: Vercel, status: active, kind: edge_host, region: DE}}
systems: {u: {kind: person}}
flows: {f: {from: u, to: vercel, data: [d], purposes: [service.hosting], retention: none}}
"""


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in planted().items():
        file = tmp_path / "r" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    for name, text in (("dataflows/a.yaml", DATAFLOWS), ("policy/p.yaml", "extends: [observed]\n")):
        file = tmp_path / "r" / name
        file.parent.mkdir(parents=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "r"


def test_fifty_are_planted() -> None:
    assert len(SECRETS) >= 50
    text = "".join(planted().values())
    assert all(secret in text for secret in SECRETS)


COMMANDS = [
    ["scan", "--plan", "tfplan.json"],
    ["scan", "--plan", "tfplan.json", "--format", "json"],
    ["scan", "--suggest"],
    *(["check", "--plan", "tfplan.json", "--as-of", "2026-11-23", "--format", form] for form in FORMATS),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_secret_leaves(
    command: list[str], repository: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository)
    assert main(command) in (0, 1)
    out, err = capfd.readouterr()
    assert "stranger-host" in out or command[0] == "check"
    assert ("stripe" in out.lower()) if command[0] == "scan" else ("declare" in out)
    said = (out + err).lower()
    assert [secret for secret in SECRETS if secret.lower() in said] == []


def test_no_secret_is_written(repository: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = repository.parent / "reports"
    main(["check", str(repository), "--as-of", "2026-11-23", "--reports", str(folder), "--output", "/dev/null"])
    said = "".join(file.read_text(encoding="utf-8", errors="replace").lower() for file in folder.iterdir())
    assert "datadog" in said
    assert [secret for secret in SECRETS if secret.lower() in said] == []

"""Files of variables: their many names, whose variables they are, and that no value leaves."""

from __future__ import annotations

import time

import pytest

from auditor.evidence.env_files import EnvFiles
from tests.evidence.seen import SECRET, WHO, found, seen


def look(text: str, path: str = ".env.example") -> list[tuple[str, str, str, int, str]]:
    return seen(EnvFiles(WHO), text, path)


@pytest.mark.parametrize(
    "path",
    [".env", ".env.example", ".env-example", ".env-template", ".env.local.example", ".env.gcp.template", ".env.sample",
     "apps/web/.env.production", "env.example", "sample.env", ".env_sample", ".envrc", ".dev.vars", "docker/app.env"],
)  # fmt: skip
def test_a_file_of_variables_is_wanted(path: str) -> None:
    assert look("\nexport RESEND_API_KEY=", path) == [("resend", "env", "configured", 2, "RESEND_API_KEY")]


@pytest.mark.parametrize(
    "path", ["env.ts", "environment.py", "src/env.mjs", ".env.d.ts", "env/readme.md", "envoy.yaml"]
)
def test_what_is_no_file_of_variables_is_not(path: str) -> None:
    assert not EnvFiles(WHO).wants(path)


def test_an_unknown_credential_is_somebody_unknown() -> None:
    text = "WIDGETS_API_KEY=\nNEXT_PUBLIC_GADGETS_TOKEN=\nFOO_BAR_DSN=x\nWIDGETS_COLOR=red\nTHINGS_SECRET_KEY=y"
    assert [one[0] for one in look(text)] == ["?WIDGETS", "?GADGETS", "?FOO_BAR", "?THINGS"]


@pytest.mark.parametrize(
    "name",
    ["APP_SECRET", "SESSION_SECRET", "JWT_SECRET", "NEXTAUTH_SECRET", "CRON_SECRET", "ENCRYPTION_KEY", "APP_KEY",
     "INTERNAL_API_TOKEN", "API_KEY", "ADMIN_API_KEY", "SECRET_KEY", "ACME_API_KEY", "WIDGETS_SESSION_SECRET",
     "COOKIE_SECRET", "PORT", "DATABASE_URL", "# WIDGETS_API_KEY", "WEBHOOK_SECRET", "AUTH_SECRET", "PRIMARY_KEY"],
)  # fmt: skip
def test_a_secret_made_at_home_is_nobodys(name: str) -> None:
    assert look(f"{name}=x") == []


def test_no_value_leaves_whatever_it_looks_like() -> None:
    text = "".join(f'V{n}_API_KEY="{SECRET}\n{SECRET}_TOKEN={SECRET}\n"\n' for n in range(50))
    text += f"DATABASE_URL=postgres://u:{SECRET}@db.abc.supabase.co:5432/x\nHOOK=https://hooks.slack.com/{SECRET}\n"
    result = found(EnvFiles(WHO), [(".env", text)])
    assert SECRET not in str(result)
    assert SECRET.upper() not in str(result).upper()
    assert len(result) == 52
    assert ("supabase", "host", "configured") in [one[:3] for one in look(text, ".env")]


@pytest.mark.parametrize(
    "text", ["A" * 3_000_000, 'A="' * 300_000, "A_KEY=\n" * 300_000, "=" * 1_000_000, "\ud800_TOKEN=1"]
)
def test_hostile_files_are_read_in_seconds(text: str) -> None:
    begin = time.process_time()
    look(text)
    assert time.process_time() - begin < 10


def test_what_stands_inside_a_quoted_value_is_no_variable() -> None:
    assert look('PEM="-----\nWIDGETS_TOKEN=abc\n-----"\nRESEND_API_KEY=x')[0][0] == "resend"

"""The files of hosts: who hosts, where, what a program is given, whom pages may talk to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.evidence.netlify import Netlify
from auditor.evidence.platforms import Platforms
from auditor.evidence.recipients import Recipients
from auditor.evidence.scanner import Scanner
from auditor.evidence.supabase_config import SupabaseConfig
from auditor.evidence.vercel import Vercel
from auditor.evidence.wrangler import Wrangler
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent
EVERY: list[Callable[[Recipients], Scanner]] = [Vercel, Netlify, Wrangler, SupabaseConfig, Platforms]


def test_files_are_read_as_expected() -> None:
    as_expected(HERE, [line for make in EVERY for line in shown(make, repository(HERE))])


def test_what_is_not_enabled_is_off() -> None:
    text = repository(HERE)["supabase/config.toml"]
    assert not [line for line in shown(SupabaseConfig, {"supabase/config.toml": text}) if "facebook" in line]
    on = text.replace("enabled = false", "enabled = true")
    assert "supabase/config.toml:13: facebook_login config used auth.external.facebook" in shown(
        SupabaseConfig, {"supabase/config.toml": on}
    )


def test_look_alikes_are_nobody() -> None:
    files = {
        "app.json": '{"name": "a", "expo_plugin": true}',
        "app.yaml": "apiVersion: v1\nkind: Service\nruntime: python\n",
        "amplify.yml": "nothing: here\n",
        "serverless.yml": "provider: {name: ours}\n",
        "Procfile": "\n",
        "fly.toml.md": "primary_region = 'fra'",
    }
    assert shown(Platforms, files) == []
    assert shown(SupabaseConfig, {"config.toml": "[auth.external.google]\nenabled = true\n"}) == []
    headers = '{"headers": [{"headers": [{"key": "Cache-Control", "value": "private, s-maxage=1"}]}]}'
    assert shown(Vercel, {"vercel.json": headers}) == ["vercel.json:1: vercel config used vercel.json"]


@pytest.mark.parametrize(
    ("make", "path", "text", "message"),
    [
        (Vercel, "vercel.json", '{"regions": ["iad1"', "vercel.json:1:20 is not JSON"),
        (Vercel, "vercel.json", "", "vercel.json:1:1 is not JSON"),
        (Vercel, "vercel.json", "{} {}", "something follows its end"),
        (Vercel, "vercel.json", "[" * 100_000, "nested deeper"),
        (Wrangler, "wrangler.jsonc", '{"a": 1 /* no end', "is not JSON"),
        (Wrangler, "wrangler.jsonc", "/*a*/ " * 20_000 + "x", "is not JSON"),
        (Wrangler, "wrangler.toml", "[vars\n", "wrangler.toml:1:6 is not TOML"),
        (Netlify, "netlify.toml", 'a = """\nno end', "is not TOML"),
        (Netlify, "netlify.toml", "a = 1\na = 2\n", "is not TOML"),
        (Netlify, "netlify.toml", "a = " + "[" * 50_000, "nested too deep"),
        (Netlify, "netlify.toml", ".".join("a" * 100) + " = 1\n", "nested too deep"),
        (Netlify, "netlify.toml", "a = 1\n" + "#" * 2_000_001, "larger than"),
        (SupabaseConfig, "supabase/config.toml", "\x00", "is not TOML"),
        (Platforms, "fly.toml", "primary_region = fra", "is not TOML"),
        (Platforms, "render.yaml", "services: [", "is not YAML"),
        (Platforms, "railway.json", "nothing", "is not JSON"),
    ],
)
def test_what_cannot_be_read_is_a_problem(
    make: Callable[[Recipients], Scanner], path: str, text: str, message: str
) -> None:
    found = problems(make, {path: text})
    assert len(found) == 1
    assert message in found[0]

"""Settings as data: whom they tell a program to ask, and which addresses are for people."""

from __future__ import annotations

import time

import pytest

from auditor.evidence.settings_files import SettingsFiles
from tests.evidence.seen import SECRET, WHO, found, seen


def look(text: str, path: str = "core/shared/config/defaults.json") -> list[tuple[str, str, str, int, str]]:
    return seen(SettingsFiles(WHO), text, path)


@pytest.mark.parametrize(
    "path",
    ["config/defaults.json", "src/config.production.json", "config.yaml", "conf/app.toml", "settings.ini",
     "appsettings.json", "src/main/resources/application.yml", "config/services/avatars.yaml", "app.config.json"],
)  # fmt: skip
def test_settings_are_wanted(path: str) -> None:
    assert SettingsFiles(WHO).wants(path)


@pytest.mark.parametrize(
    "path",
    ["package.json", "tsconfig.json", "locales/en/config.json", "config/locales/en.yml", "docs/config.yaml",
     "data.json", "config/schema.json", "dataflows/settings.yaml", "policy/config.yaml", "setup.cfg",
     ".github/config.yml", "config.py", "reconfigure.md", "openapi/config.yaml", "preconfig.json"],
)  # fmt: skip
def test_what_is_no_setting_of_a_program_is_not(path: str) -> None:
    assert not SettingsFiles(WHO).wants(path)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "config/a.json",
            '{\n  "gravatar": {"url": "https://www.gravatar.com/avatar/{hash}"}\n}',
            ("gravatar", "host", "used", 2, "www.gravatar.com"),
        ),
        ("config/a.json", '{\n"apiUrl":\t"https://api.deepl.com"}', ("deepl", "host", "used", 2, "api.deepl.com")),
        ("config.yaml", "mail:\n  host: smtp.mailgun.org\n", ("mailgun", "host", "used", 2, "smtp.mailgun.org")),
        ("config.yaml", "- endpoint: 'https://api.deepl.com/v2'", ("deepl", "host", "used", 1, "api.deepl.com")),
        ("settings.toml", 'base_url = "https://api.deepl.com"', ("deepl", "host", "used", 1, "api.deepl.com")),
        ("app.properties", "", None),
        ("config/x.ini", "server=https://api.deepl.com/x", ("deepl", "host", "used", 1, "api.deepl.com")),
        ("config/a.json", '{"x": "https://api.deepl.com"}', ("deepl", "host", "configured", 1, "api.deepl.com")),
        (
            "config.yaml",
            "url: https://api.widgets.dev/v1",
            ("?api.widgets.dev", "host", "configured", 1, "api.widgets.dev"),
        ),
        (
            "config/development.json",
            '{"url": "https://api.deepl.com"}',
            ("deepl", "host", "development", 1, "api.deepl.com"),
        ),
        (
            "tests/config/a.json",
            '{"url": "https://api.deepl.com"}',
            ("deepl", "host", "development", 1, "api.deepl.com"),
        ),
    ],
)
def test_whom_a_program_is_told_to_ask(path: str, text: str, expected: tuple[str, str, str, int, str] | None) -> None:
    if expected is None:
        assert not SettingsFiles(WHO).wants(path)
    else:
        assert look(text, path) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        '{"homepage": "https://api.deepl.com"}',
        '{"documentationUrl": "x", "docs_url": "https://api.deepl.com"}',
        '{"license_link": "https://api.deepl.com", "logo": "https://img.gravatar.com/x.png"}',
        '{"url": "https://www.stripe.com/pricing"}',
        '{"url": "http://localhost:3000", "host": "127.0.0.1", "server": "db.internal"}',
        '{"url": "https://acme.io/api/v1"}',
        '{"host": "www.widgets.dev"}',
        "# url: https://api.deepl.com",
        '// "url": "https://api.deepl.com"',
        '{"allowed": ["https://www.widgets.dev"]}',
        "",
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert look(text) == []


def test_no_value_leaves() -> None:
    text = (
        f'{{"url": "https://me:{SECRET}@api.deepl.com/{SECRET}?key={SECRET}", "api_key": "{SECRET}",\n'
        f'"dsn": "https://{SECRET}@o1.ingest.sentry.io/1"}}'
    )
    seen_here = found(SettingsFiles(WHO), [("config/a.json", text)])
    assert len(seen_here) == 2
    assert SECRET not in repr(seen_here)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":' * 100_000, "{" * 400_000, '"' * 400_000, "url: " * 100_000, "a" * 500_000, "- " * 200_000,
        "url: https://" + "a." * 200_000, '{"url": "https://api.deepl', "\x00\ud800url: //\udfff",
        "url:" + " " * 400_000,
        'url: "https://[::1', "a.b." * 100_000 + ": x", " \t" * 200_000,
    ],
    ids=range(13),
)  # fmt: skip
def test_hostile_settings_are_read_in_seconds(text: str) -> None:
    begin = time.process_time()
    look(text)
    assert time.process_time() - begin < 5

"""Go, Ruby, PHP and others, as their strings show them."""

from __future__ import annotations

import time

import pytest

from auditor.evidence.other_languages import OtherLanguages
from tests.evidence.seen import SECRET, WHO, seen


def look(text: str, path: str) -> list[tuple[str, str, str, int, str]]:
    return seen(OtherLanguages(WHO), text, path)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.go", 'import (\n\t"fmt"\n\tsentry "github.com/getsentry/sentry-go"\n)',
         ("sentry", "import", "used", 3, "github.com/getsentry/sentry-go")),
        ("a.go", 'os.Getenv("RESEND_API_KEY")', ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ("a.go", 'http.Get("https://in.widgets.dev/x")', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ("a.rb", "require 'stripe'", ("stripe", "import", "used", 1, "stripe")),
        ("a.rb", "ENV.fetch('RESEND_API_KEY')", ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ("a.php", "$k = env('RESEND_API_KEY');", ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ("A.java", 'String u = "https://api.mixpanel.com/track";', ("mixpanel", "host", "used", 1, "api.mixpanel.com")),
        ("config/initializers/omniauth.rb", "use X do\n  provider :google_oauth2, ENV['A']\nend",
         ("google_sign_in", "config", "used", 2, "google_oauth2")),
        ("a.rb", "  config.omniauth :github, 'x'", ("github_login", "config", "used", 1, "github")),
        ("a.php", "return Socialite::driver('github')->redirect();", ("github_login", "config", "used", 1, "github")),
        ("pay_test.go", 'os.Getenv("RESEND_API_KEY")', ("resend", "env", "development", 1, "RESEND_API_KEY")),
    ],
)  # fmt: skip
def test_what_is_used_is_seen_at_its_line(path: str, text: str, expected: tuple[str, str, str, int, str]) -> None:
    assert expected in look(text, path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.go", '// "https://api.mixpanel.com"\n/* os.Getenv("RESEND_API_KEY") */'),
        ("a.rb", "# ENV['RESEND_API_KEY']\n# require 'stripe'\n=begin\nrequire 'stripe'\n=end"),
        ("a.php", "# env('RESEND_API_KEY')\n// 'https://api.mixpanel.com'"),
        ("a.rb", "# provider :github\nprovider :developer\nthe.provider :github"),
        ("a.php", "// Socialite::driver('github')\nDriver::driver('github');"),
        ("a.rb", "require 'stripe_mock'"),
    ],
)
def test_what_only_looks_like_it_is_not(path: str, text: str) -> None:
    assert look(text, path) == []


@pytest.mark.parametrize("path", ["a.go", "a.rb", "a.php", "A.java"])
@pytest.mark.parametrize(
    "text", ['"\\' * 300_000, "/*" * 500_000, "'" * 500_001, "`" * 500_001, "\n=begin" * 50_000, "#{" * 300_000]
)
def test_hostile_text_is_read_in_seconds(path: str, text: str) -> None:
    begin = time.process_time()
    look(text, path)
    assert time.process_time() - begin < 10


def test_no_value_leaves() -> None:
    assert SECRET not in str(look(f'http.Get("https://u:{SECRET}@api.widgets.dev/{SECRET}")', "a.go"))

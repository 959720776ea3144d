"""Python: what is used, what only looks like it, and what cannot be parsed."""

from __future__ import annotations

import time

import pytest

from auditor.evidence.observation import Sighting
from auditor.evidence.python import Python
from tests.evidence.seen import SECRET, WHO, found, problems, seen


def look(text: str, path: str = "app/pay.py") -> list[tuple[str, str, str, int, str]]:
    return seen(Python(WHO), text, path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = 1\nimport sentry_sdk", ("sentry", "import", "used", 2, "sentry_sdk")),
        ("from stripe import Charge", ("stripe", "import", "used", 1, "stripe.Charge")),
        ('import os\nos.environ["RESEND_API_KEY"]', ("resend", "env", "used", 2, "RESEND_API_KEY")),
        ('os.environ.get("RESEND_API_KEY")', ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ('getenv("WIDGETS_TOKEN")', ("?WIDGETS", "env", "used", 1, "WIDGETS_TOKEN")),
        ('env.str("ACME_RESEND_API_KEY")', ("resend", "env", "used", 1, "ACME_RESEND_API_KEY")),
        ("class S(BaseSettings):\n    resend_api_key: str", ("resend", "env", "configured", 2, "RESEND_API_KEY")),
        ('requests.post("https://in.widgets.dev/x")', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('u = "https://in.widgets.dev/%s" % i\nget(u)', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('get("https://in.widgets.dev/{}".format(i))', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('x = f"https://{ref}.supabase.co/rest"', ("supabase", "host", "used", 1, "*.supabase.co")),
        ('OpenAI(base_url="https://openrouter.ai/api/v1")', ("openrouter", "host", "used", 1, "openrouter.ai")),
        (
            'B = ["rollbar.contrib.django.Middleware"]',
            ("rollbar", "import", "used", 1, "rollbar.contrib.django.Middleware"),
        ),
        (
            'AUTHENTICATION_BACKENDS = ("social_core.backends.github.GithubOAuth2",)',
            ("github_login", "import", "used", 1, "social_core.backends.github.GithubOAuth2"),
        ),
        (
            'INSTALLED_APPS = ["x"]\nINSTALLED_APPS += ["allauth.socialaccount.providers.google"]',
            ("google_sign_in", "import", "used", 2, "allauth.socialaccount.providers.google"),
        ),
        ('INSTALLED_APPS = ["djstripe"]', ("stripe", "import", "used", 1, "djstripe")),
        (
            'EMAIL_BACKEND = "anymail.backends.mailgun.EmailBackend"',
            ("mailgun", "import", "used", 1, "anymail.backends.mailgun.EmailBackend"),
        ),
        ('SOCIALACCOUNT_PROVIDERS = {\n"github": {}}', ("github_login", "config", "used", 2, "github")),
        ('oauth.register(name="google", x=1)', ("google_sign_in", "config", "used", 1, "google")),
        ('oauth.register("azure-ad")', ("microsoft_entra", "config", "used", 1, "azure-ad")),
        ("key = settings.RESEND_API_KEY", ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ("from openai import AsyncAzureOpenAI", ("azure_openai", "import", "used", 1, "openai.AsyncAzureOpenAI")),
        ('HOSTS = ["api.deepl.com", "x"]', ("deepl", "host", "used", 1, "api.deepl.com")),
        ('EMAIL_HOST = "smtp.sendgrid.net"', ("sendgrid", "host", "used", 1, "smtp.sendgrid.net")),
        ('HTTPSConnection("rest.akismet.com")', ("akismet", "host", "used", 1, "rest.akismet.com")),
        ('baseurl = "rest.akismet.com/1.1/"', ("akismet", "host", "used", 1, "rest.akismet.com")),
        ('c.get(url="https://in.widgets.dev")', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('fetch_rates("https://in.widgets.dev")', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('PAY_POST_URL = "https://pay.widgets.dev/x"', ("?pay.widgets.dev", "host", "used", 1, "pay.widgets.dev")),
        ('R("https://widgets.dev/api/rates?to={TO}")', ("?widgets.dev", "host", "used", 1, "widgets.dev")),
        ('env("X_URL", "https://in.widgets.dev")', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        (
            'os.environ.get("X_URL", default="https://in.widgets.dev")',
            ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev"),
        ),
        ('getenv("X_URL") or "https://in.widgets.dev"', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('def f(api_url="https://in.widgets.dev"): pass', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('def f(*, base_url="https://in.widgets.dev"): 0', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('x = {"token_url": "https://in.widgets.dev"}', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('self.base_url = "https://in.widgets.dev"', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('self.u = "https://in.widgets.dev"\nget(self.u)', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('U = "https://in.widgets.dev"\nget(f"{U}/x")', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ("key = self.settings.resend_api_key", ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ("key = settings.widgets_api_key", ("?WIDGETS", "env", "used", 1, "WIDGETS_API_KEY")),
        ('x = f"https://{region}-aiplatform.googleapis.com/v1"', ("vertex_ai", "host", "used", 1, "*.googleapis.com")),
        ('{"connect-src": ["https:"]}', ("?*", "csp", "used", 1, "connect-src https:")),
        ('CSP = "connect-src https://api.mixpanel.com"', ("mixpanel", "csp", "configured", 1, "api.mixpanel.com")),
    ],
)
def test_what_is_used_is_seen_at_its_line(text: str, expected: tuple[str, str, str, int, str]) -> None:
    assert expected in look(text)


@pytest.mark.parametrize(
    "text",
    [
        '"""See https://api.mixpanel.com"""',
        'def f():\n    "https://api.mixpanel.com"',
        "# import stripe",
        "from . import stripe",
        "from .stripe import x",
        "import stripes",
        "if TYPE_CHECKING:\n    import stripe",
        'x = "see https://api.mixpanel.com for more"',
        'os.environ["DJANGO_SECRET_KEY"]; os.environ["JWT_SECRET"]',
        'x = {"smtp.gmail.com": "not for many messages"}',
        'x = ["www.deepl.com", "deepl.com", "youtube.com", "gmail.com"]',
        'if host == "api.deepl.com": pass',
        'INSTALLED = ["djstripe"]; names = ["allauth.socialaccount.providers.google"]',
        'x = {"github": {}}; PROVIDERS = {"google": {}}',
        'registry.register("google"); oauth.register("acme")',
        "settings.DEBUG; settings.SECRET_KEY; other.RESEND_API_KEY",
        'R("https://widgets.dev/api/rates?to=EUR"); R("https://widgets.dev/api/")',
        'env("DOCS_URL", "https://widgets.dev"); env("X", "widgets.dev"); other("X", "https://widgets.dev")',
        'def f(link="https://widgets.dev"): pass',
        'x = {"url": "https://widgets.dev", "home_url": "https://widgets.dev"}; self.link = "https://widgets.dev"',
        "config.widgets_api_key; settings.debug; settings.secret_key; other.resend_api_key",
        "from openai_compatible import AzureOpenAI",
        'requests.get("http://localhost:8000"); requests.get("https://example.com")',
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert look(text) == []


def test_a_module_of_our_own_is_nobodys() -> None:
    files = [("stripe/__init__.py", ""), ("stripe/api.py", ""), ("app.py", "import stripe.api\nimport sentry_sdk")]
    assert [
        one.product for one in found(Python(WHO, [path for path, _ in files]), files) if isinstance(one, Sighting)
    ] == ["sentry"]


def test_what_does_not_parse_is_a_problem_and_still_looked_through() -> None:
    text = 'import stripe\nprint "x"\nu = "https://api.mixpanel.com"\n# "https://api.amplitude.com"\n'
    assert [one[0] for one in look(text)] == ["mixpanel", "stripe"]
    (problem,) = problems(Python(WHO), text, "a.py")
    assert str(problem.location) == "a.py:2:1"


@pytest.mark.parametrize(
    "text",
    ["(" * 100_000, "-" * 100_000 + "1", "a\0b", "x = '\ud800'\nimport stripe", "'" * 1_200_001, '"""' + "\\" * 900_000,
     "x = " + "[" * 5_000 + "]" * 5_000, "a." * 3_000 + "b", "f" + "()" * 20_000, "1+" * 20_000 + "1"],
)  # fmt: skip
def test_hostile_text_ends_in_a_problem_or_in_nothing(text: str) -> None:
    begin = time.process_time()
    for problem in problems(Python(WHO), text, "a.py"):
        assert problem.location is not None
    assert time.process_time() - begin < 10


def test_places_count_characters() -> None:
    (one,) = found(Python(WHO), [("a.py", 'é = "ééé"; u = "https://api.mixpanel.com"')])
    assert str(one.location) == "a.py:1:16"


def test_no_value_leaves() -> None:
    text = f'requests.get("https://u:{SECRET}@api.widgets.dev/{SECRET}", auth="{SECRET}")\nos.environ["{SECRET}"]'
    assert look(text) == [("?api.widgets.dev", "host", "used", 1, "api.widgets.dev")]
    assert SECRET not in str(problems(Python(WHO), f"x = = '{SECRET}'", "a.py"))


def test_an_example_that_people_read_is_configured() -> None:
    text = '_("e.g. {sample}").format(sample="https://tile.openstreetmap.org/{z}/{x}.png")'
    assert look(text) == [("openstreetmap", "host", "configured", 1, "tile.openstreetmap.org")]


def test_a_setting_by_its_name_is_configured_where_settings_are() -> None:
    assert look('AKISMET_API_KEY = ""', "app/settings.py") == [("akismet", "env", "configured", 1, "AKISMET_API_KEY")]
    assert look('WIDGETS_API_KEY = ""', "app/settings.py") == []
    assert look('AKISMET_API_KEY = ""', "app/spam.py") == []


def test_azure_is_not_the_maker_of_the_sdk() -> None:
    assert [one[0] for one in look("from openai import AzureOpenAI")] == ["azure_openai"]

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
        'requests.get("http://localhost:8000"); requests.get("https://example.com")',
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert look(text) == []


def test_a_module_of_our_own_is_nobodys() -> None:
    files = [("stripe/__init__.py", ""), ("stripe/api.py", ""), ("app.py", "import stripe.api\nimport sentry_sdk")]
    assert [one.product for one in found(Python(WHO), files) if isinstance(one, Sighting)] == ["sentry"]


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

"""Pages and templates: what a browser loads, and what is only a link."""

from __future__ import annotations

import time

import pytest

from auditor.evidence.markup import Markup
from tests.evidence.seen import SECRET, WHO, seen


def look(text: str, path: str = "site/index.html") -> list[tuple[str, str, str, int, str]]:
    return seen(Markup(WHO), text, path)


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.html", '<p>\n<script async src="https://cdn.widgets.dev/x.js"></script>',
         ("?cdn.widgets.dev", "host", "used", 2, "cdn.widgets.dev")),
        ("a.html", '<script src="https://www.googletagmanager.com/gtag/js?id=AW-1"></script>',
         ("google_ads", "host", "used", 1, "www.googletagmanager.com")),
        ("a.html", '<!--[if lt IE 9]>\n<script src="https://cdn.widgets.dev/x.js"></script><![endif]-->',
         ("?cdn.widgets.dev", "host", "used", 2, "cdn.widgets.dev")),
        ("a.html", '<img height="1" width="1" src="https://www.facebook.com/tr?id=1">',
         ("meta_pixel", "host", "used", 1, "www.facebook.com")),
        ("a.html", '<img width=1 height=1 src="https://px.widgets.dev/p">',
         ("?px.widgets.dev", "host", "used", 1, "px.widgets.dev")),
        ("a.html", '<iframe src="//frame.widgets.dev"></iframe>',
         ("?frame.widgets.dev", "host", "used", 1, "frame.widgets.dev")),
        ("a.html", '<link rel="preconnect" href="https://api.mixpanel.com">',
         ("mixpanel", "host", "configured", 1, "api.mixpanel.com")),
        ("a.html", '<link rel="stylesheet" href="https://fonts.googleapis.com/css">',
         ("google_fonts", "host", "used", 1, "fonts.googleapis.com")),
        ("a.tpl", '<img src="https://gravatar.com/avatar/{{ hash }}?d=x">',
         ("gravatar", "host", "used", 1, "gravatar.com")),
        ("a.html", '<meta http-equiv="Content-Security-Policy" content="connect-src https:">',
         ("?*", "csp", "used", 1, "connect-src https:")),
        ("a.erb", "<div>\n<script>fbq('init', '<%= id %>')</script>", ("meta_pixel", "config", "used", 2, "fbq")),
        ("a.vue", '<script setup>\nimport p from "posthog-js"\n</script>',
         ("posthog", "import", "used", 2, "posthog-js")),
        ("a.astro", '---\nimport p from "posthog-js"\n---\n<p>', ("posthog", "import", "used", 2, "posthog-js")),
        ("a.jinja2", '<script src="https://cdn.widgets.dev/{{ v }}.js"></script>',
         ("?cdn.widgets.dev", "host", "used", 1, "cdn.widgets.dev")),
    ],
)  # fmt: skip
def test_what_is_loaded_is_seen_at_its_line(path: str, text: str, expected: tuple[str, str, str, int, str]) -> None:
    assert expected in look(text, path)


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://mixpanel.com/pricing">x</a>',
        '<!-- <script src="https://cdn.mxpnl.com/x.js"></script> -->',
        '{# <script src="https://cdn.mxpnl.com/x.js"></script> #}',
        '<script src="/local.js"></script><img src="https://pictures.widgets.dev/cat.png">',
        '<script type="application/ld+json">{"url": "https://api.mixpanel.com"}</script>',
        '<link rel="canonical" href="https://blog.widgets.dev">',
        '<p>See https://api.mixpanel.com or fbq("x")</p>',
        '<script src="https://cdn.acme.io/x.js"></script>',
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert look(text) == []


@pytest.mark.parametrize(
    "text",
    ["<script " * 200_000, "<!--" * 300_000, '<img a="' * 200_000, "<script>" * 200_000, "<img " + "a=b " * 500_000,
     "<script><" * 100_000, "{#" * 500_000, '<meta http-equiv="' * 100_000],
)  # fmt: skip
def test_hostile_pages_are_read_in_seconds(text: str) -> None:
    begin = time.process_time()
    look(text)
    assert time.process_time() - begin < 10


def test_no_value_leaves() -> None:
    text = f'<script src="https://api.widgets.dev/x?key={SECRET}" data-key="{SECRET}"></script>'
    assert look(text) == [("?api.widgets.dev", "host", "used", 1, "api.widgets.dev")]

"""Scripts: what is used, what only looks like it, and what nobody should have written."""

from __future__ import annotations

import time

import pytest

from auditor.evidence.javascript import JavaScript
from auditor.evidence.notes import LIMIT
from tests.evidence.seen import SECRET, WHO, problems, seen


def look(text: str, path: str = "src/app.tsx") -> list[tuple[str, str, str, int, str]]:
    return seen(JavaScript(WHO), text, path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('import posthog from "posthog-js"', ("posthog", "import", "used", 1, "posthog-js")),
        ("import {\n  type X,\n  init\n} from '@sentry/node'", ("sentry", "import", "used", 4, "@sentry/node")),
        ('export * from "stripe"', ("stripe", "import", "used", 1, "stripe")),
        ('const m = require("mixpanel-browser/x")', ("mixpanel", "import", "used", 1, "mixpanel-browser")),
        ('await import(/* chunk: "y" */ "mixpanel-browser")', ("mixpanel", "import", "used", 1, "mixpanel-browser")),
        ('import S from "npm:stripe@14"', ("stripe", "import", "used", 1, "npm:stripe@14")),
        ("const k = process.env.RESEND_API_KEY", ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ('Deno.env.get("RESEND_API_KEY")', ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ("const {A, RESEND_API_KEY: k} = process.env", ("resend", "env", "used", 1, "RESEND_API_KEY")),
        ("import.meta.env.VITE_POSTHOG_KEY", ("posthog", "env", "used", 1, "VITE_POSTHOG_KEY")),
        ("const k = env.WIDGETS_API_KEY", ("?WIDGETS", "env", "used", 1, "WIDGETS_API_KEY")),
        ("fetch(`https://${ref}.supabase.co/x`)", ("supabase", "host", "used", 1, "*.supabase.co")),
        ('fetch("https://collect.widgets.dev/v1")', ("?collect.widgets.dev", "host", "used", 1, "collect.widgets.dev")),
        ('const U = "https://in.widgets.dev"\nfetch(U)', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('process.env.X_URL || "https://in.widgets.dev"', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('process.env.X_URL ?? "https://in.widgets.dev"', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        (
            'x({url: "https://in.widgets.dev", method: "POST"})',
            ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev"),
        ),
        ('{ tokenURL: "https://in.widgets.dev/t" }', ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ('new WebSocket("wss://live.widgets.dev")', ("?live.widgets.dev", "host", "used", 1, "live.widgets.dev")),
        ('[{ destination: "https://eu.i.posthog.com/:p*" }]', ("posthog", "host", "used", 1, "eu.i.posthog.com")),
        ('<Script src="https://cdn.widgets.dev/t.js"/>', ("?cdn.widgets.dev", "host", "used", 1, "cdn.widgets.dev")),
        ("fbq('init', '1')", ("meta_pixel", "config", "used", 1, "fbq")),
        ("window.fbq('init', '1')", ("meta_pixel", "config", "used", 1, "fbq")),
        ("gtag('config', 'AW-123')", ("google_ads", "config", "used", 1, "gtag")),
        ("x = \"default-src 'self'; connect-src https:\"", ("?*", "csp", "used", 1, "connect-src https:")),
        ('{connectSrc: ["\'self\'", "*"]}', ("?*", "csp", "used", 1, "connect-src *")),
        ('import G from "next-auth/providers/google"', ("google_sign_in", "import", "used", 1, "next-auth")),
        ('import {x} from "@auth/core/providers/github"', ("github_login", "import", "used", 1, "@auth/core")),
        (
            "betterAuth({\n socialProviders: { google: { id: 1, github: 2 },\n gitlab: {} } })",
            ("gitlab", "config", "used", 3, "gitlab"),
        ),
        ("auth.signInWithOAuth({ provider: 'azure' })", ("microsoft_entra", "config", "used", 1, "azure")),
        ("onClick={() => signIn('github')}", ("github_login", "config", "used", 1, "github")),
        ("const h = ['api.deepl.com']", ("deepl", "host", "used", 1, "api.deepl.com")),
        (
            "httpsRequest.get({ host: 'widgets.dev', path: '/' + p })",
            ("?widgets.dev", "host", "used", 1, "widgets.dev"),
        ),
        ("httpsRequest.get('https://in.widgets.dev/' + p)", ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        ("$.ajax({ url: 'https://in.widgets.dev/x' })", ("?in.widgets.dev", "host", "used", 1, "in.widgets.dev")),
        (
            'const page = `<p>some words</p><script src="https://cdn.widgets.dev/x.js"></script>`',
            ("?cdn.widgets.dev", "host", "used", 1, "cdn.widgets.dev"),
        ),
        ('{scriptSrc: ["https://js.stripe.com"]}', ("stripe", "csp", "configured", 1, "js.stripe.com")),
    ],
)
def test_what_is_used_is_seen_at_its_line(text: str, expected: tuple[str, str, str, int, str]) -> None:
    assert expected in look(text)


@pytest.mark.parametrize(
    "text",
    [
        '// fetch("https://api.mixpanel.com")',
        '/* import x from "stripe" */',
        'import mock from "stripe-js-mock"',
        'import { GoogleAuth } from "google-auth-library"',
        'import type { Stripe } from "stripe"',
        'import { type A, type B } from "stripe"',
        'import x from "./stripe"',
        'vi.mock("stripe")',
        '<a href="https://hotjar.com/pricing">x</a>',
        'const text = "see https://api.mixpanel.com for more"',
        'fetch("https://api.acme.io/v1")',
        'fetch("http://localhost:3000"); fetch("https://api.example.com"); fetch("http://10.0.0.1/x")',
        'const ns = "http://www.w3.org/2000/svg"; const s = "https://schema.org"',
        "process.env.APP_SECRET; process.env.NEXTAUTH_SECRET; process.env.CRON_SECRET; process.env.ACME_JWT_SECRET",
        "process.env.SESSION_SECRET; process.env.ENCRYPTION_KEY; process.env.JWT_SECRET; process.env.NODE_ENV",
        "const r = /[\"'`]https:/; const fbqx = 1; this.fbq(1)",
        "const t = `${a ? `x` : '}'} https://api.mixpanel.com`",
        "import x from 'next-auth/providers/credentials'; import y from 'next-auth'",
        "const socialProviders = { google: 1 }; register({ provider: 'github' }); signInAs('github')",
        "socialProviders: { acme: { github: {} } }",
        "const hosts = ['www.deepl.com', 'deepl.com', 'youtube.com']; if (h === 'api.deepl.com') {}",
        "const server = { host: 'widgets.dev', name: 'x' }",
        '{styleSrc: ["https:"], fontSrc: ["*"]}',
        'process.env.DOCS_URL || "https://widgets.dev"; x || "https://widgets.dev"',
        'x = [{ url: "https://widgets.dev", title: "Widgets" }]',
    ],
)
def test_what_only_looks_like_it_is_not(text: str) -> None:
    assert look(text) == []


def test_tests_and_stories_are_development_and_a_schema_of_variables_is_configured() -> None:
    assert look('import "stripe"', "src/pay.test.ts")[0][2] == "development"
    assert look("process.env.RESEND_API_KEY", "src/env.ts")[0][2] == "configured"
    assert look('import "stripe"', "public/pay.min.js")[0][2] == "configured"
    assert look('if (u === "https://api.mixpanel.com/track") {}')[0][2] == "configured"


def test_an_sdk_that_is_pointed_at_somebody_else_is_no_use_of_its_maker() -> None:
    text = 'import OpenAI from "openai"\nnew OpenAI({ baseURL: "https://openrouter.ai/api/v1" })'
    assert [(one[0], one[2]) for one in look(text)] == [("openai", "configured"), ("openrouter", "used")]
    assert look(text + "\nnew OpenAI({})")[0][:3] == ("openai", "import", "used")


def test_no_value_leaves() -> None:
    text = f'fetch("https://u:{SECRET}@api.widgets.dev/{SECRET}?k={SECRET}", {{headers: {{a: "{SECRET}"}}}})'
    assert look(text) == [("?api.widgets.dev", "host", "used", 1, "api.widgets.dev")]
    assert SECRET not in str(look(f'const WIDGETS_TOKEN = process.env.WIDGETS_TOKEN || "{SECRET}"'))


@pytest.mark.parametrize(
    "text",
    [
        "`" * 500_001, "'" * 1_000_001, "${`" * 200_000, "/" * 1_000_001, "=/[" * 300_000, '\\"' * 500_000,
        "`${" * 200_000, "import {" * 100_000, "{" * 1_000_000, "a" * 3_000_000, "from " * 200_000 + '"x"',
        "=/\\/" * 200_000, '"' + "\\" * 999_999, "`" + "\\" * 999_999, "\ud800" * 1000 + 'fetch("https://\ud800.x.io")',
        '"default-src ' + "a.b " * 200_000, "env." * 300_000, "const a = " * 100_000 + '"https://x.dev"',
    ],
)  # fmt: skip
def test_hostile_text_is_read_in_seconds(text: str) -> None:
    begin = time.process_time()
    look(text)
    assert time.process_time() - begin < 10


def test_what_is_not_read_to_its_end_says_where_it_stops() -> None:
    text = "x" * (LIMIT + 10) + 'import "stripe"'
    (problem,) = problems(JavaScript(WHO), text, "a.js")
    assert problem.location is not None
    assert problem.location.column == LIMIT + 1


def test_a_plugin_of_jquery_is_somebody_elses() -> None:
    text = 'fetch("https://api.deepl.com")'
    assert [one[2] for one in look(text, "static/jquery.translate-all.js")] == ["configured"]
    assert [one[2] for one in look(text, "static/our-jquery.js")] == ["used"]

"""A repository of any size, the same one for the same seed: code, migrations, configuration, locks and pictures.

Its files are of the sizes and kinds that a product of some years has. Code is varied: no two functions are the same.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

_TEXT: Final = (
    "account address amount archive basket batch billing branch cache calendar campaign cart catalog channel charge "
    "checkout client comment company contact contract country coupon credit currency customer dashboard delivery "
    "device discount document domain draft editor email employee entry event export feature feedback field file "
    "filter folder group history image import invoice issue item journal label language layout lead ledger license "
    "limit line link list location mail member message metric model note notice number offer order owner package page "
    "partner patient payment period person phone plan policy post price product profile project provider query queue "
    "quota rate reason record refund region reminder report request result review role route rule sample schedule "
    "search section segment service session setting shipment signature site source stage state status step stock "
    "store subject subscription summary supplier task tax team template tenant text theme thread ticket token topic "
    "transfer unit update upload user value vendor version view visit voucher webhook widget window worker skip "
)
WORDS: Final = _TEXT.split()
PACKAGES: Final = (
    "react", "next/link", "zod", "date-fns", "lodash", "clsx", "@tanstack/react-query", "./helpers", "../lib/format",
    "@/components/button", "express", "react-hook-form",
)  # fmt: skip
SDKS: Final = ("@supabase/supabase-js", "stripe", "@sentry/nextjs", "openai", "resend", "posthog-js")
MODULES: Final = ("os", "json", "django.db", "requests", "datetime", "typing", "re", "logging", "dataclasses")
PYTHON_SDKS: Final = ("stripe", "sentry_sdk", "boto3", "openai")
SELDOM: Final = 0.06
"""The share of files that use somebody's SDK, and of functions that read a variable of the environment."""


class _Writer:
    def __init__(self, seed: int) -> None:
        self.luck = random.Random(seed)

    def name(self, join: str = "") -> str:
        first, *more = self.luck.choices(WORDS, k=2 + (self.luck.random() < 0.4))
        return join.join([first, *(more if join else (word.title() for word in more))])

    def _seldom(self) -> bool:
        return self.luck.random() < SELDOM

    def until(self, size: int, head: str, part: Callable[[], str]) -> str:
        """Parts of a file until it is as long as it should be."""
        parts, length = [head], len(head)
        while length < size:
            parts.append(part())
            length += len(parts[-1])
        return "".join(parts)

    def typescript(self, size: int) -> str:
        packages = [*self.luck.sample(PACKAGES, 5), *([self.luck.choice(SDKS)] if self._seldom() else [])]
        head = "".join(f'import {{ {self.name()} }} from "{package}";\n' for package in packages) + "\n"

        def part() -> str:
            a, b, c, d = (self.name() for _ in range(4))
            return (
                f"/** Finds the {a} of a {b}, and says whether it's there. */\n"
                f"export async function {a}({b}: string, {c}?: {{ {d}: number; limit?: number }}) {{\n"
                f"  const {d} = await fetch(`${{BASE}}/{b}/${{{b}}}?{c}=1`, {{ headers: {{ accept: 'text/{c}' }} }});\n"
                f'  if (!{d}.ok || {d}.status / 100 > 3) throw new Error("{b} was not found: " + {d}.status);\n'
                f"  const found = (await {d}.json()).map((one: any) => ({{ ...one, {b}: one.{c} ?? '{d}' }}));\n"
                f"  return found.filter((one) => one.{c}?.replace(/[^a-z]+/g, '-') !== \"{a}\"); // {c}\n}}\n\n"
                f"export const {b}{c.title()} = ({{ {a}, {d} }}: Props) => (\n"
                f'  <section className="grid gap-4 {c}">\n    <h2>{b} &amp; {d}</h2>\n'
                f"    {{{a}.map((one) => <Link key={{one.id}} href={{`/{c}/${{one.id}}`}}>{{one.{d}}}</Link>)}}\n"
                f"  </section>\n);\n\n"
            )

        return self.until(size, head, part)

    def python(self, size: int) -> str:
        modules = [*self.luck.sample(MODULES, 4), *([self.luck.choice(PYTHON_SDKS)] if self._seldom() else [])]
        head = "".join(f"import {module}\n" for module in modules) + "\n\n"

        def part() -> str:
            a, b, c, d = (self.name("_") for _ in range(4))
            value = f'os.environ.get("APP_{d.upper()}", "{c}")' if self._seldom() else f"{b}.strip().join('{c}, {d}')"
            return (
                f"def {a}({b}: str, {c}: int = {self.luck.randrange(99)}) -> dict[str, object]:\n"
                f'    """Give the {a} of a {b}; raises KeyError where there is none."""\n'
                f"    {d} = {value}\n"
                f"    for number, one in enumerate(sorted({b}.split({d}))):\n"
                f'        if number > {c} and not one.startswith(f"{{{d}}}/{b}"):\n'
                f"            return {{'{a}': one, '{b}': number * {c}, **DEFAULTS}}  # {c}\n"
                f"    raise KeyError({b})\n\n\n"
            )

        return self.until(size, head, part)

    def sql(self, size: int) -> str:
        def part() -> str:
            table, a, b = self.name("_") + f"_{self.luck.randrange(10**9)}", self.name("_"), self.name("_")
            return (
                f"create table public.{table} (\n  id uuid primary key default gen_random_uuid(),\n"
                f"  {a}_a text not null, -- {b}\n  {b}_b numeric(12, 2) default 0,\n"
                f"  owner uuid references auth.users (id) on delete cascade,\n  made timestamptz default now()\n);\n"
                f"alter table public.{table} enable row level security;\n"
                f'create policy "{a} reads" on public.{table} for select using (owner = auth.uid());\n'
                f"create index on public.{table} ({a}_a, made desc);\n"
                f"comment on table public.{table} is 'The {a} of a {b}';\n\n"
            )

        return self.until(size, "-- made by hand\n", part)

    def yaml(self, size: int) -> str:
        def part() -> str:
            a, b = self.name("-"), self.name()
            return (
                f"---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {a}\n  labels: {{app: {b}}}\nspec:\n"
                f"  replicas: {self.luck.randrange(9)}\n  template:\n    spec:\n      containers:\n"
                f"        - name: {b}\n"
                f"          image: registry.acme.io/{a}:1.{self.luck.randrange(99)}\n          env:\n"
                f'            - {{name: {b.upper()}_LEVEL, value: "{a}"}}\n'
            )

        return self.until(size, "", part)

    def words(self, size: int) -> str:
        """A file of translations."""
        held: dict[str, str] = {}
        while len(held) * 60 < size:
            held[f"{self.name('.')}.{len(held)}"] = " ".join(self.luck.choices(WORDS, k=5))
        return json.dumps(held, indent=2)

    def lock(self, size: int) -> str:
        held = {"": {"name": "web", "dependencies": {"react": "^18.0.0", "stripe": "^14.0.0"}}} | {
            f"node_modules/{self.name('-')}-{number}": {
                "version": f"1.{number}.0", "resolved": f"https://registry.acme.io/p/-/p-{number}.tgz",
                "integrity": f"sha512-{self.luck.getrandbits(512):0128x}==", "engines": {"node": ">=18"},
            } for number in range(size // 330)
        }  # fmt: skip
        return json.dumps({"name": "web", "lockfileVersion": 3, "packages": held}, indent=2)

    def page(self, size: int) -> str:
        def part() -> str:
            a, b = self.name(), self.name()
            return (
                f'<div class="card {a}" data-{b}="1"><a href="https://www.acme.io/{a}">{b}</a>\n<img src="/{a}.png">'
                f"<p>It's the {a} of a {b}; <em>read on</em> at <code>{b}</code>.</p></div>\n"
            )

        return self.until(size, '<!doctype html><script src="/app.js"></script>\n', part)

    def picture(self, size: int) -> bytes:
        return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + self.luck.randbytes(size)


KINDS: Final[tuple[tuple[str, float, int], ...]] = (
    # what, its share of the files, the mean size of one
    ("ts", 0.40, 9_000), ("tsx", 0.14, 8_000), ("py", 0.18, 9_500), ("sql", 0.02, 9_000), ("yaml", 0.05, 4_000),
    ("json", 0.05, 16_000), ("html", 0.04, 10_000), ("css", 0.03, 8_000), ("md", 0.05, 6_000), ("png", 0.04, 30_000),
)  # fmt: skip
LOCKS: Final = (5_000_000, 1_500_000, 1_000_000)
"""Bytes of the lock files."""


def write(root: Path, files: int, seed: int = 1) -> int:
    """Write a repository of about 10 KB a file. Returns its bytes."""
    writer = _Writer(seed)
    made = {
        "ts": writer.typescript, "tsx": writer.typescript, "py": writer.python, "sql": writer.sql, "yaml": writer.yaml,
        "json": writer.words, "html": writer.page, "css": writer.page, "md": writer.page,
    }  # fmt: skip
    total = 0

    def put(path: str, held: str | bytes) -> None:
        nonlocal total
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        raw = held.encode() if isinstance(held, str) else held
        file.write_bytes(raw)
        total += len(raw)

    for number in range(files - len(LOCKS)):
        kind, _, mean = writer.luck.choices(KINDS, [share for _, share, _ in KINDS])[0]
        size = min(int(writer.luck.lognormvariate(0, 0.9) * mean * 0.667), 400_000)
        folder = "supabase/migrations" if kind == "sql" else f"apps/{writer.luck.choice(WORDS)}/{number % 40}"
        name = f"{20_240_000_000_000 + number}_{writer.name('_')}" if kind == "sql" else f"{writer.name('-')}-{number}"
        put(f"{folder}/{name}.{kind}", writer.picture(size) if kind == "png" else made[kind](size))
    for number, size in enumerate(LOCKS):
        put(f"apps/locked-{number}/package-lock.json", writer.lock(size * files // 10_000))
    return total


def bundle(size: int) -> str:
    """A bundle as a minifier leaves it: one line."""
    writer = _Writer(2)

    def part() -> str:
        a, b = writer.name(), writer.name()
        return f'function {a[:3]}(e,t){{var n=e.{a}||"{b}";return t?n/2>1:`${{n}}/{a}`}}'

    return writer.until(size, "!function(){", part)

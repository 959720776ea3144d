"""Small random repositories around a drawn workspace: files of a handful of vendors, and rules about what they show."""

import random
from typing import Any

from tests.reference.drawn_rules import Pools, rule_about
from tests.reference.observed import TABLE
from tests.reference.workspaces import workspace_of
from tests.reference.writer import Entry, Writer

Files = dict[str, str]

SECURED = "create table {0} (id int);\nalter table {0} enable row level security;\n"
FILES = {
    "app/db.ts": ['import { createClient } from "@supabase/supabase-js";\n'],
    "lib/track.ts": ['import mixpanel from "mixpanel-browser";\n', 'import "heap-api";\n'],
    "lib/events.ts": [
        'fetch("https://ingest.globex.example/v1", {method: "POST"});\n',
        'fetch("https://api.plant-metrics.io/v1", {method: "POST"});\n',
    ],
    "app/send.ts": ['fetch("https://api.mixpanel.com/track", {method: "POST"});\n'],
    "tests/db.test.ts": ['import { createClient } from "@supabase/supabase-js";\nimport "mixpanel-browser";\n'],
    ".env.example": ["SUPABASE_URL=\n", "MIXPANEL_TOKEN=\nHEAP_APP_ID=\n"],
    "package.json": ['{"dependencies": {"mixpanel-browser": "1.0.0", "@supabase/supabase-js": "2.0.0"}}\n'],
    "vercel.json": [
        '{"regions": ["iad1"]}\n',
        '{"regions": ["fra1", "bom1"]}\n',
        '{"headers": [{"source": "/(.*)", "headers": [{"key": "Cache-Control", "value": "s-maxage=600"}]}]}\n',
        '{"env": {"SUPABASE_SERVICE_ROLE_KEY": "@service-role"}}\n',
    ],
    "infra/main.tf": [
        'provider "aws" {\n  region = "us-east-1"\n}\nresource "aws_s3_bucket" "photos" {}\n',
        'variable "where" {}\nprovider "aws" {\n  region = var.where\n}\nresource "aws_s3_bucket" "photos" {}\n',
        'resource "vercel_log_drain" "logs" {\n  endpoint = "https://logs.example.org/in"\n}\n',
    ],
    "supabase/migrations/1_start.sql": [
        "create table plants (id int);\n",
        SECURED.format("plants") + "create policy everybody on plants for select using (true);\n",
        SECURED.format("defects") + "create policy own on defects using (id = 1);\ncreate table plants (id int);\n",
    ],
    "migrations/1_start.sql": ["create table defects (id int);\n"],
}
CODE = [["app"], ["lib", "app/send.ts"], ["infra", "vercel.json"], ["app/db.ts", "supabase"], ["lib", "package.json"]]


def repository_of(seed: int) -> tuple[Entry, Entry, Files]:
    """A drawn workspace, with rules about what is observed, and the files around it."""
    write = Writer(random.Random(f"repository {seed}").randint)
    flows, rules = workspace_of(seed, vendor_system_keys=bool(seed % 2))
    for entry in flows["systems"].values():
        if entry["kind"] != "person" and write.chance(2):
            entry["code"] = [*write.pick(CODE)]
    for name, entry in flows.get("vendors", {}).items():
        write.rarely(entry, "observed", lambda: "never")
        write.rarely(entry, "website", lambda: "https://www.globex.example", unknown=True)
        if name == "acme-cloud":
            write.rarely(entry, "catalog", lambda: write.pick(["aws", "amazon_s3"]))
    rules["rules"] = {name: rule for name, rule in rules["rules"].items() if write.chance(4)}
    pools = Pools(flows)
    for number in range(write.number(2, 6)):
        subject = write.pick(["observed_vendor", "observed_vendor", *TABLE])
        rules["rules"][f"seen-{number}"] = {
            "title": "A rule", "because": ["A clause in words"], **rule_about(write, pools, subject),
        }  # fmt: skip
    files = {path: write.pick(FILES[path]) for path in write.some(list(FILES), most=7)}
    return flows, rules, files


def raw(observations: list[Entry]) -> list[Entry]:
    """A scan without what it says of the declarations."""
    judged: set[Any] = {"listed", "status", "system", "at_rest", "listed_region", "agrees"}
    return [{key: value for key, value in one.items() if key not in judged} for one in observations]

"""What `check` and `scan` make of a scan: what is not known, what could not be read, what is never looked at."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.audit import Audit, audit
from auditor.cli.main import main
from tests.reference.workspaces import AS_OF

DATAFLOWS = """\
organization: {name: Us}
data: {d: {title: D}}
vendors:
  vercel: {name: Vercel, status: active, kind: edge_host, region: DE}
  supabase: {name: Supabase, status: active, kind: database, region: DE}
systems: {u: {kind: person}, web: {kind: application, vendor: vercel, region: DE, code: [app]}}
flows:
  a: {from: u, to: web, data: [d], purposes: [service.hosting], retention: none}
  b: {from: web, to: supabase, data: [d], purposes: [service.database], retention: 30d}
"""
RULES = """\
promises: {ban: {says: We use no analytics, source: Page}}
rules:
  banned: {title: No analytics, because: [ban], forbid: {observed_vendor: {kind: analytics, grade: used}}}
"""
Make = Callable[..., Audit]


def write(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


@pytest.fixture
def made(tmp_path: Path) -> Make:
    def make(files: dict[str, str | bytes], rules: str = RULES, dataflows: str = DATAFLOWS) -> Audit:
        return audit(write(tmp_path, {"dataflows/a.yaml": dataflows, "policy/p.yaml": rules, **files}), AS_OF)

    return make


def states(found: Audit) -> dict[str, str]:
    return {finding.id: finding.state for finding in found.findings}


IMPORT = 'import { createClient } from "@supabase/supabase-js";\n'


def test_a_promise_is_kept_as_observed(made: Make) -> None:
    kept = made({"app/a.ts": IMPORT}).promises[0]
    assert (kept.status, kept.basis) == ("kept", "observed")


def test_a_file_that_cannot_be_read_leaves_the_promise_undecided(made: Make) -> None:
    found = made({"app/a.ts": IMPORT, "app/b.ts": b"const a = '" + b"x" * 2_000_100 + b"'"})
    assert states(found)["not-scanned@observed_files/app/b.ts"] == "undecided"
    assert found.gate_closed
    assert found.promises[0].status == "undecided"


def test_of_tests_it_is_a_warning(made: Make) -> None:
    found = made({"app/a.ts": IMPORT, "tests/b.ts": b"const a = '" + b"x" * 2_000_100 + b"'"})
    finding = next(one for one in found.findings if one.rule == "not-scanned")
    assert (finding.severity, found.gate_closed) == ("warning", False)


def test_without_a_rule_about_it_nothing_is_scanned(made: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(_: Path) -> Any:
        raise AssertionError("scanned")

    monkeypatch.setattr("auditor.evidence.scan.walk", walk)
    found = made(
        {"app/a.ts": 'import "mixpanel-browser";'},
        RULES.replace("observed_vendor: {kind: analytics, grade: used}", "vendor: {kind: analytics}"),
    )
    assert found.observed is None


def test_two_signals_are_a_use_and_one_of_them_is_not(made: Make) -> None:
    package = '{"dependencies": {"mixpanel-browser": "1"}}'
    one = made({"app/a.ts": IMPORT, "package.json": package})
    assert one.observed is not None
    assert one.observed.seen.vendors["mixpanel"].grade == "configured"
    two = made({"package.json": package, ".env.example": "MIXPANEL_TOKEN=\n"})
    assert states(two)["banned@observed_vendors/mixpanel/kind=analytics.behavioural"] == "violated"


def test_a_vendor_whose_product_is_not_known_may_be_anybody(made: Make) -> None:
    rules = RULES.replace("{kind: analytics, grade: used}", "{listed: false, grade: used}")
    other = DATAFLOWS.replace("vendors:\n", "vendors:\n  other: {name: unknown, status: active, kind: messaging}\n")
    found = made({"app/a.ts": IMPORT, "app/b.ts": 'import "mixpanel-browser";\n'}, rules, other)
    assert states(found)["banned@observed_vendors/mixpanel/listed=unknown"] == "undecided"
    finding = next(one for one in found.findings if one.rule == "banned")
    assert finding.missing == ("vendors/other/name",)


@pytest.mark.parametrize(("path", "state"), [("app/a.ts", "violated"), ("lib/a.ts", "undecided")])
def test_whose_code_it_is(path: str, state: str, made: Make) -> None:
    rules = RULES.replace("{kind: analytics, grade: used}", "{vendor: supabase, system: {kind: application}}")
    assert states(made({path: IMPORT}, rules))["banned@observed_vendors/supabase/vendor=supabase"] == state


def test_active_and_never_seen(made: Make) -> None:
    assert states(made({"app/a.ts": IMPORT}))["never-seen@vendors/vercel"] == "violated"
    quiet = DATAFLOWS.replace("name: Vercel,", "name: Vercel, observed: never,")
    assert "never-seen@vendors/vercel" not in states(made({"app/a.ts": IMPORT}, dataflows=quiet))


def test_a_repository_around_the_workspace(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".git").mkdir()
    files: dict[str, str | bytes] = {
        "app/a.ts": 'import "mixpanel-browser";\n',
        "privacy/dataflows/a.yaml": DATAFLOWS,
        "privacy/policy/p.yaml": RULES,
    }
    write(tmp_path, files)
    assert main(["check", str(tmp_path / "privacy"), "--format", "json", "--as-of", "2026-11-23"]) == 1
    found = {one["id"]: one["location"]["file"] for one in json.loads(capfd.readouterr().out)["findings"]}
    assert found["banned@observed_vendors/mixpanel/kind=analytics.behavioural"] == "../app/a.ts"


SUGGESTED = {
    "app/a.ts": IMPORT + 'fetch("https://ingest.plant-metrics.io/v1", {method: "POST"});\n',
    "main.tf": 'provider "aws" {\n  region = "us-east-1"\n}\nresource "aws_s3_bucket" "a" {}\n',
    ".env.example": "PLANTSIGHT_API_KEY=\n",
}


def test_suggestions_load(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    root = write(tmp_path, dict(SUGGESTED))
    assert main(["scan", str(root), "--suggest"]) == 0
    said = capfd.readouterr().out
    assert not (root / "dataflows").exists()
    rule = "rules: {r: {title: R, because: [a clause in words], forbid: {flow: {to: {kind: advertising}}}}}\n"
    write(root, {"dataflows/a.yaml": said, "policy/p.yaml": rule})
    assert main(["check", str(root), "--as-of", "2026-11-23"]) == 1  # unknown kinds are undecided, and all of it loads
    capfd.readouterr()
    assert main(["scan", str(root), "--suggest"]) == 0
    assert capfd.readouterr().out == "# Every vendor that was seen is declared.\n"


def test_json_has_every_attribute(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(write(tmp_path, dict(SUGGESTED))), "--format", "json"]) == 0
    document = json.loads(capfd.readouterr().out)
    assert set(document) == {"schema", "observations"}
    assert document["schema"] == "auditor/observations/1"
    stranger = next(one for one in document["observations"] if one["name"] == "ingest.plant-metrics.io")
    assert (stranger["vendor"], stranger["file"], stranger["line"], stranger["grade"]) == (None, "app/a.ts", 2, "used")
    keys = {"vendor", "kind", "listed", "status", "grade", "signals", "system", "file"}
    assert all(keys <= set(one) for one in document["observations"] if one["subject"] == "observed_vendor")
    region = next(one for one in document["observations"] if one["subject"] == "observed_region")
    assert {"vendor", "system", "region", "listed_region", "agrees"} <= set(region)


def test_a_plan_that_is_not_there(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["scan", str(tmp_path), "--plan", str(tmp_path / "no.json")]) == 2
    assert "there is no such file" in capfd.readouterr().err


TABLES = """\
promises: {rows: {says: Every table is guarded, source: Page}}
rules:
  guarded: {title: Rows, because: [rows], forbid: {observed_table: {row_level_security: false}}}
"""
OPEN, GUARDED = "create table t (id int);", "create table t (id int); alter table t enable row level security;"


def test_a_state_without_migrations_is_judged(made: Make) -> None:
    found = made({"app/a.ts": IMPORT, "db/schema.sql": OPEN}, TABLES)
    assert states(found)["guarded@observed_tables/public.t/row_level_security=false"] == "violated"


def test_of_two_databases_neither_hides_the_other(made: Make) -> None:
    for first, second in ((OPEN, GUARDED), (GUARDED, OPEN)):
        found = made({"app/a.ts": IMPORT, "a/schema.sql": first, "b/migrations/1.sql": second}, TABLES)
        assert states(found)["guarded@observed_tables/public.t/row_level_security=unknown"] == "undecided"
        assert found.promises[0].status == "undecided"

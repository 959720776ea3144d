"""Every scanner of the register, and every kind of hostile file: what comes back is evidence or a placed problem, soon,
and never an error. A scanner that is added needs a line in `NAMES`."""

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.evidence.recipients import Recipients
from auditor.evidence.register import LINEAGE, PLAN, SBOM, scanners
from auditor.evidence.scan import scan
from auditor.evidence.scanner import Scanner
from auditor.location import Problem
from auditor.vocabulary.catalog import Catalog
from auditor.vocabulary.products import products

CATALOG = Catalog(products())
NAMES: dict[str, tuple[str, ...]] = {
    "JavaScript": ("app.ts",),
    "Python": ("app.py",),
    "OtherLanguages": ("main.go", "app.rb", "a.php", "A.java"),
    "Markup": ("index.html", "App.vue"),
    "Styles": ("app.css", "app.scss"),
    "SettingsFiles": ("config/production.json", "settings.yaml", "settings.toml", "application.properties"),
    "EnvFiles": (".env.example",),
    "Packages": (
        "package.json", "deno.json", "composer.json", "pyproject.toml", "Pipfile", "setup.cfg", "setup.py", "go.mod",
        "Gemfile", "package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "uv.lock", "Gemfile.lock",
        "requirements.txt",
    ),
    "TerraformPlan": ("plan.json",),
    "Terraform": ("main.tf", "main.tf.json", "terraform.tfvars"),
    "CloudFormation": ("template.yaml", "template.json", "samconfig.toml"),
    "Kubernetes": ("deploy.yaml",),
    "Compose": ("compose.yaml",),
    "Vercel": ("vercel.json",),
    "Netlify": ("netlify.toml", "_headers", "_redirects"),
    "Wrangler": ("wrangler.toml", "wrangler.json"),
    "SupabaseConfig": ("supabase/config.toml",),
    "Platforms": ("fly.toml", "render.yaml", "app.json", "Procfile", "serverless.yml"),
    "Ci": (".github/workflows/a.yml", ".gitlab-ci.yml"),
    "Sbom": ("bom.json",),
    "Lineage": ("lineage.ndjson",),
    "Migrations": ("migrations/1_a.sql", "schema.sql", "drizzle/meta/_journal.json"),
}  # fmt: skip
SECONDS = 20
"""Of the processor, for one file: far above what any takes, far below what a square of its length would."""

HEADS = {"yaml": "apiVersion: v1\nkind: Pod\nAWSTemplateFormatVersion: x\nservices: ", "json": '{"Resources": '}


def head(name: str) -> str:
    """What makes a scanner look further into a file that many scanners are shown."""
    return HEADS["yaml"] if name.endswith((".yaml", ".yml")) else HEADS["json"] if name.endswith(".json") else ""


def bomb(name: str) -> str:
    """Aliases of aliases in YAML; elsewhere what stands for much."""
    if name.endswith((".yaml", ".yml")):
        lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
        lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 20)]
        return head(name).removesuffix("services: ") + "\n".join(lines) + "\n"
    return head(name) + "${${${" * 50_000 + '"' * 3 + "\\" * 50_001


def many(name: str) -> str:
    """As many packages, keys, statements as 2 MB hold."""
    pairs = ",".join(f'"p{number}":"1"' for number in range(60_000))
    if name == "package-lock.json":
        return '{"packages":{"":{"dependencies":{' + pairs + "}}}}"
    if name == "bun.lock":
        return '{"workspaces":{"":{"dependencies":{' + pairs + "}}}}"
    if name == "yarn.lock":
        return '"a@workspace:.":\n  dependencies:\n' + "".join(f'    p{n}: "1"\n' for n in range(60_000))
    if name == "pnpm-lock.yaml":
        return "importers:\n  .:\n    dependencies:\n" + "".join(f"      p{n}:\n" for n in range(60_000))
    if name == "uv.lock":
        listed = "".join(f'    {{ name = "p{n}" }},\n' for n in range(60_000))
        return '[[package]]\nname = "a"\nsource = { editable = "." }\ndependencies = [\n' + listed + "]\n"
    if name.endswith(".json"):
        return '{"dependencies":{' + pairs + '},"require":{' + pairs[:-1] + '"}}'
    if name.endswith(".sql"):
        return "".join(f"create table t{number} (a int);\n" for number in range(40_000))
    if name in ("pyproject.toml", "Pipfile"):
        section = "[packages]\n" if name == "Pipfile" else "[tool.poetry.dependencies]\n"
        return section + "".join(f'p{number} = "1"\n' for number in range(40_000))
    return "".join(f"p{number} = a\n" for number in range(60_000))


KINDS: dict[str, Callable[[str], bytes]] = {
    "truncated": lambda name: (head(name) + '{"a": [{"b": "x').encode(),
    "deep": lambda name: (
        head(name) + ("[" if name.endswith(("json", "yaml", "yml")) else "a = [(") * 200_000
    ).encode(),
    "deep braces": lambda name: (head(name) + '{"a":' * 100_000).encode(),
    "huge": lambda name: (head(name) + "x = 1\n" * 400_000).encode(),
    "wrong encoding": lambda name: head(name).encode() + b"a = '\xff\xfe\xe9'\n" * 100,
    "utf-16": lambda name: (head(name) + "a: 1\n").encode("utf-16"),
    "half a utf-16": lambda name: (head(name) + "a: 1\n").encode("utf-16")[:-1],
    "a very long line": lambda name: (head(name) + "a" * 1_900_000).encode(),
    "nothing but quotes": lambda name: (head(name) + "'\"`" * 100_000).encode(),
    "nothing but lines": lambda name: b"\n" * 600_000,
    "a bomb": lambda name: bomb(name).encode(),
    "many": lambda name: many(name).encode(),
    "control characters": lambda name: (head(name) + "".join(map(chr, range(1, 32))) * 1_000).encode(),
    "empty": lambda name: b"",
}


def every() -> list[Scanner]:
    return scanners(Recipients(CATALOG), (), {})


def test_every_scanner_has_its_files() -> None:
    assert [type(scanner).__name__ for scanner in every()] == list(NAMES)
    for scanner in every():
        for name in NAMES[type(scanner).__name__]:
            assert scanner.wants(name), name


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted({name for names in NAMES.values() for name in names}))
def test_a_hostile_file_ends_in_evidence_or_in_a_placed_problem(name: str, kind: str, tmp_path: Path) -> None:
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(KINDS[kind](name))
    begin = time.process_time()
    found = scan(tmp_path, CATALOG)
    assert time.process_time() - begin < SECONDS
    assert len(found.read) == 1
    for problem in found.problems:
        placed(problem, name)
    if kind == "huge" and not name.endswith(
        ("lock", "lock.json", "lock.yaml", "plan.json", "bom.json", "ndjson", "schema.sql")
    ):
        assert any("only its first 2,000,000 bytes" in problem.message for problem in found.problems)
    if kind == "wrong encoding":
        assert "is not UTF-8" in {problem.message for problem in found.problems}


def placed(problem: Problem, name: str) -> None:
    assert problem.location is not None
    assert problem.location.file == name
    assert problem.location.line >= 1
    assert problem.location.column >= 1
    assert len(problem.message) < 400


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", [PLAN, SBOM, LINEAGE])
def test_a_hostile_file_that_is_named_is_a_problem(what: str, kind: str, tmp_path: Path) -> None:
    file = tmp_path / "given.json"
    file.write_bytes(KINDS[kind](file.name))
    (tmp_path / "root").mkdir()
    begin = time.process_time()
    found = scan(tmp_path / "root", CATALOG, given={what: [file]})
    assert time.process_time() - begin < SECONDS
    assert found.problems
    for problem in found.problems:
        placed(problem, file.as_posix())


def test_links_that_loop_are_not_followed(tmp_path: Path) -> None:
    names = sorted({name for names in NAMES.values() for name in names})
    for name in names:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.symlink_to(file.name)  # to itself
    (tmp_path / "around").symlink_to(tmp_path)
    (tmp_path / "there").symlink_to("back")
    (tmp_path / "back").symlink_to("there")
    found = scan(tmp_path, CATALOG)
    assert not found.sightings
    assert {problem.location.file for problem in found.problems if problem.location} >= set(names)


def test_ten_million_dependencies_are_a_placed_problem(tmp_path: Path) -> None:
    """A lock that asks for more than anybody does is not read into memory."""
    pairs = ",".join(f'"p{number}":"1"' for number in range(300_000))
    texts = {
        "package-lock.json": '{"packages":{"":{"dependencies":{' + pairs + "}}}}",
        "bun.lock": '{"workspaces":{"":{"dependencies":{' + pairs + "}}}}",
        "uv.lock": '[[package]]\nname = "a"\nsource = { editable = "." }\ndependencies = [\n'
        + "".join(f'    {{ name = "p{n}" }},\n' for n in range(150_000)) + "]\n",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    found = scan(tmp_path, CATALOG)
    said = {problem.location.file: problem.message for problem in found.problems if problem.location}
    assert said.keys() == texts.keys()
    assert all("asks for too much" in message for message in said.values())


def test_a_plan_with_a_list_that_never_ends(tmp_path: Path) -> None:
    changes = [{"address": f"aws_s3_bucket.a{n}", "type": "aws_s3_bucket", "change": {"after": {}}} for n in range(50)]
    text = json.dumps({"format_version": "1.2", "resource_changes": changes})
    (tmp_path / "plan.json").write_text(text[:-20])
    found = scan(tmp_path, CATALOG)
    (problem,) = found.problems
    placed(problem, "plan.json")

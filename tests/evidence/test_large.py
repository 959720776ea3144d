"""Files that are large by their nature are read whole, or piece by piece; others up to a bound, which is said."""

import json
import tracemalloc
from pathlib import Path

import pytest

from auditor.evidence import files, lineage, scanner
from auditor.evidence.observation import Evidence
from auditor.evidence.scan import scan
from auditor.vocabulary.catalog import Catalog
from auditor.vocabulary.products import products

CATALOG = Catalog(products())
MB = 1_000_000


def scanned(root: Path, **given: Path) -> Evidence:
    root.mkdir(exist_ok=True)
    return scan(root, CATALOG, given={what: [path] for what, path in given.items()})


def seen(found: Evidence) -> list[tuple[str | None, int]]:
    return [(one.product, one.location.line) for one in found.sightings]


def locked(count: int) -> str:
    """A yarn.lock whose last entry is the project."""
    entry = '"p{0}@npm:^1.0.0":\n  version: 1.0.{0}\n  resolution: "p{0}@npm:1.0.{0}"\n  checksum: {1}\n\n'
    ours = '"web@workspace:.":\n  version: 0.0.0-use.local\n  dependencies:\n    stripe: "npm:^14.0.0"\n'
    return "".join(entry.format(number, "a" * 120) for number in range(count)) + ours


def test_a_lock_of_many_megabytes_is_read(tmp_path: Path) -> None:
    (tmp_path / "yarn.lock").write_text(locked(30_000))
    assert (tmp_path / "yarn.lock").stat().st_size > 5 * MB
    found = scanned(tmp_path)
    assert not found.problems
    assert seen(found) == [("stripe", 30_000 * 5 + 4)]


@pytest.mark.parametrize("name", ["package-lock.json", "pnpm-lock.yaml", "bun.lock", "uv.lock"])
def test_so_are_the_other_locks(name: str, tmp_path: Path) -> None:
    filler = "x" * 3 * MB
    texts = {
        "package-lock.json": '{"packages": {"": {"dependencies": {"stripe": "1"}}, "a": {"b": "%s"}}}',
        "pnpm-lock.yaml": "importers:\n  .:\n    dependencies:\n      stripe:\n        version: 1\npackages:\n  a: %s",
        "bun.lock": '{\n  "workspaces": {"": {"dependencies": {"stripe": "1",},},},\n  "packages": {\n "a": "%s"}}',
        "uv.lock": '[[package]]\nname = "a"\nx = "%s"\n\n[[package]]\nname = "web"\nsource = { editable = "." }\n'
        'dependencies = [\n    { name = "stripe" },\n]\n',
    }
    (tmp_path / name).write_text(texts[name].replace("%s", filler))
    found = scanned(tmp_path)
    assert not found.problems
    assert [product for product, _ in seen(found)] == ["stripe"]


def plan(padding: int) -> str:
    change = {"address": "aws_s3_bucket.a", "type": "aws_s3_bucket", "change": {"actions": ["create"], "after": {}}}
    return json.dumps({"format_version": "1.2", "padding": "x" * padding, "resource_changes": [change]})


def bom(padding: int) -> str:
    listed = [{"name": "x" * padding}, {"purl": "pkg:npm/stripe@1"}]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": listed})


def test_plans_and_lists_of_components_are_read_whole(tmp_path: Path) -> None:
    (tmp_path / "named.json").write_text(plan(5 * MB))
    (tmp_path / "named-too.json").write_text(bom(5 * MB))
    named = scanned(tmp_path / "none", plan=tmp_path / "named.json", sbom=tmp_path / "named-too.json")
    assert [one.product for one in named.sightings] == ["stripe", "amazon_s3"]
    root = tmp_path / "root"
    root.mkdir()
    (root / "plan.json").write_text(plan(3 * MB))
    (root / "bom.json").write_text(bom(3 * MB))
    committed = scanned(root)
    assert [one.product for one in committed.sightings] == ["stripe", "amazon_s3"]
    assert not committed.problems + named.problems


def test_beyond_the_bound_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("auditor.evidence.terraform_plan.LARGE", 3 * MB)
    monkeypatch.setattr("auditor.evidence.terraform_plan.NAMED", 4 * MB)
    for size, tree, named in ((2, 0, 0), (3, 2, 0), (4, 2, 2)):
        (tmp_path / "plan.json").write_text(plan(size * MB))
        found = scanned(tmp_path)
        assert len(found.problems) == tree
        if tree:
            said = {problem.message for problem in found.problems}
            assert said == {"is not JSON", "only its first 3,000,000 bytes were scanned"}
        assert len(scanned(tmp_path / "none", plan=tmp_path / "plan.json").problems) == named


def test_a_bundle_is_still_cut(tmp_path: Path) -> None:
    (tmp_path / "app.js").write_text("x=1;" * MB + 'import "stripe"')
    found = scanned(tmp_path)
    assert [(str(one.location), one.message) for one in found.problems] == [
        ("app.js:1:1", f"only its first {scanner.LARGEST:,} bytes were scanned")
    ]


def events(count: int) -> str:
    lines = [json.dumps({"inputs": [{"namespace": f"postgres://db-{number % 7}.acme.io"}]}) for number in range(count)]
    return "\n".join([*lines, json.dumps({"outputs": [{"namespace": "s3://photos"}]})]) + "\n"


def test_a_long_log_is_read_piece_by_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "log.ndjson"
    log.write_text(events(500))
    whole = scanned(tmp_path / "none", lineage=log)
    assert len(whole.sightings) == 8
    assert ("amazon_s3", 501) in seen(whole)
    for piece in (100, 1_000, 7_777):
        monkeypatch.setattr(files, "PIECE", piece)
        assert scanned(tmp_path / "none", lineage=log).sightings == whole.sightings
    log.write_text(events(500) + "nothing\n" + events(500))
    (problem,) = scanned(tmp_path / "none", lineage=log).problems
    assert (problem.location and problem.location.line, problem.message) == (502, "is not JSON")
    monkeypatch.setattr(lineage, "MOST", 5_000)
    assert "only its first 5,000 bytes" in str(scanned(tmp_path / "none", lineage=log).problems)
    log.write_text("{}\n" * 1_000)
    (problem,) = scanned(tmp_path / "none", lineage=log).problems
    assert problem.message == "holds no event of OpenLineage"


def test_files_are_let_go_of_one_by_one(tmp_path: Path) -> None:
    """Twenty files of 5 MB take no more memory than a few of them."""
    for number in range(10):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "yarn.lock").write_text(locked(25_000))
        (folder / "bom.json").write_text(bom(5 * MB))
    tracemalloc.start()
    try:
        assert len(scanned(tmp_path).sightings) == 20
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6 * 5 * MB

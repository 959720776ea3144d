"""The files of a repository: as git keeps them, also where git is not there to be asked."""

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.evidence import files

IGNORE = {
    ".gitignore": "*.log\n!keep.log\n/build\ndist/\n**/cache/**\ndoc/*.txt\n"
    "# note\n\\#odd\nspace \\ \n[ab].ts\nx?.js\nfoo/**/bar\n",
    "sub/.gitignore": "!*.log\nlocal\n",
}
NAMES = [
    "a.log", "keep.log", "build/a.ts", "sub/build/a.ts", "dist/a.ts", "sub/dist/a.ts", "x/cache/y/z.ts", "cache/a.ts",
    "doc/a.txt", "doc/b/a.txt", "#odd", "a.ts", "c.ts", "x1.js", "x12.js", "foo/bar", "foo/q/r/bar", "sub/b.log",
    "sub/local/a.ts", "local/a.ts", "sub/deep/b.log", "node_modules/m/index.js", "src/é.ts",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in (*IGNORE, *NAMES):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(IGNORE.get(name, "x"), encoding="utf-8")
    return tmp_path


def walked(root: Path) -> list[str]:
    found, problems = files.walk(root)
    assert not problems
    return [one.path for one in found]


def test_the_same_files_with_git_and_without(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))
    without = walked(folder)
    subprocess.run(["git", "-C", str(folder), "init", "-q"], check=True)
    kept = walked(folder)
    assert without == kept
    assert {"keep.log", "c.ts", "sub/b.log", "src/é.ts"} <= set(kept)
    assert not {"a.log", "build/a.ts", "node_modules/m/index.js"} & set(kept)


def test_nothing_outside_is_read(tmp_path: Path) -> None:
    root = tmp_path / "r"
    root.mkdir()
    (tmp_path / "secret.ts").write_text("x")
    (root / "out.ts").symlink_to(tmp_path / "secret.ts")
    (root / "loop").symlink_to(root)
    (root / "a.ts").write_text("x")
    (root / "in.ts").symlink_to(root / "a.ts")
    assert walked(root) == ["a.ts", "in.ts"]


BY_THREE = """
import os, sys
from pathlib import Path
from auditor.evidence.scan import scan
from auditor.vocabulary.catalog import Catalog
from auditor.vocabulary.products import products
from auditor.workspace import shares

root, catalog = Path(sys.argv[1]), Catalog(products())
shares._processes = lambda: 1
alone = scan(root, catalog)
shares._processes, shares.LEAST, begun, steps, fork = lambda: 3, 100, [], [], os.fork
def counted():
    begun.append(fork())
    return begun[-1]
os.fork = counted
assert scan(root, catalog, step=lambda done, files: steps.append((done, files))) == alone
print(len(begun), steps[0], steps[-1][1], len(alone.sightings))
"""


def test_several_processes_see_what_one_sees(tmp_path: Path) -> None:
    for number in range(40):
        (tmp_path / f"a{number}.py").write_text(f'import stripe\nrequests.get("https://in{number}.widgets.dev")\n')
        (tmp_path / f"b{number}.js").write_text("fetch('https://api.mixpanel.com')\n")
    (tmp_path / "package.json").write_text('{"dependencies": {"posthog-js": "1"}}')
    done = subprocess.run([sys.executable, "-c", BY_THREE, str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == "2 (1, 81) 81 121\n"

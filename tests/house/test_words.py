"""What no file of this repository may hold, and what every module of the package must."""

import ast
import re
import subprocess
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "auditor").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))

# Where there is no git to ask, these folders are not part of the repository.
CACHES = {"__pycache__", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache"}
GENERATED = {".git", ".venv", ".venv-bench", "build", "dist", *CACHES}

# Written with a class of one character, so that the patterns do not find themselves.
FORBIDDEN_TEXT = {
    "a registry's host": r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(?:org|com)|yarnpk[g]\.com|debia[n]\.org",
    "a path of one machine": r"(?<![\w.])/(?:hom[e]|roo[t]|tm[p]|work/(?:mai[n]|share[d]|\.librar[y]))/",
    "a folder outside the repository": r"\.\./share[d]\b",
}

Found = Iterator[tuple[int, str]]
Rule = Callable[[Path, ast.Module], Found]


def repository_files() -> list[Path]:
    """Every file that is tracked, or would be if it were added now."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listing.returncode == 0:
        names = listing.stdout.decode("utf-8", "surrogateescape").split("\0")
        paths = [ROOT / name for name in names if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not GENERATED & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file() and not path.is_symlink())


def report(problems: list[str], rule: str) -> None:
    if problems:
        pytest.fail(f"{rule}:\n" + "\n".join(problems), pytrace=False)


@pytest.mark.parametrize("what", FORBIDDEN_TEXT)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN_TEXT[what])
    files = repository_files()
    assert files
    report(
        [
            f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
            for path in files
            for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1)
            if pattern.search(line)
        ],
        f"no file names {what}",
    )


def no_docstring(path: Path, tree: ast.Module) -> Found:
    if path.name != "__init__.py" and not ast.get_docstring(tree):
        yield 1, "the module has no docstring"


def code_in_init(path: Path, tree: ast.Module) -> Found:
    """Only the package's own `__init__.py` holds more than a docstring: the version."""
    if path.name == "__init__.py" and path.parent != ROOT / "auditor":
        rest = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
        yield from ((node.lineno, "an __init__.py holds a docstring or nothing") for node in rest)


def prints(path: Path, tree: ast.Module) -> Found:
    if not path.is_relative_to(ROOT / "auditor" / "cli"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print":
                yield node.lineno, "only auditor/cli prints"


def catches_everything(path: Path, tree: ast.Module) -> Found:
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {"suppress", "contextlib.suppress"}:
            kinds = node.args
        else:
            continue
        if any(kind is None or ast.unparse(kind) in {"Exception", "BaseException"} for kind in kinds):
            yield node.lineno, "an except clause names what it expects"


def ignores_any_type_error(path: Path, tree: ast.Module) -> Found:
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.COMMENT and re.search(r"type:\s*ignore(?!\[)", token.string):
                yield token.start[0], "a `type: ignore` names its code"


PACKAGE_RULES: list[Rule] = [no_docstring, code_in_init, prints]
CODE_RULES: list[Rule] = [catches_everything, ignores_any_type_error]


def problems_of(rule: Rule, modules: list[Path]) -> list[str]:
    assert modules
    return [
        f"{path.relative_to(ROOT)}:{line}: {problem}"
        for path in modules
        for line, problem in rule(path, ast.parse(path.read_bytes()))
    ]


@pytest.mark.parametrize("rule", PACKAGE_RULES, ids=lambda rule: rule.__name__)
def test_modules_of_the_package(rule: Rule) -> None:
    report(problems_of(rule, MODULES), "what a module of the package must be")


@pytest.mark.parametrize("rule", CODE_RULES, ids=lambda rule: rule.__name__)
def test_modules_of_package_and_tests(rule: Rule) -> None:
    report(problems_of(rule, MODULES + TESTS), "what a module may not hold")


def test_every_folder_with_modules_is_a_package() -> None:
    folders = sorted({path.parent for path in MODULES})
    report(
        [f"{folder.relative_to(ROOT)}/" for folder in folders if not (folder / "__init__.py").exists()],
        "these folders lack an __init__.py",
    )

"""Manifests and lock files: on whose packages a repository depends. A dependency is declared; an import is a use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from auditor.evidence.dependency import Dependency, Reader, Unreadable, is_development
from auditor.evidence.grades import grade_of
from auditor.evidence.notes import Notes
from auditor.evidence.npm_files import bun_lock, deno_json, package_json, package_lock, pnpm_lock, yarn_lock
from auditor.evidence.observation import DEVELOPMENT, USED, Sighting
from auditor.evidence.other_files import composer_json, gemfile, gemfile_lock, go_mod
from auditor.evidence.pip_files import pipfile, pyproject, requirements, setup_cfg, setup_py, uv_lock
from auditor.evidence.recipients import Recipients, Who
from auditor.evidence.scanner import LARGE, LARGEST, File, Found
from auditor.location import Location, Problem

MANIFESTS: Final[dict[str, tuple[str, Reader]]] = {
    "package.json": ("npm", package_json), "deno.json": ("deno", deno_json), "deno.jsonc": ("deno", deno_json),
    "composer.json": ("composer", composer_json), "pyproject.toml": ("pypi", pyproject), "Pipfile": ("pypi", pipfile),
    "setup.cfg": ("pypi", setup_cfg), "setup.py": ("pypi", setup_py), "go.mod": ("go", go_mod),
    "Gemfile": ("rubygems", gemfile), "gems.rb": ("rubygems", gemfile),
}  # fmt: skip
LOCKS: Final[dict[str, tuple[str, Reader]]] = {
    "package-lock.json": ("npm", package_lock), "npm-shrinkwrap.json": ("npm", package_lock),
    "pnpm-lock.yaml": ("npm", pnpm_lock), "yarn.lock": ("npm", yarn_lock), "bun.lock": ("npm", bun_lock),
    "uv.lock": ("pypi", uv_lock), "Gemfile.lock": ("rubygems", gemfile_lock),
}  # fmt: skip
"""Locks that say what is direct. The others (poetry.lock, Pipfile.lock, go.sum, composer.lock) list all that is
installed, and prove no use."""

_REQUIREMENTS: Final = re.compile(
    r"(?:^|/)(?:[\w.-]*requirements[\w.-]*\.(?:txt|in)|requirements/[\w./-]+\.(?:txt|in))\Z"
)


class Packages:
    """Direct dependencies. A lock file counts only where no manifest stands beside it: there it may say more."""

    in_lines = False

    def __init__(self, who: Recipients) -> None:
        self.who = who
        self._manifests: set[tuple[str, str]] = set()  # folder, ecosystem
        self._locked: list[tuple[tuple[str, str], list[Sighting]]] = []

    def wants(self, path: str) -> bool:
        name = path.rpartition("/")[2]
        return name in MANIFESTS or name in LOCKS or name.endswith(".gemspec") or _is_requirements(path)

    def largest(self, path: str) -> int:
        return LARGE if path.rpartition("/")[2] in LOCKS else LARGEST

    def see(self, file: File) -> Iterator[Found]:
        ecosystem, reader = self._reader(file)
        folder = file.path.rpartition("/")[0]
        notes = Notes(file, self.who)
        troubles = list(_read(notes, reader, is_development(file.path) and _is_requirements(file.path)))
        if file.name in LOCKS:
            self._locked.append(((folder, ecosystem), notes.found))
        else:
            self._manifests.add((folder, ecosystem))
            yield from notes.found
        yield from troubles

    def finish(self) -> Iterator[Found]:
        for place, found in self._locked:
            if place not in self._manifests:
                yield from found

    def _reader(self, file: File) -> tuple[str, Reader]:
        known = MANIFESTS.get(file.name) or LOCKS.get(file.name)
        if known is not None:
            return known
        return MANIFESTS["Gemfile"] if file.name.endswith(".gemspec") else ("pypi", requirements)


def _is_requirements(path: str) -> bool:
    return path.endswith((".txt", ".in")) and _REQUIREMENTS.search(path) is not None


def _read(notes: Notes, reader: Reader, development: bool) -> Iterator[Problem]:
    """Note the dependencies of a file; what keeps it from being read is a problem."""
    file = notes.file
    path_grade = grade_of(file.path)
    try:
        for one in reader(file.text):
            notes.grade = DEVELOPMENT if one.development or development or path_grade == DEVELOPMENT else USED
            notes.add(_who(notes, one), "package", one.name, one.at, weak=True)
    except Unreadable as error:
        yield Problem(f"the packages cannot be read: the file {error.what}", Location(file.path, error.line, 1))


def _who(notes: Notes, one: Dependency) -> Who | None:
    if one.ecosystem == "deno":
        who = notes.who.module("javascript", one.name)
        return who if who is not None and who.product is not None else None
    return notes.who.package(one.ecosystem, one.name)

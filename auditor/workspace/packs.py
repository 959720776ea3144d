"""`extends`: packs that ship with the auditor, and folders of the same repository."""

from __future__ import annotations

from pathlib import Path

from auditor.location import Problem
from auditor.reader import read
from auditor.source import decode
from auditor.workspace.files import REPOSITORY, Files, Unreadable, sources
from auditor.workspace.merge import Merged

_PACKS = Path(__file__).resolve().parent.parent / "packs"


def extend(merged: Merged, files: Files) -> list[Problem]:
    """Merge in all that the policy extends, and what that extends in turn."""
    problems: list[Problem] = []
    done: set[str] = set()
    while waiting := sorted(set(merged.sections.get("extends", {})) - done):
        for entry in waiting:
            done.add(entry)
            problems += _pack(merged, entry) if entry in packs() else _folder(merged, entry, files)
    return problems


def packs() -> tuple[str, ...]:
    """The names of the packs that ship."""
    return tuple(sorted(path.stem for path in _PACKS.glob("*.yaml")))


def _pack(merged: Merged, name: str) -> list[Problem]:
    source, problems = decode(f"pack {name}", (_PACKS / f"{name}.yaml").read_bytes())
    merged.shipped.add(source.name)
    return [*problems, *read(source), *merged.add(source, "policy")]


def _folder(merged: Merged, entry: str, files: Files) -> list[Problem]:
    source = merged.origin("extends", entry)
    where = source.at(("extends", source.data["extends"].index(entry)))
    try:
        there, real = files.is_folder(entry), files.real(entry)
    except (Unreadable, OSError, ValueError):
        return [Problem("not the name of a pack, nor the path of a folder", where)]
    if "/" not in entry and not there:
        return [Problem(f"unknown pack `{entry}`", where, "or the path of a folder", entry, packs())]
    if real is None:
        return [Problem(f"`{entry}` is outside the repository", where, "extend a folder of the same repository")]
    if not there:
        return [Problem(f"there is no folder `{entry}`", where, "a path from the workspace")]
    inner = files.real("policy")
    if inner is not None and (real == inner[: len(real)] or inner == real[: len(inner)]):
        return [Problem(f"`{entry}` is policy/ itself, or around it", where, "extend a folder outside policy/")]
    found, problems = sources(files, entry.rstrip("/"), REPOSITORY)
    if not found and not problems:
        hint = "name a folder with rules, promises or waivers"
        problems.append(Problem(f"there is no YAML file in `{entry}`", where, hint))
    for source in found:
        problems += merged.add(source, "policy")
    return problems

"""`extends`: packs that ship with the auditor, and folders of the same repository."""

from __future__ import annotations

from pathlib import Path

from auditor.location import Problem
from auditor.reader import read
from auditor.source import decode
from auditor.workspace.files import sources
from auditor.workspace.merge import Merged

_PACKS = Path(__file__).resolve().parent.parent / "packs"


def extend(merged: Merged, root: Path) -> list[Problem]:
    """Merge in all that the policy extends, and what that extends in turn."""
    problems: list[Problem] = []
    done: set[str] = set()
    while waiting := sorted(set(merged.sections.get("extends", {})) - done):
        for entry in waiting:
            done.add(entry)
            problems += _pack(merged, entry) if entry in packs() else _folder(merged, entry, root)
    return problems


def packs() -> tuple[str, ...]:
    """The names of the packs that ship."""
    return tuple(sorted(path.stem for path in _PACKS.glob("*.yaml")))


def _pack(merged: Merged, name: str) -> list[Problem]:
    source, problems = decode(f"pack {name}", (_PACKS / f"{name}.yaml").read_bytes())
    merged.shipped.add(source.name)
    return [*problems, *read(source), *merged.add(source, "policy")]


def _folder(merged: Merged, entry: str, root: Path) -> list[Problem]:
    where = merged.at(("extends", entry), key=True)
    folder = root / entry
    try:
        there, real = folder.is_dir(), folder.resolve()
    except (OSError, ValueError, RuntimeError):
        return [Problem("not the name of a pack, nor the path of a folder", where)]
    if "/" not in entry and not there:
        return [Problem(f"unknown pack `{entry}`", where, "or the path of a folder", entry, packs())]
    repository = _repository(root)
    if not real.is_relative_to(repository):
        return [Problem(f"`{entry}` is outside the repository", where, "extend a folder of the same repository")]
    if not there:
        return [Problem(f"there is no folder `{entry}`", where, "a path from the workspace")]
    inner = (root / "policy").resolve()
    if real == inner or inner in real.parents or real in inner.parents:
        return [Problem(f"`{entry}` is policy/ itself, or around it", where, "extend a folder outside policy/")]
    found, problems = sources(folder, entry.rstrip("/"), repository)
    for source in found:
        problems += merged.add(source, "policy")
    return problems


def _repository(root: Path) -> Path:
    real = root.resolve()
    return next((folder for folder in (real, *real.parents) if (folder / ".git").exists()), real)

"""Scan the repository of a workspace, and put what it shows beside what is declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from auditor.evidence.listed import Declarations, Observed
from auditor.evidence.observation import Evidence, Step
from auditor.evidence.scan import scan
from auditor.evidence.seen import placed, seen
from auditor.location import Location, Problem
from auditor.workspace.catalog import catalog
from auditor.workspace.merge import FOLDERS
from auditor.workspace.model import Workspace


def observe(
    workspace: Workspace,
    root: Path,
    inside: Path | None = None,
    given: Mapping[str, Iterable[Path]] | None = None,
    step: Step | None = None,
    names: Iterable[str] | None = None,
) -> Observed:
    """Scan a folder. Places are told from `inside`, a folder in it (not given: from the folder itself)."""
    every = catalog(workspace)
    found = scan(root, every, own_names(workspace), given, step, names)
    evidence = _beside(workspace, found, inside or root, root)
    if inside is not None:
        evidence = placed(evidence, root, inside)
    way = inside.resolve().relative_to(root.resolve()).as_posix() if inside is not None else "."
    return Observed(seen(evidence, every.products), Declarations(workspace, every.products, "" if way == "." else way))


def _beside(workspace: Workspace, evidence: Evidence, inside: Path, root: Path) -> Evidence:
    """With a problem where nothing was read but what the workspace itself says: that nothing was seen says nothing."""
    way = inside.resolve().relative_to(root.resolve())
    ours = tuple(f"{(way / folder).as_posix()}/" for folder in FOLDERS)
    if not workspace.flows or any(not path.startswith(ours) for path in evidence.read):
        return evidence
    said = "there is no code to scan here: check the workspace in the repository that holds the code"
    nothing = Problem(said, Location(".", 1, 1))
    return evidence._replace(problems=(*evidence.problems, nothing))


def repository(workspace: Path) -> Path:
    """The repository that a workspace is in: the nearest folder with `.git`, else the workspace itself."""
    real = workspace.resolve()
    return next((folder for folder in (real, *real.parents) if (folder / ".git").exists()), real)


def own_names(workspace: Workspace) -> tuple[str, ...]:
    """Our domains, and the words that our own variables begin with."""
    us = workspace.organization
    if us is None:
        return ()
    website = us.website if isinstance(us.website, str) else ""
    host = re.sub(r"^[a-z]+://", "", website.lower()).partition("/")[0].partition(":")[0].removeprefix("www.")
    name = "".join(filter(str.isalnum, us.name)) if isinstance(us.name, str) else ""
    return tuple(word for word in (host, name) if word)

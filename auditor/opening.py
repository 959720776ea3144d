"""A directory, or a revision in git -> a workspace and its compiled policy, or every problem there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from auditor.comparison import Base
from auditor.location import InvalidInput, Location, Problem
from auditor.rules.compile import Policy, compile_policy
from auditor.workspace.disk import Disk
from auditor.workspace.files import Draft, Files
from auditor.workspace.load import load
from auditor.workspace.merge import FOLDERS
from auditor.workspace.model import Workspace


def open_workspace(
    root: Path, as_of: date, deployments: Sequence[str] = (), drafts: Sequence[Draft] = ()
) -> tuple[Workspace, Policy]:
    """Read and compile everything, with each of the `drafts` for the file of its name. Raises InvalidInput with every
    problem there is, also when one of `deployments` is not declared."""
    if not root.is_dir():
        found = "is a file" if root.exists() else "is not there"
        hint = f"`{root}` {found}: name the folder that holds {'/ and '.join(FOLDERS)}/"
        raise InvalidInput([Problem("there is no workspace here", Location(".", 1, 1), hint)])
    workspace, problems = load(Disk(root), as_of, drafts)
    policy, more = compile_policy(workspace)
    more += _strange(workspace, deployments)
    if problems or more:
        raise InvalidInput([*problems, *more], workspace.merged.line)
    return workspace, policy


def open_at(root: Path, revision: str, as_of: date) -> Base:
    """The same of the workspace as it was at a revision of the git repository around `root`, without a checkout.
    Where there was none then, it is empty. Raises InvalidInput also when git does not know the revision; a problem
    at the revision names it beside its file."""
    from auditor.workspace.revision import day_of, opened  # few ask for it

    with opened(root, revision) as (files, notes):
        workspace, policy = open_files(files, revision, as_of)
    return Base(workspace, policy, revision, notes, day_of(root, revision))


def open_files(files: Files, revision: str, as_of: date) -> tuple[Workspace, Policy]:
    """The same of files that were found at a revision."""
    workspace, problems = load(files, as_of, must_be=False)
    policy, more = compile_policy(workspace)
    if problems or more:
        raise _at(revision, InvalidInput([*problems, *more], workspace.merged.line))
    return workspace, policy


def _at(revision: str, invalid: InvalidInput) -> InvalidInput:
    """The same problems, of files as they were at a revision."""
    suffix = f" at {revision}"

    def place(location: Location) -> Location:
        return replace(location, file=f"{location.file}{suffix}")

    def line_of(location: Location) -> str:
        return invalid.line_of(replace(location, file=location.file.removesuffix(suffix)))

    return InvalidInput(
        (
            problem._replace(
                location=problem.location and place(problem.location),
                related=tuple(other._replace(location=place(other.location)) for other in problem.related),
                word=None,
            )
            for problem in invalid.problems
        ),
        line_of,
    )


def _strange(workspace: Workspace, wanted: Sequence[str]) -> list[Problem]:
    """Deployments that were asked for and are not declared."""
    known = tuple(workspace.merged.sections.get("deployments", {})) or tuple(workspace.deployments)
    hint = f"the deployments are {', '.join(known)}"
    return [
        Problem(f"unknown deployment `{name}`", None, hint, name, known)
        for name in dict.fromkeys(wanted)
        if name not in known
    ]

"""`auditor check DIR DIR …`: several workspaces of a repository, each audited, whatever is wrong with the others."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.cli import github
from auditor.cli.arguments import CLEAN, CLOSED, WRONG, complain, deliver
from auditor.cli.check import FORMATS, audited, rendered
from auditor.location import InvalidInput
from auditor.text.plain import counted, shown

ALONE: Final = ("json", "html")
"""Formats whose document is about one workspace."""
ENDS: Final = {CLEAN: "the gate is open", CLOSED: "the gate is closed", WRONG: "nothing was audited"}


class Checked(NamedTuple):
    """A workspace, what it is called here, and its audit or what is wrong with the input."""

    root: Path
    name: str
    audit: Audit | None
    invalid: InvalidInput | None

    @property
    def code(self) -> int:
        if self.audit is None:
            return WRONG
        return CLOSED if self.audit.gate_closed else CLEAN


def run(arguments: argparse.Namespace, directories: Sequence[Path]) -> int:
    """Gives the worst exit code of all."""
    roots = list({root.resolve(): root for root in reversed(directories)}.values())[::-1]
    names = [_name(root) for root in roots]
    wrong = ""
    if arguments.format in ALONE:
        wrong = f"--format {arguments.format} is for one workspace, not for {len(roots)}: check each by itself"
    elif arguments.reports is not None and len(set(names)) < len(names):
        wrong = "--reports: several of the workspaces have the same name"
    if wrong:
        arguments.mistake(wrong)
    every = [_checked(arguments, root, name) for root, name in zip(roots, names, strict=True)]
    if any(each.audit is not None for each in every):
        deliver(_rendered(arguments, every), arguments.output)
    for each in every:
        _beside(arguments, each)
    worst = max(each.code for each in every)
    if arguments.format != "text":
        return worst
    ends = ", ".join(f"{shown(each.name)} {each.code}" for each in every)
    complain(f"{counted(len(every), 'workspace')}: {ends}. Exit code {worst}.\n")
    return worst


def _name(root: Path) -> str:
    """What a workspace is called: its path as it was given, where that leads down from here."""
    below = not root.is_absolute() and ".." not in root.parts and root.parts
    return root.as_posix() if below else root.resolve().name


def _checked(arguments: argparse.Namespace, root: Path, name: str) -> Checked:
    try:
        return Checked(root, name, audited(arguments, root), None)
    except InvalidInput as invalid:
        return Checked(root, name, None, invalid)


def _rendered(arguments: argparse.Namespace, every: Sequence[Checked]) -> str:
    """One document. Of what could not be audited, stderr tells."""
    form = arguments.format
    sound = [each.audit for each in every if each.audit is not None]
    if form in ("text", "markdown"):
        parts = []
        for each in every:
            heading = f"{shown(each.name)}\n{'=' * len(shown(each.name))}\n" if form == "text" else _heading(each.name)
            said = f"The input is wrong: {ENDS[WRONG]}.\n"
            if each.audit is not None:
                said = rendered(form, each.audit, to_file=arguments.output is not None, share=len(every))
            parts.append(f"{heading}\n{said}")
        return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"
    if form == "github":
        from auditor.formats import github as annotations

        return "".join(annotations.render(found, max(1, annotations.MOST // len(every))) for found in sound)
    import importlib

    text: str = importlib.import_module(f"auditor.formats.{FORMATS[form]}").render_all(sound)
    return text


def _heading(name: str) -> str:
    from auditor.text.markdown import escaped

    return f"# {escaped(name)}\n"


def _beside(arguments: argparse.Namespace, each: Checked) -> None:
    """What else is to be written about a workspace."""
    if each.invalid is not None:
        from auditor.formats.problems import render_text

        complain(f"{shown(each.name)}\n\n{render_text(each.invalid.problems, each.invalid.line_of)}\n")
    elif each.audit is not None:
        if arguments.reports is not None:
            from auditor.cli import reports

            reports.write(each.audit, each.root, arguments.reports / each.name)
        if arguments.format == "github":
            github.summarize(each.audit)

"""What a check says of notices: from when something may go live, and how to write the notice that is missing."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from auditor.changes.letters import ADDED, Letter, letter_of_vendor, letters
from auditor.changes.notice import ACTIVE, prospect_of_vendor
from auditor.changes.records import Change
from auditor.text.plain import shown
from auditor.workspace.model import Workspace

COMMAND: Final = "auditor write notices"


class Remark(NamedTuple):
    """Something to look at soon, and what to do about it: labels with a command, or with what to paste."""

    said: str
    notes: tuple[tuple[str, str], ...] = ()


def of_proposed(workspace: Workspace) -> Iterator[Remark]:
    """From when each proposed vendor may go live, where anybody promised a notice, or sent one."""
    for name, vendor in workspace.vendors.items():
        if vendor.status == "proposed":
            prospect = prospect_of_vendor(workspace, name)
            if (prospect.days, prospect.notice) != (None, None):
                letter = letter_of_vendor(workspace, name)
                notes = _notes(letter, f"{COMMAND} --vendor {name}") if letter is not None else ()
                yield Remark(f"The vendor {name} is proposed: {prospect.says}.", notes)


def of_changes(changes: Iterable[Change], workspace: Workspace, revision: str) -> Iterator[Remark]:
    """From when what changed since a revision may take effect, where customers must be told of it. What is said of a
    proposed vendor is not said again."""
    every = list(changes)
    told: dict[tuple[str, str], None] = {}
    for change in every:
        prospect = change.prospect
        if prospect is not None and prospect.notice is not None and prospect.state != ACTIVE:
            told[_whom(change.vendor), prospect.says] = None
    for whom, says in told:
        yield Remark(f"Customers were told of {whom}: {says}.")
    for letter in letters(every, workspace):
        if not (letter.about == ADDED and _proposed(workspace, letter.vendor)):
            says = next(change.prospect.says for change in letter.changes if change.prospect is not None)
            only = f" --vendor {letter.vendor}" if letter.vendor is not None else ""
            command = f"{COMMAND} --against {shlex.quote(shown(revision)) if revision else 'BASE'}{only}"
            yield Remark(f"Customers must be told of {_whom(letter.vendor)}: {says}.", _notes(letter, command))


def _whom(vendor: str | None) -> str:
    return f"the vendor {vendor}" if vendor is not None else "what is about no vendor"


def _proposed(workspace: Workspace, vendor: str | None) -> bool:
    entry = workspace.vendors.get(vendor) if vendor is not None else None
    return entry is not None and entry.status == "proposed"


def _notes(letter: Letter, command: str) -> tuple[tuple[str, str], ...]:
    """How to write a notice, and what to add to the sections of the workspace when it is sent."""
    declare = (("vendors", letter.declares),) if letter.declares else ()
    return (("write", command), *declare, ("ledger", letter.ledger))

"""Entries added to a section of a workspace: to which file, as which text, and then onto the disk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from auditor.location import Location, Problem
from auditor.workspace.files import SUFFIXES, Draft, source_of
from auditor.workspace.merge import FOLDERS, Merged
from auditor.writing.insertion import insertion, new_text
from auditor.writing.replace import replace
from auditor.writing.setting import Fact, text_of, with_facts
from auditor.writing.style import Data

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it would be. Nothing is written until it is saved."""

    path: Path
    old: bytes | None
    draft: Draft

    def save(self) -> None:
        """Write it, whole or not at all. Raises OSError, also when the file has changed since."""
        replace(self.path, self.old, self.draft.raw)


def file_of(merged: Merged, section: str) -> str:
    """Where a section goes on: the last file with entries of it, else with the section, else one named like it."""
    folder = next(name for name, sections in FOLDERS.items() if section in sections)
    holding = [source for source in merged.sources if source.name.startswith(f"{folder}/") and section in source.data]
    filled = [source for source in holding if source.data[section]]
    return (filled or holding)[-1].name if holding else f"{folder}/{section}.yaml"


def check_file(root: Path, merged: Merged, section: str, name: str) -> Iterator[Problem]:
    """Why a section cannot be written to a file of that name (relative to the workspace, with `/`)."""
    folder = next(name for name, sections in FOLDERS.items() if section in sections)
    parts = PurePosixPath(name).parts
    hint = f"a YAML file below {folder}/, named from the workspace on: {folder}/{section}.yaml"
    path = root / name
    sound = len(parts) > 1 and parts[0] == folder and ".." not in parts and name.isprintable()
    if not sound or not _is_yaml(name) or any(map(_is_yaml, parts[:-1])):
        yield Problem(f"`{name}` is no file for {section}", None, hint)
    elif path.is_symlink():
        yield Problem("a symbolic link is not written to", Location(name, 1, 1), "choose another file")
    elif path.is_dir():
        yield Problem("a directory, not a file to write", Location(name, 1, 1), hint)
    elif path.exists() != any(source.name == name for source in merged.sources):
        message = "not a file that is read with the workspace under this name"
        yield Problem(message, Location(name, 1, 1), "choose another file")


def _is_yaml(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def change_facts(root: Path, name: str, facts: Sequence[Fact]) -> Change:
    """The file with facts where they belong; every other byte of it stays.

    Raises NoPlace where one cannot be written so, and OSError where the file cannot be read.
    """
    path = root / name
    old = path.read_bytes() if path.exists() else None
    if old is None:
        return Change(path, old, Draft(name, text_of(facts).encode()))
    before, _ = source_of(name, old)
    new = with_facts(before, facts).encode()
    return Change(path, old, Draft(name, BOM + new if old.startswith(BOM) else new))


def save_all(changes: Sequence[Change]) -> None:
    """Write several files, all of them or none. Raises OSError; what was written by then is as it was before."""
    done: list[Change] = []
    try:
        for one in changes:
            one.save()
            done.append(one)
    except OSError:
        for one in reversed(done):
            if one.old is None:
                one.path.unlink()
            else:
                replace(one.path, one.draft.raw, one.old)
        raise


def change(root: Path, name: str, section: str, entries: Mapping[str, Data]) -> Change:
    """The file with the entries at the end of the section; every other byte of it stays.

    Raises NoPlace where they cannot be added so, and OSError where the file cannot be read.
    """
    path = root / name
    old = path.read_bytes() if path.exists() else None
    if old is None:
        new = new_text(section, entries).encode()
    else:
        before, _ = source_of(name, old)
        new = insertion(before, section, entries).into(before.text).encode()
        new = BOM + new if old.startswith(BOM) else new
    return Change(path, old, Draft(name, new))

"""Which SQL files make a database: folders of migrations, and files that hold the state of one.

A state (`schema.sql`, a dump, the schemas of Supabase, what a container runs first) is a copy where migrations of its
database stand beside it, and is then left out; where none do, it is all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from auditor.evidence.scanner import File

JOURNAL: Final = "meta/_journal.json"
_FOLDERS: Final = re.compile(r"(^|/)(migrations?|migrate)(/|$)", re.IGNORECASE)
_BACK: Final = re.compile(r"(^|[._/-])(down|undo|rollback)\.sql$|(^|/)U\d[^/]*__[^/]*\.sql$", re.IGNORECASE)
_STATE: Final = re.compile(
    r"(^|/)(?:(schema|structure|init)\.sql|(?:supabase/schemas|docker-entrypoint-initdb\.d)/(?:[^/]+/)*[^/]+\.sql)$",
    re.IGNORECASE,
)
_SCHEMAS: Final = re.compile(r"^(.*/)?(supabase/schemas|docker-entrypoint-initdb\.d)/", re.IGNORECASE)
"""Folders whose files together hold one state."""
_HOLDERS: Final = frozenset((
    "database", "databases", "db", "docker", "docker-entrypoint-initdb.d", "init", "postgres", "postgresql", "prisma",
    "schema", "schemas", "scripts", "sql", "supabase",
))  # fmt: skip
"""Folders that hold what belongs to the project around them."""


class Database(NamedTuple):
    """A database of its own, and its files by path. `state`: they are no migrations."""

    folder: str
    files: Sequence[File]
    supabase: bool
    state: bool = False


def is_wanted(path: str) -> bool:
    """Whether a file may be of a database, by its path."""
    folder, _, name = path.rpartition("/")
    if not name.lower().endswith(".sql") or _BACK.search(path):
        return False
    return bool(_FOLDERS.search(folder)) or bool(re.match(r"\d{4}", name)) or is_state(path)


def is_state(path: str) -> bool:
    """Whether a file holds the state of a database, by its path."""
    return _STATE.search(path) is not None and not _FOLDERS.search(path)


def databases(files: Mapping[str, File]) -> Iterator[Database]:
    """The databases that files make, by their folders."""
    folders: dict[str, list[File]] = {}
    states: dict[str, list[File]] = {}
    for path in sorted(files):
        if not path.lower().endswith(".sql"):
            continue
        folder = _folder_of(path, files)
        if folder is not None:
            folders.setdefault(folder, []).append(files[path])
        elif is_state(path):
            together = _SCHEMAS.match(path)
            states.setdefault(together[0].rstrip("/") if together else path, []).append(files[path])
    for folder, held in sorted(folders.items()):
        yield Database(folder, held, folder.endswith("supabase/migrations"))
    for place, held in sorted(states.items()):
        if not any(f"{folder}/".startswith(_project(place)) for folder in folders):
            supabase = "supabase" in place.split("/")[:-1]
            yield Database(place, held, supabase, state=True)


def _folder_of(path: str, files: Mapping[str, File]) -> str | None:
    """The folder of migrations that a file belongs to, None when it is in none."""
    folder, _, name = path.rpartition("/")
    if folder.endswith("supabase/migrations"):
        return folder
    if f"{folder}/{JOURNAL}" in files:
        return folder
    if name.lower() in ("migration.sql", "up.sql"):
        return folder.rpartition("/")[0]
    return folder if _FOLDERS.search(folder) else None


def _project(state: str) -> str:
    """The folder whose database a state is of, with `/` at its end; empty for the whole repository."""
    parts = state.split("/")[:-1]
    while parts and parts[-1].lower() in _HOLDERS:
        parts.pop()
    return "".join(f"{part}/" for part in parts)

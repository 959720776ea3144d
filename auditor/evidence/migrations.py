"""SQL migrations: the tables that they leave, and whether row-level security guards them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from auditor.evidence.database_files import JOURNAL, Database, databases, is_state, is_wanted
from auditor.evidence.grades import grade_of
from auditor.evidence.observation import DEVELOPMENT, Remark, Table
from auditor.evidence.scanner import LARGEST, File, Found
from auditor.evidence.sql.platform import supabase
from auditor.evidence.sql.replay import Replay
from auditor.evidence.sql.verdicts import remarks_of, tables_of
from auditor.location import Problem

_NUMBERED: Final = re.compile(r"^[vV]?(\d+)")
_CONFIG: Final = "supabase/config.toml"
_DOWN: Final = re.compile(
    r"^--[ \t]*(?:migrate:down|\+goose[ \t]+down|\+migrate[ \t]+down)\b[\s\S]*?"
    r"(?=^--[ \t]*(?:migrate:up|\+goose[ \t]+up|\+migrate[ \t]+up)\b|\Z)",
    re.IGNORECASE | re.MULTILINE,
)
_FOREIGN: Final = re.compile(
    r"create\s+table\s+(?:if\s+not\s+exists\s+)?`|\bauto_?increment\b|\bengine\s*=\s*innodb|^\s*pragma\s", re.I | re.M
)
"""What only other databases understand."""
_POSTGRESQL: Final = frozenset({"postgresql", "postgres", "pg", "cockroachdb"})
DUMP: Final = 16_000_000
"""So many bytes of the state of a database are read: rows are passed over quickly, and the rest is a minute's work."""
DEFAULT_SCHEMAS: Final = ("public", "graphql_public")
"""What Supabase serves when its configuration does not say."""


class Migrations:
    """The scanner of databases: folders of migrations of Supabase, Prisma, Drizzle, and plain ones ordered by name; and
    states of databases that have none."""

    in_lines = False

    def __init__(self) -> None:
        self._files: dict[str, File] = {}

    def wants(self, path: str) -> bool:
        if path == _CONFIG or path.endswith("/" + _CONFIG):
            return True
        return path.rpartition("/")[2] in ("_journal.json", "migration_lock.toml") or is_wanted(path)

    def largest(self, path: str) -> int:
        return DUMP if is_state(path) else LARGEST

    def see(self, file: File) -> Iterable[Found]:
        if grade_of(file.path) != DEVELOPMENT:
            self._files[file.path] = file
        return ()

    def finish(self) -> Iterable[Found]:
        for database in databases(self._files):
            yield from self._judge(database)

    def _judge(self, database: Database) -> Iterator[Found]:
        problem, files = self._ordered(database)
        if problem is not None:
            yield problem
        dialect = self._dialect(database)
        undecided = dialect is None and not database.supabase
        stranger = next((file for file in files if _is_foreign(file.text)), None) if undecided else None
        if dialect not in (None, *_POSTGRESQL) or stranger is not None:
            place = (stranger or database.files[0]).at(0)
            text = "These migrations are for another database than PostgreSQL, and are not judged."
            yield Remark("not_postgresql", database.folder, place, text)
            return
        replay = Replay()
        exposed: frozenset[str] | None = None
        if database.supabase:
            supabase(replay.catalogue)
            problem, exposed = self._exposed(database.folder)
            if problem is not None:
                yield problem
        for file in files:
            replay.run(_upwards(file.text), file.at, whole=not file.cut)
        replay.finish()
        for said in replay.said:
            if said.kind == "unreadable":
                yield Problem(said.text, said.location)
            else:
                yield Remark(said.kind, said.name or database.folder, said.location, said.text)
        rows: list[Table] = list(tables_of(replay.catalogue, database.supabase, exposed))
        yield from rows
        yield from remarks_of(replay.catalogue, database.supabase, exposed)

    def _ordered(self, database: Database) -> tuple[Problem | None, Sequence[File]]:
        """The files as they run; a problem when their journal cannot be read."""
        journal = self._files.get(f"{database.folder}/{JOURNAL}")
        if database.supabase or journal is None:
            return None, sorted(database.files, key=_order)
        try:
            entries = json.loads(journal.text)["entries"]
            tags = [str(entry["tag"]) for entry in sorted(entries, key=lambda entry: int(entry["idx"]))]
        except (ValueError, KeyError, TypeError, RecursionError):
            problem = Problem("This is not a journal of migrations, so their order is not known.", journal.at(0))
            return problem, sorted(database.files, key=_order)
        by_tag = {file.name[: -len(".sql")]: file for file in database.files}
        missing = [tag for tag in tags if tag not in by_tag]
        lost = (
            Problem(f"The journal names a migration `{missing[0]}` that is not there.", journal.at(0))
            if missing
            else None
        )
        return lost, [by_tag[tag] for tag in tags if tag in by_tag]

    def _dialect(self, database: Database) -> str | None:
        """The database that the tool's own files name."""
        journal = self._files.get(f"{database.folder}/{JOURNAL}")
        lock = self._files.get(f"{database.folder}/migration_lock.toml")
        found = re.search(r'"dialect"\s*:\s*"(\w+)"', journal.text) if journal else None
        found = found or (re.search(r'^provider\s*=\s*"(\w+)"', lock.text, re.MULTILINE) if lock else None)
        return found[1].lower() if found else None

    def _exposed(self, folder: str) -> tuple[Problem | None, frozenset[str] | None]:
        """The schemas that the API serves; None when the configuration cannot be read."""
        config = self._files.get(folder[: folder.rfind("supabase/") + len("supabase/")] + "config.toml")
        if config is None:
            return None, frozenset(DEFAULT_SCHEMAS)
        try:
            api = tomllib.loads(config.text).get("api", {})
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            found = re.search(r"at line (\d+), column (\d+)", str(error))
            place = config.line(int(found[1]), int(found[2])) if found else config.at(0)
            return Problem("This is not TOML, so the exposed schemas are not known.", place), None
        if not isinstance(api, dict):
            return Problem("`api` is not a table, so the exposed schemas are not known.", config.at(0)), None
        if api.get("enabled", True) is False:
            return None, frozenset()
        schemas = api.get("schemas", list(DEFAULT_SCHEMAS))
        if not isinstance(schemas, list) or not all(isinstance(schema, str) for schema in schemas):
            return None, None
        return None, None if any("env(" in schema for schema in schemas) else frozenset(schemas)


def _is_foreign(text: str) -> bool:
    """Whether only another database understands a text. The expression is slow, so its rare signs are looked for."""
    lower = text.lower()
    return any(sign in lower for sign in ("`", "increment", "innodb", "pragma")) and _FOREIGN.search(text) is not None


def _order(file: File) -> tuple[int, str, str]:
    """By number where a name begins with one, then by name; what is repeatable (`R__`) comes last."""
    name = file.path.rpartition("/")[2]
    name = file.path.split("/")[-2] if name.lower() in ("migration.sql", "up.sql") else name
    number = _NUMBERED.match(name)
    return (int(number[1]) if number else 10**30, name, file.path)


def _upwards(text: str) -> str:
    """A migration without the part that takes it back, everything else at its place."""
    if "down" not in text.lower():
        return text
    return _DOWN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)

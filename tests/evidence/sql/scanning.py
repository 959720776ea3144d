"""Migrations given to the scanner, and what it found."""

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.evidence.migrations import Migrations
from auditor.evidence.observation import Remark, Table
from auditor.evidence.scanner import File, Found
from auditor.location import Problem


def scan(files: Mapping[str, str]) -> list[Found]:
    """What the scanner says of files by their path."""
    scanner = Migrations()
    found: list[Found] = []
    for path, text in files.items():
        if scanner.wants(path):
            found.extend(scanner.see(File(path, text)))
    found.extend(scanner.finish())
    return found


def supabase(migrations: Iterable[str]) -> list[Found]:
    return scan({f"supabase/migrations/{at:04}_step.sql": text for at, text in enumerate(migrations)})


def tables(found: Iterable[Found]) -> list[Table]:
    return [row for row in found if isinstance(row, Table)]


def remarks(found: Iterable[Found]) -> list[tuple[str, str, int]]:
    return [(row.kind, row.name, row.location.line) for row in found if isinstance(row, Remark)]


def problems(found: Iterable[Found]) -> list[Problem]:
    return [row for row in found if isinstance(row, Problem)]


SERVED = ("public", "graphql_public")


def differences(rows: Iterable[Table], truth: Iterable[Mapping[str, Any]], unknown: bool = False) -> list[str]:
    """Where a replay and PostgreSQL disagree. With `unknown`, what the replay calls unknown agrees with anything."""
    ours = {(row.schema, row.name): row for row in rows if row.schema != "storage"}
    theirs = {(row["schema"], row["name"]): row for row in truth}
    found = [f"{key} is missed" for key in theirs.keys() - ours.keys()]
    for key, row in ours.items():
        real = theirs.get(key)
        if real is None:
            if not (unknown and row.row_level_security is not False):
                found.append(f"{key} is not there")
            continue
        policies = None if row.policies is None else list(row.policies)
        exposed = real["granted"] and key[0] in SERVED
        for what, mine, right in (
            ("row-level security", row.row_level_security, real["rls"]),
            ("policies", policies, real["policies"]),
            ("exposed", row.exposed, exposed),
        ):
            if mine != right and not (unknown and mine is None):
                found.append(f"{key} {what}: {mine}, in truth {right}")
    return found

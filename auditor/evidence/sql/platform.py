"""What Supabase has made before the first migration runs."""

from __future__ import annotations

from typing import Final

from auditor.evidence.sql.catalogue import TABLE, Catalogue, Relation, Schema
from auditor.location import Location

ROLES: Final = frozenset({"anon", "authenticated"})
"""Who the API acts as."""
_TABLES: Final = {"auth": ("users",), "storage": ("objects", "buckets"), "realtime": ("messages",)}
_SCHEMAS: Final = (
    *("auth", "storage", "realtime", "extensions", "graphql", "graphql_public", "vault", "pgsodium", "cron", "net"),
    *("supabase_functions", "supabase_migrations", "pgmq", "information_schema", "pg_catalog"),
)


def supabase(catalogue: Catalogue) -> None:
    """Fill a catalogue with it: schemas that no migration shows, and what anybody may do by default."""
    everybody = frozenset((role, what, "") for role in ROLES for what in ("select", "insert", "update", "delete"))
    catalogue.schemas.put("public", Schema("public", ROLES | {"public"}))
    catalogue.default_rights.put("public", everybody)
    for name in _SCHEMAS:
        catalogue.schemas.put(
            name, Schema(name, ROLES if name in ("auth", "storage", "realtime") else frozenset(), open=True)
        )
    for schema, names in _TABLES.items():
        for name in names:
            catalogue.put(
                Relation(
                    catalogue.number(),
                    TABLE,
                    schema,
                    name,
                    Location("", 1, 1),
                    row_level_security=True,
                    rights=everybody if schema != "auth" else frozenset(),
                    shipped=True,
                )
            )

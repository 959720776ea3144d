"""What a replayed database says of its tables, and what a reader should know beside that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from auditor.evidence.observation import Remark, Table
from auditor.evidence.sql.catalogue import MATERIALIZED, TABLES, VIEW, Catalogue, Policy, Relation
from auditor.evidence.sql.constants import always_true
from auditor.evidence.sql.platform import ROLES

_INTERNAL: Final = frozenset(
    {"service_role", "postgres", "supabase_admin", "dashboard_user", "supabase_auth_admin", "supabase_storage_admin"}
)
"""Roles that no user of the API ever has."""
_EDITABLE: Final = frozenset({"user_metadata", "raw_user_meta_data"})
_SERVED_APART: Final = ("storage", "realtime")
"""Schemas that an API of their own serves."""


def exposed(catalogue: Catalogue, relation: Relation, supabase: bool, served: frozenset[str] | None) -> bool | None:
    """Whether the API serves a relation: its schema is served, and a role of the API has a right to it."""
    granted = any(_reaches(catalogue, relation, role) for role in ROLES)
    if not supabase:
        named = any(role in ROLES for role, _, _ in relation.rights)
        return True if named and granted else None
    if relation.schema in _SERVED_APART:
        return True
    if served is None:
        return None
    if relation.schema not in served:
        return False
    return True if granted else False if relation.rights_known and relation.certain else None


def _reaches(catalogue: Catalogue, relation: Relation, role: str) -> bool:
    schema = catalogue.schemas.get(relation.schema)
    roles = catalogue.roles(role)
    return (
        schema is not None and bool(roles & schema.usage) and any(right[0] in roles for right in relation.rights)
    ) or not roles.isdisjoint(_INTERNAL)


def _lets_all_pass(policy: Policy) -> bool | None:
    """Whether a policy lets every row pass for somebody whom the API serves."""
    if not policy.permissive or _INTERNAL.issuperset(policy.roles):
        return False
    answers = [always_true(tokens) for tokens in (policy.using, policy.check) if tokens is not None]
    return True if True in answers else None if None in answers else False


def tables_of(catalogue: Catalogue, supabase: bool, served: frozenset[str] | None) -> Iterator[Table]:
    """The tables as the migrations leave them, without those of the platform that no migration touched."""
    for table in sorted(catalogue.relations, key=lambda relation: (relation.schema, relation.name)):
        if table.kind not in TABLES or table.shipped:
            continue
        policies = sorted(table.policies)
        answers = {policy.name: _lets_all_pass(policy) for policy in policies}
        judged = table.policies_known and None not in answers.values()
        yield Table(
            table.schema,
            table.name,
            exposed(catalogue, table, supabase, served),
            table.row_level_security,
            tuple(answers) if table.policies_known else None,
            tuple(name for name, answer in answers.items() if answer) if judged else None,
            table.location,
            tuple((policy.name, policy.location) for policy in policies),
        )


def remarks_of(catalogue: Catalogue, supabase: bool, served: frozenset[str] | None) -> Iterator[Remark]:
    """What rules over tables cannot ask."""
    for relation in sorted(catalogue.relations, key=lambda relation: (relation.schema, relation.name)):
        if relation.kind in (VIEW, MATERIALIZED):
            yield from _view(relation, exposed(catalogue, relation, supabase, served))
        elif relation.kind in TABLES and not relation.shipped:
            yield from _table(relation)
    yield from _definers(catalogue, supabase, served)


def _definers(catalogue: Catalogue, supabase: bool, served: frozenset[str] | None) -> Iterator[Remark]:
    """Functions that run with their owner's rights, where an API may serve them."""
    told: set[tuple[str, str]] = set()
    for schema, name, arguments in sorted(catalogue.definers.names()):
        place = catalogue.definers.get((schema, name, arguments))
        if (supabase and served is not None and schema not in served) or place is None or (schema, name) in told:
            continue
        told.add((schema, name))
        called = "can be called through the API" if supabase and served is not None else "may be called through an API"
        text = f"This function {called} and runs with its owner's rights, past row-level security."
        yield Remark("definer", f"{schema}.{name}", place, text)


def _view(view: Relation, is_exposed: bool | None) -> Iterator[Remark]:
    if is_exposed is False:
        return
    served = "is served by the API" if is_exposed else "may be served by an API"
    if view.kind == MATERIALIZED:
        text = f"This materialized view {served}; row-level security does not apply to it."
        yield Remark("materialized_view", view.title, view.location, text)
    elif not view.security_invoker:
        text = f"This view {served} and runs with its owner's rights, past row-level security."
        yield Remark("view_as_owner", view.title, view.location, text)


def _table(table: Relation) -> Iterator[Remark]:
    if table.row_level_security and table.policies_known and not table.policies:
        text = "Row-level security is on and there is no policy: nobody but the owner sees a row."
        yield Remark("no_policy", table.title, table.location, text)
    for policy in table.policies:
        expressions = [tokens for tokens in (policy.using, policy.check) if tokens is not None]
        held = {token.value for tokens in expressions for token in tokens}
        name = f"{table.title}.{policy.name}"
        if held & _EDITABLE:
            yield Remark("user_metadata", name, policy.location, "This policy trusts what users may edit themselves.")
        if policy.permissive and any(
            always_true(tokens, signed_in=True) and not always_true(tokens) for tokens in expressions
        ):
            yield Remark("any_user", name, policy.location, "This policy lets every row pass for anybody signed in.")

"""CREATE, ALTER and DROP POLICY."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.evidence.sql.catalogue import TABLES, Catalogue, Policy, Relation
from auditor.evidence.sql.reading import relations_read
from auditor.evidence.sql.tokens import Token
from auditor.evidence.sql.words import Refused, Words, mentioned


def create_policy(catalogue: Catalogue, words: Words) -> None:
    start, name = words.start, words.name()
    words.need("on")
    table = catalogue.existing(words.named(), TABLES)
    assert table is not None
    permissive = True
    if words.take("as"):
        permissive = _one_of(words, "permissive", "restrictive") == "permissive"
    command = _one_of(words, "all", "select", "insert", "update", "delete") if words.take("for") else "all"
    roles = _roles(words) if words.take("to") else ("public",)
    using, check = _expressions(words, command)
    if any(policy.name == name for policy in table.policies) and table.policies_known and table.certain:
        raise Refused(f"the policy `{name}` is already there", start)
    tokens = (*(using or ()), *(check or ()))
    policy = Policy(
        name,
        command,
        permissive,
        roles,
        using,
        check,
        relations_read(catalogue, tokens) - {table.number},
        mentioned(tokens),
        catalogue.place(start),
    )
    others = tuple(policy for policy in table.policies if policy.name != name)
    catalogue.put(table._replace(policies=(*others, policy), shipped=False))


def alter_policy(catalogue: Catalogue, words: Words) -> None:
    start, name = words.start, words.name()
    words.need("on")
    table = catalogue.existing(words.named(), TABLES)
    assert table is not None
    policy = next((policy for policy in table.policies if policy.name == name), None)
    if policy is None:
        if table.policies_known and table.certain:
            raise Refused(f"there is no policy `{name}` on `{table.title}`", start)
        catalogue.put(table._replace(policies_known=False, shipped=False))
        return
    if words.take("rename", "to"):
        changed = policy._replace(name=words.name())
        words.end()
        if any(other.name == changed.name for other in table.policies):
            raise Refused(f"the policy `{changed.name}` is already there", start)
    else:
        changed = _altered(catalogue, table, policy, words)._replace(location=catalogue.place(start))
    policies = tuple(changed if other is policy else other for other in table.policies)
    catalogue.put(table._replace(policies=policies, shipped=False))


def _altered(catalogue: Catalogue, table: Relation, policy: Policy, words: Words) -> Policy:
    if words.take("to"):
        policy = policy._replace(roles=_roles(words))
    using, check = _expressions(words, policy.command)
    using, check = using or policy.using, check or policy.check
    tokens = (*(using or ()), *(check or ()))
    return policy._replace(
        using=using,
        check=check,
        uses=relations_read(catalogue, tokens) - {table.number},
        mentions=mentioned(tokens),
    )


def drop_policy(catalogue: Catalogue, words: Words) -> None:
    maybe = words.take("if", "exists")
    start, name = words.start, words.name()
    words.need("on")
    table = catalogue.existing(words.named(), None if maybe else TABLES, maybe)
    words.one_of("cascade", "restrict")
    words.end()
    if table is None or table.kind not in TABLES:
        return
    policies = tuple(policy for policy in table.policies if policy.name != name)
    if policies == table.policies and not maybe and table.policies_known and table.certain:
        raise Refused(f"there is no policy `{name}` on `{table.title}`", start)
    catalogue.put(table._replace(policies=policies, shipped=table.shipped and policies == table.policies))


def _one_of(words: Words, *allowed: str) -> str:
    word = words.one_of(*allowed)
    if word is None:
        raise Refused(f"one of {', '.join(allowed)} is missing here", words.start)
    return word


def _role(words: Words) -> str:
    return words.one_of("public", "current_user", "current_role", "session_user") or words.name()


def _roles(words: Words) -> tuple[str, ...]:
    return tuple(words.several(lambda: _role(words)))


def _expressions(words: Words, command: str) -> tuple[Sequence[Token] | None, Sequence[Token] | None]:
    """What stands after USING and after WITH CHECK, checked against the command as PostgreSQL does it."""
    using = check = None
    start = words.start
    if words.take("using"):
        using = words.brackets()
    if words.take("with", "check"):
        check = words.brackets()
    words.end()
    if command == "insert" and using is not None:
        raise Refused("a policy for INSERT takes WITH CHECK only", start)
    if command in ("select", "delete") and check is not None:
        raise Refused("WITH CHECK is not for SELECT or DELETE", start)
    if (using is not None and not using) or (check is not None and not check):
        raise Refused("an expression is missing here", start)
    return using, check

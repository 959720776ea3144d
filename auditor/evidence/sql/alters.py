"""ALTER TABLE, and of views, indexes and sequences what changes their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from auditor.evidence.sql.catalogue import FOREIGN, PARTITIONED, TABLE, TABLES, VIEW, Catalogue, Relation, unsure
from auditor.evidence.sql.reading import columns_read
from auditor.evidence.sql.tables import references
from auditor.evidence.sql.views import options
from auditor.evidence.sql.words import Refused, Words, mentioned

_SWITCHES: Final = {("enable",): True, ("disable",): False, ("force",): None, ("no", "force"): None}
_ACTIONS_TEXT: Final = (
    "add drop alter validate owner set reset cluster replica of not enable disable no inherit attach detach "
    "force options rename"
)
_ACTIONS: Final = frozenset(_ACTIONS_TEXT.split())


def alter(catalogue: Catalogue, words: Words, kinds: Sequence[str] | None) -> None:
    if words.take("all", "in", "tablespace"):
        return
    maybe = words.take("if", "exists")
    words.take("only")
    relation = catalogue.existing(words.named(), kinds, maybe)
    words.take("*")
    if relation is None:
        return
    if words.take("rename"):
        _rename(catalogue, relation, words)
    elif words.take("set", "schema"):
        schema = words.name()
        words.end()
        if schema not in catalogue.schemas:
            raise Refused(f"there is no schema `{schema}`")
        if not catalogue.is_certain(schema):
            catalogue.put(unsure(relation))
            if catalogue.at(schema, relation.name) is None:
                catalogue.unseen((schema, relation.name))
            return
        _move(catalogue, relation, schema, relation.name)
    else:
        for part in words.parts():
            now = catalogue.relations.get(relation.number)
            assert now is not None
            _act(catalogue, now, part)


def _rename(catalogue: Catalogue, relation: Relation, words: Words) -> None:
    if words.take("to"):
        name = words.name()
        words.end()
        if name == relation.name and relation.certain:
            raise Refused(f"`{relation.title}` is already there")
        _move(catalogue, relation, relation.schema, name)
        return
    constraint = words.take("constraint")
    if not constraint:
        words.take("column")
    old = words.name()
    words.need("to")
    new = words.name()
    words.end()
    if constraint or not relation.policies:
        return
    policies = tuple(
        policy._replace(mentions=policy.mentions | {new}) if old in policy.mentions else policy
        for policy in relation.policies
    )
    catalogue.put(relation._replace(policies=policies))


def _move(catalogue: Catalogue, relation: Relation, schema: str, name: str) -> None:
    there = catalogue.at(schema, name)
    if there is not None and there.number != relation.number:
        if there.certain:
            raise Refused(f"`{there.title}` is already there")
        # Whether the name is free is not known, so neither is which of the two has it.
        catalogue.put(unsure(there))
        catalogue.put(unsure(relation))
        return
    catalogue.put(relation._replace(schema=schema, name=name))
    for user in catalogue.users(relation.number):
        if user.kind == "index" and user.schema != schema:
            catalogue.put(user._replace(schema=schema))


def _act(catalogue: Catalogue, relation: Relation, words: Words) -> None:
    """One of the actions of ALTER TABLE."""
    start = words.start
    for before, on in _SWITCHES.items():
        if words.take(*before, "row", "level", "security"):
            words.end()
            if relation.kind not in TABLES:
                raise Refused(f"`{relation.title}` is a {relation.kind}, which has no row-level security", start)
            if on is not None:
                place = relation.location if on else catalogue.place(start)
                catalogue.put(relation._replace(row_level_security=on, shipped=False, location=place))
            return
    if words.take("attach", "partition"):
        part = catalogue.existing(words.named(), [*TABLES, FOREIGN])
        if relation.kind != PARTITIONED and relation.certain:
            raise Refused(f"`{relation.title}` is not partitioned", start)
        if part is not None:
            if part.belongs and part.certain:
                raise Refused(f"`{part.title}` is a partition already", start)
            catalogue.put(part._replace(belongs=frozenset({relation.number})))
    elif words.take("detach", "partition"):
        part = catalogue.existing(words.named(), [*TABLES, FOREIGN])
        if part is not None:
            if relation.number not in part.belongs and part.certain and relation.certain:
                raise Refused(f"`{part.title}` is no partition of `{relation.title}`", start)
            catalogue.put(part._replace(belongs=part.belongs - {relation.number}))
    else:
        _change(catalogue, relation, words)


def _change(catalogue: Catalogue, relation: Relation, words: Words) -> None:
    start = words.start
    leave = words.take("no", "inherit")
    if leave or words.take("inherit"):
        parent = catalogue.existing(words.named(), [TABLE, FOREIGN])
        if parent is not None:
            if (parent.number in relation.needs) != leave and parent.certain and relation.certain:
                raise Refused(f"what `{relation.title}` inherits is not as this says", start)
            needs = relation.needs - {parent.number} if leave else relation.needs | {parent.number}
            catalogue.put(relation._replace(needs=needs))
    elif words.take("add"):
        tokens = words.tokens[words.at :]
        found = references(catalogue, tokens, relation)
        catalogue.put(
            relation._replace(references=relation.references | found, mentions=relation.mentions | mentioned(tokens))
        )
    elif words.take("drop"):
        _drop_part(catalogue, relation, words)
    elif relation.kind == VIEW and (words.take("set") or words.take("reset")):
        reset = words.tokens[words.at - 1].value == "reset"
        if words.next() == "(":
            named = options(words)
            if "security_invoker" in named:
                catalogue.put(relation._replace(security_invoker=False if reset else named["security_invoker"]))
    elif words.take("enable") or words.take("disable"):
        if words.next() not in ("trigger", "rule", "replica", "always"):
            raise Refused("this cannot be switched", words.start)
    elif relation.kind in TABLES and words.next() not in _ACTIONS:
        raise Refused("this is no action of ALTER", start)


def _drop_part(catalogue: Catalogue, relation: Relation, words: Words) -> None:
    """A column or a constraint goes, and with CASCADE what reads it."""
    constraint = words.take("constraint")
    if not constraint:
        words.take("column")
    words.take("if", "exists")
    name = words.name()
    cascade = words.one_of("cascade", "restrict") == "cascade"
    words.end()
    if constraint:
        catalogue.put(relation._replace(references=frozenset()))
        return
    reading = [p for p in relation.policies if name in columns_read((*(p.using or ()), *(p.check or ())))]
    exact = [policy for policy in reading if "select" not in policy.mentions]
    if exact and not cascade and relation.certain:
        raise Refused(f"the policy `{exact[0].name}` depends on the column `{name}`")
    if cascade:
        left = tuple(policy for policy in relation.policies if policy not in exact)
        known = relation.policies_known and len(reading) == len(exact)
        catalogue.put(relation._replace(policies=left, policies_known=known, references=frozenset()))
        for user in catalogue.users(relation.number):
            if user.kind == VIEW and name in user.mentions:
                catalogue.put(user._replace(certain=False))
            elif any(relation.number in p.uses and name in p.mentions for p in user.policies):
                catalogue.put(user._replace(policies_known=False))
    else:
        catalogue.put(relation._replace(references=frozenset()))

"""What goes with a relation that is dropped, and what keeps it from being dropped."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.evidence.sql.catalogue import Catalogue, Relation
from auditor.evidence.sql.words import Refused


def drop(catalogue: Catalogue, relations: Sequence[Relation], cascade: bool) -> None:
    """Drop relations together. Raises Refused when others need them and `cascade` is not said."""
    gone: dict[int, Relation] = {}
    todo = list(relations)
    while todo:
        relation = todo.pop()
        if relation.number in gone:
            continue
        gone[relation.number] = relation
        for user in catalogue.users(relation.number):
            if relation.number in user.belongs or (cascade and relation.number in user.needs):
                todo.append(user)
    for relation in gone.values():
        for user in catalogue.users(relation.number):
            if user.number not in gone:
                _release(catalogue, relation, user, cascade)
    for relation in gone.values():
        catalogue.remove(relation)


def _release(catalogue: Catalogue, gone: Relation, user: Relation, cascade: bool) -> None:
    """Take what depends on a dropped relation out of one that stays."""
    policies = tuple(policy for policy in user.policies if gone.number not in policy.uses)
    depends = gone.number in user.needs or gone.number in user.references or policies != user.policies
    if not depends:
        return
    if not cascade and gone.certain and user.certain:
        raise Refused(f"`{gone.title}` cannot be dropped, because `{user.title}` depends on it")
    catalogue.put(
        user._replace(policies=policies, references=user.references - {gone.number}, needs=user.needs - {gone.number})
    )


def drop_mentioned(catalogue: Catalogue, word: str) -> None:
    """Something that is no relation is dropped with all that needs it: nobody can say which policies those are."""
    for relation in catalogue.mentioning(word):
        held = any(word in policy.mentions for policy in relation.policies)
        if held or (relation.policies and word in relation.mentions):
            catalogue.put(relation._replace(policies_known=False))

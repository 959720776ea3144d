"""Conditions in words: what a match asks, and what would have to be so for it to be answered otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor.attributes.asking import NONE, Test, Type
from auditor.attributes.types import Data, Flag, Has, Kind
from auditor.rules.cells import UNKNOWN_TEXT
from auditor.rules.explain import REQUIRE, Asked
from auditor.rules.judge import Leaf
from auditor.rules.match import Condition

CARRIES = {"data": "carried", "receives": "received", "holds": "held"}
NEGATIONS = {
    "carried": "did not carry",
    "received": "did not receive",
    "held": "did not hold",
    "included": "did not include",
}
BEYOND = {"at_most": "were more than {}", "at_least": "were less than {}"}
BEYOND |= {"before": "were {} or later", "after": "were {} or earlier"}


def question(path: str, condition: Condition) -> str:
    """What is asked, as a sentence without its end: `retention is at most 30d`."""
    if not condition.tests:
        return f"{path} is there"
    verb = "is"
    if isinstance(condition.attribute.type, Has) and condition.tests[0].operator == "is":
        verb = "includes"
    return f"{path} {verb} {condition.wanted}"


def would(asked: Asked, so: bool, value: str | None = None) -> str:
    """What would be so if a condition were answered yes (or with `so` false: no): `retention were more than 30d`.

    With `value`, it is enough that this one value were not there.
    """
    leaf, every = asked.leaf, asked.part == REQUIRE
    condition = leaf.condition
    if condition is None or not condition.tests:
        return f"there were {'a' if so else 'no'} {leaf.path}"
    subject, has = _subject(leaf, condition)
    tests = condition.tests
    if tests[0].operator == "declared":
        return f"{leaf.path} were {'' if bool(tests[0].values[0]) == so else 'not '}declared"
    if value not in (None, NONE, UNKNOWN_TEXT) and _is_many(condition):
        return f"{subject} {_none_of(has, [str(value)])}"
    if len(tests) > 1:
        return f"{leaf.path} were {'' if so else 'outside of: '}{condition.wanted}"
    if tests[0].operator in BEYOND:
        return f"{leaf.path} were {condition.wanted}" if so else f"{leaf.path} {_beyond(condition)}"
    words, positive = _words(condition), tests[0].turned != so
    if isinstance(condition.attribute.type, Has):
        return f"{leaf.path} {'included' if positive else 'lacked'} {_joined(words, 'and' if positive else 'or')}"
    if isinstance(condition.attribute.type, Flag):
        return f"{leaf.path} were {'true' if (words == ['true']) == positive else 'false'}"
    if not _is_many(condition):
        return f"{leaf.path} were {_joined(words, 'or') if positive else _neither(words)}"
    # Of several values: is it enough that one is so, or must all be?
    if every == so:
        return f"{subject} {_only(has, words) if positive else _none_of(has, words)}"
    return f"{subject} {has} {_joined(words, 'or') if positive else 'anything but ' + _joined(words, 'or')}"


def _is_many(condition: Condition) -> bool:
    kind: Type = condition.attribute.type
    return kind.many and not isinstance(kind, Kind | Has)


def _subject(leaf: Leaf, condition: Condition) -> tuple[str, str]:
    """`it carried`, `purposes included`."""
    name = condition.attribute.name
    if isinstance(condition.attribute.type, Data) and name in CARRIES:
        return ("it" if leaf.path == name else leaf.path.rpartition(".")[0]), CARRIES[name]
    return leaf.path, "included"


def _words(condition: Condition) -> list[str]:
    kind: Any = condition.attribute.type
    return [value if isinstance(value, str) else kind.text(value) for value in condition.tests[0].values]


def _beyond(condition: Condition) -> str:
    test: Test = condition.tests[0]
    return BEYOND[test.operator].format(condition.attribute.type.text(test.values[0]))


def _joined(words: Sequence[str], by: str) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {by} {words[-1]}"


def _neither(words: Sequence[str]) -> str:
    return f"not {words[0]}" if len(words) == 1 else f"neither {' nor '.join(words)}"


def _none_of(has: str, words: Sequence[str]) -> str:
    return f"{NEGATIONS[has]} {_joined(words, 'or')}"


def _only(has: str, words: Sequence[str]) -> str:
    return f"{has} nothing but {_joined(words, 'or')}"

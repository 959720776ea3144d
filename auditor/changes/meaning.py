"""What a declared value means, so that two are equal when they say the same, in whatever order and form."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from auditor.declarations.shape import Declared, fields
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.periods import Period
from auditor.vocabulary.places import Place


def meaning(value: Any) -> Hashable:
    """Equal for values that say the same. What is not written is unknown, and so is what is written so."""
    if value is None or value is UNKNOWN:
        return None
    if isinstance(value, Declared):
        return type(value).__name__, *(
            (name, meaning(getattr(value, field.name))) for name, field in fields(type(value)).items()
        )
    if isinstance(value, Mapping):
        return frozenset((str(key), meaning(inner)) for key, inner in value.items())
    if isinstance(value, Period):
        return value.text if value.seconds is None else value.seconds
    if isinstance(value, Place):
        return value.word
    if isinstance(value, tuple | list):
        return frozenset(meaning(inner) for inner in value)
    hashable: Hashable = value
    return hashable

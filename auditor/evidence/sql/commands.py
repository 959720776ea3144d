"""The words behind which the commands of PostgreSQL stand."""

from __future__ import annotations

from typing import Final

_PLAIN_TEXT: Final = (
    "analyze call checkpoint close cluster comment copy deallocate declare delete execute explain fetch import "
    "insert listen load lock merge move notify prepare reassign refresh reindex security show table truncate "
    "unlisten update vacuum values ("
)
PLAIN: Final = frozenset(_PLAIN_TEXT.split())
"""What begins a statement that changes nothing that is followed here."""

_OTHERS_TEXT: Final = (
    "access aggregate cast collation constraint conversion database domain event extension foreign function "
    "group language large operator or procedure publication role routine rule server statistics subscription "
    "system tablespace text transform trigger type user trusted procedural default"
)
OTHERS: Final = frozenset(_OTHERS_TEXT.split())

_CREATED_TEXT: Final = "table foreign view materialized sequence index policy schema function procedure extension"
CREATED: Final = frozenset(_CREATED_TEXT.split())

_ALTERED_TEXT: Final = "table foreign view materialized sequence index policy schema default"
ALTERED: Final = frozenset(_ALTERED_TEXT.split())

_DROPPED_TEXT: Final = "table foreign view materialized sequence index policy schema owned"
DROPPED: Final = frozenset(_DROPPED_TEXT.split())

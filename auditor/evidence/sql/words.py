"""A statement read from left to right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

from auditor.evidence.sql.tokens import MARK, NAME, NUMBER, TEXT, WORD, Token

T = TypeVar("T")
Named = tuple[str | None, str]
"""A schema, where one is written, and a name in it."""

NAME_BYTES: Final = 63
"""PostgreSQL cuts longer names."""

_RESERVED_TEXT: Final = (
    "all analyse analyze and any array as asc asymmetric both case cast check collate column constraint create "
    "current_catalog current_date current_role current_time current_timestamp current_user default deferrable "
    "desc distinct do else end except false fetch for foreign from grant group having in initially intersect "
    "into lateral leading limit localtime localtimestamp not null offset on only or order placing primary "
    "references returning select session_user some symmetric table then to trailing true union unique user "
    "using variadic when where window with"
)
_RESERVED: Final = frozenset(_RESERVED_TEXT.split())
"""Words that are no name without quotes."""


_SIGNS: Final = (WORD, MARK)
_ROUND: Final = {"(": 1, ")": -1}
_BRACKETS: Final = {**_ROUND, "[": 1, "]": -1}


class Refused(Exception):
    """PostgreSQL would refuse a statement. `start` is where, None for its first word."""

    def __init__(self, message: str, start: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start


def cut(name: str) -> str:
    """A name as PostgreSQL keeps it."""
    if len(name) <= NAME_BYTES and name.isascii():
        return name
    raw = name.encode("utf-8", "surrogatepass")
    return name if len(raw) <= NAME_BYTES else raw[:NAME_BYTES].decode("utf-8", "ignore")


class Words:
    """What is left of a statement."""

    def __init__(self, tokens: Sequence[Token], at: int = 0) -> None:
        self.tokens = tokens
        self.at = at

    def done(self) -> bool:
        return self.at >= len(self.tokens)

    @property
    def start(self) -> int:
        """Where the next token stands, or the last one."""
        return self.tokens[min(self.at, len(self.tokens) - 1)].start if self.tokens else 0

    def next(self) -> str | None:
        """The next keyword or sign, None for anything else."""
        if self.at >= len(self.tokens):
            return None
        kind, value, _ = self.tokens[self.at]
        return value if kind in _SIGNS else None

    def take(self, *words: str) -> bool:
        """Go past these keywords or signs, if all of them come next."""
        tokens, at = self.tokens, self.at
        if at + len(words) > len(tokens):
            return False
        for word in words:
            kind, value, _ = tokens[at]
            if value != word or kind not in _SIGNS:
                return False
            at += 1
        self.at = at
        return True

    def one_of(self, *words: str) -> str | None:
        """Go past one of these keywords, and say which."""
        word = self.next()
        if word in words:
            self.at += 1
            return word
        return None

    def need(self, *words: str) -> None:
        if not self.take(*words):
            raise Refused(f"`{' '.join(words)}` is missing here", self.start)

    def end(self) -> None:
        """Nothing may follow."""
        if not self.done():
            raise Refused("this cannot stand here", self.start)

    def name(self) -> str:
        """A name, folded and cut as PostgreSQL does it."""
        token = self.tokens[self.at] if not self.done() else None
        if token is None or token.kind not in (WORD, NAME) or not token.value:
            raise Refused("a name is missing here", self.start)
        if token.kind == WORD and token.value in _RESERVED:
            raise Refused(f"`{token.value}` is no name", token.start)
        self.at += 1
        return cut(token.value)

    def named(self) -> Named:
        """A name, maybe in a schema (maybe in a database)."""
        parts = [self.name()]
        while self.take("."):
            token = self.tokens[self.at] if not self.done() else None
            if token is None or token.kind not in (WORD, NAME) or not token.value:
                raise Refused("a name is missing here", self.start)
            self.at += 1
            parts.append(cut(token.value))
        return (parts[-2] if len(parts) > 1 else None, parts[-1])

    def several(self, read: Callable[[], T]) -> list[T]:
        """One or more, between commas."""
        found = [read()]
        while self.take(","):
            found.append(read())
        return found

    def brackets(self) -> Sequence[Token]:
        """What stands between the brackets that open here."""
        self.need("(")
        tokens, start, depth = self.tokens, self.at, 1
        for at in range(start, len(tokens)):
            kind, value, _ = tokens[at]
            if kind == MARK and value in _ROUND:
                depth += _ROUND[value]
                if not depth:
                    self.at = at + 1
                    return tokens[start:at]
        raise Refused("a bracket is not closed", self.start)

    def until(self, *words: str) -> Sequence[Token]:
        """What comes before one of these words, outside brackets; the word is not taken."""
        tokens, start, depth = self.tokens, self.at, 0
        at = start
        for at in range(start, len(tokens) + 1):
            if at == len(tokens):
                break
            kind, value, _ = tokens[at]
            if kind == MARK and value in _BRACKETS:
                depth += _BRACKETS[value]
            if not depth and value in words and kind in _SIGNS:
                break
        self.at = at
        return tokens[start:at]

    def parts(self) -> Iterator[Words]:
        """What is left, cut at the commas outside brackets."""
        while True:
            yield Words(self.until(","))
            if not self.take(","):
                return

    def text(self) -> str | None:
        """A string that comes next, and go past it."""
        if not self.done() and self.tokens[self.at].kind == TEXT:
            self.at += 1
            return self.tokens[self.at - 1].value
        return None

    def setting(self) -> str | None:
        """The value of a setting or an option: a word, name, string or number."""
        if not self.done() and self.tokens[self.at].kind in (WORD, NAME, TEXT, NUMBER):
            self.at += 1
            return self.tokens[self.at - 1].value
        return None


def mentioned(tokens: Sequence[Token]) -> frozenset[str]:
    """Every word and name among tokens."""
    return frozenset(cut(token.value) for token in tokens if token.kind in (WORD, NAME))

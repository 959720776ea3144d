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


class Refused(Exception):
    """PostgreSQL would refuse a statement. `start` is where, None for its first word."""

    def __init__(self, message: str, start: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.start = start


def cut(name: str) -> str:
    """A name as PostgreSQL keeps it."""
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
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        return token.value if token is not None and token.kind in (WORD, MARK) else None

    def take(self, *words: str) -> bool:
        """Go past these keywords or signs, if all of them come next."""
        ahead = self.tokens[self.at : self.at + len(words)]
        if len(ahead) == len(words) and all(
            token.kind in (WORD, MARK) and token.value == word for token, word in zip(ahead, words, strict=True)
        ):
            self.at += len(words)
            return True
        return False

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
        start, depth = self.at, 1
        for at in range(start, len(self.tokens)):
            token = self.tokens[at]
            if token.kind == MARK:
                depth += {"(": 1, ")": -1}.get(token.value, 0)
                if not depth:
                    self.at = at + 1
                    return self.tokens[start:at]
        raise Refused("a bracket is not closed", self.start)

    def until(self, *words: str) -> Sequence[Token]:
        """What comes before one of these words, outside brackets; the word is not taken."""
        start, depth = self.at, 0
        while not self.done():
            kind, value, _ = self.tokens[self.at]
            if kind == MARK:
                depth += {"(": 1, ")": -1, "[": 1, "]": -1}.get(value, 0)
            if not depth and kind in (WORD, MARK) and value in words:
                break
            self.at += 1
        return self.tokens[start : self.at]

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

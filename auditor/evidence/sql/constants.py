"""What an expression of a policy says whatever the row is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from auditor.evidence.sql.tokens import MARK, NAME, NUMBER, TEXT, WORD, Token
from auditor.evidence.sql.words import Refused, Words

DEEP: Final = 60
"""More brackets inside brackets than this are not followed."""


class _Open:
    """A value that depends on the row, the user or the time."""

    def __init__(self, present: bool = False) -> None:
        self.present = present
        """Never null."""


Value = bool | Decimal | str | None | _Open
_OPEN: Final = _Open()
_TYPES: Final = frozenset({"boolean", "bool"})
_TRUE: Final = ("t", "tr", "tru", "true", "y", "ye", "yes", "on", "1")
_FALSE: Final = ("f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0")
_PURE: Final = frozenset({"length", "char_length", "lower", "upper", "abs", "nullif", "greatest", "least", "concat"})
"""Functions that make one constant of others; what they make is not followed."""
_TRUTHS: Final = {"true": True, "false": False, "null": None}


class Unfolded(Exception):
    """An expression of constants that is not followed to its value."""


def always_true(tokens: Sequence[Token], signed_in: bool = False) -> bool | None:
    """Whether an expression is true for every row; None where nobody can say.

    `signed_in` supposes what Supabase knows of any user who is: a role `authenticated` and an id.
    """
    try:
        reader = _Reader(tokens, signed_in)
        value = reader.either()
        reader.words.end()
    except (Unfolded, Refused):
        return False if _depends(tokens) else None
    return value is True


def _depends(tokens: Sequence[Token]) -> bool:
    """Whether an expression names a column or a function of somebody's own."""
    words = {"true", "false", "null", "and", "or", "not", "is", "in", "any", "all", "array", "between", "case", "when"}
    words |= {"then", "else", "end", "select", "like", "ilike", "coalesce", "cast", "as", *_TYPES}
    words |= {"text", "int", "integer", "distinct", "from", "exists", "unknown", "some", "numeric"}
    for at, (kind, value, _) in enumerate(tokens):
        called = at + 1 < len(tokens) and tokens[at + 1].value == "("
        qualified = at > 0 and tokens[at - 1].value == "."
        pure = called and not qualified and value in _PURE
        if kind == NAME or (kind == WORD and value not in words and not pure):
            return True
    return False


class _Reader:
    """Three-valued logic, by recursive descent."""

    def __init__(self, tokens: Sequence[Token], signed_in: bool) -> None:
        self.words = Words(tokens)
        self._signed_in = signed_in
        self._depth = 0

    def either(self) -> Value:
        return self._joined("or", self._both, True)

    def _both(self) -> Value:
        return self._joined("and", self._negated, False)

    def _joined(self, word: str, read: Callable[[], Value], wins: bool) -> Value:
        values = [read()]
        while self.words.take(word):
            values.append(read())
        if len(values) == 1:
            return values[0]
        truths = [_truth(value) for value in values]
        if any(truth is wins for truth in truths):
            return wins
        if any(isinstance(truth, _Open) for truth in truths):
            return _OPEN
        return None if None in truths else not wins

    def _negated(self) -> Value:
        negative = False
        while self.words.take("not"):
            negative = not negative
        value = self._tested()
        if not negative:
            return value
        truth = _truth(value)
        return not truth if isinstance(truth, bool) else truth

    def _tested(self) -> Value:
        value = self._compared()
        while self.words.take("is"):
            negative = self.words.take("not")
            word = self.words.one_of("null", "true", "false")
            if word is None:
                raise Unfolded
            if isinstance(value, _Open):
                value = negative if word == "null" and value.present else _OPEN
            else:
                value = (value is _TRUTHS[word] if word == "null" else _truth(value) is _TRUTHS[word]) != negative
        return value

    def _compared(self) -> Value:
        start = self.words.at
        left = self._atom()
        middle = self.words.at
        sign = self.words.one_of("=", "<>", "!=", "<", ">", "<=", ">=")
        if sign is None:
            return left
        right = self._atom()
        if isinstance(left, _Open) or isinstance(right, _Open):
            first, second = self.words.tokens[start:middle], self.words.tokens[middle + 1 : self.words.at]
            if sign == "=" and len(first) == len(second) == 1 and first[0].value == second[0].value:
                return True  # a column is what it is
            return None if left is None or right is None else _OPEN
        return _compare(left, sign, right)

    def _atom(self) -> Value:
        value = self._plain()
        while self.words.take("::"):
            value = _as_type(value, self.words.name())
        return value

    def _plain(self) -> Value:
        words = self.words
        if words.done():
            raise Unfolded
        kind, word, _ = words.tokens[words.at]
        if (kind, word) == (MARK, "("):
            return self._inside()
        if kind in (TEXT, NUMBER):
            words.at += 1
            if kind == NUMBER and word.startswith("$"):
                raise Unfolded
            return word if kind == TEXT else Decimal(word)
        if kind == WORD and word in _TRUTHS:
            words.at += 1
            return _TRUTHS[word]
        if kind == WORD and word in _TYPES and words.tokens[words.at + 1 : words.at + 2]:
            words.at += 1
            return _as_type(words.text() if words.tokens[words.at].kind == TEXT else _OPEN, "boolean")
        if words.take("cast"):
            inner = _Reader(words.brackets(), self._signed_in)
            value = inner.either()
            inner.words.need("as")
            return _as_type(value, inner.words.name())
        return self._named()

    def _inside(self) -> Value:
        self._depth += 1
        if self._depth > DEEP:
            raise Unfolded
        self.words.need("(")
        if self.words.take("select"):
            value = self.either()
            if self.words.take("as"):
                self.words.name()
            if self.words.next() != ")":
                self.words.until(")")
                value = _OPEN
        else:
            value = self.either()
        self.words.need(")")
        self._depth -= 1
        return value

    def _named(self) -> Value:
        """A column, or the result of a function."""
        named = self.words.named()
        if self.words.next() == "(":
            called = self.words.brackets()
            if named[0] is None and named[1] in _PURE and not _depends(called):
                raise Unfolded
            if self._signed_in and named == ("auth", "role") and not called:
                return "authenticated"
            return _Open(present=self._signed_in and named in (("auth", "uid"), ("auth", "jwt")))
        return _OPEN


def _truth(value: Value) -> bool | _Open | None:
    """A value where a boolean is wanted."""
    if isinstance(value, str):
        return _boolean(value)
    if isinstance(value, Decimal):
        raise Unfolded
    return value


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE and word not in _FALSE:
        raise Unfolded
    return word in _TRUE


def _as_type(value: Value, kind: str) -> Value:
    if value is None or isinstance(value, _Open):
        return value
    if kind in _TYPES:
        if isinstance(value, Decimal):
            return bool(value)
        return _boolean(value) if isinstance(value, str) else value
    if kind == "text" and isinstance(value, str):
        return value
    raise Unfolded


def _compare(left: Value, sign: str, right: Value) -> bool | None:
    if left is None or right is None:
        return None
    if isinstance(left, bool) or isinstance(right, bool):
        left, right = _truth(left), _truth(right)
    if isinstance(left, Decimal) != isinstance(right, Decimal):
        raise Unfolded
    if sign in ("=", "<>", "!="):
        return (left == right) == (sign == "=")
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return {"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[sign]
    raise Unfolded

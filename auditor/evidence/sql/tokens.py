"""SQL text as PostgreSQL's own lexer cuts it: tokens with their places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

WORD: Final = "word"
"""A word without quotes, folded to lower case: a keyword or a name."""
NAME: Final = "name"
"""A name in quotes, as it is."""
TEXT: Final = "text"
"""A string; its value is decoded."""
NUMBER: Final = "number"
MARK: Final = "mark"
"""An operator or a sign such as `(`."""
META: Final = "meta"
"""A command to psql, by its name."""


class Token(NamedTuple):
    kind: str
    value: str
    start: int


class Unreadable(Exception):
    """From here on a text cannot be cut into statements."""

    def __init__(self, message: str, start: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start


_LETTER: Final = "A-Za-z_\x80-\U0010ffff"
_SPACE: Final = r"[ \t\n\r\f\v]"
_AGAIN: Final = r"(?:[ \t\f\v]|--[^\n\r]*+)*+[\n\r](?:[ \t\n\r\f\v]++|--[^\n\r]*+[\n\r])*+"
"""Between two parts of one string: at least one line break, else only space and comments."""
_PLAIN: Final = "'(?:[^']++|'')*+'"
_ESCAPED: Final = r"'(?:[^'\\]++|\\.|'')*+'"
_WORD: Final = rf"(?P<word>(?![eEbBxXnN]'|[uU]&['\"])[{_LETTER}][{_LETTER}0-9$]*+)"
_MARK: Final = r"(?P<mark>::|:=|=>|\.\.|[,;()\[\]:]|\.(?![0-9])|(?:(?!--|/\*)[-+*/<>=~!@#%^&|`?])++)"
_FREQUENT: Final = re.compile(rf"{_SPACE}*+(?:{_WORD}|{_MARK})")
"""Most of what there is, without the other groups, which cost time even where they are not set."""
_LEX: Final = re.compile(
    # What is frequent comes first.
    rf"{_SPACE}*+(?:{_WORD}|{_MARK}"
    rf"|(?P<text>[bBxXnN]?{_PLAIN}(?:{_AGAIN}{_PLAIN})*+)"
    r'|(?P<name>"(?:[^"]++|"")*+")'
    r"|(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|\$\d+)"
    r"|(?P<space>--[^\n\r]*+|\Z)"
    r"|(?P<comment>/\*)"
    rf"|(?P<escaped>[eE]{_ESCAPED}(?:{_AGAIN}{_ESCAPED})*+)"
    rf"|(?P<coded>[uU]&{_PLAIN}(?:{_AGAIN}{_PLAIN})*+)"
    r'|(?P<coded_name>[uU]&"(?:[^"]++|"")*+")'
    rf"|(?P<dollar>\$(?:[{_LETTER}][{_LETTER}0-9]*+)?\$)"
    r"|(?P<meta>\\(?:[A-Za-z]+|.)?)"
    r"|(?P<open>[eEbBxXnN]?'|(?:[uU]&)?[\"']|\$)"
    r"|(?P<stray>.))",
    re.DOTALL,
)
_FOLD: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_NESTED: Final = re.compile(r"/\*|\*/")
_ONE_PLAIN: Final = re.compile(rf"({_PLAIN})(?:{_AGAIN})?", re.DOTALL)
_ONE_ESCAPED: Final = re.compile(rf"({_ESCAPED})(?:{_AGAIN})?", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|''", re.S)
_CODE: Final = re.compile(r"\\(?:\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4})|(\\))")
_LETTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def _character(code: str, base: int) -> str:
    number = int(code, base)
    return chr(number) if number <= 0x10FFFF else "�"


def _unescaped(found: re.Match[str]) -> str:
    octal, short, four, eight, other = found.groups()
    if octal:
        return _character(octal, 8)
    if short or four or eight:
        return _character(short or four or eight, 16)
    return "'" if other is None else _LETTERS.get(other, other)


def _decoded(text: str) -> str:
    """A `U&` string or name, with the usual escape character."""
    return _CODE.sub(lambda m: "\\" if m[3] else _character(m[1] or m[2], 16), text)


def _value(kind: str, raw: str) -> str:
    if kind == "text":
        return "".join(part[1:-1].replace("''", "'") for part in _ONE_PLAIN.findall(raw))
    if kind == "escaped":
        return "".join(_ESCAPE.sub(_unescaped, part[1:-1]) for part in _ONE_ESCAPED.findall(raw))
    if kind == "coded":
        return _decoded("".join(part[1:-1].replace("''", "'") for part in _ONE_PLAIN.findall(raw)))
    name = raw[raw.index('"') + 1 : -1].replace('""', '"')
    return _decoded(name) if kind == "coded_name" else name


def _after_comment(text: str, start: int) -> int:
    """The end of a comment that may hold others."""
    depth = 0
    for found in _NESTED.finditer(text, start):
        depth += 1 if found[0] == "/*" else -1
        if depth == 0:
            return found.end()
    raise Unreadable("A comment is opened here and never closed.", start)


_DECODED: Final = {"escaped": TEXT, "coded": TEXT, "text": TEXT, "coded_name": NAME, "name": NAME}


class Tokens:
    """The tokens of a text, one after another, comments left out.

    Raises Unreadable where a quote or a comment has no end. `at` is where it reads on; a reader may set it to leave out
    what is no SQL.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 1 if text.startswith("\ufeff") else 0

    def __iter__(self) -> Iterator[Token]:
        text, end, match, make = self.text, len(self.text), _FREQUENT.match, tuple.__new__
        while self.at < end:
            found = match(text, self.at)
            if found is None:
                token = self._rare()
                if token is not None:
                    yield token
                continue
            word, mark = found.groups()
            self.at = after = found.end()
            # `tuple.__new__`: a third of the time that a named tuple takes to make itself.
            if word is not None:
                folded = word.lower() if word.isascii() else word.translate(_FOLD)
                yield make(Token, (WORD, folded, after - len(word)))
            else:
                yield make(Token, (MARK, mark, after - len(mark)))

    def _rare(self) -> Token | None:
        """The next token, which is neither a word nor a sign; None for space and comments."""
        found = _LEX.match(self.text, self.at)
        assert found is not None
        assert found.lastgroup  # its last part takes any character
        kind, start = found.lastgroup, found.start(found.lastgroup)
        self.at = found.end()
        if kind == "space":
            return None
        if kind == "comment":
            self.at = _after_comment(self.text, start)
            return None
        if kind == "number":
            return Token(NUMBER, found[kind], start)
        if kind in _DECODED:
            return Token(_DECODED[kind], _value(kind, found[kind]), start)
        if kind == "meta":
            return Token(META, found[kind][1:], start)
        return self._quoted_by_dollars(kind, found[kind], start)

    def _quoted_by_dollars(self, kind: str, tag: str, start: int) -> Token:
        if kind == "open" and tag != "$":
            raise Unreadable("A quote is opened here and never closed.", start)
        if kind != "dollar":
            raise Unreadable("A character stands here that SQL does not know.", start)
        body, close = self.at, self.text.find(tag, self.at)
        if close < 0:
            raise Unreadable(f"A text is opened here with {tag} and never closed.", start)
        self.at = close + len(tag)
        return Token(TEXT, self.text[body:close], start)

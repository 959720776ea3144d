"""An answer that a person wrote into a cell, as the value that the declarations want."""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic_core import ValidationError

from auditor.declarations.shape import validator
from auditor.location import Location, Problem
from auditor.vocabulary.answers import NOTHING
from auditor.vocabulary.numbers import read_day
from auditor.workspace.expected import Expected
from auditor.writing.insertion import as_read
from auditor.writing.setting import Fact
from auditor.writing.style import Data

_PARTS: Final = re.compile(r"[,;\n]")


class NoAnswer(Exception):
    """`problem` says what is wrong with it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def fact_of(expected: Expected, text: str, where: Location) -> Fact:
    """Where the answer goes, and what it says. Raises NoAnswer when it is none to what is asked."""
    text = text.strip()
    if expected.none is not None and text.casefold() == NOTHING.value:
        return expected.none, NOTHING.value
    value = _value(expected, text)
    try:
        validator(expected.type).validate_python(as_read(value))
    except ValidationError as error:
        found = error.errors(include_url=False)[0]
        about: dict[str, Any] = dict(found.get("ctx", {}))
        message = about.get("message", "this is no answer to what is asked")
        raise NoAnswer(
            Problem(message, where, about.get("hint"), about.get("word"), tuple(about.get("candidates", ())))
        ) from None
    return expected.route, value


def _value(expected: Expected, text: str) -> Data:
    if expected.kind == "representatives":
        return _representatives(text)
    if expected.several:
        return _list(expected, text)
    if expected.kind in ("flag", "signed") and text.casefold() in ("true", "false"):
        return text.casefold() == "true"  # spreadsheets write TRUE
    if expected.kind in ("day", "signed"):
        return read_day(text) or text
    if expected.kind == "number" and text.isascii() and text.isdigit():
        return int(text)
    return text


def _list(expected: Expected, text: str) -> Data:
    if text in expected.words and expected.kind != "word":
        return text  # `inherited` stands in place of a list
    bare = text.removeprefix("[").removesuffix("]")
    words = [word.strip().strip("\"'") for word in _PARTS.split(bare)]
    found = [word for word in words if word]
    return found[0] if expected.kind == "place" and len(found) == 1 else found


def _representatives(text: str) -> Data:
    """`EU: name@example.org, UK: …`; a part that says no country is left for the declarations to refuse."""
    said: dict[str, Data] = {}
    for part in filter(None, (part.strip() for part in _PARTS.split(text))):
        country, _, email = part.partition(":")
        said[country.strip()] = {"email": email.strip()} if email.strip() else "unknown"
    return said

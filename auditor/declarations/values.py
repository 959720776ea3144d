"""The types of what users write. Every scalar arrives as text; here it becomes what its key wants."""

from datetime import date
from typing import Annotated, TypeVar

from pydantic_core import core_schema

from auditor.declarations.shape import Before, OrWord, Reads, reads, schema, wrong
from auditor.vocabulary.answers import NOTHING, UNKNOWN, Nothing, Unknown
from auditor.vocabulary.numbers import read_day, read_number
from auditor.vocabulary.periods import NotAPeriod, Period, period
from auditor.vocabulary.places import GLOBAL, NotAPlace, Place, groups, place

T = TypeVar("T")

Fact = Annotated[T | Unknown, OrWord(UNKNOWN)]
"""A value that may be written `unknown`."""

OrNone = Annotated[T | Nothing, OrWord(NOTHING)]
"""A value that may be written `none`: there is no such thing."""


def _flag(value: object) -> object:
    if value not in ("true", "false"):
        raise wrong("expected true or false")
    return value == "true"


def _number(value: object) -> object:
    found = read_number(value) if isinstance(value, str) else None
    if found is None:
        raise wrong("expected a whole number")
    return found


def _day(value: object) -> object:
    found = read_day(value) if isinstance(value, str) else None
    if found is None:
        shown = f"`{value}` is not a date" if isinstance(value, str) else "expected a date"
        raise wrong(shown, "a date is YYYY-MM-DD, of a day that exists")
    return found


def _signed(value: object) -> object:
    return True if value == "true" else _day(value)


def _period(value: object) -> object:
    if not isinstance(value, str):
        raise wrong("expected a period", "30d, none, until_deleted …")
    try:
        return period(value)
    except NotAPeriod as error:
        raise wrong(str(error), error.hint) from None


def _place(value: object) -> object:
    if not isinstance(value, str):
        raise wrong("expected a region")
    try:
        return place(value)
    except NotAPlace as error:
        raise wrong(str(error), error.hint, error.word, error.candidates) from None


def _country(value: object) -> object:
    try:
        found = place(value) if isinstance(value, str) else None
    except NotAPlace as error:
        hint = "an ISO 3166 country (DE) or a group (EU)"
        raise wrong(f"`{value}` is not a country", hint, error.word, error.candidates) from None
    if not isinstance(found, Place) or found.code or found.word == GLOBAL:
        raise wrong(f"`{value}` is not a country", f"an ISO country (DE) or a group ({', '.join(sorted(groups()))})")
    return found


def several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _at_least_one(value: object) -> object:
    if value == []:
        raise wrong("expected at least one")
    return value


AT_LEAST_ONE = Before(_at_least_one)


def one_of(*allowed: str) -> Reads:
    """A check that a value is one of the words."""

    def check(value: object) -> object:
        if value in allowed:
            return value
        if not isinstance(value, str):
            raise wrong(f"expected one of {', '.join(allowed)}")
        raise wrong(f"`{value}` is not one of {', '.join(allowed)}", None, value, allowed)

    return reads(check)


def none_alone(value: object) -> object:
    """`none` and `[]` are the same; among others `none` would be a contradiction."""
    if value == NOTHING.value:
        return []
    if isinstance(value, list) and NOTHING.value in value:
        if len(value) > 1:
            raise wrong("`none` stands alone, not among others")
        return []
    return [value] if isinstance(value, str) else value


_TEXT = core_schema.str_schema(strict=True)
Text = Annotated[str, Reads(_TEXT)]
Flag = Annotated[bool, reads(_flag)]
Number = Annotated[int, reads(_number)]
Day = Annotated[date, reads(_day)]
Signed = Annotated[date | bool, reads(_signed)]
Retention = Annotated[Period, reads(_period)]
Country = Annotated[Place, reads(_country)]
Ids = Annotated[tuple[str, ...], Reads(core_schema.tuple_variable_schema(_TEXT))]
"""A list of ids or free words, complete when written."""
IdOrIds = Annotated[Ids, Before(several)]
"""One word, or a list of them."""

_PLACES = core_schema.tuple_variable_schema(core_schema.no_info_plain_validator_function(_place))
Places = Annotated[tuple[Place, ...], Reads(_PLACES), AT_LEAST_ONE, Before(several)]


def _shape(value: object) -> str:
    return "<by deployment>" if isinstance(value, dict) else "<everywhere>"


_REGIONS = {"<everywhere>": schema(Places), "<by deployment>": schema(dict[str, Fact[Places]])}
Region = Annotated[
    tuple[Place, ...] | dict[str, Fact[Places]], Reads(core_schema.tagged_union_schema(_REGIONS, _shape))
]
"""A place, all of several places, or those of each deployment."""

"""How an annotated class becomes a validator of pydantic-core.

The annotations are those that pydantic reads, and the tests let pydantic read them too. It is not asked here, because
importing it and building its models would take as long as all the rest of a small check.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, NoReturn, Required, Union, get_args, get_origin, is_typeddict

from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator, core_schema


class Declared:
    """What every declaration is: frozen, and closed to keys that it does not know.

    It holds what is written; what is not is the default of its class. A key that Python reserves has `_` behind it.
    """

    @classmethod
    def of(cls, written: dict[str, Any]) -> "Declared":
        """A declaration of values that were read already, by field."""
        made = object.__new__(cls)
        vars(made).update(written)
        return made

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and vars(self) == vars(other)

    def __hash__(self) -> int:
        return hash((type(self), *vars(self).items()))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a declaration is frozen: {name} cannot be set")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in vars(self).items())})"


class Reads:
    """How a value is read: this schema stands for the annotated type. `kind` is what sort of value it is, and `words`
    are those that it may be, where these are few: what to ask for where nobody wrote it."""

    def __init__(self, schema: CoreSchema, kind: str = "", words: tuple[str, ...] = ()) -> None:
        self.schema = schema
        self.kind = kind
        self.words = words

    def __get_pydantic_core_schema__(self, _source: Any, _handler: Any) -> CoreSchema:
        return self.schema


class Before(NamedTuple):
    """What is done to a value before its type is asked. It raises what `wrong` gives."""

    read: Callable[[object], object]

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], CoreSchema]) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))


class OrWord(NamedTuple):
    """One reserved word, read before the type itself is asked."""

    reserved: Enum

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], CoreSchema]) -> CoreSchema:
        reserved = self.reserved
        known = next(kind for kind in get_args(source) if kind is not type(reserved))

        def read(value: object, inner: Callable[[object], object]) -> object:
            if value == reserved.value:
                return reserved
            if isinstance(value, str) and value.lower() == reserved.value:  # else `Unknown` would be a known name
                raise wrong(f"`{value}` is no value", None, value, (reserved.value,))
            return inner(value)

        return core_schema.no_info_wrap_validator_function(read, handler(known))


EMPTY: Mapping[str, Any] = MappingProxyType({})
"""A mapping that is not written."""


class Field(NamedTuple):
    """A key of a declaration."""

    name: str
    type: Any
    required: bool


def wrong(
    message: str, hint: str | None = None, word: str | None = None, candidates: tuple[str, ...] = ()
) -> PydanticCustomError:
    """A mistake in a value, with what a Problem needs to know of it."""
    about = {"message": message, "hint": hint, "word": word, "candidates": candidates}
    return PydanticCustomError("wrong", "{message}", about)


def reads(read: Callable[[object], object], kind: str, words: tuple[str, ...] = ()) -> Reads:
    """Reads a value by a function, which raises what `wrong` gives."""
    return Reads(core_schema.no_info_plain_validator_function(read), kind, words)


@cache
def validator(kind: Any) -> SchemaValidator:
    """What reads a value of an annotated type."""
    return SchemaValidator(schema(kind))


def fields(kind: Any) -> Mapping[str, Field]:
    """The fields of a declaration by their keys; none of any other type."""
    if is_typeddict(kind):
        hints, required = inspect.get_annotations(kind), kind.__required_keys__
        return {name.removesuffix("_"): Field(name, hint, name in required) for name, hint in hints.items()}
    found: dict[str, Field] = {}
    if isinstance(kind, type) and issubclass(kind, Declared):
        for owner in reversed(kind.__mro__):
            for name, hint in inspect.get_annotations(owner).items():
                found[name.removesuffix("_")] = Field(name, hint, name not in vars(owner))
    return found


def schema(kind: Any) -> CoreSchema:
    """What pydantic-core needs to know of an annotated type. Raises TypeError for one that no declaration uses."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _marked(inner[0], inner[1:])
    if origin is Required:
        return schema(inner[0])
    if origin in (Union, UnionType):
        (known,) = (each for each in inner if each is not NoneType)
        return schema(known)
    if origin is tuple:
        return core_schema.tuple_variable_schema(schema(inner[0]))
    if origin in (dict, Mapping):
        return core_schema.dict_schema(schema(inner[0]), schema(inner[1]))
    if origin is Literal:
        return core_schema.literal_schema(list(inner))
    if kind is str:
        return core_schema.str_schema()
    if kind is object:
        return core_schema.any_schema()
    return _declaration(kind)


def _marked(kind: Any, marks: tuple[Any, ...]) -> CoreSchema:
    """An annotated type: the last mark is asked first, as the outermost."""
    if not marks:
        return schema(kind)
    found: CoreSchema = marks[-1].__get_pydantic_core_schema__(kind, lambda inner: _inner(inner, kind, marks[:-1]))
    return found


def _inner(asked: Any, kind: Any, marks: tuple[Any, ...]) -> CoreSchema:
    return _marked(kind, marks) if asked is kind else schema(asked)


def _declaration(kind: Any) -> CoreSchema:
    known = fields(kind)
    if not known:
        raise TypeError(f"no declaration uses {kind}")
    shape = core_schema.typed_dict_schema(
        {
            field.name: core_schema.typed_dict_field(schema(field.type), required=field.required, validation_alias=key)
            for key, field in known.items()
        },
        extra_behavior="forbid",
    )
    return shape if is_typeddict(kind) else core_schema.no_info_after_validator_function(kind.of, shape)


def inside(kind: Any) -> Iterator[Any]:
    """The declarations that an annotated type holds, the nearest first."""
    if fields(kind):
        yield kind
    for part in get_args(kind):
        yield from inside(part)

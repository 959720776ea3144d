"""Pydantic itself, given the same annotations, reads the same and refuses the same."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Required, Union, get_args, get_origin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, create_model
from pydantic_core import ValidationError

from auditor.declarations.organization import Organization
from auditor.declarations.shape import Declared, fields, schema, validator
from auditor.location import InvalidInput
from auditor.workspace.disk import Disk
from auditor.workspace.load import read
from auditor.workspace.merge import plain
from auditor.workspace.validate import MODELS

ROOT = Path(__file__).parents[2]
SHAPES = MODELS | {"organization": Organization}
STRICT = ConfigDict(extra="forbid", arbitrary_types_allowed=True)


@cache
def twin(kind: Any) -> type[BaseModel]:
    """The pydantic model of a declaration."""
    known: dict[str, Any] = {}
    for key, field in fields(kind).items():
        default = ... if field.required else None
        known[field.name] = (rebuilt(field.type), Field(default, alias=key))
    return create_model(kind.__name__, __config__=STRICT, **known)


adapter = cache(TypeAdapter)


def rebuilt(kind: Any) -> Any:
    """A type with every declaration in it as a pydantic model."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return Annotated[(rebuilt(inner[0]), *inner[1:])]
    if origin is Required:
        return rebuilt(inner[0])
    if origin in (Union, UnionType):
        return Union[tuple(rebuilt(each) for each in inner)]  # noqa: UP007
    if origin in (tuple, dict, Mapping):
        return origin[tuple(rebuilt(each) for each in inner)]
    return twin(kind) if fields(kind) else kind


def said(reads: Any, value: Any) -> tuple[str, Any]:
    """What a validator says to a value: what it read, or what is wrong."""
    try:
        return "read", flat(reads.validate_python(value))
    except ValidationError as error:
        return "wrong", [complaint(found) for found in error.errors(include_url=False, include_input=False)]


def complaint(found: Any) -> tuple[Any, ...]:
    """What our messages are made of. Of what is no mapping pydantic also says which class it is not."""
    if found["type"] == "model_type":
        return "dict_type", found["loc"]
    return found["type"], found["loc"], *found.get("ctx", {}).items()


def flat(value: Any) -> Any:
    """What was written, without the classes."""
    if isinstance(value, BaseModel):
        return {name: flat(getattr(value, name)) for name in sorted(value.model_fields_set)}
    if isinstance(value, Declared):
        return {name: flat(each) for name, each in sorted(vars(value).items())}
    if isinstance(value, dict):
        return {name: flat(each) for name, each in sorted(value.items())}
    return value


def entries() -> Iterator[tuple[str, Any]]:
    """Every entry of the LeanOS workspace and of the cases, each once."""
    seen = set()
    for folder in (ROOT, ROOT / "tests/cases/leanos-mended", *sorted((ROOT / "tests/cases").glob("*/*"))):
        try:
            merged, _ = read(Disk(folder))
        except InvalidInput:
            continue
        for section, written in merged.sections.items():
            found = plain(written) if section in SHAPES else {}
            for entry in [found] if section == "organization" else found.values():
                if repr((section, entry)) not in seen:
                    seen.add(repr((section, entry)))
                    yield section, entry


ENTRIES = list(entries())
SCALARS = ["", "unknown", "none", "true", "30d", "2026-01-01", "2026-13-01", "EU", "DE", "inherited", "x y", "7"]
VALUES = st.recursive(
    st.sampled_from(SCALARS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "url", "name", "EU"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def test_there_is_much_to_compare() -> None:
    sections = {section for section, _ in ENTRIES}
    assert len(ENTRIES) > 500
    assert sections >= set(SHAPES) - {"measures"}


@pytest.mark.parametrize("section", sorted(SHAPES))
def test_pydantic_reads_each_entry_in_the_same_way(section: str) -> None:
    ours, theirs = validator(SHAPES[section]), adapter(twin(SHAPES[section]))
    for found, entry in ENTRIES:
        if found == section:
            assert said(ours, entry) == said(theirs, entry)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_pydantic_refuses_what_we_refuse(data: st.DataObject) -> None:
    section, entry = data.draw(st.sampled_from(ENTRIES))
    keys = [*fields(SHAPES[section]), "nonsense"]
    changed = dict(entry) if isinstance(entry, dict) else {}
    for _ in range(data.draw(st.integers(1, 3))):
        key = data.draw(st.sampled_from(keys))
        if data.draw(st.booleans()):
            changed.pop(key, None)
        else:
            changed[key] = data.draw(VALUES)
    assert said(validator(SHAPES[section]), changed) == said(adapter(twin(SHAPES[section])), changed)


def test_an_entry_that_is_no_mapping_is_refused() -> None:
    for section, kind in SHAPES.items():
        for value in ("text", ["a"], []):
            assert said(validator(kind), value) == said(adapter(twin(kind)), value), section


def test_a_declaration_is_frozen_and_compared_by_what_is_written() -> None:
    one, other = (validator(MODELS["vendors"]).validate_python({"name": name}) for name in ("One", "Other"))
    again = validator(MODELS["vendors"]).validate_python({"name": "One"})
    assert one == again != other
    assert hash(one) == hash(again)
    with pytest.raises(AttributeError, match="frozen"):
        one.name = "Another"
    assert (one.name, one.region, one.produces) == ("One", None, ())


def test_a_type_that_no_declaration_uses_is_refused() -> None:
    for kind in (int, list[str], float):
        with pytest.raises((TypeError, ValueError)):
            schema(kind)

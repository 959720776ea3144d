"""What makes thousands of audits in one process affordable."""

import functools
from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter


@pytest.fixture(autouse=True, scope="session")
def _one_validator_a_declaration() -> Iterator[None]:
    """Pydantic builds a validator in some milliseconds; here each is built once, not once an audit."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("auditor.workspace.validate.TypeAdapter", functools.cache(TypeAdapter))
        yield

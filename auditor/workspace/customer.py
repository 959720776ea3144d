"""The customer's half of the annexes: one YAML file of its own, read as strictly as a workspace is."""

from __future__ import annotations

from pathlib import Path

from pydantic_core import ValidationError

from auditor.declarations.customer import Customer
from auditor.declarations.shape import validator
from auditor.location import InvalidInput, Location, Problem, Route
from auditor.source import Refused, Source
from auditor.workspace.files import source_of
from auditor.workspace.validate import problem

WHOLE = "customer"
"""What stands for the whole file in a route: it has no sections."""


class _Placed:
    """The places of a file that is one entry."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def at(self, route: Route, *, key: bool = False) -> Location:
        return self.source.at(route[1:], key=key)


def read_customer(path: Path) -> Customer:
    """Read the file of a customer. Raises InvalidInput with every problem in it, and OSError when it cannot be read."""
    source, problems = source_of(path.as_posix(), path.read_bytes())
    found: Customer | None = None
    if isinstance(source.data, dict):
        found, more = _validated(source)
        problems += more
    elif not problems:
        problems.append(Problem("expected a mapping", source.locate(source.start), "name, address, contact …"))
    if problems or found is None:
        raise InvalidInput(problems, lambda location: source.line(location.line))
    return found


def _validated(source: Source) -> tuple[Customer | None, list[Problem]]:
    written = {key: value for key, value in source.data.items() if not isinstance(value, Refused)}
    try:
        return validator(Customer).validate_python(written), []
    except ValidationError as error:
        errors = error.errors(include_url=False)
    half_read = len(written) < len(source.data) or not source.complete
    return None, [
        problem(_Placed(source), (WHOLE, *found["loc"]), found, Customer)
        for found in errors
        if not isinstance(found["input"], Refused) and not (half_read and found["type"] == "missing")
    ]

"""OpenLineage: the stores that jobs read and write."""

from pathlib import Path

import pytest

from auditor.evidence.lineage import Lineage
from auditor.evidence.recipients import Recipients
from tests.evidence.shown import as_expected, problems, repository, shown

HERE = Path(__file__).parent


def given(who: Recipients) -> Lineage:
    return Lineage(who, named=("out.json",))


def test_events_are_read_as_expected() -> None:
    as_expected(HERE, shown(Lineage, repository(HERE)))


def test_a_list_of_events_is_the_same() -> None:
    events = [line for line in repository(HERE)["openlineage.ndjson"].splitlines() if line]
    as_list = shown(Lineage, {"lineage.json": "[" + ",\n".join(events) + "]"})
    as_lines = shown(Lineage, {"lineage.json": "\n".join(events)})
    assert as_list == as_lines
    assert len(as_list) == 7


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "holds no event"),
        ('{"a": 1}', "holds no event"),
        ('{"inputs": [', "is not JSON"),
        ('{"inputs": []}\nnothing\n', "out.json:2:1 is not JSON"),
        ("[" * 200_000, "nested too deep"),
        ('{"inputs": 3, "outputs": [1, {"namespace": 4}]}', None),
    ],
)
def test_what_holds_no_events_is_a_problem(text: str, message: str | None) -> None:
    found = problems(given, {"out.json": text})
    assert len(found) == (message is not None)
    assert message is None or message in found[0]

"""What the replay says of migrations, against a real PostgreSQL that ran them: no difference."""

from pathlib import Path

import pytest

from tests.evidence.sql.postgres import Server
from tests.evidence.sql.scanning import differences, problems, remarks, supabase, tables

CASES = sorted((Path(__file__).parent / "accepted").glob("*.sql"))
REFUSED = sorted((Path(__file__).parent / "refused").glob("*.sql"))


def steps(path: Path) -> list[str]:
    """The migrations of a case: a line of `-- next` begins another one."""
    return path.read_text(encoding="utf-8").split("-- next\n")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_postgresql_accepts(server: Server, path: Path) -> None:
    truth, errors = server.after(steps(path))
    assert errors == ""
    found = supabase(steps(path))
    assert not problems(found)
    assert not [remark for remark in remarks(found) if remark[0] in ("refused", "dynamic")]
    assert differences(tables(found), truth) == []
    assert truth, "the case shows nothing"


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_what_postgresql_refuses(server: Server, path: Path) -> None:
    """Each `-- refused` statement is a database of its own, and none is a clean replay."""
    before, *cases = path.read_text(encoding="utf-8").split("-- refused\n")
    for case in cases:
        for options in (("-v", "ON_ERROR_STOP=1", "-1"), ()):
            truth, errors = server.after([before, case], options)
            found = supabase([before, case])
            assert errors, f"PostgreSQL takes {case}"
            assert [kind for kind, _, _ in remarks(found) if kind == "refused"], f"the replay takes {case}"
            assert differences(tables(found), truth, unknown=True) == [], case

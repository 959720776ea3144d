import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.evidence.sql.postgres import Server, binaries


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL with what Supabase has."""
    programs = binaries()
    if programs is None:
        reason = "no PostgreSQL: apt-get install postgresql"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    # A socket's path must be short.
    with tempfile.TemporaryDirectory(prefix="pg", dir="/tmp") as folder:
        started = Server(Path(folder), programs)
        try:
            yield started
        finally:
            started.stop()

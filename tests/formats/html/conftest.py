"""A browser for the tests of this folder, started once a process."""

import os
from collections.abc import Iterator

import pytest

from tests.formats.html.browser import Browser, installed


@pytest.fixture(scope="session")
def started() -> Iterator[Browser]:
    """The browser. Where there is none the test is skipped, or fails when CI=true."""
    program = installed()
    if program is None:
        said = "there is no Chromium: `apt-get install chromium` installs it"
        if os.environ.get("CI") == "true":
            pytest.fail(said, pytrace=False)
        pytest.skip(said)
    with Browser(program) as browser:
        yield browser


@pytest.fixture
def browser(started: Browser) -> Browser:
    """The browser as it was before another test used it."""
    started.size(1280)
    started.colours("light")
    return started

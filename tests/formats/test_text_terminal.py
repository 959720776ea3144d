"""The report in a terminal, a pipe and a file: the same words, colours only where they are wanted."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.audit import Audit, audit
from auditor.cli import terminal
from auditor.formats.text import report
from auditor.text.lines import ROLES
from tests.formats.shop import ROOT, at
from tests.reference.workspaces import AS_OF

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def leanos() -> Audit:
    return audit(ROOT, AS_OF)


def test_every_look_is_of_a_role(leanos: Audit) -> None:
    used = {span.role for line in report.lines(leanos, 100) for span in line}
    assert used <= set(ROLES)
    assert set(terminal.LOOKS) <= set(ROLES)


def in_a_terminal(columns: int, *arguments: str, **environment: str) -> str:
    """What `auditor check` of LeanOS writes to a terminal so wide."""
    pty = pytest.importorskip("pty")
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    with subprocess.Popen(
        command(*arguments),
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=plain_environment(**environment),
    ) as process:
        os.close(theirs)
        said = b"".join(iter(lambda: read(ours), b""))
        assert process.wait(timeout=60) == 1
    os.close(ours)
    return said.decode().replace("\r\n", "\n")


def read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # the other end is closed
        return b""


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "auditor", "check", str(ROOT), "--as-of", AS_OF.isoformat(), *arguments]


def plain_environment(**more: str) -> dict[str, str]:
    """Without what would change the looks, and as wide as the terminal says."""
    without = ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "TERM")
    kept = {name: value for name, value in os.environ.items() if name not in without}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", **more}


@pytest.mark.parametrize("columns", [80, 100])
def test_a_terminal_gets_colours_and_the_same_words(columns: int, leanos: Audit) -> None:
    said = in_a_terminal(columns)
    assert "\x1b[1;31merror[entries-are-complete]\x1b[0m" in said
    assert ESCAPE.sub("", said) == at(leanos, columns)


@pytest.mark.parametrize(
    "environment", [{"NO_COLOR": "1"}, {"TERM": "dumb"}, {"CLICOLOR": "0"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}]
)
def test_a_terminal_without_colours_gets_the_words(environment: dict[str, str], leanos: Audit) -> None:
    assert in_a_terminal(90, **environment) == at(leanos, 90)


@pytest.mark.parametrize("environment", [{"NO_COLOR": ""}, {"FORCE_COLOR": "1", "TERM": "dumb"}])
def test_a_terminal_with_colours_after_all(environment: dict[str, str]) -> None:
    assert ESCAPE.search(in_a_terminal(90, **environment))


@pytest.mark.parametrize(
    ("columns", "said", "width"),
    [(30, {}, 40), (200, {}, 120), (90, {"COLUMNS": "70"}, 70), (90, {"COLUMNS": "9999"}, 120)],
)
def test_the_width_is_that_of_the_terminal_within_reason(
    columns: int, said: dict[str, str], width: int, leanos: Audit
) -> None:
    assert in_a_terminal(columns, NO_COLOR="1", **said) == at(leanos, width)


def in_a_pipe(*arguments: str, **environment: str) -> str:
    done = subprocess.run(
        command(*arguments), env=plain_environment(**environment), capture_output=True, check=False, encoding="utf-8"
    )
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout


@pytest.mark.parametrize(
    "environment", [{}, {"COLUMNS": "50"}, {"TERM": "xterm"}, {"FORCE_COLOR": ""}, {"FORCE_COLOR": "0"}]
)
def test_a_pipe_gets_no_colour_and_one_width(environment: dict[str, str], leanos: Audit) -> None:
    assert in_a_pipe(**environment) == report.render(leanos)


def test_a_pipe_gets_colour_when_it_is_forced(leanos: Audit) -> None:
    said = in_a_pipe(FORCE_COLOR="1")
    assert ESCAPE.search(said)
    assert ESCAPE.sub("", said) == report.render(leanos)


def test_a_file_gets_no_colour(tmp_path: Path, leanos: Audit) -> None:
    target = tmp_path / "report.txt"
    assert in_a_terminal(90, "--output", str(target), FORCE_COLOR="1") == ""
    assert target.read_text(encoding="utf-8") == report.render(leanos)


def test_without_rich_the_words_are_there(leanos: Audit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setitem(sys.modules, "rich.console", None)
    assert terminal.drawn(report.lines(leanos, 100)) == report.render(leanos)


def test_a_pipe_never_imports_rich() -> None:
    code = "import sys; from auditor.cli.main import main; main(sys.argv[1:]); sys.exit('rich' in sys.modules)"
    for forced, imported in (("", 0), ("1", 1)):
        done = subprocess.run(
            [sys.executable, "-c", code, *command()[3:]],
            env=plain_environment(FORCE_COLOR=forced),
            capture_output=True,
            check=False,
        )
        assert done.returncode == imported

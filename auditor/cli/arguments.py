"""What the commands have in common: their arguments, the clock, and where output goes."""

from __future__ import annotations

import argparse
import errno
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from auditor.vocabulary.numbers import read_day

CLEAN, CLOSED, WRONG = 0, 1, 2
"""Exit codes: clean; the gate is closed; the input or the usage is wrong."""


def day(text: str) -> date:
    """A date from the command line."""
    found = read_day(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"`{text}` is not a date: expected YYYY-MM-DD")
    return found


def today() -> date:
    """Today in UTC, so that two machines agree. The only look at the clock."""
    return datetime.now(UTC).date()


def add_workspace(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "directory", metavar="DIR", nargs="?", type=Path, default=Path(), help="the workspace (default: here)"
    )
    add_as_of(parser)


def add_as_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", type=day, default=None, help="judge as on this day (default: today)")


def add_question(parser: argparse.ArgumentParser) -> None:
    """For commands that are asked about one thing: the workspace is an option then."""
    parser.add_argument(
        "--dir", metavar="DIR", dest="directory", type=Path, default=Path(), help="the workspace (default: here)"
    )
    add_as_of(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to answer (default: text)")


def as_of(arguments: argparse.Namespace) -> date:
    found: date | None = arguments.as_of
    return found if found is not None else today()


def add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of printing")


def add_deployments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--deployment", metavar="ID", action="append", default=[], help="only this deployment; may be repeated"
    )


def deliver(text: str | bytes, output: Path | None) -> None:
    """Write to a file, whole or not at all, or to stdout."""
    raw = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    if output is None:
        rest = memoryview(raw)
        while rest:  # an unbuffered stream may take only a part
            rest = rest[sys.stdout.buffer.write(rest) or 0 :]
        sys.stdout.buffer.flush()
        return
    if output.exists() and not output.is_file() and not output.is_dir():
        with output.open("wb") as stream:  # a device or a pipe is written to, never replaced
            stream.write(raw)
        return
    if output.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a directory, not a file to write", str(output))
    output.parent.mkdir(parents=True, exist_ok=True)
    temporary = output.with_name(f".{output.name}.part")
    try:
        temporary.write_bytes(raw)
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)


def complain(text: str) -> None:
    sys.stderr.write(text)

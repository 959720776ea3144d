"""The command `auditor`: one register of commands, one place where errors become exit codes."""

from __future__ import annotations

import argparse
import gc
import importlib
import keyword
import os
import sys
from collections.abc import Sequence

from auditor import __version__
from auditor.cli.arguments import CLOSED, WRONG, complain, deliver
from auditor.location import InvalidInput

COMMANDS = {
    "check": "audit a workspace; exit 1 when the gate is closed",
    "diff": "say what changed in meaning since another revision, and who must be told",
    "diagram": "draw the flows of a workspace",
    "explain": "say why: a rule, a flow or a finding, condition by condition",
    "import": "bring what other files say into a workspace: a worksheet of unknown facts, filled in",
    "scan": "see what the code and the infrastructure really do: vendors, regions and tables, with file and line",
    "test": "run the examples of the rules",
    "trace": "follow a data category, or what a system or a vendor gets",
    "waive": "write a waiver: accept findings until a day",
    "write": "write the documents: the subprocessor page and what else follows from the declarations",
}
"""The commands, each a module of this package with `add` and `run`. A name that Python reserves has `_` behind it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. Gives the exit code."""
    parser = argparse.ArgumentParser(prog="auditor", description=DESCRIPTION, epilog=EXITS, allow_abbrev=False)
    parser.add_argument("--version", action="version", version=f"auditor {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    given = list(sys.argv[1:] if argv is None else argv)
    for name, does in COMMANDS.items():
        inner = commands.add_parser(
            name, help=does, description=f"{does[0].upper()}{does[1:]}.", epilog=EXITS, allow_abbrev=False
        )
        if name in given:  # only what is asked for is imported: half of a small check is imports
            module = importlib.import_module(f"auditor.cli.{name}{'_' * keyword.iskeyword(name)}")
            module.add(inner)
            inner.set_defaults(run=module.run)
    for word in given:
        if word.startswith("--") and word.endswith("=--"):  # argparse drops such a value without a word
            parser.error(f"argument {word.removesuffix('=--')}: expected a value, not `--`")
    arguments = parser.parse_args(given)
    try:
        try:
            code: int = arguments.run(arguments)
        except InvalidInput as invalid:
            _report(invalid, arguments)
            return WRONG
    except BrokenPipeError:
        raise
    except OSError as error:
        complain(f"error: {error.filename or 'a file'}: {error.strerror}\n")
        return WRONG
    return code


DESCRIPTION = "Audits declared data flows against written promises."
EXITS = "Exit codes: 0 clean; 1 the gate is closed; 2 the input or the usage is wrong, or there is nothing to check."


def _report(invalid: InvalidInput, arguments: argparse.Namespace) -> None:
    """Problems as JSON on stdout where JSON was asked for, else for people on stderr; and on stdout what a report for
    another tool says of them."""
    from auditor.formats import problems

    form = getattr(arguments, "format", "")
    if form == "json":
        deliver(problems.render_json(invalid.problems), getattr(arguments, "output", None))
        return
    complain(problems.render_text(invalid.problems, invalid.line_of))
    if arguments.command == "check":
        from auditor.cli import check

        check.refused(arguments, invalid.problems)


def run() -> None:
    """The entry point: `main`, and a quiet end when nobody reads on."""
    gc.disable()  # a run is short and makes no garbage worth collecting
    try:
        code = main()
    except SystemExit as ended:  # argparse, after a help text or a usage error
        code = ended.code if isinstance(ended.code, int) else 0
    except BrokenPipeError:
        code = CLOSED
    except KeyboardInterrupt:
        code = 130
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:
        code = CLOSED
    except OSError:  # a full disk: what was to be printed is not there
        code = WRONG
    os._exit(code)  # what a large workspace holds need not be taken apart first

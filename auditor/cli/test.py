"""`auditor test`: run the examples of the rules."""

from __future__ import annotations

import argparse

from auditor.cli.arguments import CLEAN, CLOSED, WRONG, add_workspace, as_of, complain, deliver
from auditor.formats.examples import render
from auditor.opening import open_workspace
from auditor.rules.examples_run import run_examples


def add(parser: argparse.ArgumentParser) -> None:
    add_workspace(parser)


def run(arguments: argparse.Namespace) -> int:
    workspace, policy = open_workspace(arguments.directory, as_of(arguments))
    results = run_examples(workspace, policy)
    if not results:
        complain("error: no rule has an example: nothing was tested\n")
        return WRONG
    deliver(render(results, tuple(policy.rules)), None)
    return CLEAN if all(result.passed for result in results) else CLOSED

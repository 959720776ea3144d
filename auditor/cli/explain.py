"""`auditor explain`: say why, of a rule, a finding, a promise, or a thing that rules are asked about."""

from __future__ import annotations

import argparse

from auditor.audit import audit
from auditor.cli.arguments import CLEAN, add_deployments, add_output, add_question, as_of, deliver
from auditor.explain.records import Explanation, FindingExplanation, PromiseExplanation, RuleExplanation


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "word",
        metavar="WORD",
        help="the id of a finding, a rule, a flow, a system, a vendor or a promise, or section/id",
    )
    add_question(parser)
    add_output(parser)
    add_deployments(parser)
    parser.add_argument("--all", action="store_true", help="cut no list short")


def run(arguments: argparse.Namespace) -> int:
    from auditor.explain.explain import explain

    found = audit(arguments.directory, as_of(arguments), arguments.deployment, must_check=False)
    deliver(_rendered(explain(found, arguments.word), arguments.format, arguments.all), arguments.output)
    return CLEAN


def _rendered(found: Explanation, form: str, everything: bool) -> str:
    """The register of what can be explained."""
    from auditor.formats import explained_finding, explained_rule, explained_thing, explanation

    if form == "json":
        return explanation.render(found)
    if isinstance(found, RuleExplanation):
        return explained_rule.render(found, everything)
    if isinstance(found, FindingExplanation):
        return explained_finding.render_finding(found)
    if isinstance(found, PromiseExplanation):
        return explained_finding.render_promise(found)
    return explained_thing.render(found, everything)

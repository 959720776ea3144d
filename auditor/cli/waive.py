"""`auditor waive`: write waivers that cover exactly what is found now."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path, PurePosixPath

from auditor.audit import Audit, audit_opened, scanned
from auditor.cli.arguments import CLEAN, WRONG, add_deployments, as_of, complain, day, deliver
from auditor.findings.accept import Alike, Entry, Terms, alike, by_rule, entry_of, mistakes, named, open_ids, unlike
from auditor.findings.finding import WAIVED
from auditor.formats import problems
from auditor.location import InvalidInput, Location, Problem
from auditor.opening import open_workspace
from auditor.text.plain import shown
from auditor.vocabulary.numbers import read_day
from auditor.workspace.merge import is_id, no_id
from auditor.workspace.waivers import last_day
from auditor.workspace.write import Change, change, check_file, file_of
from auditor.writing.insertion import NoPlace, as_read

SECTION = "waivers"


def add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "finding", metavar="FINDING", nargs="*", help="the id of a finding, as `auditor check` prints it"
    )
    parser.add_argument(
        "--all-known", action="store_true", help="every finding that is open now, a waiver a rule at least"
    )
    parser.add_argument("--reason", metavar="TEXT", required=True, help="why it is accepted")
    parser.add_argument("--owner", metavar="TEXT", required=True, help="who answers for it")
    parser.add_argument("--expires", metavar="DATE", required=True, help="the last day of the waiver, within a year")
    parser.add_argument("--approved-by", metavar="TEXT", help="who approved it")
    parser.add_argument("--ticket", metavar="TEXT", help="where it is followed up")
    add_deployments(parser)
    parser.add_argument("--id", metavar="ID", help="what to call the waiver (default: after the rule and the thing)")
    parser.add_argument(
        "--file",
        metavar="FILE",
        help="the file of the workspace to write to (default: the one with waivers, else policy/waivers.yaml)",
    )
    parser.add_argument(
        "--dir", dest="directory", metavar="DIR", type=Path, default=Path(), help="the workspace (default: here)"
    )
    parser.add_argument("--as-of", metavar="DATE", type=day, default=None, help="judge as on this day (default: today)")


def run(arguments: argparse.Namespace) -> int:
    try:
        said = _waive(arguments)
    except InvalidInput as invalid:
        complain(problems.render_text(invalid.problems, invalid.line_of, "written"))
        return WRONG
    deliver(said, None)
    return CLEAN


def _waive(arguments: argparse.Namespace) -> str:
    """Write the waivers. Gives what to say of them. Raises InvalidInput, with every mistake, before anything
    is written."""
    today = as_of(arguments)
    wrong = list(_wrong_terms(arguments, today))
    try:
        workspace, policy = open_workspace(arguments.directory, today, arguments.deployment)
    except InvalidInput as invalid:
        raise InvalidInput([*wrong, *invalid.problems], invalid.line_of) from None
    observed = scanned(arguments.directory, workspace, policy)
    before = audit_opened(workspace, policy, must_check=False, observed=observed)
    deployments = arguments.deployment or before.deployments
    ids, never = open_ids(workspace, before.parts, deployments) if arguments.all_known else (arguments.finding, [])
    wanted = dict.fromkeys(ids)
    file = file_of(workspace.merged, SECTION) if arguments.file is None else PurePosixPath(arguments.file).as_posix()
    wrong += mistakes(workspace, before.parts, wanted, deployments)
    wrong += check_file(arguments.directory, workspace.merged, SECTION, file)
    if arguments.id in workspace.waivers:
        where = workspace.merged.at((SECTION, arguments.id), key=True)
        wrong.append(Problem(f"there is a waiver `{arguments.id}` already", where))
    if wrong:
        raise InvalidInput(wrong, workspace.merged.line)
    if arguments.all_known and not wanted:
        return f"There is nothing to waive.\n{_never(never)}"
    groups = (by_rule if arguments.all_known else alike)(before.parts, wanted, deployments)
    names = named(groups, before.parts, workspace.waivers, arguments.id)
    waivers = {name: entry_of(group, _terms(arguments, today)) for name, group in zip(names, groups, strict=True)}
    changed = _change(arguments.directory, file, waivers)
    after = _checked(arguments.directory, before, changed, waivers, groups)
    changed.save()
    return "".join(f"{line}\n" for line in _said(after, dict(zip(names, groups, strict=True)))) + _never(never)


def _never(ids: Sequence[str]) -> str:
    """What stays open, for it may not be waived."""
    return "".join(f"{shown(name)} stays open: it cannot be waived\n" for name in ids)


def _wrong_terms(arguments: argparse.Namespace, today: date) -> Iterator[Problem]:
    """What is wrong with the arguments, whatever the workspace says."""
    for option in ("reason", "owner", "approved_by", "ticket"):
        text = getattr(arguments, option)
        name = f"--{option.replace('_', '-')}"
        if text is not None and not text.strip():
            yield Problem(f"`{name}` is empty", None)
        elif text is not None and any("\ud800" <= char <= "\udfff" for char in text):
            yield Problem(f"`{name}` is not UTF-8", None)
    if bool(arguments.finding) == arguments.all_known:
        yield Problem("name the findings, or take all with --all-known", None)
    expires = read_day(arguments.expires)
    if expires is None:
        yield Problem(f"`{arguments.expires}` is not a date", None, "--expires YYYY-MM-DD, a day that exists")
    elif expires < today:
        yield Problem(f"the waiver would have ended on {expires.isoformat()}", None, f"it is {today.isoformat()}")
    elif expires > last_day(today):
        hint = f"the latest day is {last_day(today).isoformat()}"
        yield Problem("a waiver lasts at most a year", None, hint)
    if arguments.id is not None and not is_id(SECTION, arguments.id):
        yield no_id(SECTION, arguments.id, None)


def _terms(arguments: argparse.Namespace, today: date) -> Terms:
    return Terms(
        reason=arguments.reason,
        owner=arguments.owner,
        granted=today,
        expires=date.fromisoformat(arguments.expires),
        approved_by=arguments.approved_by,
        ticket=arguments.ticket,
    )


def _change(root: Path, file: str, waivers: Mapping[str, Entry]) -> Change:
    try:
        return change(root, file, SECTION, waivers)
    except NoPlace:
        message = "a waiver cannot be added here without changing what else the file says"
        hint = "name another file with --file, or add it by hand"
        raise InvalidInput([Problem(message, Location(file, 1, 1), hint)]) from None


def _checked(root: Path, before: Audit, changed: Change, waivers: Mapping[str, Entry], groups: list[Alike]) -> Audit:
    """The audit of the workspace as it would be: what was asked for is waived, and nothing else has changed."""
    today = before.workspace.as_of
    try:
        opened = open_workspace(root, today, (), [changed.draft])
        after = audit_opened(*opened, must_check=False, observed=before.observed)
    except InvalidInput as invalid:
        problem = Problem("with this waiver the workspace could not be audited", None)
        raise InvalidInput([problem, *invalid.problems], invalid.line_of) from None
    said = before.workspace.merged.sections
    meant = said | {SECTION: said.get(SECTION, {}) | as_read(waivers)}
    others = unlike(before.parts, after.parts, groups)
    if others or after.workspace.merged.sections != meant:
        hint = f"it changes {', '.join(others)}" if others else None
        raise InvalidInput([Problem("this waiver would change more than it should", None, hint)])
    return after


def _said(after: Audit, groups: Mapping[str, Alike]) -> Iterator[str]:
    """Where the waivers stand, and a line a finding: until when it is waived, and where it is open still."""
    states: dict[str, dict[str, str]] = {}
    for part in after.parts:
        states.setdefault(part.id, {}).update(part.states)
    for name, group in groups.items():
        where = after.workspace.merged.at((SECTION, name), key=True)
        yield f"{shown(where.file)}:{where.line}: {name}"
        until = after.workspace.waivers[name].expires.isoformat()
        for finding in group.findings:
            still = sorted(deployment for deployment, state in states[finding].items() if state != WAIVED)
            is_all = len(states[finding]) == len(group.deployments)
            only = "" if is_all else f", only in {', '.join(group.deployments)}"
            rest = f"; open in {', '.join(still)}" if still else ""
            yield f"  {shown(finding)} is waived until {until}{only}{rest}"

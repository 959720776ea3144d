"""The one use case: a workspace and its policy -> findings, ledger and gate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from auditor.attributes.rows import Rows
from auditor.changes.records import Compared
from auditor.comparison import Base, compared
from auditor.evidence.listed import Observed
from auditor.evidence.observation import Step
from auditor.evidence.seen import places
from auditor.facts.register import OBSERVED
from auditor.findings.against import Against, closes, fixed, introduced, named
from auditor.findings.built_in import BuiltIns
from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding, merge
from auditor.findings.ledger import OF_SCAN, Kept, ledger
from auditor.findings.observed import findings as observed_findings
from auditor.findings.rate import at_least, finding_of, listed
from auditor.findings.waive import apply_waivers
from auditor.graph.world import Worlds
from auditor.judging import judge, proven
from auditor.location import InvalidInput, Problem
from auditor.opening import open_at, open_workspace
from auditor.rules.compile import Policy
from auditor.vocabulary.shipped import old_facts
from auditor.workspace.model import Workspace


class Summary(NamedTuple):
    """Counts: what was checked (live flows, systems, vendors that are not retired, rules), and what was found."""

    flows: int
    systems: int
    vendors: int
    rules: int
    violated: int
    undecided: int
    waived: int
    warnings: int
    missing_facts: int


class Audit(NamedTuple):
    """All that is known after an audit; every output reads only this.

    `findings` are sorted by id; `parts` are what they were before those of several deployments became one
    and the ignored ones went, as waivers see them.
    """

    workspace: Workspace
    policy: Policy
    worlds: Worlds
    deployments: tuple[str, ...]
    fail_on: str
    findings: tuple[Finding, ...]
    parts: tuple[Finding, ...]
    promises: tuple[Kept, ...]
    asked: frozenset[str]
    """The rules that had a row to judge."""
    summary: Summary
    gate_closed: bool
    compared: Compared | None
    """What changed since a base revision; None where there is none, or no rule is about changes."""
    old_facts: Mapping[str, date]
    """What ships with the auditor and was last checked more than a year before the day of the audit."""
    against: Against | None = None
    """How it compares with the base, where there is one: only what is introduced closes the gate."""
    observed: Observed | None = None
    """What a scan saw; None where nothing was scanned."""


def audit(
    root: Path,
    as_of: date,
    deployments: Sequence[str] = (),
    fail_on: str = "error",
    *,
    must_check: bool = True,
    against: str | None = None,
    given: Mapping[str, Sequence[Path]] | None = None,
    step: Step | None = None,
) -> Audit:
    """Audit the workspace in `root` on a day.

    `deployments` limits it to some; `fail_on` is the least severity that closes the gate; `against` names the
    revision to compare with; `given` are files that a scan reads beside the repository, and `step` is told how it goes
    on. Raises InvalidInput when the input is wrong or, with `must_check`, when there is nothing to check.
    """
    workspace, policy = open_workspace(root, as_of, deployments)
    base = open_at(root, against, as_of) if against is not None else None
    observed = scanned(root, workspace, policy, given, step)
    if base is not None and observed is not None:
        base = _scanned_before(root, base, given, step)
    return audit_opened(workspace, policy, deployments, fail_on, must_check=must_check, base=base, observed=observed)


def audit_opened(
    workspace: Workspace,
    policy: Policy,
    deployments: Sequence[str] = (),
    fail_on: str = "error",
    *,
    must_check: bool = True,
    base: Base | None = None,
    observed: Observed | None = None,
) -> Audit:
    """The same of a workspace that is read already. With a `base` the rules about changes are judged, too, and only
    what is introduced since closes the gate. Without `observed`, what a scan would see is not checked."""
    if observed is not None:
        workspace = workspace._replace(merged=workspace.merged.beside(places(observed.seen)))
    chosen = tuple(name for name in workspace.deployments if not deployments or name in deployments)
    if must_check:
        _check_not_empty(workspace, chosen)
    worlds = Worlds(workspace)
    changes = _changes(policy, worlds, base)
    violated, asked = judge(workspace, policy, Rows(worlds, observed), chosen, changes)
    every = [
        *(finding_of(workspace, violation) for violation in violated),
        *BuiltIns(workspace, worlds, chosen).all(),
        *(observed_findings(workspace, worlds, observed, chosen) if observed is not None else ()),
    ]
    every, about_waivers = apply_waivers(
        workspace, every, chosen, with_changes=base is not None, scanned=observed is not None
    )
    shown = tuple(merge(finding for finding in [*every, *about_waivers] if listed(workspace, finding)))
    found = Audit(
        workspace=workspace,
        policy=policy,
        worlds=worlds,
        deployments=chosen,
        fail_on=fail_on,
        findings=shown,
        parts=(*every, *about_waivers),
        promises=_promises(workspace, policy, worlds, chosen, every, asked, observed),
        asked=frozenset(asked),
        summary=_summary(workspace, chosen, policy, shown),
        gate_closed=any(finding.state != WAIVED and at_least(finding.severity, fail_on) for finding in shown),
        compared=changes,
        old_facts=old_facts(workspace.as_of),
        observed=observed,
    )
    if base is None:
        return found
    return _against(
        found, audit_opened(base.workspace, base.policy, deployments, must_check=False, observed=base.observed), base
    )


def _promises(
    workspace: Workspace,
    policy: Policy,
    worlds: Worlds,
    deployments: Sequence[str],
    findings: Sequence[Finding],
    asked: set[str],
    observed: Observed | None,
) -> tuple[Kept, ...]:
    """How each promise stands. What a scan could not read is against all that a scan must keep."""
    proof = proven(workspace, policy, worlds, deployments)
    about_scan = None if observed is None else _about_scan(policy)
    return ledger(workspace, [*findings, *_unread(policy, findings)], asked, proof, about_scan)


def _against(found: Audit, before: Audit, base: Base) -> Audit:
    """An audit with what it has that the base has not, and the gate that only this closes."""
    parts, known = ([part for part in each.parts if listed(each.workspace, part)] for each in (found, before))
    new = introduced(parts, known)
    against = Against(base.revision, base.notes, named(new, found.findings), fixed(found.parts, known))
    return found._replace(against=against, gate_closed=closes(new, found.fail_on))


def scanned(
    root: Path,
    workspace: Workspace,
    policy: Policy,
    given: Mapping[str, Sequence[Path]] | None = None,
    step: Step | None = None,
) -> Observed | None:
    """What the repository of a workspace shows, where a rule asks for that; else it is not looked at."""
    if not _asks_for_scan(workspace, policy, given):
        return None
    from auditor.evidence.observe import observe, repository  # most runs scan nothing

    return observe(workspace, repository(root), root, given, step)


def _scanned_before(root: Path, base: Base, given: Mapping[str, Sequence[Path]] | None, step: Step | None) -> Base:
    """A base with what its repository showed, where its own policy asks for that. The files that were `given` are none
    of it: what they alone show is introduced."""
    if not base.workspace.flows or not _asks_for_scan(base.workspace, base.policy, given):
        return base
    from auditor.evidence.committed import CannotScan, observe_at

    try:
        return base._replace(observed=observe_at(base.workspace, root, base.revision, step))
    except CannotScan as why:
        note = f"At {base.revision}, nothing was scanned, so all that a scan shows is introduced: {why}."
        return base._replace(notes=(*base.notes, note))


def _asks_for_scan(workspace: Workspace, policy: Policy, given: Mapping[str, Sequence[Path]] | None) -> bool:
    return bool(_about_scan(policy)) or not OF_SCAN.isdisjoint(workspace.built_ins) or any((given or {}).values())


def _about_scan(policy: Policy) -> frozenset[str]:
    """The rules that a scan answers."""
    return frozenset(rule.id for rule in policy.rules.values() if rule.subject in OBSERVED)


def _unread(policy: Policy, findings: Sequence[Finding]) -> Iterator[Finding]:
    """What could not be scanned, for each promise that a scan must keep: nobody knows what it would have shown."""
    for finding in findings:
        if finding.rule == "not-scanned":
            yield from (finding._replace(rule=rule) for rule in sorted(_about_scan(policy)))


def _check_not_empty(workspace: Workspace, deployments: tuple[str, ...]) -> None:
    """Nothing checked is not clean."""
    problems = []
    if not any(set(flow.deployments) & set(deployments) for flow in workspace.flows):
        where = workspace.merged.at(("flows",), key=True)
        problems.append(Problem("there is no flow to check", where, "declare what data goes where under `flows:`"))
    if not workspace.rules:
        where = workspace.merged.at(("rules",), key=True)
        problems.append(Problem("there is no rule to check", where, "write what must hold under `rules:`"))
    if problems:
        raise InvalidInput(problems)


def _changes(policy: Policy, worlds: Worlds, base: Base | None) -> Compared | None:
    """What changed since the base, where a rule asks for it."""
    if base is None or not any(rule.subject == "change" for rule in policy.rules.values()):
        return None
    return compared(base, worlds, policy)


def _summary(
    workspace: Workspace, deployments: tuple[str, ...], policy: Policy, findings: Sequence[Finding]
) -> Summary:
    def count(state: str) -> int:
        return sum(finding.state == state for finding in findings)

    audited = set(deployments)
    open_ = [finding for finding in findings if finding.state != WAIVED]
    return Summary(
        flows=sum(not audited.isdisjoint(flow.deployments) for flow in workspace.flows),
        systems=len(workspace.nodes),
        vendors=sum(vendor.status != "retired" for vendor in workspace.vendors.values()),
        rules=len(policy.rules),
        violated=count(VIOLATED),
        undecided=count(UNDECIDED),
        waived=count(WAIVED),
        warnings=sum(finding.severity == "warning" for finding in open_),
        missing_facts=len({place for finding in open_ for place in finding.missing}),
    )

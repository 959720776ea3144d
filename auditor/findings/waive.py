"""Waivers: findings that somebody accepted, until a day. One function applies them, for every output."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.declarations.policy import Waiver
from auditor.findings.finding import VIOLATED, WAIVED, WORST_FIRST, Finding
from auditor.findings.ledger import OF_SCAN
from auditor.location import Route
from auditor.workspace.model import Workspace


def apply_waivers(
    workspace: Workspace,
    findings: Iterable[Finding],
    deployments: tuple[str, ...],
    *,
    with_changes: bool = False,
    scanned: bool = False,
) -> tuple[list[Finding], list[Finding]]:
    """The findings with what is waived marked so, deployment by deployment; and the findings about the
    waivers themselves: those that ended, and those that cover nothing.

    An ended waiver covers nothing any more, and neither does one for a rule that may not be waived. One for a
    finding about a change is judged only `with_changes`, which need a base revision.
    """
    live = {name: waiver for name, waiver in workspace.waivers.items() if workspace.as_of <= waiver.expires}
    by_id: dict[str, list[tuple[str, Waiver]]] = {}
    for name, waiver in live.items():
        for finding_id in waiver.finding:
            by_id.setdefault(finding_id, []).append((name, waiver))
    used: set[tuple[str, str]] = set()
    marked = []
    for finding in findings:
        rule = workspace.rules.get(finding.rule)
        result = finding
        for name, waiver in by_id.get(finding.id, ()) if rule is None or rule.waivable else ():
            covered = _covered(finding, waiver)
            if covered:
                used.add((name, finding.id))
                result = _waived(result, covered, name)
        marked.append(result)
    unused = _unused(workspace, live, used, deployments, with_changes, scanned)
    return marked, [*_ended(workspace, live, deployments), *unused]


def _covered(finding: Finding, waiver: Waiver) -> set[str]:
    """The deployments in which a waiver covers a finding: no more than its state, deployments and `found` say."""
    found = found_of(finding)
    if any(found.get(attribute) != value for attribute, value in waiver.found.items()):
        return set()
    return {
        deployment
        for deployment, state in finding.states
        if (waiver.state is None or waiver.state == state)
        and (waiver.deployments is None or deployment in waiver.deployments)
    }


def found_of(finding: Finding) -> dict[str, str]:
    """What was found when a finding was judged, as the `found` of a waiver says it."""
    return {asked.attribute: asked.found for asked in finding.conditions}


def _waived(finding: Finding, covered: set[str], waiver: str) -> Finding:
    states = tuple((name, WAIVED if name in covered else state) for name, state in finding.states)
    worst = min((state for _, state in states), key=WORST_FIRST.index)
    return finding._replace(states=states, state=worst, waiver=finding.waiver or waiver)


def is_of_scan(finding: str) -> bool:
    """Is a finding, by its id, one that only a scan makes?"""
    rule, _, thing = finding.partition("@")
    return thing.startswith("observed_") or rule in OF_SCAN


def _is_judged(waiver: Waiver, workspace: Workspace, deployments: tuple[str, ...]) -> bool:
    """Could its finding have appeared? Only where all deployments that it may be of are audited."""
    return set(waiver.deployments or workspace.deployments) <= set(deployments)


def _ended(workspace: Workspace, live: dict[str, Waiver], deployments: tuple[str, ...]) -> Iterator[Finding]:
    for name, waiver in workspace.waivers.items():
        if name not in live and not set(deployments).isdisjoint(waiver.deployments or deployments):
            place: Route = ("waivers", name, "expires")
            message = f"it ended on {waiver.expires.isoformat()}"
            yield _about(workspace, "expired-waiver", name, message, place, deployments)


OF_CHANGES = "@changes/"
"""What the id of a finding about a change holds."""


def _unused(
    workspace: Workspace,
    live: dict[str, Waiver],
    used: set[tuple[str, str]],
    deployments: tuple[str, ...],
    with_changes: bool,
    scanned: bool,
) -> Iterator[Finding]:
    for name, waiver in live.items():
        idle = [
            number
            for number, finding_id in enumerate(waiver.finding)
            if (name, finding_id) not in used
            and (with_changes or OF_CHANGES not in finding_id)
            and (scanned or not is_of_scan(finding_id))
        ]
        if idle and _is_judged(waiver, workspace, deployments):
            place: Route = ("waivers", name, "finding", idle[0])
            message = f"not there, or not as approved: {', '.join(waiver.finding[number] for number in idle)}"
            yield _about(workspace, "unused-waiver", name, message, place, deployments)


TITLES = {"expired-waiver": "A waiver that has ended", "unused-waiver": "A waiver without its finding"}
RESOLVE = {
    "expired-waiver": "Mend what it waived, or have it approved again.",
    "unused-waiver": "Remove what is gone from it; have approved what has changed.",
}


def _about(
    workspace: Workspace, rule: str, waiver: str, message: str, place: Route, deployments: tuple[str, ...]
) -> Finding:
    given = workspace.built_ins.get(rule)
    return Finding(
        rule=rule,
        section="waivers",
        thing=waiver,
        attribute="",
        value="",
        state=VIOLATED,
        severity=(given.severity if given else None) or "error",
        message=f"{TITLES[rule]}: {message}",
        location=workspace.merged.at(place),
        because=given.because if given else (),
        resolve=RESOLVE[rule],
        states=tuple((name, VIOLATED) for name in deployments),
    )

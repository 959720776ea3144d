"""A workspace and its policy against those of a base revision: all that changed, rated as the policy rates it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from auditor.changes.records import Change, Compared
from auditor.evidence.listed import Observed
from auditor.graph.world import Worlds
from auditor.rules.compile import Policy
from auditor.workspace.model import Workspace


class Base(NamedTuple):
    """The workspace that another is compared with, opened as of the same day; the revision that it is of, and what is
    to be told of that. `since` is the day of its commit; None for a directory, which has none. `observed` is what a
    scan saw there; None where nothing was scanned."""

    workspace: Workspace
    policy: Policy
    revision: str = ""
    notes: tuple[str, ...] = ()
    since: date | None = None
    observed: Observed | None = None


def compared(base: Base, worlds: Worlds, policy: Policy) -> Compared:
    """All changes from a base to the workspace of these worlds, sorted, each with whether customers must be told, and
    from when it may take effect."""
    from auditor.changes.making import Making
    from auditor.changes.side import Side as Revision
    from auditor.findings.waivers_changed import waiver_changes
    from auditor.rules.changed import Side, rule_changes

    before = Worlds(base.workspace)
    of_policies = Making(Revision(base.workspace, before), Revision(worlds.workspace, worlds))
    rule_changes(of_policies, Side(base.policy, before), Side(policy, worlds))
    waiver_changes(of_policies)
    return _rated(of_policies.found, before, worlds, policy, base.since)


def declared(before: Worlds, worlds: Worlds, policy: Policy, since: date) -> Compared:
    """The same changes but those of rules and waivers, from worlds that are known; `since` is the day of the older
    ones."""
    return _rated([], before, worlds, policy, since)


def _rated(more: Iterable[Change], before: Worlds, worlds: Worlds, policy: Policy, since: date | None) -> Compared:
    from auditor.changes.compare import compare, in_order  # a check without a base does without
    from auditor.changes.telling import told
    from auditor.rules.material import by_policy

    found = in_order([*compare(before, worlds), *more])
    rated = by_policy(found, policy, worlds, Compared(tuple(found), before, since))
    return Compared(tuple(told(change, worlds.workspace, since) for change in rated), before, since)

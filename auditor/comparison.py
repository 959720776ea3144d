"""A workspace and its policy against those of a base revision: all that changed, rated as the policy rates it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from auditor.changes.records import Compared
from auditor.graph.world import Worlds
from auditor.rules.compile import Policy
from auditor.workspace.model import Workspace


class Base(NamedTuple):
    """The workspace that another is compared with, opened as of the same day; the revision that it is of, and what is
    to be told of that. `since` is the day of its commit; None for a directory, which has none."""

    workspace: Workspace
    policy: Policy
    revision: str = ""
    notes: tuple[str, ...] = ()
    since: date | None = None


def compared(base: Base, worlds: Worlds, policy: Policy) -> Compared:
    """All changes from a base to the workspace of these worlds, sorted, each with whether customers must be told, and
    from when it may take effect."""
    from auditor.changes.compare import compare, in_order  # a check without a base does without
    from auditor.changes.making import Making
    from auditor.changes.side import Side as Revision
    from auditor.changes.telling import told
    from auditor.findings.waivers_changed import waiver_changes
    from auditor.rules.changed import Side, rule_changes
    from auditor.rules.material import by_policy

    before = Worlds(base.workspace)
    of_policies = Making(Revision(base.workspace, before), Revision(worlds.workspace, worlds))
    rule_changes(of_policies, Side(base.policy, before), Side(policy, worlds))
    waiver_changes(of_policies)
    found = in_order([*compare(before, worlds), *of_policies.found])
    rated = by_policy(found, policy, worlds, Compared(tuple(found), before, base.since))
    return Compared(tuple(told(change, worlds.workspace, base.since) for change in rated), before, base.since)

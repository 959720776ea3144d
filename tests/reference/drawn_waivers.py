"""Random waivers of what the reference itself finds, and at times of what nobody finds."""

import datetime
from typing import Any

from tests.reference.evaluator import evaluate
from tests.reference.facts import Facts
from tests.reference.writer import Entry, Writer

MOST = 12


def waivers(write: Writer, dataflows: Entry, policy: Entry, as_of: datetime.date) -> Entry:
    """About half of the findings, alone or together; some waivers have expired, some cover nothing."""
    facts = Facts(dataflows, policy, as_of)
    if write.chance(4):
        _one_rule(write, policy)["waivable"] = write.pick(["false", "true"])
    left = [finding_id for finding_id in sorted(evaluate(dataflows, policy, as_of)) if write.chance(2)]
    found: Entry = {}
    for number in range(MOST):
        if not left:
            break
        chosen: Any = [left.pop(0) for _ in range(min(len(left), write.pick([1, 1, 2, 3])))]
        if write.chance(6):
            chosen.append(_stale(write, chosen[0]))
        if write.chance(6):
            left.append(chosen[0])  # it will have two
        chosen = chosen[0] if len(chosen) == 1 and write.chance(2) else chosen
        found[f"waiver-{number}"] = _waiver(write, chosen, sorted(facts.deployments), as_of)
    return found


def _one_rule(write: Writer, policy: Entry) -> Entry:
    names = [name for name in policy["rules"] if name.startswith("rule-")]
    found: Entry = policy["rules"][write.pick(names)]
    return found


def _stale(write: Writer, finding_id: str) -> str:
    """The id of a finding that there is not."""
    rule, _, place = finding_id.partition("@")
    return write.pick([f"{rule}@flows/gone/data=photo", f"{rule}@{place}-gone", "unused-vendor@vendors/gone"])


def _waiver(write: Writer, finding: Any, deployments: list[str], as_of: datetime.date) -> Entry:
    entry: Entry = {"finding": finding, "reason": "For now.", "owner": "founder"}
    if write.chance(3):
        entry["state"] = write.pick(["undecided", "violated"])
    if write.chance(3) and deployments != ["default"]:
        entry["deployments"] = write.some(deployments, least=1)
    days = write.pick([365, 0, 1, 30, 200, -1, -30])
    entry["expires"] = (as_of + datetime.timedelta(days=days)).isoformat()
    if days < 0 or write.chance(2):
        entry["granted"] = (as_of - datetime.timedelta(days=0 if days == 365 else 40)).isoformat()
    return entry

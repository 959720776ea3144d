"""Waivers, from the words of the format; without `found`, for the reference names no conditions."""

import datetime
from typing import Any

from tests.reference.builtins import BUILT_IN
from tests.reference.trees import as_list

Seen = dict[str, list[tuple[str, str, str]]]
"""Finding id to (deployment, state, severity) of each deployment that has it."""


def waive(seen: Seen, policy: dict[str, Any], deployments: list[str], as_of: datetime.date) -> Seen:
    """The findings with what is waived marked so, and the findings about the waivers."""
    marked, more = {name: list(found) for name, found in seen.items()}, Seen()
    for name, waiver in policy.get("waivers", {}).items():
        expired = as_of > datetime.date.fromisoformat(str(waiver["expires"]))
        rule = "expired-waiver" if expired else "unused-waiver"
        covers = [_cover(seen, marked, finding_id, waiver, policy) for finding_id in _named(waiver, expired)]
        if expired or not all(covers):  # "An expired waiver wakes its finding; one that matches nothing is an error."
            severity = policy.get("rules", {}).get(rule, {}).get("severity", BUILT_IN[rule])
            more[f"{rule}@waivers/{name}"] = [(one, "violated", severity) for one in deployments]
    return marked | more


def _named(waiver: dict[str, Any], expired: bool) -> list[str]:
    """ "one id or several"; of one that has expired, none."""
    return [] if expired else [str(one) for one in as_list(waiver["finding"])]


def _cover(seen: Seen, marked: Seen, finding_id: str, waiver: dict[str, Any], policy: dict[str, Any]) -> bool:
    """ "with `state`, `deployments` ... it covers no more than that". Does it cover anything?

    What another waiver covers as well is covered by both.
    """
    rule = policy.get("rules", {}).get(finding_id.split("@")[0], {})
    if rule.get("waivable") == "false":
        return False
    covered = False
    for number, (deployment, state, severity) in enumerate(seen.get(finding_id, [])):
        if deployment in waiver.get("deployments", [deployment]) and waiver.get("state", state) == state:
            marked[finding_id][number] = (deployment, "waived", severity)
            covered = True
    return covered

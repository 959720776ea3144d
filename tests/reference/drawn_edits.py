"""Small random edits of a drawn workspace, and rules about what they change."""

import json
import random

from tests.reference.drawn_parts import CONTROLS, PERIODS, PURPOSES
from tests.reference.drawn_rules import Pools, rule_about
from tests.reference.workspaces import workspace_of
from tests.reference.writer import Entry, Writer

KEYS = ["controls", "purposes", "trigger", "retention"]
"""What a chain hands on is at rest at its links, too: retention is edited where there is no chain."""


def edited(seed: int) -> tuple[Entry, Entry, Entry]:
    """What `dataflows/` said before, what it says now, and a policy about the difference."""
    write = Writer(random.Random(f"edits {seed}").randint)
    after, policy = workspace_of(seed, vendor_system_keys=bool(seed % 2))
    before: Entry = json.loads(json.dumps(after))
    live = [name for name, flow in after["flows"].items() if flow.get("status") != "retired"]
    chains = any("subprocessors" in vendor for vendor in after.get("vendors", {}).values())
    for _ in range(write.number(1, 4)):
        _edit(write, after["flows"][write.pick(live)], KEYS[:3] if chains else KEYS)
    if write.chance(4) and "deployments" in after:
        after["deployments"][write.pick(list(after["deployments"]))]["title"] = "Another way"
    after["measures"] = {"known": {"title": "Measures", "controls": CONTROLS}}  # what rules may ask for stays declared
    before["measures"] = after["measures"]
    pools = Pools(after)
    policy["rules"] = {name: rule for name, rule in policy["rules"].items() if write.chance(6)}
    for number in range(write.number(2, 6)):
        rule = rule_about(write, pools, "change")
        if "notice_days" in rule.get("require", {}):  # it would say what is material
            rule = {"forbid": {"change": {"notice_days": rule["require"]["notice_days"]}}}
        policy["rules"][f"changed-{number}"] = {"title": "A rule", "because": ["A clause in words"], **rule}
    policy["rules"]["every"] = {
        "title": "A rule", "because": ["A clause in words"], "forbid": {"change": {"type": {"declared": "true"}}},
    }  # fmt: skip
    return before, after, policy


def _edit(write: Writer, flow: Entry, keys: list[str]) -> None:
    """One fact is written anew, as unknown, or no more."""
    key = write.pick(keys)
    flow.pop(key, None)
    if key in ("controls", "purposes"):
        write.fact(flow, key, lambda: write.some(CONTROLS if key == "controls" else PURPOSES))
    else:
        write.fact(flow, key, lambda: write.pick(PERIODS if key == "retention" else ["scheduled", "event"]))

"""The findings that need no rule."""

from collections.abc import Iterator

from tests.reference import vendors
from tests.reference.attributes import World
from tests.reference.facts import fact
from tests.reference.kleene import NO, UNKNOWN, YES, either
from tests.reference.trees import as_list

BUILT_IN = {
    "carries-nothing": "error",
    "unused-waiver": "error",
    "expired-waiver": "error",
    "unsourced": "warning",
    "store-keeps-nothing": "warning",
    "unused-vendor": "warning",
    "same-product": "warning",
    "unlisted-purpose": "warning",
    "unenforced-promise": "warning",
    "open-question": "warning",
    "stale-wording": "warning",
    "never-seen": "warning",
    "region-never-seen": "warning",
}
AFTER_A_SCAN = {"never-seen", "region-never-seen"}
STORES = ["database", "object_storage", "log_store", "backup", "data_warehouse"]


def built_in_findings(world: World, scanned: bool = False) -> Iterator[tuple[str, str, str]]:
    """(finding id, deployment, state) of each; what nothing shows is found only after a scan."""
    if scanned:
        yield from _never_seen(world)
    for flow in world.facts.flows:
        for finding_id in _of_flow(world, flow):
            for deployment in world.facts.flow_deployments(flow):
                yield finding_id, deployment, "violated"
        yield from _unsourced(world, flow)
    for vendor in world.facts.vendors:
        for finding_id in _of_vendor(world, vendor):
            for deployment in world.facts.deployments:
                yield finding_id, deployment, "violated"
    for promise in world.facts.policy.get("promises", {}):
        for finding_id in _of_promise(world, promise):
            for deployment in world.facts.deployments:
                yield finding_id, deployment, "undecided"


def _never_seen(world: World) -> Iterator[tuple[str, str, str]]:
    deployments, names = world.facts.deployments, world.facts.vendors
    used = {name: any(world.travel(one, True).touched(name, True) == YES for one in deployments) for name in names}
    yield from world.beside.built_in(used, unread=False)


def _of_flow(world: World, flow: str) -> Iterator[str]:
    facts = world.facts
    used = facts.flow_deployments(flow)
    loads = [world.travel(deployment, False).carries[flow] for deployment in used]
    if used and not any(load.declared or load.any for load in loads):
        yield f"carries-nothing@flows/{flow}"  # "(in all its deployments)"
    to = facts.flows[flow]["to"]
    if to == UNKNOWN:
        return
    store = either(facts.trees["kinds"].answer(kind, STORES) for kind in facts.kinds(to))
    if store == YES and facts.retention(flow) == "none":
        yield f"store-keeps-nothing@flows/{flow}"
    vendor = facts.vendor_of(to)
    if vendor in facts.vendors:
        allowed = [str(one) for one in as_list(fact(facts.vendors[vendor], "purposes"))]
        for purpose in facts.purposes(flow):
            # "not among the vendor's"; "A purpose above a listed one is unlisted."
            if UNKNOWN not in (purpose, *allowed) and facts.trees["purposes"].answer(purpose, allowed) != YES:
                yield f"unlisted-purpose@flows/{flow}/purposes={purpose}"


def _unsourced(world: World, flow: str) -> Iterator[tuple[str, str, str]]:
    for deployment in world.facts.flow_deployments(flow):
        travel = world.travel(deployment, False)
        for category in sorted(travel.carries[flow].declared):
            if travel.sourced(flow, category) == NO:
                yield f"unsourced@flows/{flow}/data={category}", deployment, "violated"


def _of_vendor(world: World, vendor: str) -> Iterator[str]:
    facts = world.facts
    if facts.retired(vendor):
        return
    systems = facts.runs(vendor)
    touched = any(flow["from"] in systems or flow["to"] in systems for flow in facts.flows.values())
    if not touched and not any(vendor in facts.chain(other) for other in facts.vendors):
        yield f"unused-vendor@vendors/{vendor}"  # "(no flow touches it and no chain names it)"
    product = vendors.catalog(facts, vendor)
    for other in facts.vendors:
        same = product not in (UNKNOWN, "none") and vendors.catalog(facts, other) == product
        if same and other != vendor and not facts.retired(other):  # "(two vendors of one product)"
            yield f"same-product@vendors/{vendor}/catalog={product}"


def _of_promise(world: World, promise: str) -> Iterator[str]:
    policy = world.facts.policy
    entry = policy["promises"][promise]
    named = any(promise in as_list(rule["because"]) for rule in policy.get("rules", {}).values())
    if not named and "not_enforced" not in entry and not entry.get("enforced_by"):
        yield f"unenforced-promise@promises/{promise}"
    if "question" in entry and "answer" not in entry:
        yield f"open-question@promises/{promise}"  # "(until the promise has an `answer`)"

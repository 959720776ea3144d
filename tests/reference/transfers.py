"""The `transfer` of a flow in a deployment, law by law, and whether places are inside a residency."""

from tests.reference.facts import NOBODY, Facts, fact
from tests.reference.kleene import NO, UNKNOWN, YES, both, either
from tests.reference.places import ADEQUATE_FOR_GDPR, EU, LAW_AREAS, countries, within
from tests.reference.trees import as_list
from tests.reference.vendors import mechanism

# "the worst over the deployment's laws"
WORST_FIRST = ["missing", UNKNOWN, "mechanism", "adequate", "domestic", "unrestricted"]


def laws(facts: Facts, deployment: str) -> list[str]:
    """The laws of a deployment; `none` when it has none."""
    return [str(law) for law in as_list(fact(facts.deployments[deployment], "law"))] or ["none"]


def in_residency(facts: Facts, deployment: str, places: list[str]) -> str:
    """ "(inside the deployment's)": every place in one of its residencies."""
    residency = [str(place) for place in as_list(fact(facts.deployments[deployment], "residency"))]
    if residency == [UNKNOWN]:
        return UNKNOWN
    known = [place for place in places if place != UNKNOWN]
    return both([within(known, residency), UNKNOWN if UNKNOWN in places else YES])


def transfer(facts: Facts, flow: str, deployment: str) -> list[str]:
    """The values of `transfer`: one word, or each mechanism the vendor declares."""
    found = laws(facts, deployment)
    if found == [UNKNOWN]:
        return [UNKNOWN]
    verdicts = {law: _under(facts, flow, deployment, law) for law in found}
    worst = min(verdicts.values(), key=WORST_FIRST.index)
    return sorted(_mechanisms(facts, facts.flows[flow]["to"])) if worst == "mechanism" else [worst]


def _mechanisms(facts: Facts, to: str) -> list[str]:
    """The vendor's; "for a system with `vendor: none`, `organization.transfer`"."""
    vendor = facts.vendor_of(to)
    if vendor == UNKNOWN:
        return [UNKNOWN]
    return mechanism(facts.organization if vendor == NOBODY else facts.vendors[vendor])


def _country(facts: Facts, to: str) -> str:
    """The country of who runs the destination."""
    vendor = facts.vendor_of(to)
    if vendor == UNKNOWN:
        return UNKNOWN
    return str(fact(facts.organization if vendor == NOBODY else facts.vendors[vendor], "country"))


def _under(facts: Facts, flow: str, deployment: str, law: str) -> str:
    """The verdict of one law."""
    if law not in LAW_AREAS:
        return "unrestricted"  # "Under other laws or none it is `unrestricted`."
    to = facts.flows[flow]["to"]
    if to != UNKNOWN and facts.is_person(to):
        return "domestic"  # "A person is `domestic`."
    region = facts.flow_region(flow, deployment)
    if UNKNOWN in region:
        return UNKNOWN
    ends = [*region, _country(facts, to)]
    inside = [UNKNOWN if end == UNKNOWN else within([end], [LAW_AREAS[law]]) for end in ends]
    if both(inside) == YES:
        return "domestic"  # "when the region and the vendor's country are both inside"
    fine = [either([one, _adequate(law, end)]) for one, end in zip(inside, ends, strict=True)]
    if both(fine) == YES:
        return "adequate"
    if both(fine) == UNKNOWN:
        return UNKNOWN
    declared = _mechanisms(facts, to)
    if declared == ["none"]:
        return "missing"  # "`missing` when that is `none`"
    return UNKNOWN if declared == [UNKNOWN] else "mechanism"


def _adequate(law: str, end: str) -> str:
    """Is a place on the law's list? Only the list of the GDPR ships; the others are unknown."""
    if law != "gdpr" or end == UNKNOWN:
        return UNKNOWN
    if end == "global":
        return NO  # "fails the requirement of any"
    return YES if countries(end) <= ADEQUATE_FOR_GDPR | EU | {"IS", "LI", "NO"} else NO

"""What is written in a workspace, with its defaults: one method a question, nothing about flows of data."""

import datetime
from typing import Any

from tests.reference.kleene import NO, UNKNOWN, YES
from tests.reference.trees import KINDS, PURPOSES, Tree, as_list

Entry = dict[str, Any]
NOBODY = "none"


def fact(entry: Entry, key: str) -> Any:
    """ "Not declared means unknown, never empty or false." """
    return entry.get(key, UNKNOWN)


class Facts:
    """A workspace, ready to be asked."""

    def __init__(self, dataflows: Entry, policy: Entry, as_of: datetime.date) -> None:
        self.dataflows, self.policy, self.as_of = dataflows, policy, as_of
        self.organization: Entry = dataflows.get("organization", {})
        self.vendors: dict[str, Entry] = dataflows.get("vendors", {})
        self.listed: dict[str, Entry] = dataflows.get("systems", {})
        self.notices: dict[str, Entry] = dataflows.get("notices", {})
        # "none declared = one, called `default`"
        self.deployments: dict[str, Entry] = dataflows.get("deployments") or {"default": {}}
        self.data = Tree(dataflows.get("data", {}), [])
        self.trees = {
            "data": self.data,
            "subjects": Tree(dataflows.get("subjects", {}), []),
            "purposes": Tree(dataflows.get("purposes", {}), PURPOSES),
            "kinds": Tree(dataflows.get("kinds", {}), KINDS),
        }
        self.systems = self._systems()
        # "A retired flow is history, not audited."
        flows: dict[str, Entry] = dataflows.get("flows", {})
        self.flows = {name: flow for name, flow in flows.items() if flow.get("status") != "retired"}

    def _systems(self) -> dict[str, Entry]:
        """The listed ones, each vendor "that gives `kind`", and each "named in a chain"."""
        systems = dict(self.listed)
        for vendor, entry in self.vendors.items():
            if "kind" in entry:
                systems[vendor] = entry
            for next_one in self.written_chain(vendor):
                systems[next_one] = self.vendors[next_one]
        return systems

    def written_chain(self, vendor: str) -> list[str]:
        """The vendors that this one hands data to, as far as that is known."""
        chain = fact(self.vendors[vendor], "subprocessors")
        return [] if chain == UNKNOWN else list(chain)

    def chain(self, vendor: str) -> list[str]:
        """The same, of a vendor that is not retired: the chain of a retired one is history too."""
        return [] if self.retired(vendor) else self.written_chain(vendor)

    def retired(self, vendor: str) -> bool:
        """Is it history?"""
        return bool(self.vendors[vendor].get("status") == "retired")

    # --- systems

    def kinds(self, system: str) -> list[str]:
        """The kinds of a system; an unknown kind is the word `unknown`."""
        return [str(kind) for kind in as_list(fact(self.systems[system], "kind"))]

    def is_person(self, system: str) -> bool:
        """A person has no vendor, and originates what it sends."""
        return any(self.trees["kinds"].answer(kind, ["person"]) == YES for kind in self.kinds(system))

    def vendor_of(self, system: str) -> str:
        """A vendor's id, `none`, or `unknown`: "a non-person system without `vendor` is run by somebody
        unknown; a person has none"."""
        if system == UNKNOWN:
            return UNKNOWN
        if system not in self.listed:
            return system  # "is itself a system, run by itself"
        if self.is_person(system):
            return NOBODY
        return str(fact(self.listed[system], "vendor"))

    def runs(self, vendor: str) -> list[str]:
        """The systems a vendor runs, itself among them when it is one."""
        return sorted(system for system in self.systems if self.vendor_of(system) == vendor)

    def region_written(self, entry: Entry, deployment: str) -> list[str] | None:
        """The regions in one deployment; None when not written for it.

        "a mapping of deployment to those, with `default` for the rest"; a mapping that has neither says
        nothing about the deployment.
        """
        region = entry.get("region")
        if isinstance(region, dict):
            region = region.get(deployment, region.get("default"))
        return None if region is None else [str(place) for place in as_list(region)]

    def region(self, system: str, deployment: str) -> list[str]:
        """The regions of a system."""
        if system == UNKNOWN:
            return [UNKNOWN]
        written = self.region_written(self.systems[system], deployment)
        return [UNKNOWN] if written is None else written

    # --- flows

    def flow_deployments(self, flow: str) -> list[str]:
        """ "`deployments` is all" when not written."""
        return sorted(self.flows[flow].get("deployments", self.deployments))

    def status(self, flow: str) -> str:
        """ "default: proposed when an end's vendor or its only deployments are, else active" """
        entry = self.flows[flow]
        if "status" in entry:
            return str(entry["status"])
        for end in (entry["from"], entry["to"]):
            vendor = self.vendor_of(end)
            if vendor in self.vendors and self.vendors[vendor].get("status") == "proposed":
                return "proposed"
        used = self.flow_deployments(flow)
        if used and all(self.deployments[one].get("status") == "proposed" for one in used):
            return "proposed"
        return "active"

    def retention(self, flow: str) -> str:
        """The flow's, else the default of the destination's own entry."""
        entry = self.flows[flow]
        if "retention" in entry:
            return str(entry["retention"])  # "A fact written `unknown` takes no default."
        return UNKNOWN if entry["to"] == UNKNOWN else str(fact(self.systems[entry["to"]], "retention"))

    def at_rest(self, flow: str) -> str:
        """ "data is at rest at the destination when `retention` is anything but `none`" """
        return {UNKNOWN: UNKNOWN, "none": NO}.get(self.retention(flow), YES)

    def purposes(self, flow: str) -> list[str]:
        """The flow's, else the destination's, but "a vendor's own `purposes` is a limit, never a default"."""
        entry = self.flows[flow]
        if "purposes" in entry:
            return [str(one) for one in as_list(entry["purposes"])]
        return [str(one) for one in as_list(fact(self.listed.get(entry["to"], {}), "purposes"))]

    def flow_region(self, flow: str, deployment: str) -> list[str]:
        """ "only where it differs from the destination's" """
        entry = self.flows[flow]
        written = self.region_written(entry, deployment)
        return self.region(entry["to"], deployment) if written is None else written

    # --- categories

    def subjects_of(self, category: str) -> set[str]:
        """Whose data a category is; `unknown` is among them where that is not said.

        "`subjects` and `sensitive` pass down to what is below unless declared there".
        """
        entry: Entry = self.dataflows["data"][category]
        if "subjects" in entry:
            return {str(one) for one in as_list(entry["subjects"])}
        parents = self.data.parents[category]
        return {one for parent in parents for one in self.subjects_of(parent)} if parents else {UNKNOWN}

    def sensitive(self, category: str) -> str:
        """The same for `sensitive`: yes if any parent is, else unknown if any is unknown."""
        entry: Entry = self.dataflows["data"][category]
        if "sensitive" in entry:
            return {"true": YES, "false": NO}.get(str(entry["sensitive"]), UNKNOWN)
        parents = [self.sensitive(parent) for parent in self.data.parents[category]]
        if YES in parents:
            return YES
        return UNKNOWN if UNKNOWN in parents or not parents else NO

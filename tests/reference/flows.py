"""How data travels: what each flow carries, what reaches each system and what it holds, by repetition.

One `Travel` is the world of one deployment, either with its proposals or of active flows only.
"""

from dataclasses import dataclass, field

from tests.reference.facts import Entry, Facts, fact
from tests.reference.kleene import NO, UNKNOWN, YES, either
from tests.reference.trees import as_list


@dataclass
class Load:
    """Some data: what is declared, what may be there because of it, what may be there because of `unknown`.

    `perhaps` are declared categories that may not be there at all (held, while the retention is unknown).
    """

    declared: set[str] = field(default_factory=set)
    below: set[str] = field(default_factory=set)
    any: set[str] = field(default_factory=set)
    perhaps: set[str] = field(default_factory=set)

    def plus(self, other: "Load") -> "Load":
        """Both together."""
        return Load(
            self.declared | other.declared,
            self.below | other.below,
            self.any | other.any,
            self.perhaps | other.perhaps,
        )

    def less(self, gone: set[str]) -> "Load":
        """Without these categories; the caller adds what is below them."""
        return Load(self.declared - gone, self.below - gone, self.any - gone, self.perhaps - gone)

    def doubted(self) -> "Load":
        """The same, when it is not known whether it is there."""
        return Load(set(), self.below, self.any, self.declared | self.perhaps)


class Travel:
    """The data of one deployment."""

    def __init__(self, facts: Facts, deployment: str, active: bool) -> None:
        self.facts = facts
        self.flows = [
            name
            for name in sorted(facts.flows)
            if deployment in facts.flow_deployments(name) and (not active or facts.status(name) == "active")
        ]
        self.links = self._links()
        self.reaches = {system: Load() for system in facts.systems}
        self.carries = {flow: Load() for flow in self.flows}
        self.holds = {system: Load() for system in facts.systems}
        self._travel()
        self._settle()

    def _links(self) -> list[tuple[str, str]]:
        """ "`subprocessors` passes on all that reaches the vendor or the systems it runs" """
        return [
            (system, next_one)
            for vendor in sorted(self.facts.vendors)
            for next_one in self.facts.chain(vendor)
            for system in self.facts.runs(vendor)
        ]

    def _listed(self, listed: list[str]) -> Load:
        """What a written list stands for: each category, and what may be inside it."""
        words = self.facts.data.expand(listed)
        return Load(set(words), self.facts.data.below_any(sorted(words)))

    def produced(self, system: str) -> Load:
        """What the system adds."""
        return self._listed(as_list(self.facts.systems[system].get("produces", [])))

    def leaving(self, system: str) -> Load:
        """ "what reached it, less what it strips (the category and all below it), plus what it produces" """
        strips = as_list(self.facts.systems[system].get("strips", []))
        return self.reaches[system].less(self.facts.data.below_any(strips)).plus(self.produced(system))

    def _everything(self) -> Load:
        """ "`unknown` (may be any category ...)" """
        return Load(any=set(self.facts.data.words))

    def _carried(self, flow: Entry) -> Load:
        """What a flow carries: a list "just that"; `without` cuts all."""
        data = fact(flow, "data")
        if data == UNKNOWN or (data == "inherited" and flow["from"] == UNKNOWN):
            load = self._everything()
        elif data == "inherited":
            load = self.leaving(flow["from"])
        else:
            load = self._listed(as_list(data))
        return load.less(self.facts.data.below_any(as_list(flow.get("without", []))))

    def _travel(self) -> None:
        """Repeat until nothing more arrives anywhere."""
        while True:
            before = str([(name, _sorted(load)) for name, load in self.reaches.items()])
            for name in self.flows:
                flow = self.facts.flows[name]
                self.carries[name] = self._carried(flow)
                if flow["to"] != UNKNOWN:  # "nothing is followed through it"
                    self.reaches[flow["to"]] = self.reaches[flow["to"]].plus(self.carries[name])
            for system, next_one in self.links:
                # "`strips` does not stop it"
                passed = self.reaches[system].plus(self.produced(system))
                self.reaches[next_one] = self.reaches[next_one].plus(passed)
            if before == str([(name, _sorted(load)) for name, load in self.reaches.items()]):
                return

    def _settle(self) -> None:
        """What is at rest where; "a link holds what the vendor holds"."""
        for name in self.flows:
            to, at_rest = self.facts.flows[name]["to"], self.facts.at_rest(name)
            if to != UNKNOWN and at_rest != NO:
                load = self.carries[name]
                # "With unknown retention, each category may be held."
                self.holds[to] = self.holds[to].plus(load if at_rest == YES else load.doubted())
        for _ in range(len(self.holds) + 1):
            for system, next_one in self.links:
                self.holds[next_one] = self.holds[next_one].plus(self.holds[system])

    # --- what is asked of it

    def at_vendor(self, loads: dict[str, Load], vendor: str) -> Load:
        """The loads of all the systems a vendor runs, together."""
        load = Load()
        for system in self.facts.runs(vendor):
            load = load.plus(loads[system])
        return load

    def originates(self, system: str) -> bool:
        """ "A person, or any system that no flow or chain enters, originates what it sends." """
        entered = {self.facts.flows[flow]["to"] for flow in self.flows} | {link[1] for link in self.links}
        return self.facts.is_person(system) or system not in entered

    def sourced(self, flow_id: str, category: str) -> str:
        """No "where neither a listed category, nor one above or below it, leaves its source"."""
        flow = self.facts.flows[flow_id]
        if isinstance(fact(flow, "data"), str) and flow["data"] in (UNKNOWN, "inherited"):
            return YES
        if flow["from"] == UNKNOWN:
            return UNKNOWN
        if self.originates(flow["from"]):
            return YES
        leaving, data = self.leaving(flow["from"]), self.facts.data
        near = data.above(category) | data.below(category)
        if leaving.declared & near:
            return YES
        return UNKNOWN if (leaving.below | leaving.any) & near else NO

    def touched(self, vendor: str, only_active: bool) -> str:
        """Does a flow (an active one) touch the vendor or a system it runs?"""
        systems = self.facts.runs(vendor)
        return either(
            YES if self.facts.flows[flow]["from"] in systems or self.facts.flows[flow]["to"] in systems else NO
            for flow in self.flows
            if not only_active or self.facts.status(flow) == "active"
        )


def _sorted(load: Load) -> list[list[str]]:
    return [sorted(load.declared), sorted(load.below), sorted(load.any)]

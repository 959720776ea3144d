"""`reach`: data that gets from one system to another, by trying every chain of flows and links there is.

A row is a deployment, where the data starts, where it arrives, and the category that arrives.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tests.reference.attributes import Asked, Thing, World
from tests.reference.facts import fact
from tests.reference.flows import Load
from tests.reference.kleene import NO, UNKNOWN, YES, both, either, negate
from tests.reference.match import ask, thing_leaves

STATES = {YES: "violated", UNKNOWN: "undecided"}


@dataclass(frozen=True, eq=False)
class Edge:
    """A flow, or a link of a chain of subprocessors (then `flow` is empty), and what it carries.

    `may` is all that it carries or may carry, "being above or below it"; not what it certainly lacks.
    """

    start: str
    end: str
    flow: str
    load: Load
    may: set[str]


@dataclass(frozen=True, eq=False)
class Chain:
    """One edge after the other; each carries every category of `passes`, or may carry it."""

    edges: list[Edge]
    passes: set[str]

    def between(self) -> list[str]:
        """The systems "strictly between the two"."""
        return [edge.end for edge in self.edges[:-1]]


@dataclass
class Row:
    """What gets there: `load` is asked as `data`. Of each chain: is it certain, and whom does it pass?"""

    start: str
    end: str
    category: str
    load: Load = field(default_factory=Load)
    chains: list[tuple[str, list[str]]] = field(default_factory=list)


class Reach:
    """What gets where in one deployment, with its proposals."""

    def __init__(self, world: World, deployment: str) -> None:
        self.world, self.deployment = world, deployment
        self.data, self.travel = world.facts.data, world.travel(deployment, active=False)
        self.edges = [*self._flows(), *self._links()]
        self.chains = [chain for edge in self.edges for chain in self._longer([edge], self.data.words)]
        self.begins = {(edge, word): self._begins(edge, word) for edge in self.edges for word in edge.may}
        self.begun = {
            (chain.edges[-1].end, word)
            for chain in self.chains
            for word in chain.passes
            if self.begins[chain.edges[0], word] != NO
        }
        self.rows = {from_anywhere: self._rows(from_anywhere) for from_anywhere in (True, False)}

    # --- chains

    def _flows(self) -> Iterator[Edge]:
        for name in self.travel.flows:
            flow, load = self.world.facts.flows[name], self.travel.carries[name]
            yield Edge(flow["from"], flow["to"], name, load, self._may(load))

    def _links(self) -> Iterator[Edge]:
        """ "all that reaches the vendor or the systems it runs and all they produce; `strips` does not stop it" """
        for system, next_one in self.travel.links:
            load = self.travel.reaches[system].plus(self.travel.produced(system))
            yield Edge(system, next_one, "", load, self._may(load))

    def _may(self, load: Load) -> set[str]:
        something = load.declared | load.below | load.any
        return {word for word in self.data.words if self.data.below(word) & something}

    def _longer(self, chain: list[Edge], passes: set[str]) -> Iterator[Chain]:
        """The chain and all that begin with it. It may come back to where it was, by another edge."""
        last, passes = chain[-1], passes & chain[-1].may
        if not passes:
            return
        if last.end != chain[0].start or last.end == UNKNOWN:  # "from one system to another"; unknown ends may be two
            yield Chain(chain, passes)
        for edge in self.edges:
            if edge.start == last.end != UNKNOWN and edge not in chain:  # "nothing is followed through it"
                yield from self._longer([*chain, edge], passes)

    # --- where a category originates

    def starts(self, chain: Chain, category: str) -> str:
        """ "Without `from`, it starts where the category originates": at the start of this chain?

        What only comes back to where it originates goes to no other system. Where that is not certain, it
        may as well start with the last flow.
        """
        first, last = chain.edges[0], chain.edges[-1]
        if first is last and (last.end, category) not in self.begun and not self._comes_back(last, category):
            return UNKNOWN
        return self.begins[first, category]

    def _begins(self, edge: Edge, category: str) -> str:
        written = not edge.flow or fact(self.world.facts.flows[edge.flow], "data") != "inherited"
        alone = YES if written and self._trail_ends(edge.start, category) else NO
        return either([alone, self._originates(edge, category)])

    def _originates(self, edge: Edge, category: str) -> str:
        """ "A person, or any system that no flow or chain enters, originates what it sends": so does what
        produces it, and the source of a flow that is unsourced."""
        if edge.start == UNKNOWN or self.travel.originates(edge.start):
            return YES
        return either([self._produces(edge.start, category), self._unsourced(edge, category)])

    def _produces(self, system: str, category: str) -> str:
        """Perhaps, when it produces something above or below."""
        produced = self.travel.produced(system)
        if category in produced.declared:
            return YES
        return UNKNOWN if self.data.below(category) & produced.below else NO

    def _unsourced(self, edge: Edge, category: str) -> str:
        """ "it is `unsourced`, and still carried": so it begins here."""
        if not edge.flow or fact(self.world.facts.flows[edge.flow], "data") == "inherited":
            return NO
        if edge.load.any:  # "may be any category": one that only this flow brings, too
            return UNKNOWN
        return either(
            both([YES if listed == category else UNKNOWN, negate(self.travel.sourced(edge.flow, listed))])
            for listed in edge.load.declared
            if self.data.below(listed) & self.data.below(category) & edge.load.below
        )

    def _trail_ends(self, system: str, category: str) -> bool:
        """It must begin somewhere: so here, where nobody else may bring it, or only in a circle in which
        nobody originates it."""
        behind = self._behind(system, category)
        return all(
            system in self._behind(edge.start, category) and self._originates(edge, category) == NO
            for edge in self.edges
            if edge.start in behind - {system} and edge.end in behind | {system} and category in edge.may
        )

    def _behind(self, system: str, category: str) -> set[str]:
        """All systems from which the category gets to this one, or may."""
        found: set[str] = set()
        while True:
            ends = (found | {system}) - {UNKNOWN}
            more = {edge.start for edge in self.edges if edge.end in ends and category in edge.may}
            if more <= found:
                return found
            found |= more

    def _comes_back(self, last: Edge, category: str) -> bool:
        """Has it certainly been where it goes?"""
        reached = {last.end} - {UNKNOWN}
        for _ in self.edges:
            certain = [edge for edge in self.edges if edge.start in reached and category in edge.load.declared]
            reached |= {edge.end for edge in certain} - {UNKNOWN}
        return last.start in reached

    # --- rows

    def _rows(self, from_anywhere: bool) -> list[Row]:
        """Every row: from any system, or only from where a category originates."""
        found: dict[tuple[str, str, str], Row] = {}
        for chain in self.chains:
            first, last = chain.edges[0], chain.edges[-1]
            starts = {word: YES if from_anywhere else self.starts(chain, word) for word in chain.passes}
            arrives = [word for word in last.load.declared & chain.passes if starts[word] != NO]
            for category in arrives:
                row = found.setdefault((first.start, last.end, category), Row(first.start, last.end, category))
                row.load = row.load.plus(Load(declared={category}, below=last.load.below))
                carried = both(YES if category in edge.load.declared else UNKNOWN for edge in chain.edges)
                row.chains.append((both([starts[category], carried]), chain.between()))
            anything = {word for word in last.load.any & chain.passes if starts[word] != NO}
            if anything:
                row = found.setdefault((first.start, last.end, UNKNOWN), Row(first.start, last.end, UNKNOWN))
                row.load = row.load.plus(Load(any=anything))
                row.chains.append((UNKNOWN, chain.between()))  # "what depends on it is undecided"
        return [found[key] for key in sorted(found)]

    # --- a match

    def answers(self, row: Row, match: dict[str, Any], every: bool) -> str:
        """A whole match: "Attributes are ANDed"."""
        found = []
        for attribute, wanted in match.items():
            if attribute == "data":
                found.append(ask(self.world, Asked("data", load=row.load), wanted, every, "data").answer)
            elif attribute == "through":
                found.append(self._through(row, wanted))
            elif attribute == "deployment":
                found.append(self._thing("deployment", self.deployment, wanted, every))
            else:
                found.append(self._thing("system", row.end if attribute == "to" else row.start, wanted, every))
        return both(found)

    def _thing(self, subject: str, name: str, wanted: Any, every: bool) -> str:
        thing = Thing(subject, name, self.deployment)
        return both(leaf.answer for leaf in thing_leaves(self.world, thing, wanted, every))

    def _through(self, row: Row, wanted: Any) -> str:
        """ "every such chain must pass a matching system strictly between the two" """
        passed = {system for _, between in row.chains for system in between}
        matches = {system: self._thing("system", system, wanted, every=True) for system in passed}
        return both(
            either([negate(certain), *[matches[system] for system in between]]) for certain, between in row.chains
        )


class Reaches:
    """The same in every deployment, once a rule asks for it."""

    def __init__(self, world: World) -> None:
        self.world = world

    @cached_property
    def deployments(self) -> list[Reach]:
        """One a deployment."""
        return [Reach(self.world, one) for one in self.world.facts.deployments]

    def findings(self, rule: dict[str, Any]) -> Iterator[tuple[Thing, str, str]]:
        """Each row with the end of a finding's id, always "the category that arrives", and its state."""
        match = rule["forbid" if "forbid" in rule else "for"]["reach"]
        for reach in self.deployments:
            for row in reach.rows["from" in match]:
                answer = both([reach.answers(row, match, every=False), either(one for one, _ in row.chains)])
                if "require" in rule and answer != NO:
                    # "When `require` does not hold and `for` itself is undecided, ... undecided."
                    answer = both([answer, negate(reach.answers(row, rule["require"], every=True))])
                if answer != NO:
                    place = Thing("reach", f"{row.start}..{row.end}", reach.deployment)
                    yield place, f"/data={row.category}", STATES[answer]

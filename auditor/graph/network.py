"""The deployment graph: the flows that exist in one deployment, and the chains of its vendors."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain, repeat
from operator import itemgetter
from typing import Final, NamedTuple, TypeVar

from auditor.declarations.dataflows import INHERITED
from auditor.vocabulary.answers import UNKNOWN, Unknown
from auditor.vocabulary.tree import Tree
from auditor.workspace.model import Alike, Flow, Workspace
from auditor.workspace.references import listed as listed_ids

Key = TypeVar("Key")
Value = TypeVar("Value")
Words = tuple[str, ...]

_ID, _SOURCE, _TARGET = (itemgetter(Flow._fields.index(name)) for name in ("id", "source", "target"))
OUTSIDE: Final = -1
"""The number of an end that is `unknown`: nothing is followed through it."""


class Edge(NamedTuple):
    """A flow, or a link of a chain, between two systems by their numbers.

    Each set of categories is one int of three parts (see `Parts`): what is declared, what may be there
    because of that, and what may be there because somebody wrote `unknown`. `carries` is there whatever
    arrives at the source; of what arrives there, `passes` lets through.
    """

    id: str
    source: int
    target: int
    carries: int
    passes: int
    link: bool = False


Step = tuple[int, int, int]
"""An edge that leads on: its number, the system it leads to, and what it lets pass."""


class Network:
    """Systems by number (sorted by id), and the edges between them: the flows, sorted by id, then the links.

    What an `Edge` is lies here in columns, by the number of the edge: so a large graph can be followed without an
    object for each flow.
    """

    def __init__(self, workspace: Workspace, flows: int) -> None:
        self.parts = Parts(workspace.data)
        self.systems = tuple(workspace.nodes)
        self.number = {name: position for position, name in enumerate(self.systems)}
        self.flows = flows
        """How many edges are flows."""
        self.ids: list[str] = []
        self.sources: list[int] = []
        self.targets: list[int] = []
        self.carries: list[int] = []
        self.passes: list[int] = []

    @cached_property
    def passing(self) -> list[int]:
        """The edges that let pass what arrives at their source."""
        return [edge for edge, passes in enumerate(self.passes) if passes]

    @cached_property
    def onward(self) -> list[list[Step]]:
        """How data goes on from each system, by id. What leads outside goes to the last place, and no further."""
        onward: list[list[Step]] = [[] for _ in range(len(self.systems) - OUTSIDE)]
        sources, targets, passes = self.sources, self.targets, self.passes
        for edge in self.by_id(self.passing):
            onward[sources[edge]].append((edge, targets[edge], passes[edge]))
        return onward

    def by_id(self, edges: Sequence[int]) -> Sequence[int]:
        """Edges by id: the links among the flows, which are sorted already."""
        id_of = self.ids.__getitem__
        flows, found, done = bisect_left(edges, self.flows), list[int](), 0
        for link in sorted(edges[flows:], key=id_of):
            place = bisect_left(edges, id_of(link), done, flows, key=id_of)
            found += edges[done:place]
            found.append(link)
            done = place
        return [*found, *edges[done:flows]] if found else edges

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """The edges one by one, for those who look at them."""
        links = chain(repeat(False, self.flows), repeat(True))
        return tuple(map(Edge, self.ids, self.sources, self.targets, self.carries, self.passes, links))


class Parts:
    """How three sets of categories share one int."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.size = len(tree.ids)
        self.full = tree.all
        self.everything = self.join(self.full, self.full, self.full)
        self.anything = self.join(0, 0, self.full)
        self._words = Once(self._word)

    def join(self, declared: int, may: int, unknown: int) -> int:
        return declared | may << self.size | unknown << 2 * self.size

    def split(self, joined: int) -> tuple[int, int, int]:
        size, full = self.size, self.full
        return joined & full, joined >> size & full, joined >> 2 * size

    def without(self, words: tuple[str, ...]) -> int:
        """A mask that leaves out the words and all below them, wherever they are."""
        rest = self.full & ~self.tree.under(words)
        return self.join(rest, rest, rest)

    def declared(self, words: Iterable[str]) -> int:
        """The words, and what may be there because of them; `x.*` are those at the bottom below x."""
        joined, known = 0, self._words
        for word in words:
            joined |= known[word]
        return joined

    def _word(self, word: str) -> int:
        if word.endswith(".*"):
            return self.declared(self.tree.leaves(word[:-2]))
        number = self.tree.index[word]
        return self.join(1 << number, self.tree.below[number], 0)


class Once(dict[Key, Value]):
    """What is made of each key, when it is first asked for."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        self.make = make

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self.make(key)
        return value


def network(workspace: Workspace, flows: tuple[Flow, ...], doubtful: frozenset[str] = frozenset()) -> Network:
    """The graph of some flows. What a doubtful flow carries is only possible: nobody knows whether it is active."""
    made = Network(workspace, len(flows))
    parts, number = made.parts, made.number
    listed: Once[Words, int] = Once(parts.declared)
    kept: Once[Words, int] = Once(parts.without)
    declared = {name: node.declared for name, node in workspace.nodes.items()}
    ends: dict[str | Unknown, int] = {UNKNOWN: OUTSIDE}
    ends.update(number)
    made.ids = ids = list(map(_ID, flows))
    made.sources = sources = list(map(ends.__getitem__, map(_SOURCE, flows)))
    made.targets = targets = list(map(ends.__getitem__, map(_TARGET, flows)))
    first, firsts = _alike(workspace, flows)
    carries: dict[int, int] = {}
    passes: dict[int, int] = {}
    possible = parts.join(0, parts.full, parts.full)
    for one in firsts:
        flow = flows[one]
        bits, through = listed[flow.data] if isinstance(flow.data, tuple) else parts.anything, 0
        if flow.data is INHERITED and flow.source is not UNKNOWN:
            bits, through = listed[declared[flow.source].produces], kept[declared[flow.source].strips]
        mask = kept[flow.without] if flow.without else parts.everything
        if flow.id in doubtful:
            mask &= possible
        carries[one], passes[one] = bits & mask, through & mask
    made.carries = carried = list(map(carries.__getitem__, first))
    made.passes = passed = list(map(passes.__getitem__, first))
    for name, above, below in _links(workspace):
        ids.append(name)
        sources.append(number[above])
        targets.append(number[below])
        carried.append(listed[declared[above].produces])
        passed.append(parts.everything)
    return made


def _alike(workspace: Workspace, flows: tuple[Flow, ...]) -> Alike:
    """Which flows load alike. A deployment's own flows may lack those that the others are like."""
    every = workspace.alike["load"]
    if len(flows) == len(workspace.flows):
        return every
    there = {flow.id for flow in flows}
    firsts: dict[int, int] = {}
    loads = [one for flow, one in zip(workspace.flows, every.first, strict=True) if flow.id in there]
    first = [firsts.setdefault(load, number) for number, load in enumerate(loads)]
    return Alike(first, tuple(firsts.values()))


def _links(workspace: Workspace) -> Iterator[tuple[str, str, str]]:
    """A chain passes on all that reaches the vendor or the systems it runs, and all they produce."""
    run: dict[str, list[str]] = {}
    for name, node in workspace.nodes.items():
        if isinstance(node.vendor, str):
            run.setdefault(node.vendor, []).append(name)
    for name, vendor in workspace.vendors.items():
        for below in sorted(set(listed_ids(vendor.subprocessors))):
            for system in run.get(name, ()) if below in workspace.nodes else ():
                yield f"{name}..{below}", system, below


def produces(workspace: Workspace, system: str) -> tuple[str, ...]:
    """What a system adds, with every `x.*` written out."""
    words: list[str] = []
    for word in workspace.nodes[system].declared.produces:
        words += workspace.data.leaves(word[:-2]) if word.endswith(".*") else (word,)
    return tuple(words)

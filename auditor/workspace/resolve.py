"""Checked entries become a workspace: defaults taken, words resolved, what contradicts itself refused."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from auditor.declarations.dataflows import INHERITED, Deployment, System, Vendor
from auditor.location import Problem, Related
from auditor.vocabulary.answers import UNKNOWN, Unknown
from auditor.vocabulary.tree import Tree
from auditor.workspace.merge import DEFAULT_DEPLOYMENT, Merged
from auditor.workspace.model import Alike, Flow, Node
from auditor.workspace.references import listed
from auditor.workspace.validate import MODELS, keys_of


def vendor_systems(merged: Merged) -> set[str]:
    """Vendors that are systems: those that give a `kind`, and those that a chain names.

    Read from the plain content, so that a mistake elsewhere in an entry raises no second one.
    """
    found = set()
    for name, entry in merged.sections.get("vendors", {}).items():
        if isinstance(entry, dict):
            if "kind" in entry:
                found.add(name)
            chain = entry.get("subprocessors")
            if isinstance(chain, list):
                found.update(word for word in chain if isinstance(word, str))
    return found & set(merged.sections.get("vendors", ()))


def resolve_nodes(
    vendors: Mapping[str, Vendor], systems: Mapping[str, System], as_systems: set[str], kinds_tree: Tree
) -> dict[str, Node]:
    """All systems, by id, sorted."""
    people = frozenset(kinds_tree.words(kinds_tree.under(["person"])))
    nodes: dict[str, Node] = {}
    for name in sorted({*systems, *(as_systems & vendors.keys())}):
        if name in systems:
            declared: System | Vendor = systems[name]
            section, vendor = "systems", _run_by(systems[name], people)
        else:
            declared = vendors[name]
            section, vendor = "vendors", name
        kinds = (
            None if declared.kind is None or isinstance(declared.kind, Unknown) else tuple(sorted(set(declared.kind)))
        )
        nodes[name] = Node(name, section, declared, kinds, vendor, not people.isdisjoint(kinds or ()))
    return nodes


def live(nodes: Mapping[str, Node], vendors: Mapping[str, Vendor]) -> dict[str, Node]:
    """The systems but those of a retired vendor."""
    gone = {name for name, vendor in vendors.items() if vendor.status == "retired"}
    return {name: node for name, node in nodes.items() if node.vendor not in gone}


def _run_by(system: System, people: frozenset[str]) -> str | Unknown | None:
    if system.vendor == "none":
        return None
    if system.vendor is None:
        return UNKNOWN if people.isdisjoint(listed(system.kind)) else None
    return system.vendor


def resolve_flows(
    written: Mapping[str, Any], nodes: Mapping[str, Node], vendors: Mapping[str, Vendor],
    deployments: Mapping[str, Deployment | None], data: Tree,
) -> tuple[list[Flow], dict[str, Alike], list[str]]:  # fmt: skip
    """The live flows, which of them are alike, and the ids of the retired ones; all sorted by id."""
    resolve = _Flows(nodes, vendors, deployments, data)
    retired = [name for name in sorted(written) if written[name].get("status") == "retired"]
    gone = frozenset(retired)
    flows = [resolve.flow(name, written[name]) for name in sorted(written) if name not in gone]
    alike = {"terms": resolve.terms, "ending": resolve.ending, "load": resolve.load}
    return flows, {name: firsts.alike() for name, firsts in alike.items()}, retired


class _Firsts:
    """Which of many things were there before."""

    def __init__(self) -> None:
        self.positions: dict[Hashable, int] = {}
        self.first: list[int] = []

    def add(self, thing: Hashable) -> None:
        self.first.append(self.positions.setdefault(thing, len(self.first)))

    def alike(self) -> Alike:
        return Alike(self.first, tuple(self.positions.values()))


class _Flows:
    """Makes flows of checked entries; what many of them share is worked out once."""

    def __init__(
        self, nodes: Mapping[str, Node], vendors: Mapping[str, Vendor],
        deployments: Mapping[str, Deployment | None], data: Tree,
    ) -> None:  # fmt: skip
        self.data = data
        self.everywhere = tuple(deployments)
        self.proposed_in = {name for name, entry in deployments.items() if entry and entry.status == "proposed"}
        self.proposed = {
            name
            for name, node in nodes.items()
            if isinstance(node.vendor, str) and vendors[node.vendor].status == "proposed"
        }
        saying: dict[Hashable, int] = {}
        self.saying = {name: saying.setdefault(_says(node), len(saying)) for name, node in nodes.items()}
        """Systems that say the same of themselves have one number."""
        self.expanded: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.terms, self.ending, self.load = _Firsts(), _Firsts(), _Firsts()

    def flow(self, name: str, entry: Mapping[str, Any]) -> Flow:
        get = entry.get
        source, target, carried, status = entry["from_"], entry["to"], entry["data"], get("status")
        where = tuple(sorted(set(entry["deployments"]))) if "deployments" in entry else self.everywhere
        if status is None:
            not_yet = source in self.proposed or target in self.proposed or self.proposed_in.issuperset(where)
            status = "proposed" if not_yet else "active"
        if isinstance(carried, tuple):
            if carried not in self.expanded:
                self.expanded[carried] = expand(carried, self.data)
            carried = self.expanded[carried]
        purposes, retention, region, labels = get("purposes"), get("retention"), get("region"), get("labels", {})
        controls, trigger, placed = get("controls"), get("trigger"), _hashable(region)
        without = get("without", ())
        said = purposes, retention, placed, controls, trigger, where, status, _hashable(labels)
        ending = self.saying.get(target), purposes is None, retention is None, placed
        load = source if carried is INHERITED else carried, without, status is UNKNOWN
        self.terms.add(said)
        self.ending.add(ending)
        self.load.add(load)
        return Flow(
            name, source, target, carried, without, purposes, retention, region, controls, trigger, where,
            status, labels, entry,
        )  # fmt: skip


def _says(node: Node) -> Hashable:
    """What a system says of itself, as far as rules ask for it in a flow that ends there."""
    declared = node.declared
    of_flows = declared.purposes if node.section == "systems" else None, declared.retention
    own = getattr(declared, "own", None)
    itself = declared.kind, declared.controls, own, _hashable(declared.region), _hashable(declared.labels)
    return node.section, node.vendor, *itself, *of_flows


def _hashable(value: Any) -> Hashable:
    """Equal for equal values, mappings too."""
    return tuple(sorted(value.items())) if value and isinstance(value, dict) else value or None


def expand(carried: tuple[str, ...], data: Tree) -> tuple[str, ...]:
    """A list of categories with every `x.*` written out."""
    words: dict[str, None] = {}
    for word in carried:
        words.update(dict.fromkeys(data.leaves(word[:-2]) if word.endswith(".*") else (word,)))
    return tuple(words)


def default_deployments(deployments: Mapping[str, Deployment]) -> dict[str, Deployment | None]:
    """None declared is one, called `default`, about which nothing is known."""
    return {name: deployments[name] for name in sorted(deployments)} or {DEFAULT_DEPLOYMENT: None}


def check_names(merged: Merged) -> Iterable[Problem]:
    """Systems and vendors share one set of names."""
    for name in merged.sections.get("systems", {}):
        if name in merged.sections.get("vendors", {}):
            first = Related(merged.at(("vendors", name), key=True), "the vendor")
            where = merged.at(("systems", name), key=True)
            hint = "systems and vendors share one set of names; a vendor that gives `kind` is a system already"
            yield Problem(f"`{name}` is declared twice, as a vendor and as a system", where, hint, related=(first,))


def check_leaves(merged: Merged, data: Tree) -> Iterable[Problem]:
    """`x.*` needs something below x."""
    for section, key in (("flows", "data"), ("systems", "produces"), ("vendors", "produces")):
        for name, entry in merged.sections.get(section, {}).items():
            value = entry.get(key) if isinstance(entry, dict) else None
            for number, word in enumerate(value if isinstance(value, list) else ()):
                if isinstance(word, str) and word.endswith(".*") and word[:-2] in data and not data.leaves(word[:-2]):
                    where = merged.at((section, name, key, number))
                    yield Problem(f"`{word}` stands for nothing: `{word[:-2]}` has nothing below it", where)


def check_vendors(merged: Merged, as_systems: set[str]) -> Iterable[Problem]:
    """A vendor is no part of its own chain, and what only a system does needs a system."""
    for name, entry in merged.sections.get("vendors", {}).items():
        vendor = entry if isinstance(entry, dict) else {}
        chain = vendor.get("subprocessors")
        for number, word in enumerate(chain if isinstance(chain, list) else ()):
            if word == name:
                where = merged.at(("vendors", name, "subprocessors", number))
                yield Problem(f"`{name}` is in its own chain of subprocessors", where, "leave it out")
        for key in ("produces", "strips"):
            if vendor.get(key) and name not in as_systems:
                where = merged.at(("vendors", name, key), key=True)
                hint = "give it a `kind`, or move it to a system"
                yield Problem(f"`{name}` gives `{key}` but is no system", where, hint)


def check_retired(
    merged: Merged, vendors: Mapping[str, Vendor], nodes: Mapping[str, Node], flows: Iterable[Flow]
) -> Iterable[Problem]:
    """A vendor may be retired only when every flow at it is, and no other's chain names it."""
    retired = {name for name, vendor in vendors.items() if vendor.status == "retired"}
    if not retired:
        return
    for flow in flows:
        for end in (flow.source, flow.target):
            node = nodes.get(end) if isinstance(end, str) else None
            if node is not None and node.vendor in retired:
                first = Related(merged.at(("vendors", str(node.vendor), "status")), "retired here")
                where = merged.at(("flows", flow.id), key=True)
                message = f"the flow `{flow.id}` is live, but its vendor `{node.vendor}` is retired"
                yield Problem(message, where, "retire the flow too, or keep the vendor", related=(first,))
    for name, vendor in vendors.items():
        for number, word in enumerate(listed(vendor.subprocessors)):
            if word in retired and word != name:
                first = Related(merged.at(("vendors", word, "status")), "retired here")
                where = merged.at(("vendors", name, "subprocessors", number))
                yield Problem(f"the chain of `{name}` names `{word}`, which is retired", where, related=(first,))


def check_evidence(merged: Merged, entries: Mapping[str, Mapping[str, Any]]) -> Iterable[Problem]:
    """Evidence is given for a fact that the thing has."""
    for section in ("vendors", "systems", "flows", "catalog"):
        facts = tuple(key for key in keys_of(MODELS[section]) if key not in ("evidence", "wording", "labels", "note"))
        for name, entry in entries[section].items():
            evidence = entry.get("evidence", {}) if isinstance(entry, dict) else entry.evidence
            for fact in evidence:
                if fact not in facts:
                    where = merged.at((section, name, "evidence", fact), key=True)
                    yield Problem(f"evidence for `{fact}`, which is no fact of {section}", where, None, fact, facts)

"""Workspace and rules -> findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from benchmarks.naive.graph import Graph
from benchmarks.naive.load import load
from benchmarks.naive.models import Flow, Workspace
from benchmarks.naive.rules import ABSENT, Compiled, broken, compile_rule
from benchmarks.naive.words import under

STORES = ("database", "object_storage", "log_store", "backup", "data_warehouse")


class Finding(NamedTuple):
    id: str
    title: str
    state: str


class Row:
    """A row that rules are asked of. `values` holds what was looked up."""

    def __init__(self, audit: Audit, name: str) -> None:
        self.audit = audit
        self.name = name
        self.values: dict[tuple[str, ...], Any] = {}

    def get(self, path: tuple[str, ...]) -> Any:
        if path not in self.values:
            self.values[path] = self.look(path)
        return self.values[path]

    def look(self, path: tuple[str, ...]) -> Any:
        raise NotImplementedError


class SystemRow(Row):
    @property
    def declared(self) -> Iterable[str]:
        return self.audit.reached.get(self.name, ())

    @property
    def possible(self) -> Iterable[str]:
        return self.audit.perhaps.get(self.name, ())

    def look(self, path: tuple[str, ...]) -> Any:
        workspace = self.audit.workspace
        if path[0] == "vendor":
            vendor = workspace.vendor_of(self.name)
            return ABSENT if vendor is None else getattr(workspace.vendors[vendor], path[1])
        return getattr(workspace.node(self.name), path[0])


class VendorRow(Row):
    """A vendor: what reaches it or the systems that it runs."""

    def __init__(self, audit: Audit, name: str) -> None:
        super().__init__(audit, name)
        self.runs = audit.run_by[name]

    @property
    def declared(self) -> Iterable[str]:
        return {word for system in self.runs for word in self.audit.reached.get(system, ())}

    @property
    def possible(self) -> Iterable[str]:
        return {word for system in self.runs for word in self.audit.perhaps.get(system, ())}

    def look(self, path: tuple[str, ...]) -> Any:
        return getattr(self.audit.workspace.vendors[self.name], path[0])


class FlowRow(Row):
    def __init__(self, audit: Audit, name: str, flow: Flow) -> None:
        super().__init__(audit, name)
        self.flow = flow
        self.declared, self.possible = audit.carried(flow)

    def look(self, path: tuple[str, ...]) -> Any:
        flow, first = self.flow, path[0]
        if first in ("to", "from"):
            return self.audit.system(flow.target if first == "to" else flow.source).get(path[1:])
        node = self.audit.workspace.node(flow.target)
        if first == "region":
            return node.region
        kept = flow.retention or node.retention
        if first == "retention":
            return kept
        if first == "at_rest":
            return None if kept in (None, "unknown") else kept != "none"
        return getattr(flow, first)


class Audit:
    """One run."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.graph = Graph(workspace)
        self.reached = self.by_system(self.graph.parents)
        self.perhaps = self.by_system(self.graph.possible)
        self.run_by: dict[str, list[str]] = {name: [] for name in workspace.vendors}
        for name in self.nodes():
            if vendor := workspace.vendor_of(name):
                self.run_by[vendor].append(name)
        self.systems: dict[str, SystemRow] = {}
        self.leaving: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
        self.rules = [compile_rule(name, rule, workspace.data) for name, rule in workspace.rules.items()]

    @staticmethod
    def by_system(found: dict[str, Any]) -> dict[str, set[str]]:
        systems: dict[str, set[str]] = {}
        for word, reached in found.items():
            for system in reached:
                systems.setdefault(system, set()).add(word)
        return systems

    def system(self, name: str) -> SystemRow:
        if name not in self.systems:
            self.systems[name] = SystemRow(self, name)
        return self.systems[name]

    def carried(self, flow: Flow) -> tuple[Iterable[str], Iterable[str]]:
        """What a flow carries, and what it may carry because of that."""
        if isinstance(flow.data, str):
            return self.leaves(flow.source)
        return flow.data, [below for word in flow.data for below in self.graph.below[word]]

    def leaves(self, system: str) -> tuple[frozenset[str], frozenset[str]]:
        """What leaves a system by an inherited flow."""
        if system not in self.leaving:
            node = self.workspace.node(system)
            produced = {below for word in node.produces for below in self.graph.below[word]}
            passed = [
                {word for word in found.get(system, ()) if not any(under(word, one) for one in node.strips)}
                for found in (self.reached, self.perhaps)
            ]
            self.leaving[system] = frozenset(passed[0] | set(node.produces)), frozenset(passed[1] | produced)
        return self.leaving[system]

    def flow_rows(self) -> list[FlowRow]:
        return [FlowRow(self, name, flow) for name, flow in self.workspace.flows.items()]

    def findings(self) -> list[Finding]:
        tables: dict[str, tuple[str, Sequence[Row]]] = {
            "flow": ("flows", self.flow_rows()),
            "system": ("systems", [self.system(name) for name in self.nodes()]),
            "vendor": ("vendors", [VendorRow(self, name) for name in self.workspace.vendors]),
        }
        found = [
            self.finding(rule, section, row, attribute, value, violated)
            for rule in self.rules
            for section, rows in [tables[rule.subject]]
            for row in rows
            for attribute, value, violated in broken(rule, row)
        ]
        return sorted({*found, *self.built_in()})

    def nodes(self) -> Iterable[str]:
        return (*self.workspace.systems, *self.workspace.vendors)

    def finding(self, rule: Compiled, section: str, row: Row, attribute: str, value: str, violated: bool) -> Finding:
        name = f"{rule.id}@{section}/{row.name}/{attribute}={quote(value, safe='-_./:,')}"
        return Finding(name, self.workspace.rules[rule.id].title, "violated" if violated else "undecided")

    def built_in(self) -> Iterator[Finding]:
        """What is wrong in any workspace."""
        workspace, graph = self.workspace, self.graph
        entered = {flow.target for flow in workspace.flows.values()}
        entered |= {below for vendor in workspace.vendors.values() for below in vendor.subprocessors}
        used = {below for vendor in workspace.vendors.values() for below in vendor.subprocessors}
        for name, flow in workspace.flows.items():
            used |= {vendor for end in (flow.source, flow.target) if (vendor := workspace.vendor_of(end))}
            target = workspace.node(flow.target)
            if not self.carried(flow)[0]:
                yield Finding(f"carries-nothing@flows/{name}", "A flow must carry something", "violated")
            if target.kind in STORES and (flow.retention or target.retention) == "none":
                yield Finding(f"store-keeps-nothing@flows/{name}", "A store that keeps nothing", "violated")
            if isinstance(flow.data, list) and flow.source in entered:
                declared, possible = self.leaves(flow.source)
                for word in flow.data:
                    near = {*graph.below[word], *graph.above(word)}
                    if near.isdisjoint(declared) and near.isdisjoint(possible):
                        found = f"unsourced@flows/{name}/data={word}"
                        yield Finding(found, "Data that does not leave its source", "violated")
            limit = workspace.vendors[vendor].purposes if (vendor := workspace.vendor_of(flow.target)) else None
            for purpose in flow.purposes or () if limit is not None else ():
                if not any(under(purpose, one) for one in limit or ()):
                    yield Finding(f"unlisted-purpose@flows/{name}/purposes={purpose}", "Unlisted purpose", "violated")
        for vendor in workspace.vendors.keys() - used:
            yield Finding(f"unused-vendor@vendors/{vendor}", "A vendor that nothing uses", "violated")
        enforced = {reason for rule in workspace.rules.values() for reason in rule.because}
        for promise in workspace.promises.keys() - enforced:
            yield Finding(f"unenforced-promise@promises/{promise}", "A promise without a rule", "undecided")


def audit(root: Path) -> list[Finding]:
    return Audit(load(root)).findings()

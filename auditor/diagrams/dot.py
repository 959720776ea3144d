"""An audit as DOT: everything in one view, what is wrong in red with the ids of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import quote

import graphviz

from auditor.audit import Audit
from auditor.findings.finding import VIOLATED, WAIVED, Finding
from auditor.graph.world import at_rest, retention
from auditor.text.plain import shown
from auditor.vocabulary.answers import MAYBE, NO, UNKNOWN, YES, Answer
from auditor.vocabulary.words import STORES
from auditor.workspace.model import Flow, Node
from auditor.workspace.references import listed

RED, AMBER, PLAIN, PROPOSED = "#B3261E", "#8A5A00", "#4D4D4D", "#5B5BD6"
"""Violated, undecided, fine, proposed: each at least 5.3:1 on white."""
FONT = "Arial"
NOBODY = "vendor not named"
"""The cluster of systems that somebody runs whom nobody named."""
CATEGORIES_SHOWN = 2
LABEL_LIMIT = 60


class Verdict(NamedTuple):
    """The worst of the findings about a thing, and their rules."""

    state: str
    rules: tuple[str, ...]


def source(audit: Audit) -> str:
    """The DOT source. Node names are made up (n0, n1 …); the user's words are only ever labels."""
    return _Drawing(audit).source()


class _Drawing:
    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.workspace = audit.workspace
        self.names = {name: f"n{number}" for number, name in enumerate(self.workspace.nodes)}
        self.verdicts = _verdicts(audit.findings)
        self.ends = 0

    def source(self) -> str:
        graph = graphviz.Digraph(
            graph_attr={
                "rankdir": "LR", "fontname": FONT, "fontsize": "12", "nodesep": "0.35", "ranksep": "1.1",
                "label": _escape(self._caption()), "labelloc": "b", "labeljust": "l", "bgcolor": "white",
                "tooltip": _escape(self._caption()),
            },
            node_attr={"fontname": FONT, "fontsize": "11", "shape": "box", "style": "rounded", "color": PLAIN},
            edge_attr={"fontname": FONT, "fontsize": "9", "color": PLAIN},
        )  # fmt: skip
        for number, (vendor, nodes) in enumerate(self._by_vendor()):
            if vendor is None:
                for node in nodes:
                    self._node(graph, node)
                continue
            with graph.subgraph(name=f"cluster_{number}") as cluster:
                cluster.attr(**self._cluster(vendor))
                for node in nodes:
                    self._node(cluster, node)
        for flow in self.workspace.flows:
            if set(flow.deployments) & set(self.audit.deployments):
                self._flow(graph, flow)
        self._links(graph)
        return str(graph.source)

    def _caption(self) -> str:
        counts, workspace = self.audit.summary, self.workspace
        return (
            f"{counts.flows} flows, {counts.systems} systems: {counts.violated} violated, "
            f"{counts.undecided} undecided. As of {workspace.as_of}, workspace {workspace.digest[:12]}."
        )

    def _by_vendor(self) -> list[tuple[str | None, list[Node]]]:
        """Systems by who runs them: people and our own first, then each vendor."""
        groups: dict[str | None, list[Node]] = {None: []}
        for node in self.workspace.nodes.values():
            key = NOBODY if node.vendor is UNKNOWN else node.vendor
            groups.setdefault(key if isinstance(key, str) else None, []).append(node)
        ours = groups.pop(None)
        return [(None, ours), *sorted(groups.items(), key=lambda group: str(group[0]))]

    def _cluster(self, vendor: str) -> dict[str, str]:
        verdict = self.verdicts.get(f"vendors/{vendor}")
        declared = self.workspace.vendors.get(vendor)
        name = declared.name if declared is not None and isinstance(declared.name, str) else f"{vendor} (name unknown)"
        if declared is None:
            name = NOBODY
        color = _color(verdict, PLAIN)
        style = "rounded,dashed" if declared is None or declared.status == "proposed" else "rounded"
        label = _lines([name, *_rules(verdict)])
        width = "2" if verdict else "1"
        return {
            "label": label,
            "color": color,
            "fontcolor": color,
            "style": style,
            "fontname": FONT,
            "fontsize": "12",
            "penwidth": width,
        }

    def _node(self, graph: graphviz.Digraph, node: Node) -> None:
        verdict = self.verdicts.get(f"systems/{node.id}")
        title = getattr(node.declared, "title", None) or getattr(node.declared, "name", None)
        title = title if isinstance(title, str) else node.id
        color = _color(verdict, PLAIN)
        stores = self.workspace.kinds.under(STORES)
        is_store = any(self.workspace.kinds.answer(kind, stores) is YES for kind in node.kinds or ())
        shape = "oval" if node.person else "cylinder" if is_store else "box"
        kinds = ", ".join(node.kinds) if node.kinds else "kind unknown"
        graph.node(
            self.names[node.id],
            label=_lines([title, kinds, *_rules(verdict)]),
            shape=shape, color=color, fontcolor=color if verdict else "#1A1A1A", penwidth="2" if verdict else "1",
            tooltip=_escape(f"{node.id}: {kinds}"), id=f"system-{self.names[node.id]}",
        )  # fmt: skip

    def _flow(self, graph: graphviz.Digraph, flow: Flow) -> None:
        verdict = self.verdicts.get(f"flows/{flow.id}")
        rests = at_rest(retention(self.workspace, flow)[0])
        color = _color(verdict, PROPOSED if flow.status == "proposed" else PLAIN)
        words = self._carried(flow)
        more = f" +{len(words) - CATEGORIES_SHOWN}" if len(words) > CATEGORIES_SHOWN else ""
        data = ", ".join(words[:CATEGORIES_SHOWN]) + more
        where = self.workspace.merged.at(("flows", flow.id), key=True)
        graph.edge(
            self._end(graph, flow.source), self._end(graph, flow.target),
            label=_lines([flow.id, data, *_rules(verdict)]), color=color, fontcolor=color,
            penwidth="2.4" if verdict else "1.1", style="dashed" if flow.status == "proposed" else "solid",
            arrowhead=HEADS[rests], id=f"flow-{flow.id}", tooltip=_escape(self._sentence(flow, words, rests, verdict)),
            URL=f"{quote(where.file)}#L{where.line}",
        )  # fmt: skip

    def _carried(self, flow: Flow) -> list[str]:
        """The categories that a flow carries in any of the audited deployments."""
        found: dict[str, None] = {}
        anything = False
        for deployment in self.audit.deployments:
            if deployment in flow.deployments:
                spread = self.audit.worlds.of(deployment).spread
                declared, _, unknown = spread.parts.split(spread.carried(flow.id))
                found.update(dict.fromkeys(self.workspace.data.words(declared)))
                anything = anything or bool(unknown)
        return [*sorted(found), *(["unknown data"] if anything else [])]

    def _sentence(self, flow: Flow, words: list[str], rests: Answer, verdict: Verdict | None) -> str:
        ends = [end if isinstance(end, str) else "somebody not named" for end in (flow.source, flow.target)]
        wrong = f" {verdict.state.capitalize()}: {', '.join(verdict.rules)}." if verdict else ""
        return f"{flow.id}: {ends[0]} sends {', '.join(words) or 'nothing'} to {ends[1]}, {RESTS[rests]}.{wrong}"

    def _end(self, graph: graphviz.Digraph, end: object) -> str:
        if isinstance(end, str):
            return self.names[end]
        self.ends += 1
        name = f"u{self.ends}"
        graph.node(name, label="not named", shape="box", style="dashed,rounded", color=AMBER, fontcolor=AMBER)
        return name

    def _links(self, graph: graphviz.Digraph) -> None:
        """Chains of subprocessors: from each system of the vendor to the one that it names."""
        for name, vendor in self.workspace.vendors.items():
            if vendor.status == "retired":
                continue
            run = [node.id for node in self.workspace.nodes.values() if node.vendor == name]
            for below in sorted(set(listed(vendor.subprocessors))):
                for system in run if below in self.names else ():
                    graph.edge(
                        self.names[system], self.names[below], label=_escape(f"via {name}"), style="dotted",
                        arrowhead="vee", id=f"link-{name}..{below}", tooltip=_escape(f"{name} passes it on to {below}"),
                    )  # fmt: skip


HEADS = {YES: "normal", NO: "empty", MAYBE: "onormal"}
"""Filled: at rest at the destination; open: in transit only, or not known."""
RESTS = {YES: "kept there", NO: "in transit only", MAYBE: "it is not known whether kept"}


def _verdicts(findings: Iterable[Finding]) -> dict[str, Verdict]:
    """The worst state of each thing, with the rules of that state."""
    by_thing: dict[str, dict[str, set[str]]] = {}
    for finding in findings:
        if finding.state != WAIVED and finding.severity != "note":
            for thing in _drawn(finding):
                by_thing.setdefault(thing, {}).setdefault(finding.state, set()).add(finding.rule)
    found = {}
    for thing, states in by_thing.items():
        state = VIOLATED if VIOLATED in states else next(iter(states))
        found[thing] = Verdict(state, tuple(sorted(states[state])))
    return found


def _drawn(finding: Finding) -> list[str]:
    """What a finding is drawn at: its thing; of a `reach` the whole way, and the system where it ends."""
    if finding.section != "reach":
        return [f"{finding.section}/{finding.thing}"]
    return [*(f"flows/{name}" for name in finding.witness), f"systems/{finding.thing.partition('..')[2]}"]


def _color(verdict: Verdict | None, otherwise: str) -> str:
    if verdict is None:
        return otherwise
    return RED if verdict.state == VIOLATED else AMBER


def _rules(verdict: Verdict | None) -> list[str]:
    if verdict is None:
        return []
    mark = "×" if verdict.state == VIOLATED else "?"
    return [f"{mark} {rule}" for rule in verdict.rules]


def _lines(lines: Iterable[str]) -> str:
    """Several lines of a label, each safe and of bearable length."""
    label: str = graphviz.nohtml("\n".join(_escape(_short(line)) for line in lines if line))
    return label


def _short(text: str) -> str:
    return text if len(text) <= LABEL_LIMIT else f"{text[: LABEL_LIMIT - 1]}…"


def _escape(text: str) -> str:
    # Graphviz reads character references in labels: `&` must be one itself.
    escaped: str = graphviz.escape(shown(text).replace("&", "&amp;"))
    return escaped

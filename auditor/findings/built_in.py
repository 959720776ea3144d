"""Findings that need no rule: what is wrong in any workspace."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Final

from auditor.declarations.values import Ids
from auditor.findings.finding import UNDECIDED, VIOLATED, Finding
from auditor.graph.world import Worlds, retention
from auditor.location import Related, Route
from auditor.vocabulary.answers import NO, UNKNOWN, YES
from auditor.vocabulary.words import STORES
from auditor.workspace.catalog import catalog_id
from auditor.workspace.model import Flow, Workspace
from auditor.workspace.references import listed

TITLES: Final = {
    "carries-nothing": "A flow must carry something",
    "store-keeps-nothing": "A store that is said to keep nothing",
    "unsourced": "Data that does not leave its source",
    "unused-vendor": "A vendor that nothing uses",
    "same-product": "Two vendors of one product",
    "unlisted-purpose": "A purpose that the vendor is not listed for",
    "unenforced-promise": "A promise that no rule enforces",
    "open-question": "A promise with an open question",
}
ERRORS: Final = ("carries-nothing",)
RESOLVE: Final = {
    "carries-nothing": "List what it carries, let something reach its source, or remove it.",
    "store-keeps-nothing": "Give the real retention.",
    "unsourced": "Declare how the data gets to the source, let the source produce it, or correct the list.",
    "unused-vendor": "Declare the flows to it, or retire it.",
    "same-product": "Keep one of them, or give each its own catalog entry.",
    "unlisted-purpose": "Add the purpose to the vendor, or correct the flow.",
    "unenforced-promise": "Name it in the because of a rule, or say in not_enforced why nothing can enforce it.",
    "open-question": "Write the answer.",
}


class BuiltIns:
    """Makes the built-in findings of a workspace over the audited deployments."""

    def __init__(self, workspace: Workspace, worlds: Worlds, deployments: tuple[str, ...]) -> None:
        self.workspace = workspace
        self.worlds = worlds
        self.deployments = deployments
        self._empties: dict[str, frozenset[str]] = {}
        self._strays: dict[tuple[object, ...], dict[str, list[str]]] = {}

    def all(self) -> list[Finding]:
        flows = [finding for flow, audited in self._audited() for finding in self._flow(flow, audited)]
        return [*flows, *self._vendors(), *self._promises()]

    def _audited(self) -> Iterator[tuple[Flow, tuple[str, ...]]]:
        """Each flow of the audited deployments, with those."""
        audited: dict[tuple[str, ...], tuple[str, ...]] = {}
        for flow in self.workspace.flows:
            where = audited.get(flow.deployments)
            if where is None:
                where = tuple(name for name in flow.deployments if name in self.deployments)
                audited[flow.deployments] = where
            if where:
                yield flow, where

    def _flow(self, flow: Flow, audited: tuple[str, ...]) -> Iterator[Finding]:
        """There may be very many flows: what most of them cannot have is not looked at twice."""
        if all(flow.id in self._empty(name) for name in flow.deployments):
            yield self._finding("carries-nothing", ("flows", flow.id), "", "", "it carries nothing", audited)
        if flow.target in self._stores:
            kept, (section, name) = retention(self.workspace, flow)
            if kept is not None and not kept.at_rest:
                place: Route = (section, name, "retention")
                message = f"retention is none, but `{flow.target}` is a store"
                yield self._finding("store-keeps-nothing", ("flows", flow.id), "", "", message, audited, place)
        if isinstance(flow.data, tuple):
            yield from self._unsourced(flow, audited)
        if flow.target in self._limited:
            yield from self._unlisted(flow, audited)

    def _empty(self, deployment: str) -> frozenset[str]:
        """The flows that carry nothing in a deployment."""
        if deployment not in self._empties:
            self._empties[deployment] = self.worlds.of(deployment).spread.empty()
        return self._empties[deployment]

    @cached_property
    def _limited(self) -> Mapping[str, tuple[str, Ids]]:
        """The systems of vendors that are listed for some purposes: the vendor, and those purposes."""
        vendors = self.workspace.vendors
        return {
            name: (node.vendor, purposes)
            for name, node in self.workspace.nodes.items()
            if isinstance(node.vendor, str)
            and (purposes := vendors[node.vendor].purposes) is not None
            and purposes is not UNKNOWN
        }

    @cached_property
    def _stores(self) -> frozenset[str]:
        """The systems of which nobody expects that they keep nothing."""
        tree = self.workspace.kinds
        kinds = frozenset(tree.words(tree.under(STORES)))
        return frozenset(name for name, node in self.workspace.nodes.items() if not kinds.isdisjoint(node.kinds or ()))

    def _unsourced(self, flow: Flow, audited: tuple[str, ...]) -> Iterator[Finding]:
        key = flow.source, flow.data, flow.without, audited
        if key not in self._strays:  # many flows of one source carry the same
            self._strays[key] = self._without_source(flow, audited)
        for word, where in self._strays[key].items():
            place = _entry(self.workspace, flow, word)
            message = f"`{word}` does not leave `{flow.source}`"
            yield self._finding("unsourced", ("flows", flow.id), "data", word, message, tuple(where), place)

    def _without_source(self, flow: Flow, audited: tuple[str, ...]) -> dict[str, list[str]]:
        """The categories that a flow lists and that do not leave its source, each with the deployments."""
        found: dict[str, list[str]] = {}
        for deployment in audited:
            spread = self.worlds.of(deployment).spread
            for word in self.workspace.data.words(spread.parts.split(spread.carried(flow.id))[0]):
                if spread.sourced(flow, word) is NO:
                    found.setdefault(word, []).append(deployment)
        return found

    def _unlisted(self, flow: Flow, audited: tuple[str, ...]) -> Iterator[Finding]:
        vendor, allowed = self._limited[str(flow.target)]
        node = self.workspace.nodes[str(flow.target)]
        purposes, place = flow.purposes, ("flows", flow.id, "purposes")
        if purposes is None and node.section == "systems":
            purposes, place = node.declared.purposes, ("systems", node.id, "purposes")
        tree = self.workspace.purposes
        for number, word in enumerate(listed(purposes)):
            if word not in allowed and tree.answer(word, tree.under(allowed)) is not YES:
                message = f"`{word}` is not among the purposes of `{vendor}`"
                about = (Related(self.workspace.merged.at(("vendors", vendor, "purposes")), "its purposes"),)
                thing: Route = ("flows", flow.id)
                yield self._finding(
                    "unlisted-purpose",
                    thing,
                    "purposes",
                    word,
                    message,
                    audited,
                    (*place, number),
                    related=about,
                )

    def _vendors(self) -> Iterator[Finding]:
        used = self._used_vendors()
        products: dict[str, dict[str, Route]] = {}
        for name, vendor in self.workspace.vendors.items():
            if vendor.status == "retired":
                continue
            if name not in used:
                message = "no flow touches it and no chain names it"
                yield self._finding("unused-vendor", ("vendors", name), "", "", message, self.deployments)
            product, place = catalog_id(self.workspace, name)
            if isinstance(product, str):
                products.setdefault(product, {})[name] = place
        for product, names in products.items():
            for name, place in names.items() if len(names) > 1 else ():
                others = [other for other in names if other != name]
                message = f"it is the same product as {', '.join(f'`{other}`' for other in others)}"
                about = tuple(
                    Related(self.workspace.merged.at(("vendors", other), key=True), f"the vendor {other}")
                    for other in others
                )
                thing: Route = ("vendors", name)
                yield self._finding(
                    "same-product", thing, "catalog", product, message, self.deployments, place, related=about
                )

    def _used_vendors(self) -> set[str]:
        live = [vendor for vendor in self.workspace.vendors.values() if vendor.status != "retired"]
        used = {word for vendor in live for word in listed(vendor.subprocessors)}
        ends = {end for flow in self.workspace.flows for end in (flow.source, flow.target)}
        nodes = [self.workspace.nodes.get(end) for end in ends if isinstance(end, str)]
        return used | {node.vendor for node in nodes if node is not None and isinstance(node.vendor, str)}

    def _promises(self) -> Iterator[Finding]:
        enforced = {reason for rule in self.workspace.rules.values() for reason in rule.because}
        enforced |= {reason for built_in in self.workspace.built_ins.values() for reason in built_in.because}
        for name, promise in self.workspace.promises.items():
            thing: Route = ("promises", name)
            if name not in enforced and not promise.enforced_by and promise.not_enforced is None:
                message = "no rule enforces it, and nothing says why"
                missing = (f"promises/{name}/not_enforced",)
                yield self._finding(
                    "unenforced-promise", thing, "", "", message, self.deployments, None, UNDECIDED, missing
                )
            if promise.question is not None and not isinstance(promise.answer, str):
                place = (*thing, "question")
                missing = (f"promises/{name}/answer",)
                yield self._finding(
                    "open-question",
                    thing,
                    "",
                    "",
                    promise.question,
                    self.deployments,
                    place,
                    UNDECIDED,
                    missing,
                )

    def _finding(
        self, rule: str, thing: Route, attribute: str, value: str, message: str, deployments: Iterable[str],
        place: Route | None = None, state: str = VIOLATED, missing: tuple[str, ...] = (),
        related: tuple[Related, ...] = (),
    ) -> Finding:  # fmt: skip
        given = self.workspace.built_ins.get(rule)
        severity = "error" if rule in ERRORS else "warning"
        merged = self.workspace.merged
        if given is not None:
            severity = given.severity or severity
            related = (*related, Related(merged.at(("rules", rule), key=True), "the rule"))
        return Finding(
            rule=rule,
            section=str(thing[0]),
            thing=str(thing[1]),
            attribute=attribute,
            value=value,
            state=state,
            severity=severity,
            message=f"{TITLES[rule]}: {message}",
            location=merged.at(place or thing, key=place is None or len(place) == 2),
            because=given.because if given else (),
            resolve=RESOLVE[rule],
            related=related,
            states=tuple((name, state) for name in sorted(deployments)),
            missing=missing,
        )


def _entry(workspace: Workspace, flow: Flow, word: str) -> Route:
    """The entry of a flow's list that names a category, itself or by a `x.*` above it."""
    place: Route = ("flows", flow.id, "data")
    written = workspace.merged.value(place)
    for number, said in enumerate(written if isinstance(written, list) else ()):
        if said == word or (said.endswith(".*") and word in workspace.data.leaves(said[:-2])):
            return (*place, number)
    return place

"""Findings of a scan that no rule over its rows can make: what nothing shows, and what could not be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from auditor.evidence.grades import grade_of
from auditor.evidence.listed import Observed
from auditor.evidence.observation import DEVELOPMENT
from auditor.evidence.seen import SeenVendor
from auditor.findings.finding import UNDECIDED, VIOLATED, Finding
from auditor.graph.world import Worlds
from auditor.location import Location, Problem, Related, Route
from auditor.vocabulary.places import GLOBAL, Place, within
from auditor.vocabulary.places import place as place_called
from auditor.workspace.model import RegionFact, Workspace

TITLES: Final = {
    "never-seen": "A vendor that nothing shows",
    "region-never-seen": "A region that nothing shows",
    "not-scanned": "A file that could not be scanned",
    "noticed": "What a scan noticed beside vendors and tables",
}
RESOLVE: Final = {
    "never-seen": "Retire it, or write `observed: never` where it is used outside this repository.",
    "region-never-seen": "Show the region in the infrastructure code, or write `observed: never` where it cannot.",
    "not-scanned": "Mend the file, leave it out by .gitignore, or look at it yourself and waive this.",
    "noticed": "Mend it, or look at it yourself and waive this.",
}
SECTION: Final = "observed_files"
NOT_JUDGED: Final = ("dynamic", "not_postgresql", "not_rendered", "refused")
"""Remarks that say what could not be judged; the others say what is wrong."""


def findings(
    workspace: Workspace, worlds: Worlds, observed: Observed, deployments: tuple[str, ...]
) -> Iterator[Finding]:
    """All of them."""
    made = _Made(workspace, observed, deployments)
    yield from not_scanned(workspace, observed.seen.problems, deployments)
    for remark in observed.seen.remarks:
        thing: Route = (SECTION, remark.location.file)
        state = UNDECIDED if remark.kind in NOT_JUDGED else VIOLATED
        yield _finding(
            workspace, "noticed", thing, f"{remark.name}: {remark.text}", remark.location, "warning", deployments,
            state=state, value=(remark.kind, remark.name),
        )  # fmt: skip
    for name, vendor in workspace.vendors.items():
        active = any(name in worlds.of(deployment, active=True).touched for deployment in deployments)
        if vendor.status == "active" and active and vendor.observed != "never":
            yield from made.of(name)


def not_scanned(workspace: Workspace, problems: Iterable[Problem], deployments: tuple[str, ...]) -> Iterator[Finding]:
    """What a file would have shown is not known: that is undecided, and closes the gate. Of a file of tests it is a
    warning, as what it shows is not used in production."""
    by_file: dict[str, list[Problem]] = {}
    for problem in problems:
        by_file.setdefault(problem.location.file if problem.location else ".", []).append(problem)
    for file, found in sorted(by_file.items()):
        severity = "warning" if grade_of(file) == DEVELOPMENT else "error"
        place = min((one.location for one in found if one.location), default=Location(file, 1, 1))
        said = "; ".join(dict.fromkeys(one.message for one in found))
        said = said if file == "." else f"{file}: {said}"
        more = [Related(one.location, one.message) for one in found if one.location and one.location != place]
        yield _finding(workspace, "not-scanned", (SECTION, file), said, place, severity, deployments, related=more)


class _Made:
    def __init__(self, workspace: Workspace, observed: Observed, deployments: tuple[str, ...]) -> None:
        self.workspace = workspace
        self.observed = observed
        self.deployments = deployments
        self.seen: dict[str, list[SeenVendor]] = {}
        for one in observed.seen.vendors.values():
            for name in observed.declared.listed(one).vendors if one.grade != DEVELOPMENT else ():
                self.seen.setdefault(name, []).append(one)

    def of(self, vendor: str) -> Iterator[Finding]:
        """What is declared of an active vendor, and nothing shows."""
        thing: Route = ("vendors", vendor)
        where = self.workspace.merged.at(thing, key=True)
        seen = self.seen.get(vendor, [])
        if not seen:
            known = self.observed.declared.product_of.get(vendor) is not None
            why = "no file that was scanned shows it" if known else "the catalog has no product to look for"
            missing = () if known else (f"vendors/{vendor}/catalog",)
            state = VIOLATED if known and not self.observed.seen.problems else UNDECIDED
            yield _finding(
                self.workspace, "never-seen", thing, f"`{vendor}`: {why}", where, "warning", self.deployments,
                state=state, missing=missing,
            )  # fmt: skip
            return
        yield from self._regions(vendor, [one.id for one in seen])

    def _regions(self, vendor: str, seen: list[str]) -> Iterator[Finding]:
        """The regions of a vendor and of the systems it runs that no file shows."""
        every = [one.region for one in self.observed.seen.regions.values() if one.vendor in seen]
        shown = [place_called(word) for word in every if word is not None]
        nodes = [node for node in self.workspace.nodes.values() if node.vendor == vendor and node.section == "systems"]
        declared: list[tuple[Route, RegionFact]] = [
            (("vendors", vendor, "region"), self.workspace.vendors[vendor].region),
            *(((node.section, node.id, "region"), node.declared.region) for node in nodes),
        ]
        told: dict[str, tuple[Route, list[str]]] = {}
        for route, region in declared:
            for deployment in self.deployments:
                for place in _in(region, deployment):
                    if place.word != GLOBAL and not any(within(one, (place,)) for one in shown):
                        told.setdefault(place.word, (route, []))[1].append(deployment)
        for word, (route, where) in told.items():
            yield _finding(
                self.workspace, "region-never-seen", ("vendors", vendor), f"no file shows that `{vendor}` is in {word}",
                self.workspace.merged.at(route), "warning", tuple(dict.fromkeys(where)), value=("region", word),
                missing=(f"vendors/{vendor}/observed",),
            )  # fmt: skip


def _in(region: RegionFact, deployment: str) -> tuple[Place, ...]:
    """The places that a declared region names for a deployment."""
    if isinstance(region, Mapping):
        region = region.get(deployment, region.get("default"))
    return region if isinstance(region, tuple) else ()


def _finding(
    workspace: Workspace, rule: str, thing: Route, message: str, place: Location, severity: str,
    deployments: tuple[str, ...], *, state: str = UNDECIDED, value: tuple[str, str] = ("", ""),
    missing: tuple[str, ...] = (), related: Iterable[Related] = (),
) -> Finding:  # fmt: skip
    given = workspace.built_ins.get(rule)
    about = [Related(workspace.merged.at(("rules", rule), key=True), "the rule")] if given is not None else []
    return Finding(
        rule=rule,
        section=str(thing[0]),
        thing=str(thing[1]),
        attribute=value[0],
        value=value[1],
        state=state,
        severity=(given.severity if given else None) or severity,
        message=f"{TITLES[rule]}: {message}",
        location=place,
        because=given.because if given else (),
        resolve=RESOLVE[rule],
        related=(*related, *about),
        states=tuple((name, state) for name in sorted(deployments)),
        missing=missing,
    )

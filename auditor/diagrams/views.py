"""Which part of an audit to show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from auditor.audit import Audit
from auditor.diagrams.arrows import About
from auditor.diagrams.arrows import arrows as arrows_of
from auditor.diagrams.boxes import people, regions
from auditor.diagrams.overview import overview
from auditor.diagrams.picture import FINE, WARNED, Arrow, Box, Picture, Region, Thing
from auditor.diagrams.verdicts import drawn_at, verdicts
from auditor.findings.finding import VIOLATED, WAIVED
from auditor.location import InvalidInput, Problem
from auditor.text.plain import counted

OVERVIEW: Final = "overview"
VIOLATIONS: Final = "violations"
FULL: Final = "full"
DATA: Final = "data"
VENDOR: Final = "vendor"
FULL_UP_TO = 30
"""Flows in one picture that can be read at once."""
MOST_ARROWS = 60
"""Arrows in a part of a picture; above that, they are bundled as in an overview."""


class View(NamedTuple):
    """`overview`, `violations` or `full`; or `data` or `vendor` with an id."""

    kind: str
    id: str = ""


class _Kept(NamedTuple):
    """What a view leaves in: arrows, and things beside their ends."""

    arrows: tuple[Arrow, ...]
    things: frozenset[str]


def fitting(audit: Audit) -> View:
    """The view for a company of this size."""
    return View(FULL if audit.summary.flows <= FULL_UP_TO else OVERVIEW)


def picture(audit: Audit, view: View) -> Picture:
    """What to draw. Raises InvalidInput where the id of a view is not declared."""
    _check(audit, view)
    found = verdicts(audit.findings)
    about = None
    if view.kind == DATA:
        about = About(view.id, audit.workspace.data.under([view.id]))
    drawn, ends = arrows_of(audit, found, about)
    whole = Picture(
        _title(audit, view), (), (*people(audit, found), *ends), regions(audit, found), tuple(drawn)
    )  # fmt: skip
    if view.kind == OVERVIEW:
        shown = overview(whole)
    elif view.kind == FULL:
        shown = whole
    else:
        shown = part_of(whole, *_PARTS[view.kind](whole, view))
        shown = overview(shown) if len(shown.arrows) > MOST_ARROWS else shown
    return shown._replace(caption=_caption(audit, view, whole, shown))


def _data(whole: Picture, view: View) -> _Kept:
    return _Kept(whole.arrows, frozenset())


def _vendor(whole: Picture, view: View) -> _Kept:
    """A vendor, and all that goes to what it runs and from there."""
    run = frozenset(thing.id for box in _boxes(whole) if box.vendor == view.id for thing in box.things)
    return _Kept(tuple(arrow for arrow in whole.arrows if run & {arrow.source, arrow.target}), run)


def _violations(whole: Picture, view: View) -> _Kept:
    """What is not fine, and what that stands in. Where there is much, flows that are only warned of stay out."""
    wrong = tuple(arrow for arrow in whole.arrows if arrow.verdict.state != FINE)
    if len(wrong) > FULL_UP_TO:  # mild ones would hide the others
        wrong = tuple(arrow for arrow in wrong if arrow.verdict.state != WARNED) or wrong
    things = {thing.id for thing in everything(whole) if thing.verdict.state != FINE}
    ends = {end for arrow in wrong for end in (arrow.source, arrow.target)}
    for box in _boxes(whole):
        if box.verdict.state != FINE and not ends & {thing.id for thing in box.things}:
            things |= {thing.id for thing in box.things}
    return _Kept(wrong, frozenset(things))


_PARTS: dict[str, Callable[[Picture, View], _Kept]] = {DATA: _data, VENDOR: _vendor, VIOLATIONS: _violations}


def part_of(whole: Picture, arrows: tuple[Arrow, ...], things: frozenset[str]) -> Picture:
    """The part of a picture that has these arrows, their ends and these things, in their boxes and regions."""
    ends = {end for arrow in arrows for end in (arrow.source, arrow.target)} | things
    regions_ = []
    for region in whole.regions:
        boxes = [box._replace(things=tuple(thing for thing in box.things if thing.id in ends)) for box in region.boxes]
        boxes = [box for box in boxes if box.things]
        if boxes:
            regions_.append(region._replace(boxes=tuple(boxes)))
    outside = tuple(thing for thing in whole.outside if thing.id in ends)
    return whole._replace(outside=outside, regions=tuple(regions_), arrows=arrows)


def everything(picture: Picture) -> list[Thing]:
    """All things of a picture."""
    return [*picture.outside, *(thing for box in _boxes(picture) for thing in box.things)]


def _boxes(picture: Picture) -> Iterable[Box]:
    regions_: tuple[Region, ...] = picture.regions
    return (box for region in regions_ for box in region.boxes)


def _title(audit: Audit, view: View) -> str:
    us = audit.workspace.organization
    name = us.name if us is not None and isinstance(us.name, str) else "This workspace"
    return f"{name}: {_TITLES[view.kind].format(view.id)}"


_TITLES = {
    FULL: "every data flow",
    OVERVIEW: "who gets data from whom",
    VIOLATIONS: "what is violated or undecided",
    DATA: "where {} goes, and all below it",
    VENDOR: "what goes to {} and comes from it",
}


def _caption(audit: Audit, view: View, whole: Picture, shown: Picture) -> tuple[str, ...]:
    counts, workspace = audit.summary, audit.workspace
    flows = sum(arrow.flows for arrow in shown.arrows)
    of = f"{flows} of " if view.kind not in (FULL, OVERVIEW) else ""
    things = f"{counted(counts.systems, 'system')}, {counted(counts.vendors, 'vendor')}"
    warned = sum(finding.state == VIOLATED and finding.severity != "error" for finding in audit.findings)
    mild = f" ({warned} of them no errors)" if warned else ""
    verdict = f"{counts.violated} violated{mild}, {counts.undecided} undecided, {counts.waived} waived"
    several = f" Deployments: {', '.join(audit.deployments)}." if len(workspace.deployments) > 1 else ""
    lines = [
        f"{of}{counted(counts.flows, 'flow')}, {things}: {verdict}.",
        f"As of {workspace.as_of}, workspace {workspace.digest[:12]}.{several}",
    ]
    elsewhere = _elsewhere(audit)
    if elsewhere:
        lines.append(f"{counted(elsewhere, 'finding')} about what no picture shows: read the report.")
    if view.kind in _PARTS and any(arrow.id.startswith("flows-") for arrow in shown.arrows):
        lines.append(f"More than {MOST_ARROWS} arrows: flows between the same two are drawn as one.")
    warnings = sum(arrow.verdict.state == WARNED for arrow in whole.arrows)
    if view.kind == VIOLATIONS and warnings and all(arrow.verdict.state != WARNED for arrow in shown.arrows):
        lines.append(f"{counted(warnings, 'flow')} with nothing but a warning left out.")
    if not everything(shown):
        lines.append("There is nothing to show.")
    return tuple(lines)


def _elsewhere(audit: Audit) -> int:
    """The findings about what is in no picture, such as promises."""
    workspace, audited = audit.workspace, set(audit.deployments)
    drawn = {f"flows/{flow.id}" for flow in workspace.flows if audited & set(flow.deployments)}
    drawn |= {f"systems/{name}" for name in workspace.nodes}
    drawn |= {f"vendors/{name}" for name in workspace.vendors}
    open_ = [finding for finding in audit.findings if finding.state != WAIVED and finding.severity != "note"]
    return sum(not drawn & set(drawn_at(finding)) for finding in open_)


def _check(audit: Audit, view: View) -> None:
    """Is what the view is about declared?"""
    vendors = audit.workspace.vendors
    known = {DATA: tuple(audit.workspace.categories), VENDOR: tuple(vendors)}.get(view.kind)
    if known is None:
        return
    if view.id not in known:
        what = "data category" if view.kind == DATA else "vendor"
        hint = f"--view {view.kind}=ID wants a {what} that is declared"
        raise InvalidInput([Problem(f"unknown {what} `{view.id}`", None, hint, view.id, known)])
    if view.kind == VENDOR and vendors[view.id].status == "retired":
        raise InvalidInput([Problem(f"the vendor `{view.id}` is retired: nothing of it is drawn", None)])

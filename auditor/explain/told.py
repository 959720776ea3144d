"""What all explanations have in common: reasons, conditions, findings in short, and where to write what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.audit import Audit
from auditor.explain.clauses import would
from auditor.explain.parts import HOLDS, NOT_ASKED, Answered, Line, Missing, Otherwise, Reason
from auditor.findings.finding import UNDECIDED, WORST_FIRST, Finding
from auditor.findings.places import missing_at, section_of
from auditor.findings.rate import condition_of
from auditor.location import Route
from auditor.rules.explain import REQUIRE, Asked, Judged
from auditor.vocabulary.answers import MAYBE, NO
from auditor.workspace.model import Workspace


def reasons(workspace: Workspace, because: Iterable[str]) -> tuple[Reason, ...]:
    """Each reason with its words, and the place of the promise."""
    found = []
    for reason in because:
        promise = workspace.promises.get(reason)
        if promise is None:
            found.append(Reason(None, reason, None, None))
        else:
            where = workspace.merged.at(("promises", reason), key=True)
            found.append(Reason(reason, promise.says, promise.source, where))
    return tuple(found)


def answered(workspace: Workspace, asked: Asked) -> Answered:
    """A condition with its answer."""
    leaf = asked.leaf
    shown = condition_of(workspace, leaf)
    routes = missing_at(workspace, leaf) if leaf.answer is MAYBE else ()
    missing = tuple(dict.fromkeys(map(_written, routes)))
    return Answered(
        asked.part, shown.attribute, shown.wanted, shown.found or "nothing", shown.answer, shown.where, missing
    )


def otherwise(workspace: Workspace, asked: Asked, so: bool, value: str | None = None) -> Otherwise:
    """A condition, and what would be so if it were answered yes, or with `so` false no."""
    leaf = asked.leaf
    shown = condition_of(workspace, leaf)
    category = leaf.row.category if leaf.row is not None else None
    clause = would(asked, so, value)
    return Otherwise(asked.part, shown.attribute, clause, shown.found or "nothing", category, shown.where)


def near(workspace: Workspace, judged: Judged) -> tuple[Otherwise, ...]:
    """What would have to be otherwise for a row that is kept to be violated."""
    return tuple(otherwise(workspace, asked, so=asked.part != REQUIRE) for asked in judged.near)


def line(finding: Finding) -> Line:
    return Line(
        finding.id,
        finding.state,
        finding.severity,
        finding.message,
        finding.location,
        finding.deployments,
        finding.missing,
        finding.waiver,
    )


class Findings:
    """The findings of an audit, by what they are about."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self._by_name = {(f.rule, f.section, f.thing, f.attribute, f.value): f for f in audit.findings}

    def of(self, judged: Judged) -> tuple[Finding, ...]:
        """Those of one rule and one row. What is undecided and not to be listed has none."""
        found = {}
        for violation in judged.violations:
            key = violation.rule, *section_of(violation.row), violation.attribute, violation.value
            if key in self._by_name:
                found[key] = self._by_name[key]
        return tuple(found.values())

    def state(self, judged: Judged, deployment: str) -> str:
        """What a rule says of a row in a deployment."""
        if not judged.violations:
            return NOT_ASKED if judged.applies is NO else HOLDS
        states = [state for finding in self.of(judged) for name, state in finding.states if name == deployment]
        return min(states, key=WORST_FIRST.index) if states else UNDECIDED


def missing(workspace: Workspace, places: Iterable[str]) -> tuple[Missing, ...]:
    """Where each missing fact would be written, and what stands there."""
    found = []
    for place in places:
        route = route_of(workspace, place)
        written = workspace.merged.value(route)
        text = written if isinstance(written, str) else None
        if isinstance(written, list) and all(isinstance(word, str) for word in written):
            text = ", ".join(written)
        found.append(Missing(place, text, workspace.merged.at(route)))
    return tuple(found)


def route_of(workspace: Workspace, place: str) -> Route:
    """`flows/a/region` as a route: an entry of a list by its number."""
    route: list[str | int] = []
    for step in place.split("/"):
        inside = workspace.merged.value(tuple(route)) if route else None
        route.append(int(step) if isinstance(inside, list) and step.isdigit() else step)
    return tuple(route)


def _written(route: Route) -> str:
    return "/".join(str(step) for step in route)

"""A finding or a promise explained, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.explain.parts import Answered, Otherwise
from auditor.explain.records import FindingExplanation, PromiseExplanation
from auditor.text.frame import frame
from auditor.text.lines import ERROR, plain
from auditor.text.plain import columns, only_in, promised, short, shown
from auditor.trace.records import UNKNOWN
from auditor.workspace.merge import DEFAULT_DEPLOYMENT

CHAIN = " -> "
WIDTH = 110
"""The columns that a frame may take."""


def render_finding(finding: FindingExplanation) -> str:
    """What was asked and found, how the data got there, what was promised, and what to do."""
    parts = (_head, _conditions, _witness, _promised, _write, _do, _ends, _waiver, _related)
    return _joined(part(finding) for part in parts)


def _joined(parts: Iterable[Iterable[str]]) -> str:
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


def _head(finding: FindingExplanation) -> Iterator[str]:
    yield finding.id
    yield f"{finding.state}, {finding.severity}: {shown(finding.message)}"
    drawn = frame([finding.location], lambda _: finding.code, WIDTH, ERROR, indent="  ")
    yield from plain(drawn).splitlines()
    if finding.deployments != (DEFAULT_DEPLOYMENT,):
        states = dict.fromkeys(one.state for one in finding.states)
        where = {state: [one.deployment for one in finding.states if one.state == state] for state in states}
        told = [f"{state} in {', '.join(names)}" for state, names in where.items()]
        yield f"  = {'; '.join(told)}"


def _conditions(finding: FindingExplanation) -> Iterator[str]:
    if not finding.conditions:
        return
    several = f", in {finding.asked_in}" if len(finding.states) > 1 else ""
    yield f"What was asked{several}"
    cells = [["answer", "part", "attribute", "wanted", "found", "place"], *map(_condition, finding.conditions)]
    yield from (f"  {line}" for line in columns(cells))


def _condition(one: Answered) -> list[str]:
    place = str(one.location) if one.location is not None else ""
    return [shown(cell) for cell in (one.answer, one.part, one.attribute, one.wanted, short(one.found), place)]


def _witness(finding: FindingExplanation) -> Iterator[str]:
    if not finding.witness:
        return
    yield f"How {'data that is unknown' if finding.category == UNKNOWN else finding.category} got there"
    rows = [
        [f"{hop.source}{CHAIN}{hop.target}", f"by {hop.id}", shown(str(hop.location))] for hop in finding.witness
    ]  # fmt: skip
    yield from (f"  {line}" for line in columns(rows))


def _promised(finding: FindingExplanation) -> Iterator[str]:
    if finding.because:
        yield "Because"
    yield from (f"  {promised(one.promise, one.says, one.source, one.location)}" for one in finding.because)


def _write(finding: FindingExplanation) -> Iterator[str]:
    if finding.missing:
        yield "What to write"
    for missing in finding.missing:
        said = "nothing stands there yet" if missing.written is None else f"it says {missing.written}"
        yield f"  {missing.place}: {shown(said)}, {shown(str(missing.location))}"


def _do(finding: FindingExplanation) -> Iterator[str]:
    if finding.resolve:
        yield "What to do"
        yield f"  {shown(finding.resolve)}"


def _ends(finding: FindingExplanation) -> Iterator[str]:
    if not finding.ends:
        return
    yield "It would end if" if len(finding.ends) == 1 else "It would end if any one of these were so"
    yield from (f"  {line}" for line in columns([_end(one) for one in finding.ends]))


def _end(one: Otherwise) -> list[str]:
    return [shown(one.would), shown(str(one.location)) if one.location is not None else ""]


def _waiver(finding: FindingExplanation) -> Iterator[str]:
    waiver = finding.waiver
    if waiver is None:
        return
    yield f"Waived by {waiver.id} until {waiver.expires.isoformat()}, {shown(str(waiver.location))}"
    yield f"  {shown(waiver.owner)}: {shown(waiver.reason)}"
    more = [f"approved by {waiver.approved_by}"] if waiver.approved_by else []
    more += [f"granted {waiver.granted.isoformat()}"] if waiver.granted else []
    more += [f"ticket {waiver.ticket}"] if waiver.ticket else []
    if more:
        yield f"  {shown(', '.join(more))}"


def _related(finding: FindingExplanation) -> Iterator[str]:
    if finding.related:
        yield "See also"
    rows = [[shown(one.message), shown(str(one.location))] for one in finding.related]
    yield from (f"  {line}" for line in columns(rows))


STATUS = {
    "broken": "broken",
    "undecided": "undecided",
    "waived": "waived",
    "kept": "kept, as declared",
    "not_checked": "not checked",
    "not_enforced": "cannot be enforced",
}


def render_promise(promise: PromiseExplanation) -> str:
    """The words, what became of them, and by which rules."""
    return _joined([_promise(promise), _enforcing(promise), _about(promise)])


def _promise(promise: PromiseExplanation) -> Iterator[str]:
    yield f'{promise.id}: "{shown(promise.says)}"'
    yield f"  --> {shown(str(promise.location))}"
    yield f"  = said in: {shown(promise.source)}"
    yield f"  = {STATUS[promise.status]}"
    if promise.question is not None:
        yield f"  = question: {shown(promise.question)}"
        yield f"  = answer: {shown(promise.answer) if promise.answer is not None else 'not given yet'}"
    if promise.not_enforced is not None:
        yield f"  = no rule can enforce it: {shown(promise.not_enforced)}"
    if promise.conflicts_with:
        yield f"  = conflicts with: {', '.join(promise.conflicts_with)}"


def _enforcing(promise: PromiseExplanation) -> Iterator[str]:
    if not promise.rules:
        yield "No rule enforces it."
        return
    yield "Enforced by"
    rows = [[one.state, one.rule, shown(one.title)] for one in promise.rules]
    yield from (f"  {line}" for line in columns(rows))


def _about(promise: PromiseExplanation) -> Iterator[str]:
    if promise.findings:
        yield "Findings"
    for finding in promise.findings:
        remarks = [f"{finding.state}, {finding.severity}: {finding.id}"]
        yield f"  {'; '.join([*remarks, *only_in(finding.deployments, promise.deployments)])}"

"""A flow, a system, a vendor or another thing explained, for people: its data, its facts, every rule's answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from auditor.explain.parts import NOT_ASKED, Answered, Data, Known, Line, RuleAnswer
from auditor.explain.records import Thing, ThingExplanation
from auditor.text.plain import columns, only_in, short, shown, some
from auditor.trace.records import CERTAIN, MAY, UNKNOWN, Carried

CHAIN = " -> "
FEW = 6
"""So many categories that only may be there are listed, unless all are asked for."""


def render(explanation: ThingExplanation, everything: bool) -> str:
    """Each thing: what it carries, what is known of it, what rules say. With `everything`, all that a rule asks
    is shown also where its `for` is not so."""
    parts: list[Iterable[str]] = []
    for thing in explanation.things:
        where = thing.deployments
        parts.append(_head(thing, explanation.deployments))
        if thing.absent is not None:
            parts.append([ABSENT[thing.absent]])
            continue
        parts += [_data(thing, data, everything) for data in thing.data]
        parts += [_facts(thing, where), _findings("Findings", thing.findings)]
        parts += [_findings("Findings whose way it is on", thing.ways), _rules(thing, where, everything)]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


ABSENT = {
    "retired": "It is retired: history, and nothing is asked of it.",
    "elsewhere": "It is in none of the deployments that were asked for.",
}


def _head(thing: Thing, audited: Sequence[str]) -> Iterator[str]:
    title = f", {shown(thing.title)}" if thing.title else ""
    name = thing.section if thing.id == thing.section else f"{thing.section}/{thing.id}"
    some_only = thing.deployments and thing.section != "deployments"
    yield f"{name}{title}{''.join(f'; {said}' for said in only_in(thing.deployments, audited) if some_only)}"
    yield f"  --> {shown(str(thing.location))}"


def _data(thing: Thing, data: Data, everything: bool) -> Iterator[str]:
    """A line a category that is there; those that only may be, together by what they may come along with."""
    where = thing.deployments
    yield f"{data.attribute}: {data.about}"
    if not data.carried:
        yield "  nothing"
    broad: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for one in data.carried:
        if one.certainty == MAY and one.within:
            broad.setdefault((one.within, one.deployments), []).append(one.category)
        else:
            yield f"  {'; '.join([*_category(thing, one), *only_in(one.deployments, where)])}"
    for (within, deployments), words in broad.items():
        told = f"may, within {', '.join(within)}: {some(words, len(words) if everything else FEW)}"
        yield f"  {'; '.join([told, *only_in(deployments, where)])}"


def _category(thing: Thing, one: Carried) -> Iterator[str]:
    name = {CERTAIN: one.category, MAY: f"may: {one.category}, if it is kept", UNKNOWN: "may be anything"}[
        one.certainty
    ]
    chain = [hop.id for hop in one.witness]
    yield f"{name}, by {CHAIN.join(chain)}" if chain not in ([], [thing.id]) else name
    if one.never:
        yield f"but never {some(one.never, FEW)}"
    if one.missing:
        yield f"write {', '.join(one.missing)}"


def _facts(thing: Thing, where: Sequence[str]) -> Iterator[str]:
    yield "Facts"
    told = [_fact(known, where) for known in thing.facts if known.attribute not in SAID]
    yield from (f"  {line}" for line in columns(told))


SAID = ("id", "deployment")
"""Attributes that the head says already."""


def _fact(known: Known, where: Sequence[str]) -> list[str]:
    values = list(known.values)
    values += [f"may be {value}" for value in known.may]
    values += ["unknown"] if known.unknown else []
    remarks = [str(known.location)]
    if known.missing:
        remarks = [f"write {missing.place} ({missing.location})" for missing in known.missing]
    remarks += only_in(known.deployments, where)
    return [known.attribute, shown(", ".join(values) or "none"), shown("; ".join(remarks))]


def _findings(title: str, findings: Sequence[Line]) -> Iterator[str]:
    if findings:
        yield title
    for finding in findings:
        yield f"  {finding.state}, {finding.severity}: {finding.id}"


STATES = {"not_asked": "not asked", "holds": "holds"}


def _rules(thing: Thing, where: Sequence[str], everything: bool) -> Iterator[str]:
    if not thing.rules:
        yield "No rule asks anything of it."
        return
    yield f"Rules about a {thing.subject}"
    for answer in thing.rules:
        yield from _rule(answer, where, everything)


def _rule(answer: RuleAnswer, where: Sequence[str], everything: bool) -> Iterator[str]:
    state = STATES.get(answer.state, answer.state)
    remarks = [f"{state}: {answer.rule}, {shown(answer.title)}", *only_in(answer.deployments, where)]
    yield f"  {'; '.join(remarks)}"
    conditions = list(answer.conditions)
    if answer.state == NOT_ASKED and not everything:  # only why it is not asked
        conditions = [one for one in conditions if one.part == "for" and one.answer == "no"]
    yield from (f"    {line}" for line in columns([_condition(one) for one in conditions]))
    for near in answer.near:
        of = f" for {near.category}" if near.category is not None else ""
        yield f"    it would be violated if {shown(near.would)}{of}"


def _condition(one: Answered) -> list[str]:
    place = str(one.location) if one.location is not None else ""
    if one.missing:
        place = f"write {', '.join(one.missing)}"
    cells = [one.answer, one.part, one.attribute, f"wanted {one.wanted}", f"found {short(one.found)}", place]
    return [shown(cell) for cell in cells]

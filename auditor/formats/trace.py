"""A trace for people, and as JSON, schema `auditor/trace/1`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence

from auditor.text.plain import columns, only_in, shown, some
from auditor.text.records import plain_data
from auditor.trace.records import (
    CERTAIN,
    MAY,
    UNKNOWN,
    Carried,
    CategoryTrace,
    Kept,
    Leaving,
    Origin,
    PlaceTrace,
    Region,
    Step,
    Stop,
    Strip,
    Through,
)
from auditor.workspace.merge import DEFAULT_DEPLOYMENT

CHAIN = " -> "
WORDS = 8
FEW = 3
"""So many categories are listed in a line, and so many of those that only may be there."""


def render_json(trace: CategoryTrace | PlaceTrace) -> str:
    kind = "category" if isinstance(trace, CategoryTrace) else trace.section.removesuffix("s")
    document = {"schema": "auditor/trace/1", "kind": kind, **plain_data(trace)}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def render_text(trace: CategoryTrace | PlaceTrace) -> str:
    parts = _category(trace) if isinstance(trace, CategoryTrace) else _place(trace)
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _head(trace: CategoryTrace | PlaceTrace) -> Iterator[str]:
    title = f", {shown(trace.title)}" if trace.title else ""
    where = f", in {', '.join(trace.deployments)}" if trace.deployments != (DEFAULT_DEPLOYMENT,) else ""
    yield f"{trace.id}{title}, as of {trace.as_of.isoformat()}{where}"
    yield f"  --> {shown(str(trace.location))}"


def _category(trace: CategoryTrace) -> Iterator[list[str]]:
    yield [*_head(trace), *_stands_for(trace)]
    if not trace.origins and not trace.reached:
        yield ["Nothing that is declared originates it, and no flow brings it anywhere."]
        return
    yield ["Comes from", *(_origin(trace, one) for one in trace.origins)]
    yield ["Goes, step by step", *_steps(trace, trace.steps)] if trace.steps else ["No flow takes it anywhere."]
    yield ["Gets to", *(line for one in trace.reached for line in _stop(trace, one))] if trace.reached else []
    yield ["Vendors on the way", *(_through(trace, one) for one in trace.vendors)] if trace.vendors else []
    yield ["Taken out", *(_strip(trace, one) for one in trace.stripped)] if trace.stripped else ["Nothing strips it."]


def _stands_for(trace: CategoryTrace) -> Iterator[str]:
    if trace.below:
        yield f"It stands for itself and for all below it: {', '.join(trace.below)}."
    else:
        yield "It stands for itself alone: nothing is below it."
    if trace.broader:
        yield f"What is declared as {' or '.join(trace.broader)} may contain it."
    else:
        yield "No broader category may contain it."


def _only(trace: CategoryTrace | PlaceTrace, deployments: Sequence[str]) -> list[str]:
    return only_in(deployments, trace.deployments)


def _as(certainty: str, data: Sequence[str]) -> str:
    """The categories, or what they may come along with."""
    if certainty == CERTAIN:
        return some(data, WORDS)
    return f"may, within {some(data, WORDS)}" if certainty == MAY else "may, as data that is unknown"


HOW = {
    "originates": "{} originates it",
    "produces": "{} produces it",
    "unsourced": "{} sends it, but nothing brings it there",
    "circle": "{} hands it on in a circle that nothing leads into",
    "unknown": "{} sends data that is unknown",
}


def _origin(trace: CategoryTrace, one: Origin) -> str:
    said = "an end that is unknown sends it" if one.system == UNKNOWN else HOW[one.how].format(one.system)
    by = [f"by {some(one.by, WORDS)}"] if one.by else []
    return f"  {said}: {'; '.join([_as(one.certainty, one.data), *by, *_only(trace, one.deployments)])}"


def _steps(trace: CategoryTrace, steps: Iterable[Step]) -> list[str]:
    rows = []
    for one in steps:
        remarks = [_as(one.certainty, one.data)]
        if one.link:
            remarks.append("a link of a chain")
        elif one.retention != "none":
            remarks.append(_keeping(one.retention))
        remarks += ["back: a cycle"] if one.back else []
        remarks += {"proposed": ["proposed"], UNKNOWN: ["perhaps only proposed"]}.get(one.status, [])
        remarks += _only(trace, one.deployments)
        rows.append([str(one.level), f"{one.source}{CHAIN}{one.target}", f"by {one.id}", "; ".join(remarks)])
    return [f"  {line}" for line in columns(rows)]


def _run_by(vendor: str) -> str:
    return {"none": "run by nobody else", UNKNOWN: "run by somebody unknown"}.get(vendor, f"run by {vendor}")


def _stop(trace: CategoryTrace, one: Stop) -> Iterator[str]:
    person = one.kinds == ("person",)
    who = "a person" if person else _run_by(one.vendor)
    remarks = [] if one.certainty == CERTAIN else ["may get there"]
    yield f"  {'; '.join([f'{one.system}, {who}', *remarks, *_only(trace, one.deployments)])}"
    if not person or any(region.region != UNKNOWN for region in one.regions):
        yield from (f"    {'; '.join([_region(region), *_only(trace, region.deployments)])}" for region in one.regions)
    yield f"    {_kept(one.kept) or 'not kept'}"


def _region(one: Region) -> str:
    if one.region == UNKNOWN:
        return f"in an unknown region, {shown(str(one.location))}"
    return f"in {one.region}" if one.country in (None, one.region) else f"in {one.region}, {one.country}"


KEEPING = {
    None: "kept as by the vendor above it",
    UNKNOWN: "perhaps kept, nobody says",
    "kept": "kept, nobody says for how long",
    "until_deleted": "kept until it is deleted",
    "indefinite": "kept without end",
    "none": "not kept",
}


def _keeping(retention: str | None) -> str:
    return KEEPING.get(retention, f"kept {retention}")


def _kept(kept: Sequence[Kept]) -> str:
    """For how long, with the flows that say so."""
    by_text: dict[str, list[str]] = {}
    for one in kept:
        by_text.setdefault(_keeping(one.retention), []).append(one.by)
    return "; ".join(f"{text} (by {some(flows, WORDS)})" for text, flows in by_text.items())


def _through(trace: CategoryTrace, one: Through) -> str:
    name = f" ({shown(one.name)})" if one.name else ""
    country = "country unknown" if one.country == UNKNOWN else f"established in {one.country}"
    remarks = [f"{one.vendor}{name}, {country}", f"runs {', '.join(one.systems)}"]
    remarks += [] if one.certainty == CERTAIN else ["may get it"]
    remarks += [] if one.direct else [f"stands only in a chain: {', '.join(one.named_by)} names it"]
    return f"  {'; '.join([*remarks, *_only(trace, one.deployments)])}"


def _strip(trace: CategoryTrace, one: Strip) -> str:
    does = "strips" if one.section != "flows" else "is without"
    said = f"{one.section}/{one.thing} {does} {some(one.data, WORDS)}"
    return f"  {'; '.join([said, *_only(trace, one.deployments), shown(str(one.location))])}"


def _place(trace: PlaceTrace) -> Iterator[list[str]]:
    yield [*_head(trace), *_about(trace)]
    yield ["Arrives", *_carried(trace, trace.arrives)] if trace.arrives else ["Nothing arrives."]
    yield ["Leaves", *_leaving(trace, trace.leaves)] if trace.leaves else ["Nothing leaves."]
    yield ["Held", *_carried(trace, trace.holds)] if trace.holds else ["Nothing is held."]


def _about(trace: PlaceTrace) -> Iterator[str]:
    if trace.section == "vendors":
        yield f"It runs {', '.join(trace.systems)}." if trace.systems else "It runs no system."
    if trace.subprocessors:
        yield f"It passes all on to {', '.join(trace.subprocessors)}."
    if trace.named_by:
        yield f"It stands in the chain of {', '.join(trace.named_by)}."
    if trace.produces:
        yield f"It produces {', '.join(trace.produces)}."
    if trace.strips:
        yield f"It strips {', '.join(trace.strips)}."


def _carried(trace: PlaceTrace, found: Iterable[Carried]) -> Iterator[str]:
    """A line a category that is there; those that only may be, together by where they may lie."""
    together: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = {}
    for one in found:
        if one.certainty == MAY and one.within:
            together.setdefault((one.within, one.deployments), []).append(one.category)
            continue
        name = {CERTAIN: one.category, MAY: f"may: {one.category}"}.get(one.certainty, "may be anything")
        never = [f"but never {some(one.never, WORDS)}"] if one.never else []
        held = [_kept(one.kept)] if one.kept else []
        yield f"  {'; '.join([name + _came(one), *never, *held, *_only(trace, one.deployments)])}"
    for (within, deployments), words in together.items():
        remarks = [f"may, within {', '.join(within)}: {some(words, WORDS)}", *_only(trace, deployments)]
        yield f"  {'; '.join(remarks)}"


def _came(one: Carried) -> str:
    return f", from {one.origin}: {CHAIN.join(hop.id for hop in one.witness)}" if one.witness else ""


def _leaving(trace: PlaceTrace, found: Iterable[Leaving]) -> list[str]:
    rows = []
    for one in found:
        remarks = [some(one.data, WORDS)] if one.data else []
        remarks += [f"may, within {', '.join(one.within)}: {some(one.may, FEW)}"] if one.may else []
        remarks += ["may be anything"] if one.unknown else []
        remarks = remarks or ["nothing"]
        remarks += ["a link of a chain"] if one.link else []
        remarks += {"proposed": ["proposed"], UNKNOWN: ["perhaps only proposed"]}.get(one.status, [])
        remarks += _only(trace, one.deployments)
        rows.append([f"{one.source}{CHAIN}{one.target}", f"by {one.id}", "; ".join(remarks)])
    return [f"  {line}" for line in columns(rows)]

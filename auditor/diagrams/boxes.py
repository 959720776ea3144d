"""The systems of an audit, in the boxes of those who run them, in the regions where they run."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from auditor.attributes.rows import places, region_of
from auditor.audit import Audit
from auditor.diagrams.picture import PERSON, STORE, SYSTEM, Box, Region, Thing, Verdict
from auditor.diagrams.verdicts import NOTHING, joined
from auditor.location import Location, Route
from auditor.text.plain import some
from auditor.vocabulary.answers import UNKNOWN, YES
from auditor.vocabulary.places import GLOBAL, Place, countries
from auditor.vocabulary.words import STORES
from auditor.workspace.model import Node

NOBODY = "Vendor not named"
NO_REGION = "region unknown"
NO_KIND = "kind unknown"
_Where = tuple[tuple[str, ...], bool]
_Who = tuple[int, str]
OURS, VENDORS, UNNAMED_LAST = range(3)


def people(audit: Audit, verdicts: Mapping[str, Verdict]) -> tuple[Thing, ...]:
    return tuple(_thing(audit, node, verdicts) for node in audit.workspace.nodes.values() if node.person)


def regions(audit: Audit, verdicts: Mapping[str, Verdict]) -> tuple[Region, ...]:
    """The regions of our own systems first, what is not known last."""
    found: dict[_Where, dict[_Who, list[Thing]]] = {}
    for node in audit.workspace.nodes.values():
        if not node.person:
            boxes = found.setdefault(where(node, audit.deployments), {})
            boxes.setdefault(_who(node), []).append(_thing(audit, node, verdicts))
    running = {node.vendor for node in audit.workspace.nodes.values()}
    for name, declared in audit.workspace.vendors.items():
        if declared.status != "retired" and name not in running:
            found.setdefault(((NO_REGION,), False), {})[VENDORS, name] = [_no_system(name)]
    own = {place for place, boxes in found.items() if any(thing.own for things in boxes.values() for thing in things)}
    first = sorted(found, key=lambda place: (place not in own, not place[1], place[0]))
    return tuple(
        Region(*place, tuple(_box(audit, who, found[place][who], verdicts) for who in sorted(found[place])))
        for place in first
    )


def where(node: Node, deployments: tuple[str, ...]) -> _Where:
    """Where a system runs, a line an answer where the deployments differ; and whether all of it is known."""
    answers: dict[str, list[str]] = {}
    for name in deployments:
        answers.setdefault(spelled(places(region_of(node, name).cell)), []).append(name)
    if len(answers) == 1:
        return tuple(answers), NO_REGION not in answers
    return tuple(f"{some(names, 3)}: {answer}" for answer, names in answers.items()), NO_REGION not in answers


def spelled(found: tuple[Place, ...]) -> str:
    """Places in words: `aws/ap-south-1, India`."""
    return " and ".join(_spelled(place) for place in found) if found else NO_REGION


def _spelled(place: Place) -> str:
    if place.word == GLOBAL:
        return "global, everywhere at once"
    within = sorted(place.countries or ())
    if len(within) == 1:
        return f"{place.word}, {countries()[within[0]]}"
    return place.word


def linked(place: Location) -> str:
    """The address of a line, relative to the workspace."""
    return f"{quote(place.file)}#L{place.line}"


def link(audit: Audit, route: Route) -> str:
    return linked(audit.workspace.merged.at(route, key=True))


def unnamed(flow: str, end: str, does: str) -> Thing:
    """An end of a flow that nobody named."""
    sentence = f"The flow {flow} {does} somebody whom nobody named."
    return Thing(f"unnamed-{flow}-{end}", "not named", (), SYSTEM, False, NOTHING, sentence, None, known=False)


def _who(node: Node) -> _Who:
    if node.vendor is None:
        return OURS, ""
    return (UNNAMED_LAST, "") if node.vendor is UNKNOWN else (VENDORS, node.vendor)


def _thing(audit: Audit, node: Node, verdicts: Mapping[str, Verdict]) -> Thing:
    declared = node.declared
    title = getattr(declared, "title", None) or getattr(declared, "name", None)
    verdict = verdicts.get(f"systems/{node.id}", NOTHING)
    kinds = ", ".join(node.kinds) if node.kinds else NO_KIND
    own = node.section == "systems" and not node.person and getattr(declared, "own", None) is not False
    return Thing(
        id=f"system-{node.id}",
        title=title if isinstance(title, str) else node.id,
        words=(kinds,),
        shape=_shape(audit, node),
        own=own,
        verdict=verdict,
        sentence=_sentence(f"{node.id}: {kinds}, {'; '.join(where(node, audit.deployments)[0])}.", verdict)
        if not node.person
        else _sentence(f"{node.id}: {kinds}.", verdict),
        link=link(audit, (node.section, node.id)),
    )


def _shape(audit: Audit, node: Node) -> str:
    if node.person:
        return PERSON
    kinds = audit.workspace.kinds
    stores = kinds.under(STORES)
    return STORE if any(kinds.answer(kind, stores) is YES for kind in node.kinds or ()) else SYSTEM


def _no_system(vendor: str) -> Thing:
    sentence = f"Nobody declared a system that {vendor} runs."
    return Thing(f"system-of-{vendor}", "no system declared", (), SYSTEM, False, NOTHING, sentence, None, known=False)


def _box(audit: Audit, who: _Who, things: list[Thing], verdicts: Mapping[str, Verdict]) -> Box:
    part, vendor = who
    if part == VENDORS:
        return _vendor(audit, vendor, tuple(things), verdicts)
    if part == OURS:
        us = audit.workspace.organization
        name = us.name if us is not None and isinstance(us.name, str) else "we"
        sentence = f"What {name} runs itself."
        return Box(None, f"{name}, ourselves", (), True, False, NOTHING, sentence, None, tuple(things))
    sentence = "Somebody runs this whom nobody named."
    return Box(None, NOBODY, (), False, False, NOTHING, sentence, None, tuple(things))


def _vendor(audit: Audit, vendor: str, things: tuple[Thing, ...], verdicts: Mapping[str, Verdict]) -> Box:
    """A vendor with what it runs; one that is the only system it runs there is that thing itself."""
    declared = audit.workspace.vendors[vendor]
    verdict = verdicts.get(f"vendors/{vendor}", NOTHING)
    known = isinstance(declared.name, str)
    name = declared.name if isinstance(declared.name, str) else f"{vendor}, name unknown"
    proposed = declared.status == "proposed"
    words = ("proposed",) if proposed else ("status unknown",) if declared.status is UNKNOWN else ()
    sentence = _sentence(f"{vendor}: {', '.join(['a vendor', *words])}.", verdict)
    title: str | None = name
    if [thing.id for thing in things] == [f"system-{vendor}"]:
        both = joined([verdict, things[0].verdict])
        alone = things[0]._replace(title=name, words=(*words, *things[0].words), verdict=both)
        alone = alone._replace(sentence=_sentence(alone.sentence, verdict), known=known, proposed=proposed)
        title, verdict, things = None, NOTHING, (alone,)
    return Box(vendor, title, words, known, proposed, verdict, sentence, link(audit, ("vendors", vendor)), things)


def _sentence(text: str, verdict: Verdict) -> str:
    return f"{text} {verdict.words}".strip()

"""Flows compared: those that came, those that went, and what the others say now that they did not say before."""

from __future__ import annotations

from typing import Any

from auditor.changes import material
from auditor.changes.making import Making, plain
from auditor.changes.material import Judged, immaterial, judged
from auditor.changes.meaning import meaning
from auditor.changes.side import UNKNOWN_WORD, Side, deployments_of
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.periods import Period
from auditor.workspace.model import Flow

BY_ITSELF = "what it brings to a recipient is a change of its own"
INTERNAL = "none of the definitions"
RENAMED = "renamed: everything else is compared as of one flow"
OTHERS = ("trigger", "evidence", "labels", "note")
"""Facts of a flow without a type of their own, read as they are written."""


def flows(making: Making) -> None:
    """Add the changes of flows."""
    before, after = making.before, making.after
    for name in sorted(after.flows.keys() - before.flows.keys()):
        making.add("flow_added", "flows", name, _to_somebody(making, after.flows[name]))
    for name in sorted(before.flows.keys() - after.flows.keys()):
        making.add("flow_removed", "flows", name, immaterial(BY_ITSELF), old=True)
    for name, new in after.flows.items():
        old = before.flows.get(name)
        if old is not None and old.id != new.id:
            _changed(making, name, "id", old.id, name, RENAMED)
        if old is not None and old.declared != new.declared:
            _flow(making, old, new)


def _flow(making: Making, old: Flow, new: Flow) -> None:
    """What differs is said by the flow itself: a default of its destination is a fact of that."""
    before, after, name = making.before, making.after, new.id
    for key, was, now in (("from", old.source, new.source), ("to", old.target, new.target)):
        if before.end(was) != after.end(now):
            said = _to_somebody(making, new) if key == "to" else immaterial(BY_ITSELF)
            making.add("flow_changed", "flows", name, said, key=key, attribute=key,
                       before=before.end(was), after=after.end(now))  # fmt: skip
    _data(making, old, new)
    _purposes(making, old, new)
    _retention(making, old, new)
    _regions(making, old, new)
    controls(making, "flows", name, old.controls, new.controls)
    if old.status != new.status and old.declared.get("status") != new.declared.get("status"):
        _status(making, old, new)
    shared = set(before.workspace.deployments) & set(after.workspace.deployments)
    if ("deployments" in old.declared or "deployments" in new.declared) and (
        set(old.deployments) & shared != set(new.deployments) & shared
    ):
        _changed(making, name, "deployments", old.deployments, new.deployments)
    for key in OTHERS:
        if meaning(old.declared.get(key)) != meaning(new.declared.get(key)):
            _written(making, "flow_changed", name, key)
    if meaning(old.declared.get("wording")) != meaning(new.declared.get("wording")):
        _written(making, "wording_changed", name, "wording")


def _to_somebody(making: Making, flow: Flow) -> Judged:
    """Data that goes to an end that nobody named has a recipient, too."""
    if flow.target is UNKNOWN:
        return judged(material.RECIPIENT, ["an end that nobody named", *making.after.carried(flow)])
    return immaterial(BY_ITSELF)


def _written(making: Making, type_: str, name: str, key: str) -> None:
    route = ("flows", name, key)
    making.add(
        type_, "flows", name, immaterial(INTERNAL), key=key, attribute=key,
        before=plain(making.before.written(route)), after=plain(making.after.written(route)),
    )  # fmt: skip


def _changed(making: Making, name: str, key: str, before: Any, after: Any, why: str = BY_ITSELF) -> None:
    written = None if key == "id" else key
    making.add("flow_changed", "flows", name, immaterial(why), key=written, attribute=key, before=before, after=after)


def _data(making: Making, old: Flow, new: Flow) -> None:
    """What it lists, where no recipient shows the difference."""
    same = meaning(old.data) == meaning(new.data) and old.data is not UNKNOWN and new.data is not UNKNOWN
    if (same or old.data is new.data) and set(old.without) == set(new.without):
        return
    before, after = making.before, making.after
    was, now = set(before.carried(old)), set(after.carried(new))
    if was == now and type(old.data) is type(new.data):
        return
    target = new.target
    if was != now and isinstance(target, str) and before.end(old.target) == after.end(target):
        systems = [after.end(target)]
        came = _received(after, systems) - _received(before, systems)
        went = _received(before, systems) - _received(after, systems)
        if now - was <= came and was - now <= went:
            return  # a change of what its destination gets
    _changed(making, new.id, "data", tuple(sorted(was)), tuple(sorted(now)))


def _received(side: Side, systems: list[str]) -> set[str]:
    there = [name for name in systems if name in side.nodes]
    return {word for one in side.workspace.deployments for word in side.received(there, one)}


def _purposes(making: Making, old: Flow, new: Flow) -> None:
    before, after = making.before.purposes(old), making.after.purposes(new)
    if before == after or (old.purposes == new.purposes):
        return
    purposes(making, "flows", new.id, before, after)


def purposes(making: Making, section: str, name: str, before: Any, after: Any) -> None:
    """Purposes that came, and purposes that went; `None`: not known."""
    was = frozenset((UNKNOWN_WORD,)) if before is None else before
    now = frozenset((UNKNOWN_WORD,)) if after is None else after
    if now - was:
        said = material.for_purposes(was, now, making.after.workspace.purposes)
        making.add(
            "purposes_added", section, name, said, key="purposes",
            more={"purposes": tuple(sorted(now - was))}, before=tuple(sorted(was)), after=tuple(sorted(now)),
        )  # fmt: skip
    if was - now:
        making.add(
            "purposes_removed", section, name, immaterial(material.LESS), key="purposes",
            more={"purposes": tuple(sorted(was - now))}, before=tuple(sorted(was)), after=tuple(sorted(now)),
        )  # fmt: skip


def _retention(making: Making, old: Flow, new: Flow) -> None:
    before, after = making.before.kept(old), making.after.kept(new)
    if meaning(before) == meaning(after) or old.retention == new.retention:
        return
    kept(making, "flows", new.id, before, after)


def kept(making: Making, section: str, name: str, before: Period | None, after: Period | None) -> None:
    """How long something is kept: from none to anything else is at rest where it was in transit."""
    rests = before is not None and not before.at_rest
    making.add(
        "at_rest_added" if rests else "retention_changed", section, name,
        judged(material.REST) if rests else immaterial(INTERNAL), key="retention",
        before=before.text if before else UNKNOWN_WORD, after=after.text if after else UNKNOWN_WORD,
    )  # fmt: skip


def _regions(making: Making, old: Flow, new: Flow) -> None:
    """Where it goes, where the flow says that itself in either revision."""
    if old.region is None and new.region is None:
        return
    by_places: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
    for label, olds, news in deployments_of(making.before, making.after):
        there = [one for one in olds if one in old.deployments]
        if there and label in news and label in new.deployments:
            was = frozenset(word for one in there for word in making.before.places(old, one))
            now = making.after.places(new, label)
            if was != now and not (label not in old.deployments and now <= was):
                by_places.setdefault((was, now), []).append(label)
    regions(making, "flows", new.id, by_places, len(new.deployments))


def regions(
    making: Making, section: str, name: str, by_places: dict[tuple[frozenset[str], frozenset[str]], list[str]],
    every: int,
) -> None:  # fmt: skip
    """Places that changed, the deployments in which they changed alike together."""
    for (was, now), where in sorted(by_places.items(), key=lambda item: item[1]):
        making.add(
            "region_changed", section, name,
            material.in_places(was, now),
            key="region", deployments=where, everywhere=len(where) == every, more={"region": tuple(sorted(now))},
            before=tuple(sorted(was)), after=tuple(sorted(now)),
        )  # fmt: skip


def controls(making: Making, section: str, name: str, before: Any, after: Any) -> None:
    """Controls that came or went. What is no longer declared is gone."""
    was = set(before) if isinstance(before, tuple) else set()
    now = set(after) if isinstance(after, tuple) else set()
    for type_, words in (("control_removed", was - now), ("control_added", now - was)):
        if words:
            making.add(
                type_, section, name, immaterial(INTERNAL), key="controls", note=", ".join(sorted(words)),
                before=tuple(sorted(was)), after=tuple(sorted(now)),
            )  # fmt: skip


def _status(making: Making, old: Flow, new: Flow) -> None:
    making.add(
        "status_changed", "flows", new.id, _goes_live(making, new), key="status", before=word(old.status),
        after=word(new.status),
    )  # fmt: skip


def _goes_live(making: Making, flow: Flow) -> Judged:
    vendor = making.after.vendor_of(making.after.end(flow.target))
    if flow.status == "proposed" or vendor is None:
        return immaterial(INTERNAL)
    return judged(material.RECIPIENT, making.after.carried(flow))


def word(value: object) -> str | None:
    return UNKNOWN_WORD if value is UNKNOWN else None if value is None else str(value)

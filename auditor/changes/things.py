"""Vendors and systems compared, fact by fact."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from auditor.changes import material
from auditor.changes.flows import INTERNAL, controls, kept, purposes, regions, word
from auditor.changes.making import Making, plain
from auditor.changes.material import Judged, immaterial, judged
from auditor.changes.meaning import meaning
from auditor.changes.others import others
from auditor.changes.pairs import Pairs
from auditor.changes.side import UNKNOWN_WORD, Side, deployments_of
from auditor.declarations.dataflows import System, Vendor
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.periods import Period

NOT_LIVE: Final = "nothing reaches it yet"


def things(making: Making, pairs: Pairs) -> None:
    """Add the changes of vendors and systems."""
    before, after = making.before, making.after
    for name in sorted(after.vendors.keys() - before.vendors.keys()):
        retired = name in {before.name(one) for one in before.workspace.vendors}
        _came(making, pairs, name, "it was retired" if retired else "")
    for name in sorted(before.vendors.keys() - after.vendors.keys()):
        _went(making, pairs, name)
    for name in sorted(after.vendors.keys() & before.vendors.keys()):
        _vendor(making, name)
    for name in sorted(_systems(after).keys() - _systems(before).keys()):
        making.add("system_added", "systems", name, _new_system(making, name))
    for name in sorted(_systems(before).keys() - _systems(after).keys()):
        making.add("system_removed", "systems", name, immaterial(material.LESS), old=True)
    for name in sorted(_systems(after).keys() & _systems(before).keys()):
        _system(making, name)


def _systems(side: Side) -> dict[str, System]:
    """The entries of the section `systems`, of no retired vendor."""
    return {name: node.declared for name, node in side.nodes.items() if isinstance(node.declared, System)}


def _came(making: Making, pairs: Pairs, name: str, note: str) -> None:
    side = making.after
    run = side.run_by.get(name, [])
    gets = sorted({word for one in side.workspace.deployments for word in side.received(run, one)})
    other = pairs.replaces.get(name)
    said: Judged = judged(material.RECIPIENT, gets) if gets else immaterial(NOT_LIVE)
    if other is not None:
        said = judged(material.REPLACED, [f"{name} replaces {other}", *gets])
        note = f"replaces {other}: {pairs.because[name]}"
    declared = side.vendors[name].name
    making.add(
        "vendor_added", "vendors", name, said, note=note, after=declared if isinstance(declared, str) else None,
        more={"replaces": making.before.here(other) if other is not None else None},
    )  # fmt: skip


def _went(making: Making, pairs: Pairs, name: str) -> None:
    other = next((new for new, old in pairs.replaces.items() if old == name), None)
    retired = making.after.written(("vendors", name)) is not None
    notes = ["it is retired"] if retired else []
    notes += [f"replaced by {other}"] if other is not None else []
    why = f"what customers must know is that {other} comes" if other is not None else material.LESS
    declared = making.before.vendors[name].name
    making.add(
        "vendor_removed", "vendors", name, immaterial(why), old=True, note="; ".join(notes),
        before=declared if isinstance(declared, str) else None,
    )  # fmt: skip


def _new_system(making: Making, name: str) -> Judged:
    side = making.after
    gets = sorted({word for one in side.workspace.deployments for word in side.received([name], one)})
    if side.vendor_of(name) is UNKNOWN and gets:
        return judged(material.RECIPIENT, gets)
    return immaterial("what it brings to a recipient is a change of its own")


def _vendor(making: Making, name: str) -> None:
    """The facts of a vendor that both revisions have."""
    if making.before.here(name) != making.after.here(name):
        making.add(
            "vendor_changed", "vendors", name, immaterial("renamed: everything else is compared as of one vendor"),
            attribute="id", before=making.before.here(name), after=name,
        )  # fmt: skip
    old, new = making.before.vendors[name], making.after.vendors[name]
    if old == new:
        return
    _operated(making, "vendors", name, old, new)
    _chain(making, name, old, new)
    if meaning(old.transfer) != meaning(new.transfer):
        transfer(making, "vendors", name, old.transfer, new.transfer)
    if old.status != new.status:
        _status(making, name, new)
    if _purposes_said(old) != _purposes_said(new):
        purposes(making, "vendors", name, _purposes_said(old), _purposes_said(new))
    others(making, "vendors", name, Vendor, (old, new))


def _purposes_said(declared: Any) -> frozenset[str] | None:
    return frozenset(declared.purposes) if isinstance(declared.purposes, tuple) else None


def _system(making: Making, name: str) -> None:
    old, new = _systems(making.before)[name], _systems(making.after)[name]
    if old == new:
        return
    _operated(making, "systems", name, old, new)
    if _purposes_said(old) != _purposes_said(new):
        before, after = _defaults(making, name, "purposes", Side.purposes)
        if before != after:
            purposes(making, "systems", name, before, after)
    others(making, "systems", name, System, (old, new))


def _operated(making: Making, section: str, name: str, old: Any, new: Any) -> None:
    """What systems and vendors have in common: where they are, how long they keep, what guards them."""
    if old.region != new.region:
        by_places: dict[tuple[frozenset[str], frozenset[str]], list[str]] = {}
        there = making.before.workspace.deployments
        for label, olds, news in deployments_of(making.before, making.after):
            if label in news:
                was = frozenset(word for one in olds for word in _places(making.before, name, one))
                now = _places(making.after, name, label)
                if was != now and not (label not in there and now <= was):
                    by_places.setdefault((was, now), []).append(label)
        regions(making, section, name, by_places, len(making.after.workspace.deployments))
    if meaning(old.retention) != meaning(new.retention):
        before, after = _defaults(making, name, "retention", Side.kept)
        if meaning(before) != meaning(after):
            kept(making, section, name, *(one if isinstance(one, Period) else None for one in (before, after)))
    controls(making, section, name, old.controls, new.controls)


def _places(side: Side, name: str, deployment: str) -> frozenset[str]:
    """Where a system is; a vendor that is none, where it and its systems are."""
    return side.places_of(name, deployment) if name in side.nodes else side.places_of_vendor(name, deployment)


def _defaults(making: Making, name: str, key: str, read: Callable[[Side, Any], Any]) -> tuple[Any, Any]:
    """A default in both revisions: as flows take it that do not say it themselves, now or before. Where all that end
    there said it themselves, and say now what the default says, nothing changed."""
    before, after = making.before, making.after
    flows = [flow for flow in after.arriving.get(name, ()) if flow.id in before.flows]
    seen = {(read(before, before.flows[flow.id]), read(after, flow)) for flow in flows}
    if flows and all(meaning(was) == meaning(now) for was, now in seen):
        return None, None
    said = [getattr(side.nodes[name].declared, key, None) if name in side.nodes else None for side in (before, after)]
    values = [frozenset(one) if isinstance(one, tuple) else one if isinstance(one, Period) else None for one in said]
    return values[0], values[1]


def _chain(making: Making, name: str, old: Vendor, new: Vendor) -> None:
    """Links that came or went. A chain that nobody knows any more may be longer."""
    before, after = making.before.chain(name), making.after.chain(name)
    known = isinstance(old.subprocessors, tuple), isinstance(new.subprocessors, tuple)
    was, now = (tuple(sorted(links)) if is_known else UNKNOWN_WORD
                for links, is_known in zip((before, after), known, strict=True))  # fmt: skip
    came = sorted(after - before) or ([UNKNOWN_WORD] if known[0] and not known[1] else [])
    if came:
        making.add("subprocessor_added", "vendors", name, judged(material.LINK, came), key="subprocessors",
                   note=", ".join(came), before=was, after=now)  # fmt: skip
    went = sorted(before - after) if known[1] else []
    if went or (not known[0] and known[1] and not came):
        making.add("subprocessor_removed", "vendors", name, immaterial(material.LESS), key="subprocessors",
                   note=", ".join(went) or "anybody unnamed", before=was, after=now)  # fmt: skip


def transfer(making: Making, section: str, name: str, old: Any, new: Any) -> None:
    """The ground for transfers: of a vendor, or our own."""
    route = (section, name, "transfer") if name else (section, "transfer")
    making.add(
        "transfer_changed", section, name, immaterial(INTERNAL), key="transfer",
        before=plain(making.before.written(route)), after=plain(making.after.written(route)),
    )  # fmt: skip


def _status(making: Making, name: str, new: Vendor) -> None:
    side = making.after
    run = side.run_by.get(name, [])
    gets = sorted({word for one in side.workspace.deployments for word in side.received(run, one)})
    live = new.status == "active" and bool(gets)
    making.add(
        "status_changed", "vendors", name, judged(material.RECIPIENT, gets) if live else immaterial(INTERNAL),
        key="status", before=word(making.before.vendors[name].status), after=word(new.status),
    )  # fmt: skip

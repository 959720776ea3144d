"""Vendors under another name, and vendors that take the place of others."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, NamedTuple

from auditor.changes.meaning import meaning
from auditor.changes.side import Side
from auditor.declarations.dataflows import Vendor
from auditor.workspace.catalog import catalog_id
from auditor.workspace.model import Workspace


class Pairs(NamedTuple):
    """`replaces` leads from the vendor that comes to the one that goes, `because` from the same to the reason."""

    replaces: dict[str, str]
    because: dict[str, str]


def renamed(before: Workspace, after: Workspace) -> dict[str, str]:
    """The vendors that have another id: the same product or legal entity, or the same in everything they say. Only
    where there is no doubt which became which."""
    gone = [name for name in before.vendors if name not in after.vendors and name not in after.nodes]
    come = [name for name in after.vendors if name not in before.vendors and name not in before.nodes]
    found: dict[str, str] = {}
    for read in (_everything, _legal, _product):
        keys = [_by_key(workspace, names, read) for workspace, names in ((before, gone), (after, come))]
        for key, names in keys[0].items():
            others = keys[1].get(key, [])
            if len(names) == len(others) == 1 and names[0] not in found and others[0] not in found.values():
                found[names[0]] = others[0]
    return found


def renamed_flows(before: Side, after: Side) -> dict[str, str]:
    """The flows that have another id: between the same ends, of the same data; else alone between the same ends. What
    guards a flow does not go unseen because it is called otherwise."""
    gone = [flow for name, flow in before.flows.items() if name not in after.flows]
    come = [flow for name, flow in after.flows.items() if name not in before.flows]
    found: dict[str, str] = {}
    for with_data in (True, False):
        keys: list[dict[Hashable, list[str]]] = []
        for side, flows in ((before, gone), (after, come)):
            keys.append({})
            for flow in flows:
                if flow.id not in found and flow.id not in found.values():
                    ends = side.end(flow.source), side.end(flow.target)
                    keys[-1].setdefault((*ends, meaning(flow.data) if with_data else None), []).append(flow.id)
        for key, names in keys[0].items():
            others = keys[1].get(key, [])
            if len(names) == len(others) == 1:
                found[names[0]] = others[0]
    return found


def _by_key(
    workspace: Workspace, names: list[str], read: Callable[[Workspace, str], Hashable | None]
) -> dict[Hashable, list[str]]:
    keys: dict[Hashable, list[str]] = {}
    for name in names:
        key = read(workspace, name)
        if key is not None and workspace.vendors[name].status != "retired":
            keys.setdefault(key, []).append(name)
    return keys


def _everything(workspace: Workspace, name: str) -> Hashable:
    return meaning(workspace.vendors[name])


def _legal(workspace: Workspace, name: str) -> Hashable | None:
    legal = workspace.vendors[name].legal_name
    return legal if isinstance(legal, str) else None


def _product(workspace: Workspace, name: str) -> Hashable | None:
    """The product that a vendor gives itself; one that is only guessed by a name is not enough."""
    found = catalog_id(workspace, name)[0]
    return found if isinstance(found, str) else None


def replaced(before: Side, after: Side) -> Pairs:
    """A vendor goes and another comes that takes over its flows, or is for the same. Each is in one pair at most; where
    several would fit, those with the most flows in common, then by id."""
    gone = sorted(before.vendors.keys() - after.vendors.keys())
    come = sorted(after.vendors.keys() - before.vendors.keys())
    likely = sorted(
        (
            (-score, new, old, why)
            for new in come
            for old in gone
            for score, why in [_likeness(before, after, old, new)]
        ),
    )
    pairs = Pairs({}, {})
    for score, new, old, why in likely:
        if score and new not in pairs.replaces and old not in pairs.replaces.values():
            pairs.replaces[new] = old
            pairs.because[new] = why
    return pairs


def _likeness(before: Side, after: Side, old: str, new: str) -> tuple[int, str]:
    """How much one vendor does what the other did, and what of it."""
    taken = sorted(_flows_at(before, old) & _flows_at(after, new))
    if taken:
        return 1000 + len(taken), f"it takes over {', '.join(taken)}"
    alike = _ways(before, old) & _ways(after, new)
    if alike:
        return 100 + len(alike), "flows of the same data for the same purposes go to it"
    was, now = before.vendors[old], after.vendors[new]
    for key in ("purposes", "kind"):
        said, says = _listed(was, key), _listed(now, key)
        if said and said == says:
            return (10 if key == "purposes" else 1), f"it has the same {key}: {', '.join(sorted(map(str, said)))}"
    return 0, ""


def _flows_at(side: Side, vendor: str) -> set[str]:
    return {flow.id for system in side.run_by.get(vendor, ()) for flow in side.arriving.get(system, ())}


def _ways(side: Side, vendor: str) -> set[Hashable]:
    """What comes to a vendor: from where, of what, what for."""
    return {
        (side.end(flow.source), side.carried(flow), side.purposes(flow))
        for system in side.run_by.get(vendor, ())
        for flow in side.arriving.get(system, ())
        if side.purposes(flow)
    }


def _listed(vendor: Vendor, key: str) -> frozenset[Any]:
    value = getattr(vendor, key)
    return frozenset(value) if isinstance(value, tuple) else frozenset()

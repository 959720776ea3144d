"""Facts of vendors and systems without a type of change of their own, as they are written."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Final

from auditor.changes import material
from auditor.changes.flows import INTERNAL
from auditor.changes.making import Making, plain
from auditor.changes.material import Judged, immaterial, judged
from auditor.changes.meaning import meaning
from auditor.changes.side import UNKNOWN_WORD, Side
from auditor.vocabulary.answers import UNKNOWN, Nothing
from auditor.vocabulary.words import TRAINING
from auditor.workspace.catalog import catalog_id
from auditor.workspace.validate import keys_of

TYPED: Final = frozenset(("region", "retention", "purposes", "controls", "status", "transfer", "subprocessors"))
"""Facts that have a type of change of their own."""
NAMED: Final = {"title": "title_changed", "wording": "wording_changed"}


def others(making: Making, section: str, name: str, kind: Any, both: tuple[Any, Any]) -> None:
    """Facts without a type of their own, as they are written."""
    singular = section.removesuffix("s")
    for key in (key for key in keys_of(kind) if key not in TYPED):
        field = f"{key}_" if key == "is" else key
        before, after = (
            _read(side, name, key, getattr(declared, field))
            for side, declared in zip((making.before, making.after), both, strict=True)
        )
        if before == after:
            continue
        type_ = NAMED.get(key, f"{singular}_changed")
        route = (section, name, key)
        was, now = plain(making.before.written(route)), plain(making.after.written(route))
        if key == "catalog":
            was, now = str(before), str(after)
        said = _material(making, name, key, both)
        making.add(type_, section, name, said, key=key, attribute=key, before=was, after=now)


def _read(side: Side, name: str, key: str, value: Any) -> Hashable:
    """What a fact comes to, with what it takes where it is not written."""
    if key == "catalog":
        found = catalog_id(side.workspace, side.here(name))[0]
        return UNKNOWN_WORD if found is UNKNOWN else found or "none"
    if key == "vendor":
        return side.nodes[name].vendor if side.nodes[name].vendor is UNKNOWN else side.vendor_of(name)
    if key == "kind" and name in side.vendors:
        return name in side.nodes, meaning(value)
    if key == "own":
        return value if value is not None else not side.nodes[name].person
    if key in ("produces", "strips"):
        return frozenset(value)
    return meaning(value)


def _material(making: Making, name: str, key: str, both: tuple[Any, Any]) -> Judged:
    """Facts without a type of their own that customers must be told of all the same."""
    if key == "country":
        old, new = ({_country(one)} for one in (both[0].country, both[1].country))
        places = material.new_places(old, new)
        return judged(material.PLACE, places) if places else immaterial("inside a country that was there")
    if key == "trains_on_data" and _trains_more(both[0].trains_on_data, both[1].trains_on_data):
        return judged(material.PURPOSE, ["training models on it"])
    if key == "vendor" and making.after.vendor_of(name) is UNKNOWN:
        gets = {word for one in making.after.workspace.deployments for word in making.after.received([name], one)}
        if gets:
            return judged(material.RECIPIENT, ["somebody whom nobody named", *sorted(gets)])
    return immaterial(INTERNAL)


def _trains_more(was: Any, now: Any) -> bool:
    """Does a vendor train models on more than before? Of what was not known, or is not known any more, it may."""
    if was in TRAINING and now in TRAINING:
        return TRAINING.index(now) > TRAINING.index(was)
    return bool(now != TRAINING[0])


def _country(value: Any) -> str:
    return UNKNOWN_WORD if value is None or value is UNKNOWN or isinstance(value, Nothing) else str(value.word)

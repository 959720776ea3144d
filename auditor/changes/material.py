"""What is material where the policy does not say otherwise: changes of which customers expect to be told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from auditor.vocabulary.answers import YES
from auditor.vocabulary.places import GLOBAL, NotAPlace, Place, place, within
from auditor.vocabulary.tree import Tree

RECIPIENT: Final = "a new recipient of data"
CATEGORY: Final = "a new data category"
PLACE: Final = "a new country or region"
PURPOSE: Final = "a new purpose"
REST: Final = "at rest where it was in transit"
REPLACED: Final = "a replaced vendor"
LINK: Final = "a new link in the chain"

DEFINITIONS: Final = {
    RECIPIENT: "a vendor, or what is run by somebody unknown, gets data for the first time, or goes live",
    CATEGORY: "one of them gets a category that it did not get in that deployment, by whatever way",
    PLACE: "something runs, or is established, where it was not before, or nobody says where any more",
    PURPOSE: "data is used for what is not at or below a purpose that was there; or a vendor trains models on it, more "
    "than before or nobody says how much any more",
    REST: "data that was only in transit is kept, or nobody says any more that it is not",
    REPLACED: "a vendor comes for one that goes",
    LINK: "a vendor's chain of subprocessors gets longer, or is not known any more",
}
"""The default: each definition, and when it is met."""

LESS: Final = "less than before"
WITHIN_PLACE: Final = "inside a region that was there"
WITHIN_PURPOSE: Final = "at or below a purpose that was there"


class Judged(NamedTuple):
    """Whether a change is material, and by which definition, or why not."""

    material: bool
    why: str


def judged(definition: str, what: Iterable[str] = ()) -> Judged:
    """Material by a definition; `what` is new."""
    said = ", ".join(what)
    return Judged(True, f"{definition}: {said}" if said else definition)


def immaterial(why: str) -> Judged:
    return Judged(False, why)


def in_places(before: Iterable[str], after: Iterable[str]) -> Judged:
    """Of something that is in other places than before."""
    new = new_places(before, after)
    return judged(PLACE, new) if new else immaterial(WITHIN_PLACE)


def for_purposes(before: Iterable[str], after: Iterable[str], tree: Tree) -> Judged:
    """Of data that is used for other purposes than before."""
    new = new_purposes(before, after, tree)
    return judged(PURPOSE, new) if new else immaterial(WITHIN_PURPOSE)


def new_places(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """The places that are not in one of those that there were."""
    known = [found for word in before if (found := _place(word)) is not None]
    everywhere = any(found.word == GLOBAL for found in known)
    new = []
    for word in sorted(set(after) - set(before)):
        found = _place(word)
        if found is None or (not everywhere and within(found, tuple(known)) is not YES):
            new.append(word)
    return new


def _place(word: str) -> Place | None:
    try:
        return place(word)
    except NotAPlace:
        return None


def new_purposes(before: Iterable[str], after: Iterable[str], tree: Tree) -> list[str]:
    """The purposes that are not at or below one that there was."""
    there = tree.under(word for word in before if word in tree)
    return [word for word in sorted(set(after) - set(before)) if word not in tree or not tree.bit(word) & there]

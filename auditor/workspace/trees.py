"""The four trees of a workspace: what is built in, and what it adds."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.location import Problem
from auditor.vocabulary.tree import Tree, cycle, dotted_parent
from auditor.vocabulary.words import KINDS, PURPOSES
from auditor.workspace.merge import Merged
from auditor.workspace.references import check_trees

BUILT_IN: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "kinds": KINDS,
    "purposes": PURPOSES,
    "data": {},
    "subjects": {},
}

UNNAMED = "unknown"
"""The one data category of a workspace that names none: what a flow carries of which nobody says what it is. No entry
may have this id."""


def build_tree(merged: Merged, section: str) -> tuple[Tree, list[Problem]]:
    """The tree of a section, and what keeps it from being one. Edges that do not fit are left out."""
    parents = dict(BUILT_IN[section])
    problems: list[Problem] = []
    for word in merged.sections.get(section, {}):
        if word in BUILT_IN[section]:
            where = merged.at((section, word), key=True)
            problems.append(Problem(f"`{word}` is built in and cannot be redefined", where, "choose another id"))
        else:
            parents[word] = ()
    for word in merged.sections.get(section, {}):
        above = dotted_parent(word)
        also = [parent for parent in _written_parents(merged, section, word) if parent in parents]
        parents[word] = tuple(dict.fromkeys(([above] if above in parents else []) + also))
    problems += check_trees(merged, section, parents)
    if section == "data" and not parents:
        parents[UNNAMED] = ()
    while (found := cycle(parents)) is not None:
        problems.append(_cycle_problem(merged, section, found))
        for word in found:
            parents[word] = ()
    return Tree(parents), problems


def _written_parents(merged: Merged, section: str, word: str) -> list[str]:
    """What `is` says, also where the rest of the entry does not fit."""
    written = merged.value((section, word, "is"))
    return [parent for parent in written if isinstance(parent, str)] if isinstance(written, list) else []


def _short(path: list[str]) -> list[str]:
    return path if len(path) <= 12 else [*path[:6], "…", *path[-5:]]


def _cycle_problem(merged: Merged, section: str, found: list[str]) -> Problem:
    start = found.index(min(found))
    path = [*found[start:], *found[:start], min(found)]
    written = _written_parents(merged, section, path[0])
    place = (section, path[0], "is", written.index(path[1])) if path[1] in written else (section, path[0])
    where = merged.at(place, key=len(place) == 2)
    if len(found) == 1:
        return Problem(f"`{path[0]}` is its own parent", where, "leave it out of `is`")
    return Problem(f"a cycle of `is`: {' is a '.join(_short(path))}", where, "leave one of them out")

"""Every word that names something declared elsewhere is looked up here; what is not there is a problem."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from auditor.location import Problem, Route
from auditor.vocabulary.answers import Unknown
from auditor.vocabulary.products import names
from auditor.vocabulary.tree import dotted_parent
from auditor.vocabulary.words import KINDS, PURPOSES
from auditor.workspace.merge import DEFAULT_DEPLOYMENT, Merged

Declarations = Mapping[str, Mapping[str, Any]]

NAMES = {
    "data": "data category",
    "subjects": "subject",
    "purposes": "purpose",
    "kinds": "kind",
    "deployments": "deployment",
    "vendors": "vendor",
    "nodes": "system",
    "promises": "promise",
    "rules": "rule",
    "catalog": "catalog entry",
}

REFERENCES: dict[str, dict[str, str]] = {
    "data": {"is_": "data", "subjects": "subjects"},
    "subjects": {"is_": "subjects"},
    "purposes": {"is_": "purposes"},
    "kinds": {"is_": "kinds"},
    "vendors": {
        "kind": "kinds", "purposes": "purposes", "produces": "data", "strips": "data", "subprocessors": "vendors",
        "region": "deployments", "catalog": "catalog",
    },
    "systems": {
        "kind": "kinds", "purposes": "purposes", "produces": "data", "strips": "data", "vendor": "vendors",
        "region": "deployments",
    },
    "flows": {
        "from_": "nodes", "to": "nodes", "data": "data", "without": "data", "purposes": "purposes",
        "region": "deployments", "deployments": "deployments",
    },
    "notices": {"vendors": "vendors"},
    "catalog": {"kind": "kinds"},
    "promises": {"enforced_by": "rules", "conflicts_with": "promises"},
    "waivers": {"deployments": "deployments"},
}  # fmt: skip
"""Section -> its keys that hold ids -> the section where those are declared."""

WITH_LEAVES = {("flows", "data"), ("systems", "produces"), ("vendors", "produces")}
"""Where `x.*` may stand for what is at the bottom below x."""
NONE_ALLOWED = {("systems", "vendor"), ("vendors", "catalog")}


def known_ids(merged: Merged, vendor_systems: Iterable[str]) -> dict[str, frozenset[str]]:
    """All ids that may be referred to, also those whose entry does not fit its shape."""
    sections = merged.sections
    known = {section: frozenset(sections.get(section, ())) for section in NAMES if section != "nodes"}
    known["kinds"] |= KINDS.keys()
    known["purposes"] |= PURPOSES.keys()
    known["deployments"] = known["deployments"] or frozenset((DEFAULT_DEPLOYMENT,))
    known["nodes"] = frozenset(sections.get("systems", ())) | frozenset(vendor_systems)
    known["catalog"] |= names().keys()
    return known


def check_references(merged: Merged, declarations: Declarations, known: Mapping[str, frozenset[str]]) -> list[Problem]:
    """A problem for every reference to something that nobody declared, also in entries that do not fit
    their shape: one mistake hides no other."""
    problems: list[Problem] = []
    for section, keys in REFERENCES.items():
        entries = declarations.get(section, {})
        written = merged.sections.get(section, {})
        misfits = {name: written[name] for name in written if name not in entries}
        for key, target in keys.items():
            if not misfits and _all_fine(section, key, entries, known[target]):
                continue
            for name, entry in (*entries.items(), *misfits.items()):
                value = _raw(entry, key) if name in misfits else _read(entry, key)
                for route, word in _words(section, name, key, value):
                    if word not in known[target] and not _other(section, key, word, known[target]):
                        problems += _unknown(merged, route, word, target, known)
    return problems


def _all_fine(section: str, key: str, entries: Mapping[str, Any], known: frozenset[str]) -> bool:
    """Is every reference of a key fine? In large workspaces the same values recur: each is looked up once."""
    try:
        values = {entry.get(key) if isinstance(entry, dict) else getattr(entry, key) for entry in entries.values()}
    except TypeError:  # a mapping of deployments cannot stand in a set
        return False
    words = {word for value in values for _, word in _words(section, "", key, value)}
    return all(word in known or _other(section, key, word, known) for word in words)


def _read(entry: Any, key: str) -> Any:
    return entry.get(key) if isinstance(entry, dict) else getattr(entry, key)


def _raw(entry: Any, key: str) -> Any:
    """What a misfit entry gives for a key, as far as it names anything."""
    value = entry.get(key.rstrip("_")) if isinstance(entry, dict) else None
    if key == "region":
        return value if isinstance(value, dict) else None
    if isinstance(value, list):
        return tuple(word if isinstance(word, str) else None for word in value)
    return value if isinstance(value, str) and value not in ("unknown", "inherited") else None


def _words(section: str, name: str, key: str, value: Any) -> Iterable[tuple[Route, str]]:
    route: Route = (section, name, key.rstrip("_"))
    if isinstance(value, str):
        yield route, value
    elif isinstance(value, tuple) and key != "region":
        for number, word in enumerate(value):
            if word is not None:
                yield (*route, number), word
    elif isinstance(value, dict):
        for word in value:
            yield (*route, word), word


def _other(section: str, key: str, word: str, known: frozenset[str]) -> bool:
    """Words that stand for something although nobody declares them."""
    if (section, key) in WITH_LEAVES and word.endswith(".*"):
        return word[:-2] in known
    return (word == "none" and (section, key) in NONE_ALLOWED) or (word == "default" and key == "region")


def _unknown(
    merged: Merged, route: Route, word: str, target: str, known: Mapping[str, frozenset[str]]
) -> Iterable[Problem]:
    if merged.mentions(word.removesuffix(".*")):
        return
    hint = None
    if target == "nodes" and word in known["vendors"]:
        hint = f"`{word}` is a vendor without a `kind`: give it one, and it is a system too"
    where = merged.at(route, key=route[2] == "region")
    yield Problem(f"unknown {NAMES[target]} `{word}`", where, hint, word, tuple(sorted(known[target])))


def check_trees(merged: Merged, section: str, parents: Mapping[str, tuple[str, ...]]) -> list[Problem]:
    """Dotted ids need their parent."""
    problems = []
    for word in merged.sections.get(section, {}):
        parent = dotted_parent(word)
        if parent is not None and parent not in parents and not merged.mentions(parent):
            where = merged.at((section, word), key=True)
            hint = f"declare `{parent}` in {section}"
            problems.append(Problem(f"`{word}` has no parent: `{parent}` is not declared", where, hint))
    return problems


def listed(value: Any) -> tuple[str, ...]:
    """The ids of a fact that may be unknown or not written."""
    return () if value is None or isinstance(value, Unknown) else tuple(value)

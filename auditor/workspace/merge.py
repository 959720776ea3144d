"""Several files become one set of sections, in which every route still knows its place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from copy import copy
from functools import cached_property
from typing import Any, Final

from auditor.location import Location, Problem, Related, Route
from auditor.source import Refused, Source

DATAFLOWS: Final = (
    "organization", "data", "subjects", "purposes", "kinds", "measures", "deployments", "vendors", "systems", "flows",
    "notices", "documents", "catalog",
)  # fmt: skip
POLICY: Final = ("extends", "promises", "rules", "waivers")
DEFAULT_DEPLOYMENT: Final = "default"
"""The one deployment there is where none is declared."""

FOLDERS: Final = {"dataflows": DATAFLOWS, "policy": POLICY}
TREES: Final = ("data", "subjects", "purposes", "kinds")
"""Sections whose ids may be joined by dots."""
RESERVED: Final = ("unknown", "none")

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LETTER = re.compile("[a-z]")
_TREE_ID = re.compile(rf"{_ID.pattern}(?:\.{_ID.pattern})*")


class Merged:
    """The plain content of all files, section by section, and where each part of it stands."""

    def __init__(self) -> None:
        self.sections: dict[str, dict[str, Any]] = {}
        self.sources: list[Source] = []
        self.shipped: set[str] = set()
        """Names of the sources that ship with the auditor."""
        self._origin: dict[tuple[str, str], Source] = {}
        self._section_origin: dict[str, Source] = {}
        self._seen: Mapping[Route, Location] = {}

    def beside(self, seen: Mapping[Route, Location]) -> Merged:
        """The same, which also knows where a scan saw what no file of the workspace says."""
        both = copy(self)
        both._seen = seen
        return both

    def marked(self, route: Route) -> Location | None:
        """Where a scan saw just this; None where it has no place of its own."""
        return self._seen.get(route)

    def saw(self, route: Route) -> Location | None:
        """Where a scan saw what is at a route, else what it is a part of; None of what is written."""
        found = (self._seen.get(route[:length]) for length in range(len(route), 1, -1)) if self._seen else ()
        return next((place for place in found if place is not None), None)

    def at(self, route: Route, *, key: bool = False) -> Location:
        """Where the value at a route stands, or its key; what lacks it, where it is not written."""
        seen = self.saw(route)
        if seen is not None:
            return seen
        section = str(route[0])
        source = self._origin.get((section, str(route[1]))) if len(route) > 1 else None
        if source is None:
            source, route, key = self._section_origin.get(section), (section,), True
        if source is None:
            return Location(self._anywhere(section), 1, 1)
        return source.at(route, key=key)

    def line(self, location: Location) -> str:
        """The text of the line of a location; empty where there is none."""
        source = self._by_name.get(location.file)
        return source.line(location.line) if source else ""

    @cached_property
    def _by_name(self) -> dict[str, Source]:
        return {source.name: source for source in self.sources}

    def _anywhere(self, section: str) -> str:
        """What to name for a section that is not written: of what there is one all the same (us, the default
        deployment), the first file that could hold it; else the folder."""
        folder = next((name for name, sections in FOLDERS.items() if section in sections), ".")
        files = [source.name for source in self.sources if source.name.startswith(f"{folder}/")]
        return min(files) if files and section in ("organization", "deployments") else folder

    def value(self, route: Route) -> Any:
        """What is written at a route; None where nothing is."""
        found: Any = self.sections
        for step in route:
            if isinstance(found, dict):
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int) and step < len(found):
                found = found[step]
            else:
                return None
        return found

    def origin(self, section: str, name: str) -> Source:
        return self._origin[section, name]

    def mentions(self, word: str) -> bool:
        """May a file that was not read to its end declare this word?"""
        pattern = re.compile(rf"(?<![\w.-]){re.escape(word)}[\"']?\s*:")
        return any(not source.complete and pattern.search(source.text) for source in self.sources)

    def half_read(self) -> set[tuple[str, str]]:
        """The entries in whose middle reading had to stop."""
        stopped = (source.open for source in self.sources if not source.complete)
        return {(str(keys[0]), str(keys[1])) for keys in stopped if len(keys) > 1}

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what the files say, whatever their names, order and layout."""
        import hashlib  # most reports print none

        content = {section: entries for section, entries in self.sections.items() if entries}
        plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()

    def add(self, source: Source, folder: str) -> list[Problem]:
        """Merge one file of a folder in; what does not fit there is a problem."""
        self.sources.append(source)
        if not isinstance(source.data, dict):
            return [Problem("expected a mapping of sections", source.locate(source.start), _sections_hint(folder))]
        problems: list[Problem] = []
        for section, entries in source.data.items():
            if section not in FOLDERS[folder]:
                problems.append(_unknown_section(section, folder, source.at((section,), key=True)))
                continue
            self._section_origin.setdefault(section, source)
            if section == "extends":
                problems += self._extend(source, entries)
            elif isinstance(entries, dict):
                kept = self.sections.setdefault(section, {})
                for name, entry in entries.items():
                    if name in kept or section == "organization" or not is_id(section, name):
                        problems += self._entry(source, section, name, entry)
                    else:
                        kept[name] = entry
                        self._origin[section, name] = source
            elif not isinstance(entries, Refused):
                problems.append(
                    Problem(f"`{section}` must be a mapping", source.at((section,)), "ids, each with its entry")
                )
        return problems

    def _entry(self, source: Source, section: str, name: str, entry: object) -> Iterable[Problem]:
        entries = self.sections.setdefault(section, {})
        if name in entries:
            where = source.at((section, name), key=True)
            first = Related(self.at((section, name), key=True), "the first one")
            yield Problem(f"`{name}` is declared twice in {section}", where, "keep one of them", related=(first,))
            return
        if section != "organization" and not is_id(section, name):
            yield no_id(section, name, source.at((section, name), key=True))
        entries[name] = entry
        self._origin[section, name] = source

    def _extend(self, source: Source, entries: object) -> Iterable[Problem]:
        if not isinstance(entries, list):
            yield Problem("expected a list of packs or folders", source.at(("extends",)))
            return
        kept = self.sections.setdefault("extends", {})
        for number, entry in enumerate(entries):
            if isinstance(entry, str):
                kept[entry] = True
                self._origin.setdefault(("extends", entry), source)
            elif not isinstance(entry, Refused):
                yield Problem("expected the name of a pack, or a folder", source.at(("extends", number)))


def _sections_hint(folder: str) -> str:
    return f"the sections of {folder}/ are {', '.join(FOLDERS[folder])}"


def _unknown_section(section: str, folder: str, where: Location) -> Problem:
    for other, sections in FOLDERS.items():
        if section in sections:
            return Problem(f"`{section}` does not belong in {folder}/", where, f"move it to {other}/")
    return Problem(f"unknown section `{section}`", where, _sections_hint(folder), section, FOLDERS[folder])


def is_id(section: str, name: str) -> bool:
    """May an entry of a section be called so?"""
    pattern = _TREE_ID if section in TREES else _ID
    return pattern.fullmatch(name) is not None and bool(_LETTER.search(name)) and name not in RESERVED


def no_id(section: str, name: str, where: Location | None) -> Problem:
    """What is wrong with an id."""
    if name in RESERVED:
        return Problem(f"`{name}` is a reserved word, not an id", where)
    joined = "`-` or `_`, in a tree by `.`" if section in TREES else "`-` or `_`"
    hint = f"an id is words of a-z and 0-9 joined by {joined}, with at least one letter"
    return Problem(f"`{name}` is not an id", where, hint)


def plain(entries: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a section that could be read at all."""
    return {name: entry for name, entry in entries.items() if not isinstance(entry, Refused)}

"""What a word from the command line names: something declared, by its id or by `section/id`."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from auditor.location import InvalidInput, Problem

ONE_SET_OF_NAMES = {"systems", "vendors"}
"""A name is a vendor's or a system's, or that of a vendor which is itself a system: never of two things."""

Named = tuple[str, str]
"""A section and an id."""


def named(word: str, among: Mapping[str, Collection[str]], elsewhere: Mapping[str, str]) -> tuple[Named, ...]:
    """The sections that have something of this name. `among` maps sections to their ids, `elsewhere` words
    that are not meant here to a hint. Raises InvalidInput when nothing or several things have the name."""
    section, slash, name = word.partition("/")
    if slash:
        return (_in_section(word, section, name, among),)
    homes = [section for section in among if word in among[section]]
    if homes and (len(homes) == 1 or set(homes) == ONE_SET_OF_NAMES):
        return tuple((home, word) for home in homes)
    if homes:
        places = [f"{home}/{word}" for home in homes if not (home == "systems" and "vendors" in homes)]
        raise InvalidInput([Problem(f"`{word}` may be {' or '.join(places)}", None, "write which one is meant")])
    hint = elsewhere.get(word)
    known = {id_ for ids in (*among.values(), elsewhere) for id_ in ids}
    candidates = () if hint else tuple(sorted(known))
    hint = hint or f"it may be an id in {_listed(among)}"
    raise InvalidInput([Problem(f"nothing is called `{word}`", None, hint, word, candidates)])


def _in_section(word: str, section: str, name: str, among: Mapping[str, Collection[str]]) -> Named:
    if section not in among:
        hint = f"before the `/` stands one of {', '.join(among)}"
        raise InvalidInput([Problem(f"`{word}`: there is no `{section}` here", None, hint, section, tuple(among))])
    if name not in among[section]:
        message = f"there is no `{name}` in {section}"
        raise InvalidInput([Problem(message, None, None, name, tuple(sorted(among[section])))])
    return section, name


def _listed(among: Mapping[str, Collection[str]]) -> str:
    *most, last = among
    return f"{', '.join(most)} or {last}" if most else last

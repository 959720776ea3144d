"""A change as customers read it: what it is about, what holds until then, and what from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from auditor.changes.letters import new_links
from auditor.changes.records import Change, Value
from auditor.declarations.dataflows import Vendor
from auditor.documents.forms.processing import about
from auditor.documents.forms.words import Words, not_stated
from auditor.inventory.known import Known
from auditor.inventory.printed import TREES
from auditor.inventory.sentences import has, say
from auditor.location import Route
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.periods import NotAPeriod, period
from auditor.vocabulary.places import NotAPlace, place
from auditor.workspace.model import Workspace

UNKNOWN_WORD: Final = "unknown"
PLACES: Final = ("region", "country", "residency")
NAMES: Final = ("vendor", "from", "to", "subprocessors")
"""Facts that name vendors and systems."""
CATEGORIES: Final = ("strips", "produces")
"""Facts that name categories of data."""
TEXTS: Final = ("name", "legal_name", "address", "website", "privacy", "note", "title", "says", "text", "source")
"""Facts in words that a person wrote."""
LISTED: Final = {
    "data_added": "data", "data_removed": "data", "flow_added": "data", "flow_removed": "data",
    "system_added": "data", "system_removed": "data",
    "purposes_added": "purposes", "purposes_removed": "purposes",
}  # fmt: skip
"""What comes or goes with a change, by the fact of it that lists that."""
COLUMNS: Final = {
    "region_changed": "region", "retention_changed": "retention", "at_rest_added": "retention",
    "status_changed": "status", "subprocessor_added": "subprocessors", "subprocessor_removed": "subprocessors",
    "control_added": "controls", "control_removed": "controls", "transfer_changed": "mechanism",
}  # fmt: skip
"""What changes, where the type says it."""
ONE_SIDED: Final = ("_added", "_removed")
GOES: Final = ("data_removed", "flow_removed", "system_removed", "vendor_removed")


class Told(NamedTuple):
    """A change as a field: its label, its lines, and what of the newer revision is not known."""

    label: str
    lines: tuple[str, ...]
    known: Known


class Telling:
    """Tells changes, in the words of both revisions."""

    def __init__(self, before: Words, after: Words) -> None:
        self.before = before
        self.after = after

    def told(self, change: Change) -> Told:
        words = self.before if change.old else self.after
        column = _column(change)
        values = _values(change)
        if values is not None:
            lines, known = _lines(words, values, column), self._known(change, values, column)
        else:
            lines, known = self._from_to(change, column)
        more, missing = self._more(change, column, words)
        return Told(self._label(change, words), (*lines, *more), known._replace(missing=(*known.missing, *missing)))

    def _from_to(self, change: Change, column: str) -> tuple[tuple[str, ...], Known]:
        """What was and what is; of what only comes or only goes, that alone."""
        was, now = change.before, change.after
        if change.type == "transfer_changed":
            was, now = (_mechanism(words.workspace, change) for words in (self.before, self.after))
        old, new = _listed(self.before, was, column), _listed(self.after, now, column)
        if change.type.endswith(ONE_SIDED) and (was is None) != (now is None):
            return ((old if now is None else new),), self._known(change, now or was, column)
        said = (say("notices.until_now", said=old), say("notices.from_then", said=new))
        return said, self._known(change, now, column)

    def _more(self, change: Change, column: str, words: Words) -> tuple[list[str], tuple[Route, ...]]:
        """Of which service and of which data it is true, whom that is about, and who gets it; with what of that is not
        known, where customers must know it."""
        said: list[str] = []
        missing: tuple[Route, ...] = ()
        if change.section == "systems" and not change.type.startswith("system_"):
            said.append(say("notices.service", service=words.system(change.thing)))
        if change.section == "flows" and column != "data" and change.data:
            said.append(say("notices.concerns", data=_listed(words, change.data, "data")))
        if column == "data" and change.type not in GOES and change.data:
            people = about(words.workspace, self._known(change, change.data, "data"))
            said.append(say("notices.people", subjects=", ".join(words.items(people, "subjects"))))
            missing = people.missing
        nobody = _nobody(change, words.workspace) if change.type not in GOES else ()
        if nobody:
            said.append(say("notices.recipient", recipient=not_stated()))
        return said, (*missing, *nobody)

    def _known(self, change: Change, value: Value, column: str) -> Known:
        """The newer value as a document counts it; nobody is asked for what is gone."""
        words = value if isinstance(value, tuple) else () if value is None else (value,)
        known = tuple(word for word in words if word != UNKNOWN_WORD)
        missing = UNKNOWN_WORD in words or (value is None and column not in ("note", ""))
        return Known(known, (change.route,) if missing and not change.old else ())

    def _label(self, change: Change, words: Words) -> str:
        """What changes, and of what; `change.TYPE` where the type says it, else the fact."""
        thing = _thing(change, words)
        name = f"notices.change.{'flow_added' if _goes_live(change) else change.type}"
        if change.type == "subprocessor_added" and not new_links(change):  # nobody knows to whom
            name = "notices.change.subprocessor_removed"
        if has(name):
            return say(name, thing=thing)
        fact = _fact(change.attribute or "")
        return fact if change.section == "vendors" else say("notices.of", fact=fact, thing=thing)


def _column(change: Change) -> str:
    """The fact that a change is told by."""
    if _goes_live(change) or (change.type == "at_rest_added" and isinstance(change.after, tuple)):
        return "data"
    return LISTED.get(change.type) or COLUMNS.get(change.type) or change.attribute or ""


def _values(change: Change) -> tuple[str, ...] | None:
    """What comes or goes, where a change lists that."""
    column = LISTED.get(change.type) or ("data" if _goes_live(change) else None)
    if column is not None:
        found: tuple[str, ...] = getattr(change, column)
        return found
    if change.type == "at_rest_added" and isinstance(change.after, tuple):  # what a recipient keeps, by other ways
        return change.after
    if change.type in ("control_added", "control_removed"):
        more, less = (change.after, change.before) if change.type == "control_added" else (change.before, change.after)
        return tuple(word for word in more or () if word not in (less or ()))
    return tuple(new_links(change)) or None


def _nobody(change: Change, workspace: Workspace) -> tuple[Route, ...]:
    """Where one would write who gets it, where nobody is named."""
    if change.section == "flows" and change.flow is not None and change.system is None:
        return (("flows", change.flow, "to"),)
    told = change.section in ("flows", "systems") and change.attribute != "vendor"
    node = workspace.nodes.get(change.system or "") if told else None
    return (("systems", node.id, "vendor"),) if node is not None and node.vendor is UNKNOWN else ()


def _goes_live(change: Change) -> bool:
    """Is it a flow that was proposed?"""
    return (change.type, change.section, change.after) == ("status_changed", "flows", "active")


def _lines(words: Words, values: Iterable[str], column: str) -> tuple[str, ...]:
    """One line a value."""
    return tuple(_each(words, tuple(values), column)) or (say("facts.none"),)


def _listed(words: Words, value: Value, column: str) -> str:
    """A value in a line."""
    return ", ".join(_each(words, value, column))


def _each(words: Words, value: Value, column: str) -> list[str]:
    if value is None:
        return [not_stated()]
    if value == ():
        return [say("facts.none")]
    every = value if isinstance(value, tuple) else (value,)
    return list(dict.fromkeys(not_stated() if word == UNKNOWN_WORD else _one(words, word, column) for word in every))


def _one(words: Words, word: str, column: str) -> str:
    """A word of a column as the page prints it."""
    if column in PLACES:
        return _parsed(words, word, column, place, NotAPlace)
    if column == "retention":
        return _parsed(words, word, column, period, NotAPeriod)
    if column in NAMES:
        return say("notices.ourselves") if (column, word) == ("vendor", "none") else name_of(words, word)
    if column == "deployments":
        return words.title(word, "deployment")
    if column in CATEGORIES:
        return words.title(word, "data")
    if column in TEXTS:
        return words.words.get(word, word)
    if word.startswith("{"):  # facts with facts of their own
        return word.removeprefix("{").removesuffix("}")
    if word in ("true", "false"):
        return say("facts.yes" if word == "true" else "facts.no")
    return words.words.get(word) or words.title(word, column)


def _parsed(words: Words, word: str, column: str, read: Callable[[str], Any], wrong: type[ValueError]) -> str:
    try:
        return words.value(read(word), column)
    except wrong:
        return word


def name_of(words: Words, name: str) -> str:
    """What a vendor or a system is called; nobody, and who is not known."""
    if name in words.workspace.vendors:
        return words.vendor(name)
    return words.system(name) if name in words.workspace.nodes else words.title(name, "vendor")


def _thing(change: Change, words: Words) -> str:
    """What a change is about, as it is called."""
    if change.section in ("vendors", "systems"):
        return name_of(words, change.thing)
    if change.section in TREES.values():
        return words.workspace.titles[change.section].get(change.thing, change.thing)
    if change.section == "flows":
        for flow in (flow for flow in words.workspace.flows if flow.id == change.thing):
            ends = (name_of(words, end) if isinstance(end, str) else not_stated() for end in (flow.source, flow.target))
            return say("register.from_to", **dict(zip(("source", "target"), ends, strict=True)))
        return change.thing
    entry = getattr(words.workspace, change.section, {}).get(change.thing) if change.thing else None
    found = next((said for key in ("title", "says") if (said := getattr(entry, key, None)) is not None), None)
    return str(found) if found is not None else change.thing or words.us()


def _fact(attribute: str) -> str:
    """What a fact is called."""
    for name in (f"notices.fact.{attribute}", f"columns.{attribute}"):
        if has(name):
            return say(name)
    return attribute.replace("_", " ").replace(".", ": ").capitalize()


def _mechanism(workspace: Workspace, change: Change) -> Value:
    """The grounds for transfers that are declared: of a vendor, or our own."""
    holders: Mapping[str, Vendor] = workspace.vendors
    holder: Any = holders.get(change.thing) if change.section == "vendors" else workspace.organization
    transfer = getattr(holder, "transfer", None)
    found = getattr(transfer, "mechanism", None)
    return found if isinstance(found, tuple) else None if found is None else str(getattr(found, "value", found))

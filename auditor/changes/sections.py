"""The other sections compared: us, deployments, trees, measures, notices, documents and promises."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any, Final

from auditor.changes import material
from auditor.changes.flows import INTERNAL
from auditor.changes.making import Making, plain
from auditor.changes.material import Judged, immaterial
from auditor.changes.meaning import meaning
from auditor.changes.records import SINGULAR
from auditor.changes.side import Side
from auditor.changes.things import transfer
from auditor.declarations.documents import Page
from auditor.declarations.organization import Contact, Notice, Organization, Told
from auditor.declarations.shape import Declared, fields
from auditor.vocabulary.answers import UNKNOWN
from auditor.vocabulary.tree import Tree
from auditor.workspace.model import Workspace

TREES: Final = ("data", "subjects", "purposes", "kinds")
INSIDE: Final = (Notice, Contact)
"""Facts of the organization that have facts of their own."""


def sections(making: Making) -> None:
    """Add what changed beside things and flows."""
    _organization(making)
    for section in TREES:
        _tree(making, section)
    _entries(making, "deployments", _declared_deployments)
    _entries(making, "measures", lambda workspace: workspace.measures)
    _entries(making, "notices", lambda workspace: workspace.notices)
    _entries(making, "promises", lambda workspace: workspace.promises)
    _documents(making)


def _declared_deployments(workspace: Workspace) -> Mapping[str, Any]:
    return {name: entry for name, entry in workspace.deployments.items() if entry is not None}


def _organization(making: Making) -> None:
    old, new = making.before.workspace.organization, making.after.workspace.organization
    if old == new:
        return
    for key, field in fields(Organization).items():
        before, after = (getattr(us, field.name) if us is not None else None for us in (old, new))
        if meaning(before) == meaning(after):
            continue
        if key == "transfer":
            transfer(making, "organization", "", before, after)
        elif isinstance(before, INSIDE) and type(before) is type(after):
            for inner, found in fields(type(before)).items():
                if meaning(getattr(before, found.name)) != meaning(getattr(after, found.name)):
                    _fact(making, "organization", "", f"{key}.{inner}")
        else:
            _fact(making, "organization", "", key)


def _fact(
    making: Making, section: str, thing: str, key: str, type_: str | None = None, said: Judged | None = None
) -> None:
    """A fact without a type of its own, as it is written."""
    route = tuple(part for part in (section, thing, *key.split(".")) if part)
    making.add(
        type_ or f"{SINGULAR[section]}_changed", section, thing, said or immaterial(INTERNAL), key=key, attribute=key,
        before=plain(making.before.written(route)), after=plain(making.after.written(route)),
    )  # fmt: skip


def _tree(making: Making, section: str) -> None:
    """Words that both revisions have. One that comes or goes changes nothing until something uses it."""
    old, new = making.before.workspace, making.after.workspace
    titles = old.titles[section], new.titles[section]
    for word in sorted(titles[0].keys() & titles[1].keys()):
        if titles[0][word] != titles[1][word]:
            _fact(making, section, word, "title", "title_changed")
    trees: tuple[Tree, Tree] = getattr(old, section), getattr(new, section)
    if trees[0].parents != trees[1].parents:
        for word in sorted(trees[0].index.keys() & trees[1].index.keys()):
            if trees[0].parents[word] != trees[1].parents[word]:
                _fact(making, section, word, "is")
    if section == "data":
        for key in ("subjects", "sensitive"):
            _passed_down(making, key)
        for word in sorted(old.categories.keys() & new.categories.keys()):
            if old.categories[word].fides != new.categories[word].fides:
                _fact(making, section, word, "fides")


def _passed_down(making: Making, key: str) -> None:
    """The people that a category is about, and whether it is sensitive, wherever that is declared."""
    old, new = making.before.workspace.passed_down[key], making.after.workspace.passed_down[key]
    if old == new:
        return
    for word in sorted(old.keys() & new.keys()):
        before, after = ((frozenset(found[word].values), bool(found[word].missing)) for found in (old, new))
        if before != after:
            making.add(
                "data_changed", "data", word, immaterial(INTERNAL), key=key, attribute=key, more={"data": (word,)},
                before=_values(*before), after=_values(*after),
            )  # fmt: skip


def _values(values: Iterable[object], unknown: bool) -> tuple[str, ...]:
    said = sorted(str(value).lower() if isinstance(value, bool) else str(value) for value in values)
    return (*said, *(("unknown",) if unknown else ()))


def _entries(making: Making, section: str, of: Any) -> None:
    """Entries that came or went, and the facts of the others."""
    old, new = of(making.before.workspace), of(making.after.workspace)
    singular = SINGULAR[section]
    for name in sorted(new.keys() - old.keys()):
        making.add(
            f"{singular}_added", section, name, _why(section), after=_title(new[name]), more=_named(section, new[name])
        )
    for name in sorted(old.keys() - new.keys()):
        making.add(f"{singular}_removed", section, name, _why(section), old=True, before=_title(old[name]),
                   more=_named(section, old[name], making.before))  # fmt: skip
    for name in sorted(old.keys() & new.keys()):
        if old[name] != new[name]:
            _entry(making, section, name, old[name], new[name])
    if section == "promises":
        _enforced(making, old.keys() & new.keys())


def _why(section: str) -> Judged:
    return immaterial("what reaches whom is a change of its own" if section == "deployments" else INTERNAL)


def _title(entry: Any) -> str | None:
    for key in ("title", "says"):
        said = getattr(entry, key, None)
        if isinstance(said, str):
            return said
    return str(entry.about) if isinstance(entry, Told) else None


def _named(section: str, entry: Any, side: Side | None = None) -> dict[str, Any]:
    """The vendor that a notice is about, where it is one."""
    if section != "notices" or len(entry.vendors) != 1:
        return {}
    name = entry.vendors[0]
    return {"vendor": side.name(name) if side is not None else name}


def _entry(making: Making, section: str, name: str, old: Declared, new: Declared) -> None:
    for key, field in fields(type(new)).items():
        before, after = getattr(old, field.name), getattr(new, field.name)
        if section == "notices" and key == "vendors":
            before = tuple(making.before.name(one) for one in before)
        if meaning(before) == meaning(after):
            continue
        type_ = "title_changed" if key == "title" else None
        if key == "note" or (section == "promises" and key == "enforced_by"):
            continue  # a remark; and what enforces a promise is compared as a whole
        _fact(making, section, name, key, type_, _residency(section, key, before, after))


def _residency(section: str, key: str, before: Any, after: Any) -> Judged | None:
    """Where a deployment promises that data stays: a wider promise allows new places."""
    if section != "deployments" or key != "residency":
        return None
    words = [[one.word for one in value] if isinstance(value, tuple) else ["unknown"] for value in (before, after)]
    return material.in_places(*words)


def _enforced(making: Making, names: Iterable[str]) -> None:
    """Which rules enforce a promise: it is told where one does no more, or another does."""
    old, new = (_enforcing(side.workspace) for side in (making.before, making.after))
    for name in sorted(names):
        before, after = old.get(name, frozenset()), new.get(name, frozenset())
        if before != after:
            making.add(
                "promise_changed", "promises", name, immaterial(INTERNAL), attribute="rules",
                before=tuple(sorted(before)), after=tuple(sorted(after)),
            )  # fmt: skip


def _enforcing(workspace: Workspace) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {name: set(promise.enforced_by) for name, promise in workspace.promises.items()}
    for rules in (workspace.rules, workspace.built_ins):
        for name, rule in rules.items():
            for reason in rule.because:
                if reason in found:
                    found[reason].add(name)
    return {name: frozenset(rules) for name, rules in found.items()}


def _documents(making: Making) -> None:
    """What the generated page shows: words for people, which no rule sees."""
    old, new = making.before.workspace.documents, making.after.workspace.documents
    for name in sorted(old.keys() | new.keys()):
        for key, field in fields(Page).items():
            before, after = (
                _ordered(getattr(pages[name], field.name)) if name in pages else None for pages in (old, new)
            )
            if before != after:
                _fact(making, "documents", name, key, "wording_changed")


def _ordered(value: Any) -> Hashable:
    """A page's columns and promises come in the order in which they are written."""
    if value is UNKNOWN:
        return None
    if isinstance(value, Declared):
        return tuple((key, _ordered(getattr(value, field.name))) for key, field in fields(type(value)).items())
    if isinstance(value, Mapping):
        return frozenset((key, _ordered(inner)) for key, inner in value.items()) or None
    if isinstance(value, tuple | list):
        return tuple(_ordered(inner) for inner in value)
    hashable: Hashable = value
    return hashable

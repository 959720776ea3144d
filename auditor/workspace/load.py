"""The files of a workspace -> a checked workspace, with every problem on the way."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from auditor.declarations.organization import Organization
from auditor.declarations.policy import BuiltIn
from auditor.location import InvalidInput, Location, Problem
from auditor.vocabulary.tree import Tree
from auditor.workspace import resolve
from auditor.workspace.catalog import check_catalog
from auditor.workspace.categories import passed_down
from auditor.workspace.files import Draft, Files, source_of, sources
from auditor.workspace.merge import FOLDERS, TREES, Merged
from auditor.workspace.model import Workspace
from auditor.workspace.packs import extend
from auditor.workspace.references import check_references, known_ids
from auditor.workspace.trees import build_tree
from auditor.workspace.validate import MODELS, organization, validate
from auditor.workspace.waivers import check_waivers

Loaded = tuple[Workspace, list[Problem]]

BUILT_IN_FINDINGS = (
    "carries-nothing", "expired-waiver", "never-seen", "not-scanned", "noticed", "open-question",
    "region-never-seen", "same-product", "stale-wording", "store-keeps-nothing", "unenforced-promise",
    "unlisted-purpose", "unsourced", "unused-vendor", "unused-waiver",
)  # fmt: skip
"""Findings that need no rule. A rule with such an id gives it a because and a severity."""


def load(files: Files, as_of: date, drafts: Sequence[Draft] = (), *, must_be: bool = True) -> Loaded:
    """Read a workspace, and give the problems with it. What has problems is left out of the workspace, which is
    then only good for finding more of them. Each of the `drafts` stands for the file of its name.
    Raises InvalidInput when there is no workspace at all and it `must_be`; else that is an empty one."""
    gc_was_on = gc.isenabled()
    gc.disable()  # a large workspace is millions of objects, none of them garbage
    try:
        return _resolved(*read(files, drafts, must_be=must_be), as_of, files.folder)
    finally:
        if gc_was_on:
            gc.enable()


def read(files: Files, drafts: Sequence[Draft] = (), *, must_be: bool = True) -> tuple[Merged, list[Problem]]:
    """All files of the workspace, merged."""
    merged = Merged()
    problems: list[Problem] = []
    present = [folder for folder in FOLDERS if files.is_folder(folder)]
    if must_be and not present:
        hint = "a workspace has a folder dataflows/ (what you do) and a folder policy/ (what you promise)"
        raise InvalidInput([Problem("there is no workspace here", Location(".", 1, 1), hint)])
    for folder in FOLDERS:
        found, troubles = sources(files, folder) if folder in present else ([], [])
        problems += troubles
        for draft in (draft for draft in drafts if draft.name.startswith(f"{folder}/")):
            drafted, more = source_of(*draft)
            found = [*(source for source in found if source.name != draft.name), drafted]
            problems += more
        for source in found:
            unread = not source.complete and not source.data
            problems += [] if unread else merged.add(source, folder)
            if unread:
                merged.sources.append(source)
    problems += extend(merged, files)
    return merged, problems


def nothing(as_of: date) -> Workspace:
    """A workspace in which nothing is declared, for those who have none yet."""
    return _resolved(Merged(), [], as_of)[0]


def _resolved(merged: Merged, problems: list[Problem], as_of: date, folder: str = "") -> Loaded:
    entries, overridden, us = _shapes(merged, problems)
    trees = _trees(merged, problems)
    as_systems = resolve.vendor_systems(merged)
    entries = _checked(merged, entries, trees, as_systems, problems, as_of)
    nodes = resolve.resolve_nodes(entries["vendors"], entries["systems"], as_systems, trees["kinds"])
    deployments = resolve.default_deployments(entries["deployments"])
    flows, alike, retired = resolve.resolve_flows(
        entries["flows"], nodes, entries["vendors"], deployments, trees["data"]
    )
    problems += resolve.check_retired(merged, entries["vendors"], nodes, flows)
    workspace = Workspace(
        organization=us,
        data=trees["data"],
        categories=entries["data"],
        passed_down={key: passed_down(trees["data"], entries["data"], key) for key in ("subjects", "sensitive")},
        subjects=trees["subjects"],
        purposes=trees["purposes"],
        kinds=trees["kinds"],
        titles={section: {name: entry.title for name, entry in entries[section].items()} for section in trees},
        measures=entries["measures"],
        deployments=deployments,
        vendors=_by_id(entries["vendors"]),
        nodes=resolve.live(nodes, entries["vendors"]),
        flows=tuple(flows),
        alike=alike,
        retired_flows=tuple(retired),
        notices=entries["notices"],
        documents=entries["documents"],
        catalog=_by_id(entries["catalog"]),
        promises=_by_id(entries["promises"]),
        rules=_by_id(entries["rules"]),
        built_ins=overridden,
        waivers=entries["waivers"],
        merged=merged,
        as_of=as_of,
        folder=folder,
    )
    return workspace, problems


def _checked(
    merged: Merged, entries: dict[str, dict[str, Any]], trees: dict[str, Tree], as_systems: set[str],
    problems: list[Problem], as_of: date,
) -> dict[str, dict[str, Any]]:  # fmt: skip
    """The entries that get along with the others; adds what does not."""
    known = known_ids(merged, as_systems)
    rules = {*merged.sections.get("rules", ()), *BUILT_IN_FINDINGS}
    problems += check_references(merged, entries, known)
    problems += _contradictions(merged, entries, trees["data"], as_systems)
    problems += check_waivers(merged, entries["waivers"], rules, as_of)
    return _only_sound(merged, entries, known) if problems else entries


def _by_id(entries: dict[str, Any]) -> dict[str, Any]:
    return {name: entries[name] for name in sorted(entries)}


def _shapes(
    merged: Merged, problems: list[Problem]
) -> tuple[dict[str, dict[str, Any]], dict[str, BuiltIn], Organization | None]:
    """All entries that fit their shape, those of rules named like a built-in apart; adds the misfits."""
    entries: dict[str, dict[str, Any]] = {}
    rules = set(merged.sections.get("rules", ()))
    for section, model in MODELS.items():
        only = rules - set(BUILT_IN_FINDINGS) if section == "rules" else None
        entries[section], found = validate(merged, section, model, only)
        problems += found
    overridden, found = validate(merged, "rules", BuiltIn, rules & set(BUILT_IN_FINDINGS))
    us, more = organization(merged)
    problems += [*found, *more]
    return entries, overridden, us


def _trees(merged: Merged, problems: list[Problem]) -> dict[str, Tree]:
    trees: dict[str, Tree] = {}
    for section in TREES:
        trees[section], found = build_tree(merged, section)
        problems += found
    return trees


def _contradictions(merged: Merged, entries: Any, data: Any, as_systems: set[str]) -> Iterable[Problem]:
    yield from resolve.check_names(merged)
    yield from resolve.check_leaves(merged, data)
    yield from resolve.check_vendors(merged, as_systems)
    yield from resolve.check_evidence(merged, entries)
    yield from check_catalog(merged)
    for name in merged.sections.get("documents", {}):
        if name != "page":
            where = merged.at(("documents", name), key=True)
            yield Problem(
                f"unknown document `{name}`",
                where,
                "the document that can be described is page",
                name,
                ("page",),
            )


def _only_sound(merged: Merged, entries: dict[str, dict[str, Any]], known: Any) -> dict[str, dict[str, Any]]:
    """The entries whose references all lead somewhere: enough to go on looking for problems."""
    sound = dict(entries)
    systems = set(entries["systems"]) | set(entries["vendors"])
    sound["systems"] = {
        name: entry
        for name, entry in entries["systems"].items()
        if not isinstance(entry.vendor, str) or entry.vendor == "none" or entry.vendor in entries["vendors"]
    }
    usable = systems & (sound["systems"].keys() | entries["vendors"].keys())

    def fits(flow: Any) -> bool:
        ends = all(not isinstance(end, str) or end in usable for end in (flow["from_"], flow["to"]))
        words = flow["data"] if isinstance(flow["data"], tuple) else ()
        words_fit = all(word.removesuffix(".*") in known["data"] for word in (*words, *flow.get("without", ())))
        return ends and words_fit and set(flow.get("deployments", ())) <= entries["deployments"].keys()

    sound["flows"] = {name: flow for name, flow in entries["flows"].items() if fits(flow)}
    return sound

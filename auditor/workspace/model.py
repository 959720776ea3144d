"""A checked workspace: what everything below the reading works with."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from auditor.declarations.catalog import Entry
from auditor.declarations.dataflows import Category, Deployment, Inherited, Measure, System, Vendor
from auditor.declarations.documents import Page
from auditor.declarations.organization import Organization, Told
from auditor.declarations.policy import BuiltIn, Promise, Rule, Waiver
from auditor.vocabulary.answers import Unknown
from auditor.vocabulary.periods import Period
from auditor.vocabulary.places import Place
from auditor.vocabulary.tree import Tree
from auditor.workspace.categories import Inherits
from auditor.workspace.merge import Merged

RegionFact = tuple[Place, ...] | Mapping[str, tuple[Place, ...] | Unknown] | Unknown | None


class Flow(NamedTuple):
    """A data flow that is not retired, with its words resolved. None: not written; UNKNOWN: written `unknown`."""

    id: str
    source: str | Unknown
    target: str | Unknown
    data: tuple[str, ...] | Inherited | Unknown
    without: tuple[str, ...]
    purposes: tuple[str, ...] | Unknown | None
    retention: Period | Unknown | None
    region: RegionFact
    controls: tuple[str, ...] | Unknown | None
    trigger: str | Unknown | None
    deployments: tuple[str, ...]
    status: str | Unknown
    labels: Mapping[str, str]
    declared: Mapping[str, Any]


class Alike(NamedTuple):
    """Of many flows most are alike in something: for each the first that is like it, and those firsts; by position."""

    first: Sequence[int]
    firsts: Sequence[int]


class Node(NamedTuple):
    """A system: one of the section `systems`, or a vendor that is itself one.

    `vendor` is the id of who runs it; None: nobody else does (a person, or `vendor: none`); UNKNOWN:
    somebody whom nobody named.
    """

    id: str
    section: str
    declared: System | Vendor
    kinds: tuple[str, ...] | None
    vendor: str | Unknown | None
    person: bool


class Workspace(NamedTuple):
    """What is declared and promised, resolved: every word in it is known.

    `flows` and `retired_flows` part the flows; `vendors` holds the retired ones too. `nodes` are the
    systems that rules see: not those of a retired vendor. `merged` gives the place of every route.
    """

    organization: Organization | None
    data: Tree
    categories: Mapping[str, Category]
    passed_down: Mapping[str, Mapping[str, Inherits]]
    """`subjects` and `sensitive` of each category."""
    subjects: Tree
    purposes: Tree
    kinds: Tree
    titles: Mapping[str, Mapping[str, str]]
    measures: Mapping[str, Measure]
    deployments: Mapping[str, Deployment | None]
    vendors: Mapping[str, Vendor]
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    alike: Mapping[str, Alike]
    """Flows are alike in their `terms` when they say the same, of ends and data apart; in their `ending` when they
    leave the same to where they end, and that says the same of itself, apart from what it produces and strips; in
    their `load` when they carry the same."""
    retired_flows: tuple[str, ...]
    notices: Mapping[str, Told]
    documents: Mapping[str, Page]
    catalog: Mapping[str, Entry]
    """The products that it adds to the catalog, or describes in its own way."""
    promises: Mapping[str, Promise]
    rules: Mapping[str, Rule]
    built_ins: Mapping[str, BuiltIn]
    waivers: Mapping[str, Waiver]
    merged: Merged
    as_of: date
    folder: str
    """What leads from the root of the repository to the workspace, ended by `/`; nothing where that is the root."""

    def path(self, file: str) -> str:
        """What leads from the root of the repository to a file of the workspace, or to one that it extends."""
        return posixpath.normpath(f"{self.folder}{file}") if self.folder else file

    @property
    def digest(self) -> str:
        """SHA-256 of what is declared and promised, whatever the names and the layout of the files."""
        return self.merged.digest

"""A checked workspace: what everything below the reading works with."""

from __future__ import annotations

from collections.abc import Mapping
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
    """A data flow that is not retired, with its words resolved. None: not written; UNKNOWN: written `unknown`.

    Of many flows most are alike: those of one number of `terms` say the same, of ends and data apart; those of one
    number of `ending` take the same from where they end: what they do not say themselves, where it is, who runs it.
    """

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
    terms: int = -1
    ending: int = -1


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

    @property
    def digest(self) -> str:
        """SHA-256 of what is declared and promised, whatever the names and the layout of the files."""
        return self.merged.digest

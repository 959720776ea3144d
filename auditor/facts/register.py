"""The register of subjects: all that rules can be about, in the order of the format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from auditor.attributes.cell import Attribute
from auditor.attributes.rows import Rows
from auditor.attributes.tables import FlowTable, Table
from auditor.changes.records import Compared
from auditor.facts import (
    change,
    deployment,
    flow,
    observed_region,
    observed_table,
    observed_vendor,
    organization,
    reach,
    system,
    vendor,
)
from auditor.workspace.model import Workspace


class Subject(NamedTuple):
    """A table: what a row is, and its attributes in the order that names findings.

    `listed`: all its rows can be made. Those of `reach` are too many: `rules/reach_rows.py` looks up those
    that a rule asks for.
    """

    name: str
    section: str
    doc: str
    attributes: Mapping[str, Attribute]
    listed: bool = True


def _subject(name: str, section: str, doc: str, attributes: tuple[Attribute, ...], *, listed: bool = True) -> Subject:
    return Subject(name, section, doc, {attribute.name: attribute for attribute in attributes}, listed)


SUBJECTS: Mapping[str, Subject] = {
    subject.name: subject
    for subject in (
        _subject("flow", "flows", "a flow in a deployment, with all it carries", flow.ATTRIBUTES),
        _subject("system", "systems", "a system in a deployment", system.ATTRIBUTES),
        _subject("vendor", "vendors", "a vendor in a deployment", vendor.ATTRIBUTES),
        _subject("reach", "reach", "data that gets from one system to another", reach.ATTRIBUTES, listed=False),
        _subject("deployment", "deployments", "a deployment", deployment.ATTRIBUTES),
        _subject("organization", "organization", "the organization", organization.ATTRIBUTES),
        _subject(
            "observed_vendor",
            observed_vendor.SECTION,
            "a vendor seen in the code or the infrastructure",
            observed_vendor.ATTRIBUTES,
        ),
        _subject("observed_region", observed_region.SECTION, "a region seen there", observed_region.ATTRIBUTES),
        _subject(
            "observed_table", observed_table.SECTION, "a database table seen in migrations", observed_table.ATTRIBUTES
        ),
        _subject("change", "changes", "a difference from the base revision, in a deployment", change.ATTRIBUTES),
    )
}

OBSERVED = ("observed_vendor", "observed_region", "observed_table")
"""Subjects that only a scan has rows of."""
LATER = ("observed_flow",)
"""Subjects of the format that this version cannot judge yet: a rule about one is refused, never passed."""


def rows_of(
    subject: str,
    rows: Rows,
    workspace: Workspace,
    deployment_id: str,
    active: bool,
    compared: Compared | None = None,
) -> Table:
    """The rows of a subject, one that lists them, in a deployment; sorted by id. Without a base revision to be
    `compared` with there are no changes."""
    world = rows.worlds.of(deployment_id, active)
    if subject == "change":
        return change.ChangeTable(rows, world, compared)
    if subject in OBSERVED:
        return Table(rows, subject, world, _seen(subject, rows))
    if subject == "flow":
        return FlowTable(rows, world, world.spread.flows)
    if subject == "system":
        names: list[str] = list(workspace.nodes)
    elif subject == "vendor":
        names = [name for name, entry in workspace.vendors.items() if entry.status != "retired"]
    else:
        names = {"deployment": [deployment_id], "organization": ["organization"]}[subject]
    return Table(rows, subject, world, names)


def _seen(subject: str, rows: Rows) -> list[str]:
    """The ids of what a scan saw; none without one."""
    if rows.observed is None:
        return []
    seen = rows.observed.seen
    tables = {"observed_vendor": seen.vendors, "observed_region": seen.regions, "observed_table": seen.tables}
    return sorted(tables[subject])

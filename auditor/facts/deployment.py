"""The subject `deployment`: a row is a way in which customers are served."""

from __future__ import annotations

from auditor.attributes.cell import Attribute, Fact
from auditor.attributes.rows import TableRow, laws, one, residency, several, written
from auditor.attributes.types import Free, Id, Region, Word
from auditor.vocabulary.words import LAWS


def _plans(row: TableRow) -> Fact:
    declared = row.workspace.deployments[row.id]
    return written(declared.plans if declared else None, ("deployments", row.id, "plans"), several)


def _status(row: TableRow) -> Fact:
    declared = row.workspace.deployments[row.id]
    return written(declared.status if declared else None, ("deployments", row.id, "status"))


def _id(row: TableRow) -> Fact:
    return Fact(one(row.id), ("deployments", row.id), lacking=True)


ATTRIBUTES = (
    Attribute("residency", Region(), "where it promises that data stays", residency),
    Attribute("law", Word(*LAWS, many=True), "the laws that its customers are under", laws),
    Attribute("plans", Free("plan", many=True), "the plans served from it", _plans),
    Attribute("status", Word("proposed", "active"), "proposed or active", _status),
    Attribute("id", Id("deployments"), "its id", _id),
)

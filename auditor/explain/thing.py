"""`auditor explain FLOW`, or any other thing: its data, its facts with their places, and every rule's answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from auditor.attributes.asking import NONE
from auditor.attributes.cell import Attribute, Carried, Cell
from auditor.attributes.rows import TableRow
from auditor.attributes.types import Appointee, Labels, Text
from auditor.audit import Audit
from auditor.explain.names import Tables, subject_of
from auditor.explain.parts import STATES, Data, Known, RuleAnswer
from auditor.explain.records import Thing, ThingExplanation
from auditor.explain.told import Findings, answered, line, missing, near
from auditor.facts.register import Subject
from auditor.findings.places import home_of
from auditor.location import Route
from auditor.rules.explain import judged
from auditor.trace.carried import carried
from auditor.trace.records import UNKNOWN, together
from auditor.trace.stops import title_of
from auditor.workspace.named import Named


def explain_things(audit: Audit, names: Iterable[Named]) -> ThingExplanation:
    """Explain a thing as each of the subjects that it is a row of: a vendor may be a system too."""
    tables, findings = Tables(audit), Findings(audit)
    things = tuple(_thing(audit, tables, findings, section, name) for section, name in sorted(names, reverse=True))
    return ThingExplanation(audit.workspace.as_of, audit.workspace.digest, audit.deployments, things)


def _thing(audit: Audit, tables: Tables, findings: Findings, section: str, name: str) -> Thing:
    subject = subject_of(section)
    rows = {where: tables.named(section, name, where) for where in audit.deployments}
    first = next((row for found in rows.values() for row in found), None)
    home: Route = home_of(first) if first is not None else (section, name)
    workspace = audit.workspace
    return Thing(
        subject=subject.name,
        section=section,
        id=name or section,
        title=title_of(workspace, str(home[0]), str(home[1])) if len(home) > 1 else None,
        location=workspace.merged.at(home, key=True),
        deployments=tuple(where for where, found in rows.items() if found),
        absent=None if first is not None else _absent(audit, section, name),
        data=tuple(_data(subject, rows)),
        facts=tuple(facts_of(audit, subject.attributes.values(), rows)),
        rules=_rules(audit, tables, findings, section, name),
        findings=tuple(
            line(finding) for finding in audit.findings if (finding.section, finding.thing) == (section, name)
        ),
        ways=tuple(
            line(finding)
            for finding in audit.findings
            if (section, finding.section) == ("flows", "reach") and name in finding.witness
        ),
    )


def _absent(audit: Audit, section: str, name: str) -> str:
    """Why something that is declared has no row."""
    workspace = audit.workspace
    vendor = name if section == "vendors" else workspace.merged.value((section, name, "vendor"))
    retired = vendor in workspace.vendors and workspace.vendors[vendor].status == "retired"
    if retired or name in workspace.retired_flows:
        return "retired"
    return "elsewhere"


def _data(subject: Subject, rows: dict[str, list[TableRow]]) -> Iterator[Data]:
    """The attributes about data categories, with all that is in them."""
    for attribute in subject.attributes.values():
        by_deployment = {}
        about_data = False
        for deployment, found in rows.items():
            about_data = about_data or any(isinstance(row.fact(attribute).cell, Carried) for row in found)
            by_deployment[deployment] = [one for row in found for one in carried(row, attribute)]
        if about_data:
            order = together(by_deployment, lambda one: (one.category == UNKNOWN, one.category, one.certainty))
            yield Data(attribute.name, attribute.doc, order)


def facts_of(audit: Audit, attributes: Iterable[Attribute], rows: Mapping[str, list[TableRow]]) -> Iterator[Known]:
    """What is known of a thing in each deployment; attributes about data categories are left out."""
    for attribute in attributes:
        by_deployment = {
            deployment: [known for row in found for known in _known(audit, row, attribute)]
            for deployment, found in rows.items()
        }
        yield from together(by_deployment, lambda one: one.deployments)


def _known(audit: Audit, row: TableRow, attribute: Attribute) -> Iterator[Known]:
    fact = row.fact(attribute)
    if isinstance(fact.cell, Carried):
        return
    places = tuple("/".join(str(step) for step in route) for route in fact.missing)
    yield Known(
        attribute=attribute.name,
        about=attribute.doc,
        values=_values(attribute, fact.cell),
        may=tuple(sorted(_text(attribute, value) for value in fact.cell.may)),
        unknown=fact.cell.unknown,
        location=audit.workspace.merged.at(fact.place, key=fact.lacking),
        missing=missing(audit.workspace, places) if fact.cell.unknown or fact.cell.may else (),
    )


def _values(attribute: Attribute, cell: Cell) -> tuple[str, ...]:
    if isinstance(attribute.type, Labels):
        return tuple(f"{key}: {value}" for key, value in cell.known)
    return tuple(_text(attribute, value) for value in cell.known)


def _text(attribute: Attribute, value: Any) -> str:
    """A value in words; of what is nobody's business, only that it is declared."""
    if isinstance(attribute.type, Text | Appointee):
        return NONE if value == NONE else "declared"
    return NONE if value == NONE else attribute.type.text(value)


def _rules(audit: Audit, tables: Tables, findings: Findings, section: str, name: str) -> tuple[RuleAnswer, ...]:
    """Every rule about the subject, with what it asks and finds."""
    by_deployment: dict[str, list[RuleAnswer]] = {deployment: [] for deployment in audit.deployments}
    for rule in audit.policy.rules.values():
        if rule.subject != subject_of(section).name:
            continue
        declared = audit.workspace.rules[rule.id]
        for deployment, answers in by_deployment.items():
            for row in tables.named(section, name, deployment, rule.scope.active):
                found = judged(rule, row)
                answers.append(
                    RuleAnswer(
                        rule=rule.id,
                        title=declared.title,
                        severity=declared.severity,
                        state=findings.state(found, deployment),
                        conditions=tuple(answered(audit.workspace, asked) for asked in found.asked),
                        near=near(audit.workspace, found),
                        findings=tuple(sorted(finding.id for finding in findings.of(found))),
                    )
                )
    return together(by_deployment, lambda answer: (STATES.index(answer.state), answer.rule))

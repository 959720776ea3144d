"""`auditor explain RULE`: what it promises and asks, and every row it has something to say about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.audit import Audit
from auditor.explain.clauses import question
from auditor.explain.names import RESOLVE, TITLES, Tables
from auditor.explain.parts import HOLDS, NOT_ASKED, STATES, Ask, Counts, RuleRow
from auditor.explain.records import RuleExplanation
from auditor.explain.told import Findings, line, near, reasons
from auditor.findings.built_in import ERRORS
from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED
from auditor.findings.places import home_of, section_of
from auditor.rules.explain import FOR, FORBID, REQUIRE
from auditor.rules.match import Match
from auditor.rules.violations import CompiledRule
from auditor.trace.records import together
from auditor.workspace.model import Workspace


def explain_rule(audit: Audit, name: str) -> RuleExplanation:
    """Explain a rule of the workspace, or a built-in finding."""
    rule = audit.policy.rules.get(name)
    if rule is None:
        return _built_in(audit, name)
    declared = audit.workspace.rules[name]
    rows, possible = _rows(audit, rule)
    asks = tuple(_asks(audit.workspace, rule))
    return RuleExplanation(
        as_of=audit.workspace.as_of,
        workspace=audit.workspace.digest,
        deployments=audit.deployments,
        id=name,
        title=declared.title,
        severity=declared.severity,
        on_unknown=declared.on_unknown,
        waivable=declared.waivable,
        built_in=False,
        subject=rule.subject,
        location=audit.workspace.merged.at(("rules", name), key=True),
        because=reasons(audit.workspace, declared.because),
        resolve=declared.resolve,
        asks=asks,
        counts=_counts(rows),
        findings=tuple(line(finding) for finding in audit.findings if finding.rule == name),
        rows=rows,
        never=tuple(ask for ask in asks if ask.part != REQUIRE and ask.attribute not in possible),
    )


def _built_in(audit: Audit, name: str) -> RuleExplanation:
    """A finding that needs no rule: it asks nothing that could be matched."""
    given = audit.workspace.built_ins.get(name)
    found = tuple(finding for finding in audit.findings if finding.rule == name)
    severity = given.severity if given is not None else None
    waive_errors = ("expired-waiver", "unused-waiver")
    rows = tuple(
        RuleRow(f"{f.section}/{f.thing}", f.state, (f.id,), (), f.location, f.deployments) for f in found
    )  # fmt: skip
    return RuleExplanation(
        as_of=audit.workspace.as_of,
        workspace=audit.workspace.digest,
        deployments=audit.deployments,
        id=name,
        title=TITLES.get(name, name),
        severity=severity or ("error" if name in (*ERRORS, *waive_errors) else "warning"),
        on_unknown="violation",
        waivable=True,
        built_in=True,
        subject="",
        location=audit.workspace.merged.at(("rules", name), key=True) if given is not None else None,
        because=reasons(audit.workspace, given.because if given is not None else ()),
        resolve=RESOLVE.get(name),
        asks=(),
        counts=_counts(rows),
        findings=tuple(map(line, found)),
        rows=rows,
        never=(),
    )


def _asks(workspace: Workspace, rule: CompiledRule) -> Iterator[Ask]:
    """All that a rule asks, in its order, nested matches written out."""
    yield from _of_match(workspace, FORBID if rule.forbids else FOR, rule.scope, "")
    if rule.require is not None:
        yield from _of_match(workspace, REQUIRE, rule.require, "")


def _of_match(workspace: Workspace, part: str, match: Match, prefix: str) -> Iterator[Ask]:
    for condition in match.conditions:
        path = prefix + condition.attribute.name
        if condition.nested is not None and condition.nested.conditions:
            yield from _of_match(workspace, part, condition.nested, f"{path}.")
        else:
            where = workspace.merged.at(condition.place)
            yield Ask(part, path, condition.wanted, question(path, condition), where)


def _rows(audit: Audit, rule: CompiledRule) -> tuple[tuple[RuleRow, ...], set[str]]:
    """What the rule says of every row, and which of its conditions any row fulfils or may fulfil."""
    tables, findings = Tables(audit), Findings(audit)
    merged = audit.workspace.merged
    possible: set[str] = set()
    by_deployment: dict[str, list[RuleRow]] = {}
    for deployment in audit.deployments:
        by_deployment[deployment] = []
        for row, found in tables.judged(rule, deployment):
            possible |= found.possible
            section, name = section_of(row)
            said = RuleRow(
                thing=f"{section}/{name}" if name else section,
                state=findings.state(found, deployment),
                findings=tuple(sorted(finding.id for finding in findings.of(found))),
                near=near(audit.workspace, found),
                location=merged.at(home_of(row), key=True),
            )
            by_deployment[deployment].append(said)
        possible |= tables.possible(rule, deployment)
    return together(by_deployment, lambda row: (row.thing, STATES.index(row.state))), possible


def _counts(rows: Iterable[RuleRow]) -> Counts:
    worst: dict[str, str] = {}
    for row in rows:
        worst[row.thing] = min(worst.get(row.thing, row.state), row.state, key=STATES.index)

    def count(state: str) -> int:
        return sum(found == state for found in worst.values())

    return Counts(
        rows=len(worst),
        violated=count(VIOLATED),
        undecided=count(UNDECIDED),
        waived=count(WAIVED),
        holds=count(HOLDS),
        not_asked=count(NOT_ASKED),
    )

"""The report for people, plain: what is violated, what is not known, and what became of the promises."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.audit import Audit
from auditor.findings.finding import Finding
from auditor.findings.groups import Block, Broken, Waiting, blocks, questions, waiting
from auditor.text.plain import frame, shown

CHAIN = " -> "


def render(audit: Audit) -> str:
    """The whole report. Verdict last, where a terminal leaves the eye."""
    parts = [_head(audit)]
    parts += [_block(audit, block) for block in blocks(audit.findings)]
    facts = waiting(audit.findings)
    if facts:
        parts.append("\n".join(["Not known", *(line for fact in facts for line in _waiting(fact))]))
    if audit.promises:
        parts.append("\n".join(_ledger(audit)))
    parts.append("\n".join(_verdict(audit)))
    return "\n\n".join(parts) + "\n"


def _head(audit: Audit) -> str:
    us = audit.workspace.organization
    name = us.name if us is not None and isinstance(us.name, str) else "the workspace"
    where = ", ".join(audit.deployments)
    return f"{shown(name)} as of {audit.workspace.as_of.isoformat()}, in {where}"


def _block(audit: Audit, block: Block) -> str:
    lines = [block.thing]
    for broken in block.broken:
        lines += _broken(audit, broken)
    return "\n".join(lines)


def _broken(audit: Audit, broken: Broken) -> Iterator[str]:
    first = broken.findings[0]
    yield f"  {first.severity}[{broken.rule}]: {shown(first.message)}"
    yield from (f"    {line}" for line in frame(first.location, audit.workspace.merged.line(first.location)))
    for finding in broken.findings:
        yield f"    = id: {finding.id}"
        if finding is not first:
            yield f"      at {shown(str(finding.location))}: {finding.attribute} is {shown(finding.value)}"
        if len(finding.witness) > 1:
            yield f"      by {CHAIN.join(finding.witness)}"
    if len(audit.deployments) > 1 and first.deployments != audit.deployments:
        yield f"    = only in {', '.join(first.deployments)}"
    for reason in first.because:
        yield f"    = because: {shown(_reason(audit, reason))}"
    if first.resolve:
        yield f"    = do: {shown(first.resolve)}"


def _reason(audit: Audit, reason: str) -> str:
    promise = audit.workspace.promises.get(reason)
    return f'{reason}, "{promise.says}"' if promise is not None else reason


def _waiting(fact: Waiting) -> Iterator[str]:
    first = fact.places[0]
    if len(fact.places) == 1:
        name = first
    else:
        section, _, rest = first.partition("/")
        things = ", ".join(place.split("/")[1] for place in fact.places)
        name = f"{rest.partition('/')[2] or 'entry'} of {len(fact.places)} {section}: {things}"
    yield f"  {fact.severity}: {shown(name)}"
    yield f"    --> {shown(str(fact.location))}"
    yield f"    = waited for by: {', '.join(fact.rules)}"
    yield from (f"    = id: {finding.id}" for finding in fact.findings[:3])
    if len(fact.findings) > 3:
        yield f"      and {len(fact.findings) - 3} more"


def _ledger(audit: Audit) -> Iterator[str]:
    yield "Promises"
    for status, title in LEDGER.items():
        same = [kept for kept in audit.promises if kept.status == status]
        if same:
            yield f"  {title}: {', '.join(kept.id for kept in same)}"
    for finding in questions(audit.findings):
        yield f"  question[{finding.thing}]: {shown(_after_title(finding))}"
        yield f"    --> {shown(str(finding.location))}, answer in {finding.missing[0]}"


LEDGER = {
    "broken": "broken",
    "undecided": "undecided",
    "waived": "waived",
    "kept": "kept, as declared",
    "not_checked": "not checked",
    "not_enforced": "cannot be enforced",
}


def _after_title(finding: Finding) -> str:
    return finding.message.partition(": ")[2]


def _verdict(audit: Audit) -> Iterator[str]:
    counts = audit.summary
    yield (
        f"Checked {counts.flows} flows, {counts.systems} systems and {counts.vendors} vendors against "
        f"{counts.rules} rules: {counts.violated} violated, {counts.undecided} undecided, {counts.waived} waived."
    )
    if audit.gate_closed:
        yield f"The gate is closed: something at or above `{audit.fail_on}` is violated or undecided."
    else:
        yield f"The gate is open: nothing at or above `{audit.fail_on}` is violated or undecided."

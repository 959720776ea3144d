"""The report for people, plain: what is violated, what is not known, and what became of the promises."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.audit import Audit
from auditor.findings.finding import Finding
from auditor.findings.groups import Block, Broken, Waiting, beside_ledger, blocks, waited_for, waived
from auditor.text.plain import counted, frame, shown
from auditor.workspace.merge import DEFAULT_DEPLOYMENT

CHAIN = " -> "
IDS_SHOWN = 10
"""So many ids of findings that wait for one fact are listed."""


def render(audit: Audit) -> str:
    """The whole report. The verdict comes last, where a terminal leaves the eye."""
    parts = [_head(audit)]
    parts += ["\n".join(_block(audit, block)) for block in blocks(audit.findings)]
    facts = waited_for(audit.findings)
    if facts:
        lines = [line for fact in facts for line in _waiting(audit, fact)]
        parts.append("\n".join(["Not known. Declare it at the place named, and the audit can decide.", *lines]))
    accepted = waived(audit.findings)
    if accepted:
        parts.append("\n".join(["Waived", *(line for finding in accepted for line in _waived(audit, finding))]))
    if audit.promises:
        parts.append("\n".join(_ledger(audit)))
    parts.append("\n".join(_verdict(audit)))
    return "\n\n".join(parts) + "\n"


def _head(audit: Audit) -> str:
    us = audit.workspace.organization
    name = us.name if us is not None and isinstance(us.name, str) else "The workspace"
    where = f", in {', '.join(audit.deployments)}" if audit.deployments != (DEFAULT_DEPLOYMENT,) else ""
    return f"{shown(name)} as of {audit.workspace.as_of.isoformat()}{where}"


def _block(audit: Audit, block: Block) -> Iterator[str]:
    yield block.thing
    for broken in block.broken:
        yield from _broken(audit, broken)


def _broken(audit: Audit, broken: Broken) -> Iterator[str]:
    first = broken.findings[0]
    yield f"  {first.severity}[{broken.rule}]: {shown(first.message)}"
    yield from (f"    {line}" for line in frame(first.location, audit.workspace.merged.line(first.location)))
    for finding in broken.findings:
        yield f"    = id: {finding.id}"
        if finding is not first:
            yield f"      {finding.attribute} is {shown(finding.value)}, at {shown(str(finding.location))}"
        if len(finding.witness) > 1:
            yield f"      by {CHAIN.join(finding.witness)}"
    others = [
        f"{asked.attribute} is {shown(asked.found)}" for asked in first.conditions if asked.attribute != first.attribute
    ]
    if others:
        yield f"    = where: {', '.join(others)}"
    if _is_partial(audit, first):
        yield f"    = only in: {', '.join(first.deployments)}"
    for reason in first.because:
        yield f"    = because: {shown(_reason(audit, reason))}"
    if first.resolve:
        yield f"    = do: {shown(first.resolve)}"


def _is_partial(audit: Audit, finding: Finding) -> bool:
    """Is a finding of some deployments only, and does that say something new?"""
    return finding.section not in ("deployments", "organization") and finding.deployments != audit.deployments


def _reason(audit: Audit, reason: str) -> str:
    promise = audit.workspace.promises.get(reason)
    return f'{reason}, "{promise.says}"' if promise is not None else reason


def _waiting(audit: Audit, fact: Waiting) -> Iterator[str]:
    """A fact, where one would write it, and what waits for it."""
    first = fact.places[0]
    name = first
    if len(fact.places) > 1:
        section, _, rest = first.partition("/")
        things = ", ".join(place.split("/")[1] for place in fact.places)
        name = f"{rest.partition('/')[2] or 'entry'} of {len(fact.places)} {section}: {things}"
    route = tuple(first.split("/"))
    written = audit.workspace.merged.value(route)
    values = {finding.value for finding in fact.findings}
    open_ = [str(word) for word in written if word in values] or written if isinstance(written, list) else [written]
    if route[0] == "deployments" and written:
        name += " (no list of safe countries under this law ships with the auditor)"
    elif written and open_ != ["unknown"]:
        name += f" (it is {', '.join(map(str, open_))}, which leaves it open)"
    yield f"  {fact.severity}: {shown(name)}"
    yield f"    --> {shown(str(audit.workspace.merged.at(route)))}"
    yield f"    = waited for by: {', '.join(_with_severity(fact))}"
    for finding in fact.findings[:IDS_SHOWN]:
        yield f"    = id: {finding.id}"
        if len(finding.witness) > 1:
            yield f"      by {CHAIN.join(finding.witness)}"
        if _is_partial(audit, finding):
            yield f"      only in {', '.join(finding.deployments)}"
    if len(fact.findings) > IDS_SHOWN:
        yield f"      and {len(fact.findings) - IDS_SHOWN} more"


def _with_severity(fact: Waiting) -> list[str]:
    """The rules that wait for a fact; of those that are less severe than the worst, how severe."""
    severities = {finding.rule: finding.severity for finding in fact.findings}
    return [rule if severities[rule] == fact.severity else f"{rule} ({severities[rule]})" for rule in fact.rules]


def _waived(audit: Audit, finding: Finding) -> Iterator[str]:
    """A waived finding stays in the report, with who answers for it and until when."""
    yield f"  {finding.severity}[{finding.rule}]: {shown(finding.message)}"
    yield f"    --> {shown(str(finding.location))}"
    yield f"    = id: {finding.id}"
    if finding.waiver is not None:
        waiver = audit.workspace.waivers[finding.waiver]
        yield f"    = waived by {finding.waiver} until {waiver.expires.isoformat()}"
        yield f"    = {shown(waiver.owner)}: {shown(waiver.reason)}"


LEDGER = {
    "broken": "broken",
    "undecided": "undecided",
    "waived": "waived",
    "kept": "kept, as declared",
    "not_checked": "not checked",
    "not_enforced": "cannot be enforced",
}


def _ledger(audit: Audit) -> Iterator[str]:
    yield "Promises"
    for status, title in LEDGER.items():
        same = [kept.id for kept in audit.promises if kept.status == status]
        if same:
            yield f"  {title}: {', '.join(same)}"
    for finding in beside_ledger(audit.findings):
        yield f"  {finding.severity}[{finding.rule}]: {finding.thing}: {shown(finding.message.partition(': ')[2])}"
        yield f"    --> {shown(str(finding.location))}"
        yield f"    = id: {finding.id}, write {finding.missing[0]}"


def _verdict(audit: Audit) -> Iterator[str]:
    for name, day in audit.old_facts.items():
        yield f"The facts about {name} that ship with the auditor are of {day.isoformat()}: look for a newer version."
    counts = audit.summary
    things = (
        f"{counted(counts.flows, 'flow')}, {counted(counts.systems, 'system')} and {counted(counts.vendors, 'vendor')}"
    )
    yield (
        f"Checked {things} against {counted(counts.rules, 'rule')}: "
        f"{counts.violated} violated, {counts.undecided} undecided, {counts.waived} waived."
    )
    state, what = ("closed", "something") if audit.gate_closed else ("open", "nothing")
    yield f"The gate is {state}: {what} at or above `{audit.fail_on}` is violated or undecided."

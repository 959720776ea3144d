"""What is violated, below the promise that it breaks; and what nobody declared, each missing fact once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from auditor.findings.finding import Finding
from auditor.findings.groups import Block, Broken, Waiting, by_rule, chosen, worst_of
from auditor.formats.markdown.sheet import MOST_RULES, Item, Sheet, identity, listed, notes, section
from auditor.phrases import LONG, MOST_IDS, NOT_KNOWN, SHORT, TITLE, route_of, together, where
from auditor.text.markdown import code, escaped
from auditor.text.plain import counted
from auditor.vocabulary.words import SEVERITIES

MOST_BLOCKS: Final = 400
MOST_OF_A_RULE: Final = 10
"""So many things that break one rule are shown: then other rules are seen, too."""
MOST_PLACES: Final = 10
MOST_REASONS: Final = 3


def violated(sheet: Sheet, blocks: Sequence[Block], room: int) -> str:
    """The rules that are broken, the worst first; those of one promise together."""
    kept, hidden = chosen(blocks, MOST_BLOCKS, MOST_OF_A_RULE)
    pairs = [(block, broken) for block in kept for broken in block.broken]
    pairs.sort(key=lambda pair: (-SEVERITIES.index(worst_of(pair[1].all)), not sheet.promises(pair[1].findings[0])))
    items = [Item(_broken(sheet, block, broken), broken.all, _above(sheet, broken)) for block, broken in pairs]
    return section("### Violated", items, room, hidden)


def _above(sheet: Sheet, broken: Broken) -> str:
    """The promise that a rule stands for, in its own words."""
    promises = sheet.promises(broken.findings[0])
    if not promises:
        return "**Without a promise**"
    promise = sheet.workspace.promises[promises[0]]
    at = sheet.workspace.merged.at(("promises", promises[0]), key=True)
    return f"**{sheet.link(at, code(promises[0], SHORT))}**\n> “{escaped(promise.says, LONG)}”"


def _broken(sheet: Sheet, block: Block, broken: Broken) -> str:
    findings = broken.findings
    first = findings[0]
    places = list({(place.file, place.line): place for place in (finding.location for finding in findings)}.values())
    ends = sheet.ends(block.thing)
    thing = f"{code(block.thing, SHORT)}{f' ({escaped(ends, SHORT)})' if ends else ''}"
    lines = [f"{sheet.at(place)}{sheet.line(place)}" for place in places[:MOST_PLACES]]
    lines += [f"and {len(places) - MOST_PLACES:,} more"] if len(places) > MOST_PLACES else []
    lines += notes(sheet.common(findings))
    also = where(findings)
    lines += [f"where: {escaped(also, LONG)}"] if also else []
    lines += _reasons(sheet, first)
    lines += [f"**do:** {escaped(first.resolve, LONG)}"] if first.resolve else []
    related = [sheet.link(each.location, escaped(each.message, SHORT)) for each in sheet.related(findings)]
    lines += [f"see: {', '.join(related)}"] if related else []
    alone = sheet.alone(findings)
    for finding in findings[:MOST_IDS]:
        lines.append(", ".join([identity(finding), *notes(alone[finding.id])]))
    lines += [f"and {counted(len(findings) - MOST_IDS, 'more finding')}"] if len(findings) > MOST_IDS else []
    lines += _needed(sheet, broken.waiting, "also needed for")
    title, what = escaped(sheet.title(first), TITLE), escaped(sheet.what_of(findings), LONG)
    return listed(f"**{first.severity}**: {thing}: {title}: **{what}**", lines)


def _reasons(sheet: Sheet, finding: Finding) -> Iterator[str]:
    """Why, but for the promise above."""
    above = sheet.promises(finding)[:1]
    reasons = [reason for reason in finding.because if reason not in above]
    for reason in reasons[:MOST_REASONS]:
        yield f"because: {escaped(sheet.reason(reason), TITLE)}"
    if len(reasons) > MOST_REASONS:
        yield f"and {counted(len(reasons) - MOST_REASONS, 'more reason')}"


def waiting(sheet: Sheet, facts: Sequence[Waiting], room: int) -> str:
    """Each missing fact, and the rules that wait for it."""
    items = [Item(_fact(sheet, fact), fact.findings) for fact in facts]
    return section(f"### Not known\n\n{NOT_KNOWN.removeprefix('Not known. ')}", items, room)


def _fact(sheet: Sheet, fact: Waiting) -> str:
    values = {finding.value for finding in (*fact.findings, *fact.also)}
    named = [
        f"{code(name, SHORT)}{_after(sheet.written(name, values))}, "
        f"{sheet.at(sheet.place(route_of(name)) or fact.location)}"
        for name in fact.places[:MOST_PLACES]
    ]
    lines = [] if len(fact.places) == 1 else named
    if len(fact.places) > MOST_PLACES:
        lines.append(f"and {len(fact.places) - MOST_PLACES:,} more")
    lines += _needed(sheet, fact.findings, "needed for")
    for same in by_rule(fact.also)[:MOST_RULES]:
        verb = "waits" if len(same) == 1 else "wait"
        told = f"{counted(len(same), 'finding')} of {code(same[0].rule, SHORT)} that also {verb} for another fact"
        lines.append(f"needed for: {told}")
    first = named[0] if len(fact.places) == 1 else escaped(together(fact.places))
    return listed(f"**{fact.severity}**: {first}", lines)


def _after(text: str) -> str:
    """Text that goes on after other text."""
    return f" {escaped(text)}" if text else ""


def _needed(sheet: Sheet, findings: Sequence[Finding], label: str) -> Iterator[str]:
    """The rules that wait, each with how many findings and its promises."""
    rules = by_rule(findings)
    for same in rules[:MOST_RULES]:
        promises = "".join(f", {code(promise, SHORT)}" for promise in sheet.promises(same[0])[:MOST_REASONS])
        title, rule = escaped(sheet.title(same[0]), TITLE), code(same[0].rule, SHORT)
        told = f"{title} ({counted(len(same), 'finding')} of {rule}{promises})"
        yield "; ".join([f"{label}: {told}", *notes(sheet.common(same))])
    if len(rules) > MOST_RULES:
        rest = sum(map(len, rules[MOST_RULES:]))
        yield f"and {counted(rest, 'finding')} of {counted(len(rules) - MOST_RULES, 'more rule')}"

"""What is violated: a block a thing, worst first, each rule once with all its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from auditor.findings.finding import Finding
from auditor.findings.groups import Block, Broken
from auditor.formats.text.sheet import MOST_IDS, SEVERITY, SHORT, Sheet
from auditor.formats.text.waiting import needed_for
from auditor.location import Related
from auditor.text.frame import frame, gutter
from auditor.text.lines import EMPTY, GUTTER, HEADING, PLACE, PLAIN, Line, Span, line
from auditor.text.plain import counted, short, shown
from auditor.vocabulary.words import SEVERITIES

MOST_BLOCKS: Final = 40
MOST_OF_A_RULE: Final = 10
"""So many things are shown, and so many that break the same rule: then other rules are seen, too."""
MOST_VALUES: Final = 10
MOST_RELATED: Final = 6
MOST_RULES: Final = 20


def violated(sheet: Sheet, blocks: Sequence[Block]) -> Iterator[list[Line]]:
    """A paragraph a thing; the last one counts what is not shown."""
    chosen, hidden = _chosen(blocks)
    for block in chosen:
        yield list(_block(sheet, block))
    if hidden:
        yield list(_not_shown(sheet, hidden))


def _chosen(blocks: Sequence[Block]) -> tuple[list[Block], list[Finding]]:
    """The blocks to show, and the findings that are left out."""
    chosen: list[Block] = []
    hidden: list[Finding] = []
    of_rule: Counter[str] = Counter()
    for block in blocks:
        kept = []
        for broken in block.broken:
            of_rule[broken.rule] += 1
            if len(chosen) < MOST_BLOCKS and of_rule[broken.rule] <= MOST_OF_A_RULE:
                kept.append(broken)
            else:
                hidden += broken.all
        if kept:
            chosen.append(block._replace(broken=tuple(kept)))
    return chosen, hidden


def _not_shown(sheet: Sheet, findings: Sequence[Finding]) -> Iterator[Line]:
    """How many findings are left out, by rule, the worst first."""
    more = counted(len(findings), "more finding")
    yield from sheet.text((), f"And {more} of these rules; `--format json` lists every one:", 2)
    rules = Counter((finding.severity, finding.rule) for finding in findings)
    order = sorted(rules, key=lambda key: (-SEVERITIES.index(key[0]), -rules[key], key[1]))
    for severity, rule in order[:MOST_RULES]:
        told = [Span(SEVERITY[severity], f"{severity}[{rule}]"), Span(PLAIN, f": {rules[severity, rule]:,}")]
        yield from sheet.text(line("  "), told, 4)
    if len(order) > MOST_RULES:
        rest = sum(rules[key] for key in order[MOST_RULES:])
        yield line(f"  {counted(len(order) - MOST_RULES, 'other rule')}: {rest:,}")


def _block(sheet: Sheet, block: Block) -> Iterator[Line]:
    section, _, thing = block.thing.partition("/")
    ends = ""
    flow = sheet.flows.get(thing) if section == "flows" else None
    if flow is not None:
        ends = " to ".join(end if isinstance(end, str) else "unknown" for end in (flow.source, flow.target))
        ends = f" ({ends})"
    yield from sheet.text((), [Span(HEADING, shown(block.thing)), Span(PLAIN, shown(ends))], 2)
    for number, broken in enumerate(block.broken):
        if number:
            yield EMPTY
        yield from _broken(sheet, broken)


def _broken(sheet: Sheet, broken: Broken) -> Iterator[Line]:
    findings = broken.findings
    first = findings[0]
    places = [finding.location for finding in findings[:MOST_IDS]]
    role = SEVERITY[first.severity]
    margin = "  " + " " * gutter(places)
    lead = line("  ", Span(role, f"{first.severity}[{broken.rule}]"), ": ")
    yield from sheet.text(lead, [Span(PLAIN, f"{sheet.title(first)}: {_what(sheet, findings)}")], 4)
    yield from frame(places, sheet.workspace.merged.line, sheet.width, role, "  ")
    for related in _related(sheet, findings):
        start = line(Span(GUTTER, f"{margin}::: "), Span(PLACE, shown(str(related.location))), ": ")
        yield from sheet.text(start, related.message, len(margin) + 4)
    common = sheet.common(findings)
    yield from sheet.notes(margin, common)
    where = _where(findings)
    if where:
        yield from sheet.note(margin, "where", where)
    for reason in first.because:
        yield from sheet.note(margin, "because", _reason(sheet, reason))
    if first.resolve:
        yield from sheet.note(margin, "do", first.resolve)
    yield from sheet.ids(margin, findings)
    if broken.waiting:
        yield from needed_for(sheet, margin, broken.waiting, first.severity, "also needed for")


def _related(sheet: Sheet, findings: Sequence[Finding]) -> list[Related]:
    """Other places that it is about, but for the thing that the block is about."""
    itself = sheet.place((findings[0].section, findings[0].thing), key=True)
    found = dict.fromkeys(related for finding in findings for related in finding.related)
    return [related for related in found if related.location != itself][:MOST_RELATED]


def _where(findings: Sequence[Finding]) -> str:
    """What else makes the rule match."""
    about = {finding.attribute for finding in findings}
    asked = [
        f"{asked.attribute} is {shown(short(asked.found, 2), SHORT)}"
        for asked in findings[0].conditions
        if asked.attribute not in about
    ]
    return ", ".join(dict.fromkeys(asked))


def _reason(sheet: Sheet, reason: str) -> str:
    """A clause, or a promise in its own words."""
    promise = sheet.workspace.promises.get(reason)
    return f'{reason}, "{promise.says}"' if promise is not None else reason


def _what(sheet: Sheet, findings: Sequence[Finding]) -> str:
    """What was found; of several values in one phrase where they share one."""
    told = [sheet.what(finding) for finding in findings]
    if len(told) == 1:
        return told[0]
    parts = [text.partition(finding.value) for text, finding in zip(told, findings, strict=True)]
    if len({(before, after) for before, _, after in parts}) == 1 and all(value for _, value, _ in parts):
        before, _, after = parts[0]
        return f"{before}{_listed([value for _, value, _ in parts], ', ')}{after}"
    return _listed(list(dict.fromkeys(told)), "; ")


def _listed(words: Sequence[str], sign: str) -> str:
    more = f"{sign}and {len(words) - MOST_VALUES:,} more" if len(words) > MOST_VALUES else ""
    return sign.join(words[:MOST_VALUES]) + more

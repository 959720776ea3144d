"""A rule explained, for people: what it promises, what it asks, and what it says of every row."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.explain.parts import HOLDS, NOT_ASKED, Line, Otherwise, RuleRow
from auditor.explain.records import RuleExplanation
from auditor.text.plain import columns, counted, only_in, promised, short, shown, some

MOST = 10
"""So many rows of one sort are listed, unless all are asked for."""
FEW = 3
"""So many places of what is missing are listed."""
TOLD = ("violated", "undecided", "waived")


def render(rule: RuleExplanation, everything: bool) -> str:
    """The rule and its rows; with `everything`, no list is cut short."""
    most = len(rule.rows) + len(rule.findings) if everything else MOST
    parts = [_head(rule), _asked(rule), _counts(rule)]
    parts += [_findings(rule, state, most) for state in TOLD]
    parts += [_unlisted(rule, most), _near(rule, most), _further(rule, most), _silent(rule)]
    return "\n\n".join("\n".join(lines) for lines in map(list, parts) if lines) + "\n"


def _head(rule: RuleExplanation) -> Iterator[str]:
    yield f"{rule.id}: {shown(rule.title)}"
    if rule.location is not None:
        yield f"  --> {shown(str(rule.location))}"
    yield f"  = severity: {rule.severity}{ON_UNKNOWN[rule.on_unknown]}{'' if rule.waivable else '; may not be waived'}"
    yield from (f"  = because: {promised(one.promise, one.says, one.source, one.location)}" for one in rule.because)
    if rule.resolve:
        yield f"  = do: {shown(rule.resolve)}"


ON_UNKNOWN = {
    "violation": "",
    "warning": "; what is undecided is a warning",
    "ignore": "; what is undecided is not listed",
}


def _asked(rule: RuleExplanation) -> Iterator[str]:
    """The match, as people read it."""
    if rule.built_in:
        yield "It is a built-in finding: it needs no rule, and asks nothing that a rule could."
        return
    scope = [ask for ask in rule.asks if ask.part != "require"]
    requires = [ask for ask in rule.asks if ask.part == "require"]
    every = f"every {rule.subject}"
    if scope:
        every += " of which this is so:" if len(scope) == 1 else " of which all of this is so:"
    if not requires:
        yield f"It forbids {every}"
    else:
        yield f"For {every}" if scope else f"Of {every}"
    yield from (f"  {shown(ask.says)}" for ask in scope)
    if requires:
        yield "it requires this:" if len(requires) == 1 else "it requires all of this:"
        yield from (f"  {shown(ask.says)}" for ask in requires)


def _things(rule: RuleExplanation, number: int) -> str:
    return counted(number, rule.subject or "thing")


def _counts(rule: RuleExplanation) -> Iterator[str]:
    counts = rule.counts
    said = [f"{number} {word}" for word, number in (
        ("violated", counts.violated), ("undecided", counts.undecided), ("waived", counts.waived),
    ) if number]  # fmt: skip
    if counts.holds:
        said.append(f"it holds for {counts.holds}")
    if counts.not_asked:
        said.append(f"{counts.not_asked} not asked, because its `for` is not so")
    if rule.built_in and not counts.rows:
        yield "There is no such finding."
    elif not counts.rows:
        yield f"There is no {rule.subject} that it could be asked of."
    else:
        listed = f" {counted(len(rule.findings), 'finding')}." if rule.findings else ""
        yield f"Of {_things(rule, counts.rows)}: {', '.join(said)}.{listed}"


def _findings(rule: RuleExplanation, state: str, most: int) -> Iterator[str]:
    found = [finding for finding in rule.findings if finding.state == state]
    if found:
        yield state.capitalize()
    for finding in found[:most]:
        yield from _finding(rule, finding)
    yield from _more(len(found) - most)


def _finding(rule: RuleExplanation, finding: Line) -> Iterator[str]:
    message = finding.message.removeprefix(f"{rule.title}: ")
    remarks = [shown(message), *only_in(finding.deployments, rule.deployments)]
    if finding.missing:
        remarks.append(f"write {some(finding.missing, FEW)}")
    if finding.waiver is not None:
        remarks.append(f"waived by {finding.waiver}")
    yield f"  {finding.id}"
    yield f"    {'; '.join(remarks)}, {shown(str(finding.location))}"


def _more(left: int) -> Iterator[str]:
    if left > 0:
        yield f"  and {left} more"


def _unlisted(rule: RuleExplanation, most: int) -> Iterator[str]:
    """Rows that are undecided, and of which `on_unknown: ignore` makes no finding."""
    rows = [row for row in rule.rows if row.state == "undecided" and not row.findings]
    if rows:
        yield "Undecided, and not listed as findings"
    for row in rows[:most]:
        yield f"  {'; '.join([row.thing, *only_in(row.deployments, rule.deployments)])}, {shown(str(row.location))}"
    yield from _more(len(rows) - most)


def _near(rule: RuleExplanation, most: int) -> Iterator[str]:
    """The rows that one condition alone keeps from being violated, by that condition."""
    by_clause: dict[str, list[tuple[RuleRow, Otherwise]]] = {}
    for row in rule.rows:
        for near in row.near:
            by_clause.setdefault(near.would, []).append((row, near))
    if by_clause:
        yield "Nearly violated: one condition alone keeps each of these from it."
    for clause, rows in sorted(by_clause.items()):
        yield f"  would be violated if {shown(clause)}"
        cells = [_near_row(rule, row, near) for row, near in rows[:most]]
        yield from (f"    {line}" for line in columns(cells))
        yield from (f"  {line}" for line in _more(len(rows) - most))


def _near_row(rule: RuleExplanation, row: RuleRow, near: Otherwise) -> list[str]:
    found = f"found {shown(short(near.found))}"
    if near.category is not None:
        found += f" for {near.category}"
    remarks = [str(near.location) if near.location else "", *only_in(row.deployments, rule.deployments)]
    return [row.thing, found, "; ".join(shown(remark) for remark in remarks)]


def _further(rule: RuleExplanation, most: int) -> Iterator[str]:
    """The rows for which it holds whatever a single condition said, and those that its `for` leaves out."""
    for state, title in ((HOLDS, "Holds, and no single condition would change that"), (NOT_ASKED, "Not asked")):
        rows = [row for row in rule.rows if row.state == state and not row.near]
        names = [
            " ".join([row.thing, *(f"({said})" for said in only_in(row.deployments, rule.deployments))]) for row in rows
        ]
        if names:
            yield f"{title}: {some(names, most)}"


def _silent(rule: RuleExplanation) -> Iterator[str]:
    """Why a rule has nothing to say."""
    counts = rule.counts
    if rule.built_in or not counts.rows or counts.violated or counts.undecided or counts.waived:
        return
    forbids = all(ask.part == "forbid" for ask in rule.asks)
    if not forbids and counts.holds:
        return
    if not forbids:
        yield f"It applies to no {rule.subject}: as things are declared, it checks nothing."
    if rule.never:
        yield f"Of no {rule.subject} this is so, nor unknown:"
        yield from (f"  {shown(ask.says)}, asked at {shown(str(ask.location))}" for ask in rule.never)
    elif not forbids:
        yield f"Each condition of its `for` is so of some {rule.subject}, but never all of one."

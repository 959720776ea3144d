"""What every report for people says of an audit, in the same words: each format gives them its own looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Final

from auditor.audit import Audit
from auditor.changes.remarks import Remark, of_changes, of_proposed
from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding
from auditor.findings.rate import at_least
from auditor.graph.witness import hops
from auditor.location import Location, Related, Route
from auditor.text.lines import ARROW, PLAIN, Span
from auditor.text.plain import counted, short, shown
from auditor.workspace.catalog import replaced
from auditor.workspace.load import BUILT_IN_FINDINGS
from auditor.workspace.merge import DEFAULT_DEPLOYMENT, FOLDERS
from auditor.workspace.model import Flow

Note = tuple[str, tuple[Span, ...]]
"""What is said of a finding in a line of its own: a label, and the text."""

MOST_IDS: Final = 10
"""So many findings of one rule, about one thing or one missing fact, are shown."""
MOST_ID: Final = 300
"""So many characters of an id, where room is short."""
MOST_HOPS: Final = 20
MOST_VALUES: Final = 10
MOST_RELATED: Final = 6
SHORT: Final = 80
TITLE: Final = 200
LONG: Final = 500
"""The most characters that are shown of a value, a title and a text that a person wrote."""
SOON: Final = timedelta(days=30)
"""A waiver that ends within this time is named."""
EXPLAIN: Final = "`auditor explain ID` tells why a finding is there, condition by condition."
NOT_KNOWN: Final = "Not known. Declare it at the place named, and what waits for it can be decided."


class Phrases:
    """The words about an audit and its findings. What a user wrote in them is safe to show, and cut."""

    def __init__(self, audit: Audit) -> None:
        self.audit = audit
        self.workspace = audit.workspace

    @cached_property
    def flows(self) -> dict[str, Flow]:
        return {flow.id: flow for flow in self.workspace.flows}

    def us(self) -> str:
        """Whose workspace it is."""
        us = self.workspace.organization
        return shown(us.name, TITLE) if us is not None and isinstance(us.name, str) else "The workspace"

    def as_of(self) -> str:
        """As of which day, and in which deployments."""
        names = self.audit.deployments
        where = f", in {', '.join(names)}" if names != (DEFAULT_DEPLOYMENT,) else ""
        return f"as of {self.workspace.as_of.isoformat()}{where}"

    def title(self, finding: Finding) -> str:
        """What its rule says."""
        return shown(self._title(finding), TITLE)

    def what(self, finding: Finding) -> str:
        """What was found, without what its rule says."""
        return shown(finding.message[len(self._title(finding)) + 2 :], LONG)

    def _title(self, finding: Finding) -> str:
        rule = self.workspace.rules.get(finding.rule)
        return rule.title if rule is not None else finding.message.partition(": ")[0]

    def what_of(self, findings: Sequence[Finding]) -> str:
        """What was found; of several values in one phrase where they share one."""
        told = [self.what(finding) for finding in findings]
        if len(told) == 1:
            return told[0]
        parts = [text.partition(finding.value) for text, finding in zip(told, findings, strict=True)]
        if len({(before, after) for before, _, after in parts}) == 1 and all(value for _, value, _ in parts):
            before, _, after = parts[0]
            return f"{before}{_listed([value for _, value, _ in parts], ', ')}{after}"
        return _listed(list(dict.fromkeys(told)), "; ")

    def ends(self, thing: str) -> str:
        """From where to where, of a flow; nothing of another thing."""
        section, _, name = thing.partition("/")
        flow = self.flows.get(name) if section == "flows" else None
        if flow is None:
            return ""
        return shown(" to ".join(end if isinstance(end, str) else "unknown" for end in (flow.source, flow.target)))

    def place(self, route: Route, *, key: bool = False) -> Location | None:
        """Where the value at a route, or its key, stands; None of what is no entry that a person writes."""
        written = any(route[0] in sections for sections in FOLDERS.values())
        return self.workspace.merged.at(route, key=key) if written else None

    def related(self, findings: Sequence[Finding]) -> list[Related]:
        """Other places that findings are about, but for the thing itself."""
        itself = self.place((findings[0].section, findings[0].thing), key=True)
        found = dict.fromkeys(related for finding in findings for related in finding.related)
        return [related for related in found if related.location != itself][:MOST_RELATED]

    def reason(self, reason: str) -> str:
        """A clause, or a promise in its own words."""
        promise = self.workspace.promises.get(reason)
        return f'{reason}, "{promise.says}"' if promise is not None else reason

    def promises(self, finding: Finding) -> list[str]:
        """The promises behind its rule."""
        return [reason for reason in finding.because if reason in self.workspace.promises]

    def common(self, findings: Sequence[Finding]) -> tuple[Note, ...]:
        """What is true of all findings that are shown: how the data got there, and in which deployments."""
        notes = [self._notes(finding) for finding in findings[:MOST_IDS]]
        return tuple(note for note in notes[0] if all(note in other for other in notes))

    def alone(self, findings: Sequence[Finding]) -> dict[str, tuple[Note, ...]]:
        """What is true of each alone."""
        common = self.common(findings)
        return {
            finding.id: tuple(note for note in self._notes(finding) if note not in common)
            for finding in findings[:MOST_IDS]
        }

    def _notes(self, finding: Finding) -> tuple[Note, ...]:
        notes: list[Note] = []
        if len(finding.witness) > 1 or (finding.witness and finding.section != "flows"):
            notes.append(("witness", tuple(self._drawn(finding.witness))))
        where = self._where(finding)
        if where is not None:
            notes.append(where)
        if finding.state == UNDECIDED and not finding.missing:  # no place to declare it tells what is wrong
            notes.append(("found", (Span(PLAIN, self.what(finding)),)))
            notes += [("do", (Span(PLAIN, shown(finding.resolve, LONG)),))] if finding.resolve else []
        return tuple(notes)

    def _drawn(self, witness: Iterable[str]) -> Iterator[Span]:
        """A chain as arrows between systems. Of a very long one, both ends."""
        steps = list(hops(witness, self.flows))
        left_out = len(steps) - MOST_HOPS
        for number, step in enumerate(steps):
            if 0 <= number - MOST_HOPS // 2 < left_out:
                if number == MOST_HOPS // 2:
                    yield Span(PLAIN, f" ... {counted(left_out, 'more flow')} ... ")
                continue
            if number == 0 or number - MOST_HOPS // 2 == left_out > 0:
                yield Span(PLAIN, shown(step.source))
            name = step.flow
            if step.vendor is not None:
                name = "via subprocessor" if step.vendor == step.source else f"via subprocessor of {step.vendor}"
            yield Span(ARROW, f" --{shown(name)}--> ")
            yield Span(PLAIN, shown(step.target))

    def _where(self, finding: Finding) -> Note | None:
        """The deployments that have a finding, where that says something new; the state in each where it differs."""
        states = dict(finding.states)
        if len(set(states.values())) > 1:
            told = ", ".join(f"{name} {state}" for name, state in finding.states)
            if WAIVED in states.values() and finding.waiver is not None:
                until = self.workspace.waivers[finding.waiver].expires.isoformat()
                told += f"; waived by {finding.waiver} until {until}"
            return "in", (Span(PLAIN, told),)
        if finding.section in ("deployments", "organization") or set(states) == set(self.audit.deployments):
            return None
        return "only in", (Span(PLAIN, ", ".join(states)),)

    def written(self, place: str, values: set[str]) -> str:
        """What stands there now, and still leaves it open."""
        route = route_of(place)
        written = self.workspace.merged.value(route)
        if (route[0], route[-1]) == ("deployments", "law") and written not in (None, "unknown"):
            return " (no list of safe countries under this law ships with the auditor)"
        if isinstance(written, list):
            written = [word for word in written if word in values] or written
        words = written if isinstance(written, list) else [written]
        if not all(isinstance(word, str) for word in words) or words in ([], ["unknown"]):
            return ""
        return f" (it is {shown(', '.join(words), SHORT)}, which leaves it open)"

    def checked(self) -> str:
        """What was checked against how much."""
        counts = self.audit.summary
        against = [counted(counts.rules, "rule")]
        against += [counted(len(self.audit.promises), "promise")] if self.audit.promises else []
        flows, systems, vendors = (
            counted(counts.flows, "flow"), counted(counts.systems, "system"), counted(counts.vendors, "vendor")
        )  # fmt: skip
        return f"Checked {flows}, {systems} and {vendors} against {' and '.join(against)}."

    def found(self) -> str:
        """How much was found."""
        counts = self.audit.summary
        said = f"Found {counts.violated:,} violated, {counts.undecided:,} undecided and {counts.waived:,} waived"
        unchecked = sum(kept.status == "not_checked" for kept in self.audit.promises)
        if unchecked:
            said += f"; {counted(unchecked, 'promise')} {'was' if unchecked == 1 else 'were'} not checked"
        return f"{said}."

    def to_do(self) -> tuple[Finding, ...]:
        """The findings that are told in full: with a base what is introduced, and what is waived; else all."""
        known = {finding.id for finding in self.known()}
        return tuple(finding for finding in self.audit.findings if finding.id not in known)

    def known(self) -> tuple[Finding, ...]:
        """What is open and was so in the base."""
        against = self.audit.against
        return tuple(
            finding
            for finding in self.audit.findings
            if against is not None and finding.state != WAIVED and finding.id not in against.introduced
        )

    def compared(self) -> str:
        """How many findings are introduced, known and fixed; nothing without a base."""
        against = self.audit.against
        if against is None:
            return ""
        new = len(self.to_do()) - sum(finding.state == WAIVED for finding in self.audit.findings)
        told = f"{new:,} introduced, {len(self.known()):,} known and {len(against.fixed):,} fixed"
        return " ".join([f"Against {self.base_name()}: {told}.", *against.notes])

    def base_name(self) -> str:
        """What the base is called."""
        named = self.audit.against.revision if self.audit.against is not None else ""
        return shown(named, SHORT) if named else "the base"

    def gone(self, finding: Finding) -> str:
        """What a finding was that is fixed; the rule may be gone with it."""
        rules = {*self.workspace.rules, *self.workspace.built_ins, *BUILT_IN_FINDINGS}
        without = "" if finding.rule in rules else " (its rule is gone)"
        return f"{shown(finding.message, LONG)}{without}"

    def gate(self) -> str:
        """Whether the gate is closed, and by what."""
        level = self.audit.fail_on
        if not self.audit.gate_closed:
            what = "nothing" if self.audit.against is None else "nothing that is introduced"
            return f"The gate is open: {what} at or above `{level}` is violated or undecided."
        closing = [finding for finding in self.to_do() if at_least(finding.severity, level)]
        parts: list[str] = []
        for state in (VIOLATED, UNDECIDED):
            count = sum(finding.state == state for finding in closing)
            if count:
                thing = "finding" if self.audit.against is None else "introduced finding"
                what = counted(count, thing) if not parts else f"{count:,}"
                parts.append(f"{what} {'is' if count == 1 else 'are'} {state}")
        return f"The gate is closed: at or above `{level}`, {' and '.join(parts)}."

    def waivers(self, findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
        """The waivers with the waived findings of each, in the order in which they end."""
        covered: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.waiver is not None:
                covered.setdefault(finding.waiver, []).append(finding)
        return sorted(covered.items(), key=lambda item: (self.workspace.waivers[item[0]].expires, item[0]))

    def remarks(self) -> Iterator[Remark]:
        """What to look at soon: the live waivers that end, what may go live and when, and old facts that ship with the
        auditor."""
        today = self.workspace.as_of
        soon = sorted(
            (waiver.expires, name)
            for name, waiver in self.workspace.waivers.items()
            if today <= waiver.expires <= today + SOON
        )
        if soon:
            named = ", ".join(f"{name} on {day.isoformat()}" for day, name in soon[:MOST_IDS])
            more = f", and {len(soon) - MOST_IDS:,} more" if len(soon) > MOST_IDS else ""
            ends = "ends" if len(soon) == 1 else "end"
            yield Remark(f"{counted(len(soon), 'waiver')} {ends} within 30 days: {named}{more}.")
        yield from _few(of_proposed(self.workspace), "vendor", "proposed")
        yield from _few(self.changes(), "change", "to be told")
        for name, day in self.audit.old_facts.items():
            told = f"The facts about {name} that ship with the auditor are of {day.isoformat()}"
            yield Remark(f"{told}: look for a newer version.")
        for name in replaced(self.workspace):
            place = self.workspace.merged.at(("catalog", name), key=True)
            ours = f"the entry at {place.file}:{place.line} is used instead"
            yield Remark(f"The catalog that ships knows `{name}` too: {ours}.")

    def changes(self) -> Iterator[Remark]:
        """From when what changed since the base may take effect."""
        found, against = self.audit.compared, self.audit.against
        if found is not None and against is not None:
            here = set(self.audit.deployments)
            gone = set(found.before.workspace.deployments) - set(self.workspace.deployments)
            touching = (change for change in found.changes if (here | gone).intersection(change.deployments))
            yield from of_changes(touching, self.workspace, against.revision)


def _few(remarks: Iterable[Remark], thing: str, what: str) -> Iterator[Remark]:
    """Not more remarks than people read."""
    every = list(remarks)
    yield from every[:MOST_IDS]
    left = len(every) - MOST_IDS
    if left > 0:
        yield Remark(f"And {counted(left, f'more {thing}')} {'is' if left == 1 else 'are'} {what}.")


def where(findings: Sequence[Finding]) -> str:
    """What else makes the rule match."""
    about = {finding.attribute for finding in findings}
    asked = [
        f"{asked.attribute} is {shown(short(asked.found, 2), SHORT)}"
        for asked in findings[0].conditions
        if asked.attribute not in about
    ]
    return ", ".join(dict.fromkeys(asked))


def together(places: Sequence[str]) -> str:
    """Several places in a few words: one fact of several things, or several facts."""
    named = {(section, rest.partition("/")[2]) for section, _, rest in (place.partition("/") for place in places)}
    if len(named) > 1:
        return f"{len(places):,} facts for the same findings"
    section, fact = named.pop()
    return f"{fact or 'entry'} of {len(places):,} {section}"


def route_of(place: str) -> Route:
    """The route of a place that a finding waits for."""
    return tuple(int(step) if step.isdigit() else step for step in place.split("/"))


def _listed(words: Sequence[str], sign: str) -> str:
    more = f"{sign}and {len(words) - MOST_VALUES:,} more" if len(words) > MOST_VALUES else ""
    return sign.join(words[:MOST_VALUES]) + more

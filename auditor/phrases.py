"""What every report for people says of an audit, in the same words: each format gives them its own looks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from functools import cached_property
from typing import Final

from auditor.audit import Audit
from auditor.findings.finding import UNDECIDED, VIOLATED, WAIVED, Finding
from auditor.findings.rate import at_least
from auditor.graph.witness import hops
from auditor.location import Location, Related, Route
from auditor.text.lines import ARROW, PLAIN, Span
from auditor.text.plain import counted, short, shown
from auditor.workspace.catalog import replaced
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

    def gate(self) -> str:
        """Whether the gate is closed, and by what."""
        level = self.audit.fail_on
        if not self.audit.gate_closed:
            return f"The gate is open: nothing at or above `{level}` is violated or undecided."
        closing = [finding for finding in self.audit.findings if at_least(finding.severity, level)]
        parts: list[str] = []
        for state in (VIOLATED, UNDECIDED):
            count = sum(finding.state == state for finding in closing)
            if count:
                what = counted(count, "finding") if not parts else f"{count:,}"
                parts.append(f"{what} {'is' if count == 1 else 'are'} {state}")
        return f"The gate is closed: at or above `{level}`, {' and '.join(parts)}."

    def waivers(self, findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
        """The waivers with the waived findings of each, in the order in which they end."""
        covered: dict[str, list[Finding]] = {}
        for finding in findings:
            if finding.waiver is not None:
                covered.setdefault(finding.waiver, []).append(finding)
        return sorted(covered.items(), key=lambda item: (self.workspace.waivers[item[0]].expires, item[0]))

    def remarks(self) -> Iterator[str]:
        """What to look at soon: the live waivers that end, and old facts that ship with the auditor."""
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
            yield f"{counted(len(soon), 'waiver')} {ends} within 30 days: {named}{more}."
        for name, day in self.audit.old_facts.items():
            told = f"The facts about {name} that ship with the auditor are of {day.isoformat()}"
            yield f"{told}: look for a newer version."
        for name in replaced(self.workspace):
            place = self.workspace.merged.at(("catalog", name), key=True)
            yield f"The catalog that ships knows `{name}` too: the entry at {place.file}:{place.line} is used instead."


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
